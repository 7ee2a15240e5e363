"""Rules about releases go by the day of the scan."""

import datetime as dt
from typing import Any

import pytest

from audit.detectors.release import ReleaseFound
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.rules import Citation, Evidence, PhpOffer, Platform
from audit.model.support import Branch, Support

DAY = dt.date(2026, 11, 18)
OFFER = PhpOffer(versions=("8.2", "8.3"), source=Citation("https://example.org/", DAY))
PLATFORM = Platform(id="p", name="P", about="", cms=(), traits={}, php=OFFER)
DATES: dict[str, Any] = {"branch": "8.2", "released": dt.date(2022, 12, 8)}


def release(version="8.2.1", branch=None, **more):
    return Support(
        location=Location("a"), product="php", name="PHP", version=version, said_by="Dockerfile",
        branch=branch, dated=dt.date(2026, 8, 3), day=DAY, **more,
    )  # fmt: skip


def text(state, fact, product="php", platform=PLATFORM, **more):
    detector = ReleaseFound(product=(product,), state=state, **more)
    found = detector.find(Inventory([fact], lambda _: {}), platform)
    return [one.text for one in found if isinstance(one, Evidence)]


def states(fact):
    found = {state for state in ("outdated", "superseded", "ended", "unknown") if text(state, fact)}
    return found | ({"ending"} if text("ending", fact, within=30) else set())


def on(days):
    return DAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("branch", "expected"),
    [
        ({"security_until": on(31)}, set()),
        ({"security_until": on(30)}, {"ending"}),
        ({"security_until": on(0)}, {"ending"}),
        ({"security_until": on(-1)}, {"ended"}),
        ({"security_until": on(31), "active_until": on(-1)}, {"superseded"}),
        ({"active_until": on(-1), "backports": True}, {"superseded"}),
        ({"active_until": on(-1)}, {"ended"}),
        ({"ended": True, "latest": "8.2.9"}, {"ended"}),
        ({"latest": "8.2.9"}, {"outdated"}),
        ({"latest": "8.2.1"}, set()),
        ({"latest": "8.2.0"}, set()),
        ({}, set()),
    ],
)
def test_a_release_is_judged_by_the_days_of_its_branch(branch, expected):
    assert states(release(branch=Branch(**DATES, **branch))) == expected


def test_what_is_older_than_all_that_is_known_has_ended_and_what_is_newer_is_unknown():
    assert states(release("4.4", older=True)) == {"ended"}
    assert states(release("9.9")) == {"unknown"}


def test_days_are_told_with_the_day_on_which_they_were_known():
    ended = Branch(**DATES, security_until=on(-1), estimated=("security_until",))
    assert text("ended", release(branch=ended)) == [
        "PHP 8.2.1: its support ended on about 2026-11-17 (as known on 2026-08-03)"
    ]
    outdated = Branch(**DATES, latest="8.2.9")
    assert "8.2.9 is the newest of its branch (as known on" in text("outdated", release(branch=outdated))[0]
    assert text("ended", release("4.4", older=True)) == [
        "PHP 4.4: its support has ended (as known on 2026-08-03)"
    ]


@pytest.mark.parametrize(("version", "is_missing"), [("8.2", False), ("8.2.30", False), ("8.1.2", True)])
def test_what_a_new_site_cannot_choose_is_told_with_who_says_it(version, is_missing):
    told = [f"PHP {version}, as Dockerfile says"] if is_missing else []
    assert text("not-offered", release(version)) == told


def test_a_platform_that_names_no_versions_offers_any():
    nobody = Platform(id="p", name="P", about="", cms=(), traits={})
    assert text("not-offered", release("5.2"), platform=nobody) == []


def test_other_products_are_left_alone():
    assert text("ended", release("4.4", older=True), product="drupal") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "ending"},
        {"state": "ended", "within": 3},
        {"state": "not-offered", "product": ("drupal",)},
    ],
)
def test_what_cannot_be_is_refused(fields):
    with pytest.raises(ValueError, match=r"ending|not-offered"):
        ReleaseFound(**{"product": ("php",), **fields})


def test_a_database_is_told_by_a_dump_and_the_rest_by_code():
    assert ReleaseFound(product=("mysql", "mariadb"), state="ended").needs == ("database",)
    assert ReleaseFound(product=("php",), state="ended").needs == ("code",)
