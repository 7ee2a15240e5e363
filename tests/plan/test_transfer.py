"""What has to be moved: how much, how long, by which ways, under which names, and what to replace."""

from typing import Any

import pytest

from audit.knowledge.transfer import load_transfer
from audit.model.database import DatabaseWeight, HostMentions, InTable, PathMentions, Weight
from audit.model.facts import Location, Site, Table
from audit.model.files import Extreme, KindTally
from audit.model.redirects import Redirect
from audit.plan.transfer import transfer
from tests.plan.cases import HERE, PANTHEON, WORDPRESS, inventory

KNOWN = load_transfer()
MIB = 1024 * 1024
DUMP = Location("a.sql")


def moved(*facts, absent=(), known=KNOWN):
    return transfer(inventory(WORDPRESS, *facts, absent=absent), PANTHEON, known)


def size(made, what):
    return next(one for one in made.sizes if one.what == what)


def way(made, limit):
    return next(one for one in made.ways if one.limit == limit)


def tally(area, count, files=1, kind="image"):
    return KindTally(location=Location("."), install=".", kind=kind, area=area, files=files, bytes=count)


def weight(every, spare=0):
    return DatabaseWeight(
        location=DUMP, database=None, all=Weight(2, 9, every), spare=Weight(1, 5, spare), asked=Weight()
    )


def site(number, url=None, hosts=(), **more: Any):
    told: dict[str, Any] = {
        "title": None,
        "theme": None,
        "parent_theme": None,
        "plugins": None,
        "prefix": "wp_",
    }
    told |= {"tables": 0, "rows": 0, "bytes": 0, "install": ".", "hosts": hosts}
    return Site(location=HERE, id=number, url=url, **(told | more))


def mentions(host, http=0, https=0, **more: Any):
    return HostMentions(
        location=DUMP,
        host=host,
        http=http,
        https=https,
        **({"schemeless": 0, "encoded": 0, "escaped": 0, "serialized": 0} | more),
    )


def test_sizes_are_added_up_by_area():
    made = moved(tally("code", 5, 2), tally("code", 7, 1, "code"), tally("files", 9, 4))
    assert (size(made, "code").bytes, size(made, "code").files) == (12, 3)
    assert (size(made, "files").bytes, size(made, "files").files) == (9, 4)


def test_what_was_not_there_has_no_size():
    made = moved(tally("code", 5), absent=("files", "database"))
    assert [one.bytes for one in made.sizes] == [5, None, None]
    assert size(made, "files").dump_minutes is None


def test_an_empty_folder_of_uploads_is_known_to_be_empty():
    assert size(moved(), "files").bytes == 0


def test_sizes_that_were_left_out_are_not_known():
    assert size(moved(tally("files", None)), "files").bytes is None


def test_what_can_be_left_out_of_the_database_is_told_apart():
    made = size(moved(weight(900, 400)), "database")
    assert (made.bytes, made.needed_bytes) == (900, 500)
    assert size(moved(weight(900)), "database").needed_bytes is None


@pytest.mark.parametrize(
    ("amount", "name"),
    [
        (5, "small"),
        (100 * MIB, "small"),
        (101 * MIB, "medium"),
        (2048 * MIB, "large"),
        (20_480 * MIB, "huge"),
    ],
)
def test_a_database_has_a_class_and_minutes(amount, name):
    made = size(moved(weight(amount)), "database")
    assert made.size_class == name
    assert made.dump_minutes[0] <= made.dump_minutes[1] <= made.import_minutes[1]


def test_more_takes_no_less_time():
    minutes = [size(moved(weight(n * 64 * MIB)), "database").import_minutes for n in range(1, 400)]
    assert minutes == sorted(minutes)


def test_content_is_transferred_again_and_code_is_not():
    assert {one.what: one.resync for one in moved().sizes} == {"code": False, "database": True, "files": True}


def test_without_knowledge_there_are_sizes_and_no_minutes():
    made = moved(weight(900), known=None)
    assert size(made, "database").bytes == 900
    assert (size(made, "database").dump_minutes, made.estimate, made.ways) == (None, None, ())


def test_the_largest_of_each_kind_are_told():
    files = [
        Extreme(location=Location(f"f{n}"), kind="largest", area="files", number=n, seen_as=f"f{n}")
        for n in range(30)
    ]
    table = Table(location=DUMP, name="wp_posts", database=None, rows=1, bytes=15)
    made = moved(*files, table)
    assert [one.name for one in made.largest if one.what == "files"] == [f"f{n}" for n in range(29, 19, -1)]
    assert ("database", "wp_posts", 15) in {(one.what, one.name, one.bytes) for one in made.largest}


def test_a_small_site_fits_by_every_way():
    assert {one.fits for one in moved(tally("code", 5), tally("files", 5), weight(5)).ways} == {True}


