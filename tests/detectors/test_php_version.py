"""Rules about versions of PHP find what breaks on those that a platform offers."""

import datetime as dt
from typing import get_args

import pytest

from audit.detectors.php_version import PhpVersionFound
from audit.model.code import Incompatibility, Requirement
from audit.model.facts import Extension, Location
from audit.model.inventory import Inventory
from audit.model.rules import Citation, PhpOffer, Platform

CITED = Citation("https://example.org/", dt.date(2026, 1, 1))
OFFER = PhpOffer(versions=("7.4", "8.2", "8.10"), ending={"7.4": dt.date(2026, 12, 31)}, source=CITED)
HERE = Location("p/shop/a.php", 3)


def platform(offer=OFFER):
    return Platform(id="p", name="P", about="A platform.", cms=("wordpress",), traits={}, php=offer)


def change(version, effect="removed", **more):
    return Incompatibility(location=HERE, symbol="each", effect=effect, version=version, **more)


def asked(name, **more):
    return Requirement(location=HERE, kind="php-version", name=name, stated_by="composer.lock", **more)


def found(detector, *facts, on=None):
    return list(detector.find(Inventory(facts, lambda _: {}), on or platform()))


def reach(fact, *, stated=False):
    every = get_args(PhpVersionFound.__annotations__["breaks"])
    return [one for one in every if found(PhpVersionFound(breaks=one, stated=stated), fact)]


@pytest.mark.parametrize(
    ("version", "effect", "expected"),
    [
        ("7.0", "removed", ["every"]),
        ("7.4", "removed", ["every"]),
        ("8.0", "removed", ["lasting"]),
        ("8.3", "removed", ["newest"]),
        ("8.11", "removed", []),
        ("8.11", "added", ["every"]),
        ("8.10", "added", []),  # the newest has it
        ("7.0", "deprecated", []),
        ("7.0", "changed", []),
    ],
)
def test_a_change_is_judged_by_the_versions_that_it_leaves(version, effect, expected):
    assert reach(change(version, effect)) == expected


@pytest.mark.parametrize(
    ("range_", "expected"),
    [
        ("~7.1.0", ["every"]),
        ("^7.1", ["lasting"]),
        ("<8.10", ["newest"]),
        (">=7.1", []),
        ("nonsense", []),
    ],
)
def test_a_statement_is_judged_by_the_versions_that_it_allows(range_, expected):
    assert reach(asked(range_), stated=True) == expected
    assert reach(asked(range_)) == []


def test_what_the_code_does_is_no_statement():
    assert reach(change("7.0"), stated=True) == []


def test_where_no_version_is_about_to_end_every_one_stays():
    lasting = platform(PhpOffer(versions=OFFER.versions, source=CITED))
    assert found(PhpVersionFound(breaks="newest"), change("8.0"), on=lasting)


def test_of_a_platform_whose_php_nobody_knows_nothing_is_said():
    assert found(PhpVersionFound(breaks="every"), change("7.0"), on=platform(None)) == []
    assert found(PhpVersionFound(breaks="every"), change("7.0"), on=platform(PhpOffer(source=CITED))) == []


def test_what_the_code_asks_for_first_breaks_nothing():
    assert reach(change("7.0", sure="guarded")) == []


def test_what_speaks_against_a_break_is_told():
    plugin = Extension(
        location=HERE, kind="plugin", slug="shop", name="Shop", file="shop/a.php", path="p/shop", active=False
    )
    facts = (
        change("7.0"),
        change("7.0", sure="likely"),
        change("7.0", vendored=True),
        change("7.0", extension="p/shop"),
    )
    doubts = [place.doubt for place in found(PhpVersionFound(breaks="every"), *facts, plugin)]
    assert doubts[0] is None
    assert all(
        word in doubt for word, doubt in zip(("reached", "library", "active"), doubts[1:], strict=True)
    )


def test_a_rule_that_wants_to_be_sure_is_silent_where_all_places_are_doubtful():
    detector = PhpVersionFound(breaks="every", sure=True)
    assert found(detector, change("7.0", vendored=True)) == []
    assert len(found(detector, change("7.0", vendored=True), change("7.0"))) == 2


def test_what_breaks_is_told():
    facts = change("8.0", alternative="foreach", times=1200), change("8.11", "added")
    told = [
        place.text for one in ("lasting", "every") for place in found(PhpVersionFound(breaks=one), *facts)
    ]
    assert told == [
        "each: not in PHP 8.0 and later (instead: foreach), in 1,200 places",
        "each: only in PHP 8.11 and later",
    ]
    (place,) = found(PhpVersionFound(breaks="lasting", stated=True), asked("^7.1", package="a/b"))
    assert place.text == "a/b asks for PHP ^7.1 (composer.lock)"
