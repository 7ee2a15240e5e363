"""Rules about PHP extensions find the parts of the code that need them."""

import datetime as dt

import pytest

from audit.detectors.requirement import RequirementFound
from audit.model.code import Requirement
from audit.model.facts import Extension, Location
from audit.model.inventory import Inventory
from audit.model.rules import Citation, PhpOffer, Platform

OFFER = PhpOffer(
    has=frozenset({"curl"}),
    usual=frozenset({"ctype"}),
    lacks={"memcached": "There is none."},
    source=Citation("https://example.org/", dt.date(2026, 1, 1)),
)
PLATFORM = Platform(id="p", name="P", about="A platform.", cms=("wordpress",), traits={}, php=OFFER)
HERE = Location("p/shop/a.php", 3)


def need(name="memcached", **more):
    return Requirement(location=HERE, kind="php-extension", name=name, **{"stated_by": "code", **more})


def plugin(**more):
    return Extension(
        location=HERE, kind="plugin", slug="shop", name="Shop", file="shop/a.php", path="p/shop", **more
    )


def found(detector, *facts, platform=PLATFORM):
    return list(detector.find(Inventory(facts, lambda _: {}), platform))


@pytest.mark.parametrize(
    ("name", "standing"),
    [("curl", None), ("ctype", None), ("memcached", "lacks"), ("yaz", "undocumented")],
)
def test_an_extension_is_judged_by_what_the_platform_says(name, standing):
    told = [one for one in ("lacks", "undocumented") if found(RequirementFound(standing=one), need(name))]
    assert told == ([standing] if standing else [])


def test_an_extension_that_another_rule_speaks_of_is_left_out():
    assert found(RequirementFound(standing="lacks", but_not=("memcached",)), need()) == []


def test_of_a_platform_whose_php_nobody_knows_nothing_is_said():
    nobody = Platform(id="p", name="P", about="A platform.", cms=("wordpress",), traits={})
    assert found(RequirementFound(standing="undocumented"), need("yaz"), platform=nobody) == []


def test_a_version_of_php_is_no_extension():
    asked = Requirement(location=HERE, kind="php-version", name="memcached", stated_by="header")
    assert found(RequirementFound(php_extension=("memcached",)), asked) == []


@pytest.mark.parametrize(
    ("fact", "doubt"),
    [
        (need(), None),
        (need(sure="guarded"), "asks first"),
        (need(sure="likely"), "asks first"),
        (need(vendored=True), "library"),
        (need(stated_by="composer.lock", package="a/b"), None),
    ],
)
def test_what_speaks_against_a_need_is_told(fact, doubt):
    (place,) = found(RequirementFound(php_extension=("memcached",)), fact)
    assert (place.doubt is None) if doubt is None else (doubt in place.doubt)


def test_the_need_of_an_inactive_plugin_is_doubtful():
    detector = RequirementFound(php_extension=("memcached",))
    (place,) = found(detector, need(extension="p/shop"), plugin(active=False))
    assert place.doubt == "what needs it is not active"


def test_a_rule_that_wants_to_be_sure_is_silent_where_all_places_are_doubtful():
    detector = RequirementFound(php_extension=("memcached",), sure=True)
    assert found(detector, need(vendored=True)) == []
    assert len(found(detector, need(vendored=True), need())) == 2


@pytest.mark.parametrize(
    ("fact", "origin", "own"),
    [
        (need(), "contrib", True),
        (need(extension="p/shop"), "custom", True),
        (need(extension="p/shop"), "contrib", False),
        (need(extension="p/shop", vendored=True), "custom", False),
        (need(stated_by="composer.lock", package="a/b"), "custom", False),
    ],
)
def test_own_code_is_told_from_what_others_publish(fact, origin, own):
    asked = [RequirementFound(php_extension=("memcached",), own=one) for one in (True, False)]
    assert [bool(found(one, fact, plugin(origin=origin))) for one in asked] == [own, not own]


def test_what_shows_the_need_is_told():
    detector = RequirementFound(php_extension=("memcached",))
    facts = (
        need(uses=("Memcached", "memcached_x"), times=1200),
        need(stated_by="composer.lock", package="a/b"),
    )
    assert [place.text for place in found(detector, *facts)] == [
        "memcached (Memcached, memcached_x), in 1,200 places",
        "memcached, as composer.lock says of a/b",
    ]


@pytest.mark.parametrize("fields", [{}, {"php_extension": ("a",), "standing": "lacks"}])
def test_a_rule_names_extensions_or_a_standing(fields):
    with pytest.raises(ValueError, match="exactly one"):
        RequirementFound(**fields)
