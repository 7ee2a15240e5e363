"""Hosts and paths that a database names."""

import pytest

from audit.detectors.domain import DomainFound
from audit.detectors.stored_path import StoredPathFound
from audit.knowledge import load_platforms
from audit.model.database import HostMentions, InTable, PathMentions
from audit.model.facts import Location, Site
from audit.model.inventory import Inventory

HERE = Location("d.sql")


def mentions(host, http=0, https=1, tables=("wp_posts",), *, at_least=False):
    return HostMentions(
        location=HERE,
        host=host,
        http=http,
        https=https,
        schemeless=0,
        encoded=0,
        escaped=0,
        serialized=0,
        tables=tuple(InTable(table, 1) for table in tables),
        at_least=at_least,
    )


def path(name, *tables, times=1):
    return PathMentions(
        location=HERE, path=name, mentions=times, tables=tuple(InTable(table, 1) for table in tables)
    )


def site(url="https://www.example.org", hosts=("www.example.org",)):
    return Site(
        location=HERE,
        id=1,
        url=url,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix="wp_",
        tables=1,
        rows=1,
        bytes=1,
        hosts=hosts,
    )


def told(found, *facts):
    return [place.text for place in found.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


@pytest.mark.parametrize(
    ("host", "whose"),
    [
        ("www.example.org", "own"),
        ("example.org", "own"),
        ("staging.example.org", "related"),
        ("www.staging.example.org", "related"),
        ("org", "related"),
        ("notexample.org", "other"),
        ("example.com", "other"),
    ],
)
def test_a_host_is_the_sites_own_or_near_it_or_neither(host, whose):
    matching = [
        one
        for one in ("own", "related", "other")
        if told(DomainFound(matches=".", whose=(one,)), site(), mentions(host))
    ]
    assert matching == [whose]


def test_how_often_it_is_mentioned_is_said_and_where():
    [text] = told(DomainFound(matches="^a"), mentions("a.example", http=2, https=1198))
    assert text == "a.example: 1,200 times, most in wp_posts"
    [text] = told(DomainFound(matches="^a"), mentions("a.example", tables=(), at_least=True))
    assert text == "a.example: at least once"


def test_only_what_is_mentioned_without_https_can_be_asked_for():
    found = DomainFound(whose=("own",), plain=True)
    assert told(found, site(), mentions("example.org", http=3)) == [
        "http://example.org: 3 times, most in wp_posts"
    ]
    assert told(found, site(), mentions("example.org")) == []


def test_where_the_site_has_no_https_itself_there_is_nothing_to_mind():
    found = DomainFound(whose=("own",), plain=True, encrypted=True)
    assert told(found, site("http://www.example.org"), mentions("example.org", http=3)) == []
    assert told(found, site(), mentions("example.org", http=3)) != []


def test_something_has_to_be_asked_for():
    with pytest.raises(ValueError, match="give matches, whose or plain"):
        DomainFound()
    with pytest.raises(ValueError, match="no pattern"):
        DomainFound(matches="(")


def test_a_path_is_told_with_its_tables():
    assert told(StoredPathFound(), path("/home/joe/www", "wp_options", "wp_postmeta", times=1200)) == [
        "/home/joe/www: 1,200 times, in wp_options, wp_postmeta"
    ]


def test_paths_can_be_asked_for_and_left_out_by_pattern():
    facts = [path("/home/joe/www"), path("/var/lib/php")]
    assert told(StoredPathFound(matches="^/home"), *facts) == ["/home/joe/www: once"]
    assert told(StoredPathFound(but_not="^/home"), *facts) == ["/var/lib/php: once"]


def test_a_path_that_stands_in_logs_only_is_left_out():
    found = StoredPathFound(but_not_table="_log$")
    assert told(found, path("/a/b/c", "wp_log")) == []
    assert told(found, path("/a/b/c", "wp_log", "wp_options")) != []
    assert told(found, path("/a/b/c")) != []