def test_a_large_site_does_not_fit_and_says_what_is_too_large():
    made = moved(tally("code", 5), tally("files", 600 * MIB), weight(5))
    assert [(one.fits, one.too_large) for one in made.ways] == [
        (False, ("code", "database", "files")),
        (False, ("files",)),
        (False, ("files",)),
    ]


def test_how_well_a_dump_packs_is_not_known_before():
    made = moved(tally("code", 5), tally("files", 5), weight(300 * MIB))
    assert (way(made, "import-upload").fits, way(made, "import-address").fits) == (None, True)
    assert way(moved(weight(3000 * MIB)), "import-upload").fits is False


def test_what_was_not_handed_in_may_or_may_not_fit():
    assert way(moved(tally("code", 5), absent=("files",)), "guided-migration").fits is None
    assert way(moved(tally("code", 600 * MIB), absent=("files",)), "guided-migration").fits is False


def test_names_are_told_with_their_roles():
    made = moved(
        site(1, "https://www.example.org/", ("www.example.org", "example.org")),
        site(2, "https://shop.example.net", ("shop.example.net",)),
        Redirect(
            location=HERE, install=".", source="/", kind="prefix", by="htaccess", host="old.example.com"
        ),
        mentions("cdn.example.org", 1),
        mentions("facebook.com", 9),
    )
    assert [(one.host, one.role) for one in made.hosts] == [
        ("www.example.org", "primary"),
        ("example.org", "alias"),
        ("shop.example.net", "site"),
        ("old.example.com", "redirected"),
        ("cdn.example.org", "mentioned"),
    ]


def test_names_of_workstations_are_none_for_dns():
    made = moved(
        site(1, "http://localhost:8080/x"), site(2, "http://10.0.0.7"), site(3, "http://a.lndo.site")
    )
    assert {one.role for one in made.hosts} == {"local"}


def test_a_name_that_sites_share_is_one_name():
    made = moved(site(1, "https://example.org/a"), site(2, "https://example.org/b"))
    assert [(one.host, one.sites) for one in made.hosts] == [("example.org", (1, 2))]


@pytest.mark.parametrize(
    "url", ["http://[", "http://[::1", "", "//", "http://ex ample/", "\0", "http://" + "a" * 9999]
)
def test_an_odd_address_ends_nothing(url):
    assert len(moved(site(1, url)).hosts) <= 1


def test_each_own_host_is_to_be_replaced():
    made = moved(
        site(1, "http://example.org"),
        mentions(
            "example.org",
            5,
            2,
            schemeless=1,
            encoded=3,
            escaped=4,
            serialized=2,
            tables=(InTable("wp_posts", 9), InTable("wp_options", 2)),
        ),
        mentions("facebook.com", 50),
    )
    (one,) = made.replacements
    assert (one.search, one.replace, one.mentions) == ("//example.org", "//<new address>", 11)
    assert (one.serialized, one.escaped) == (2, 4)
    assert one.forms == (
        ("http://example.org", 5),
        ("https://example.org", 2),
        ("//example.org", 1),
        ("http%3A%2F%2Fexample.org", 3),
    )
    assert one.tables == (("wp_posts", 9), ("wp_options", 2))


def test_another_site_of_a_network_gets_another_address():
    made = moved(site(1, "http://a.example"), site(7, "http://b.example"), mentions("b.example", 5))
    assert made.replacements[0].replace == "//<new address of site 7>"


def test_mentions_of_several_dumps_are_added_up():
    one = mentions("example.org", 5, tables=(InTable("wp_posts", 5),))
    made = moved(site(1, "http://example.org"), one, one)
    assert (made.replacements[0].mentions, made.replacements[0].tables) == (10, (("wp_posts", 10),))


def test_paths_of_the_old_server_are_to_be_replaced():
    made = moved(
        PathMentions(location=DUMP, path="/var/www/html", mentions=4, tables=(InTable("wp_options", 4),))
    )
    assert [(one.search, one.replace, one.mentions) for one in made.replacements] == [
        ("/var/www/html", "<new path>", 4)
    ]


def test_a_relative_that_may_be_a_site_of_its_own_is_not_replaced():
    made = moved(
        site(1, "http://blog.example.org"), mentions("example.org", 5), mentions("www.blog.example.org", 2)
    )
    assert [one.search for one in made.replacements] == ["//www.blog.example.org"]


def test_the_folder_that_a_site_lies_in_is_replaced_with_its_host():
    made = moved(site(1, "http://localhost:80/shop/"), mentions("localhost", 5))
    assert made.replacements[0].search == "//localhost/shop"


def test_of_a_network_in_a_folder_only_what_its_sites_share_is_replaced():
    made = moved(
        site(1, "http://localhost/net/"), site(2, "http://localhost/net/a"), mentions("localhost", 5)
    )
    assert made.replacements[0].search == "//localhost/net"
    made = moved(site(1, "http://a.example"), site(2, "http://a.example/b"), mentions("a.example", 5))
    assert made.replacements[0].search == "//a.example"
