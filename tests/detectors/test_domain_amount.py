"""How many domains lead to a site, held against a limit of the platform."""

import pytest
from msgspec.structs import replace

from audit.detectors.domain_amount import DomainAmountFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Site
from audit.model.inventory import Inventory
from audit.model.redirects import Redirect
from audit.model.rules import Evidence

HERE = Location("sites/sites.php")
PANTHEON = next(one for one in load_platforms() if one.id == "pantheon")
FOUND = DomainAmountFound(over="domains")


def site(*hosts, number=1):
    return Site(
        location=HERE,
        id=number,
        url=None,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix="",
        tables=0,
        rows=0,
        bytes=0,
        hosts=hosts,
    )


def redirect(host, *, enabled=True):
    return Redirect(
        location=HERE, source="/a", target="/b", kind="exact", by="htaccess", host=host, enabled=enabled
    )


def told(*facts, most=2):
    limits = {**PANTHEON.limits, "domains": replace(PANTHEON.limits["domains"], value=most)}
    platform = replace(PANTHEON, limits=limits)
    found = FOUND.find(Inventory(facts, lambda _: {}), platform)
    return [place.text for place in found if isinstance(place, Evidence)]


def test_names_above_the_limit_are_told_together():
    assert told(site("b.example", "a.example", "www.a.example")) == [
        "3 names: a.example, b.example, www.a.example"
    ]


def test_as_many_names_as_the_limit_are_no_news():
    assert told(site("a.example", "b.example")) == []


def test_a_name_counts_once_however_it_is_written():
    assert told(site("a.example", "A.example.", "a.example:443"), site("b.example", number=2)) == []


def test_names_of_redirects_count_unless_they_are_switched_off():
    own = site("a.example", "b.example")
    assert told(own, redirect("old.example")) == ["3 names: a.example, b.example, old.example"]
    assert told(own, redirect("old.example", enabled=False), redirect(None)) == []


@pytest.mark.parametrize(
    "host", ["localhost", "shop.test", "192.0.2.7", "*.a.example", "shop.local:8080", ""]
)
def test_what_no_visitor_can_ask_for_does_not_count(host):
    assert told(site("a.example", "b.example", host)) == []


def test_of_many_names_a_few_are_shown():
    hosts = [f"{letter}.example" for letter in "abcdefg"]
    assert told(site(*hosts)) == ["7 names: a.example, b.example, c.example, d.example, e.example and 2 more"]


def test_a_limit_that_is_not_known_is_a_mistake():
    with pytest.raises(KeyError):
        DomainAmountFound(over="nothing").watch(PANTHEON)
