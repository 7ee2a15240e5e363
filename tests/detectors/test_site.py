"""What is odd about the addresses of sites."""

import pytest
from msgspec.structs import replace

from audit.detectors.site import SiteFound
from audit.knowledge import load_platforms
from audit.model.facts import Database, Location, Network, Setting, Site
from audit.model.inventory import Inventory

HERE = Location("d.sql", table="wp_options")


def site(url, number=1, listed=None, state=()):
    return Site(
        location=HERE,
        id=number,
        url=url,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix="wp_",
        tables=1,
        rows=1,
        bytes=1,
        listed=listed,
        state=state,
    )


def options(home, siteurl, number=1):
    return [
        Setting(location=HERE, kind="option", name=name, value=value, site=number)
        for name, value in (("home", home), ("siteurl", siteurl))
    ]


def network(domain="www.example.org"):
    database = Database(
        location=HERE,
        name=None,
        prefix="wp_",
        network=True,
        network_plugins=(),
        tables=1,
        rows=1,
        bytes=1,
    )
    return [
        database,
        Network(location=HERE, id=1, domain=domain, path="/", title=None, sites=2, main_site=1, plugins=()),
    ]


def places(trouble, *facts, over=None, limit=0):
    [platform] = [one for one in load_platforms() if one.id == "pantheon"]
    some = replace(next(iter(platform.limits.values())), value=limit)
    found = SiteFound(trouble=trouble, over=over)
    return list(found.find(Inventory(facts, lambda _: {}), replace(platform, limits={"x": some})))


def texts(trouble, *facts):
    return [place.text for place in places(trouble, *facts)]


@pytest.mark.parametrize(
    ("home", "siteurl", "is_told"),
    [
        ("https://a.example", "https://a.example/", False),
        ("https://a.example", "https://A.EXAMPLE", False),
        ("https://a.example", "https://www.a.example", True),
        ("http://a.example", "https://a.example", True),
        ("https://a.example", "https://a.example:8443", True),
        ("https://a.example", "", False),
        ("https://[", "https://a.example", False),
    ],
)
def test_two_addresses_are_told_if_they_differ(home, siteurl, is_told):
    found = places("two-addresses", *options(home, siteurl))
    assert bool(found) is is_told
    assert all(place.doubt is None for place in found)


def test_a_core_in_a_folder_of_its_own_leaves_doubt():
    [place] = places("two-addresses", *options("https://a.example", "https://a.example/wp"))
    assert place.doubt is not None


def test_the_addresses_of_different_sites_are_not_compared():
    settings = [options("https://a.example", "x")[0], options("x", "https://b.example", 2)[1]]
    assert texts("two-addresses", *settings) == []


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("http://localhost/a", True),
        ("http://192.168.1.2:8080", True),
        ("http://[::1]/", True),
        ("https://shop.local", True),
        ("https://shop.test", True),
        ("https://shop.localhost", True),
        ("https://local.example.org", False),
        ("https://1.example.org", False),
        (None, False),
    ],
)
def test_an_address_without_a_public_name_is_told(url, is_told):
    assert bool(texts("by-number", site(url))) is is_told


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://a.example:8443", True),
        ("https://a.example:443", False),
        ("http://a.example:80/", False),
        ("https://a.example:x", False),
        ("https://a.example", False),
        (None, False),
    ],
)
def test_an_address_with_an_unusual_port_is_told(url, is_told):
    assert bool(texts("by-port", site(url))) is is_told


def test_a_site_that_its_network_lists_elsewhere_is_told():
    assert texts("unlisted", site("https://old.example/b", 2, "www.example.org/b/")) == [
        "site 2: the list of sites says www.example.org, its own address old.example"
    ]
    assert texts("unlisted", site("https://www.example.org/b", 2, "www.example.org/c/")) == []
    assert texts("unlisted", site("https://www.example.org")) == []


def test_a_domain_of_its_own_is_neither_the_networks_nor_below_it():
    facts = [
        *network(),
        site("https://www.example.org"),
        site("https://blog.example.org", 2),
        site("https://notexample.org", 3, state=("archived",)),
    ]
    assert texts("own-domain", *facts) == ["site 3 (archived) is served at notexample.org"]


def test_without_a_network_no_domain_is_another():
    assert texts("own-domain", site("https://a.example"), site("https://b.example", 2)) == []


def test_a_few_may_be_no_matter():
    some = [site("http://localhost"), site("http://localhost/b", 2)]
    assert places("by-number", *some, over="x", limit=2) == []
    assert len(places("by-number", *some, over="x", limit=1)) == 2
