"""Rules about plans, databases of a platform, and what a site tells its host."""

import datetime as dt

import pytest

from audit.detectors.database_engine import DatabaseEngineFound
from audit.detectors.host_setting import HostSettingFound
from audit.detectors.short_tag import ShortTagFound
from audit.detectors.storage import StorageFound
from audit.model.database import DatabaseWeight, Weight
from audit.model.facts import Install, Location, Occurrence
from audit.model.files import KindTally
from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory
from audit.model.rules import Citation, DatabaseOffer, HostingPlan, HostingPlans, Platform, Suited, Unclear

SOURCE = Citation("https://example.org/", dt.date(2026, 1, 1))
SUITED = Suited(database="A 1", cms="drupal", versions=(">=7.76,<8", ">=8.6"))
OFFER = DatabaseOffer(versions={}, usual="A 1", suited=(SUITED,), source=SOURCE)
SIZES = (
    HostingPlan(name="S", storage=10 << 30),
    HostingPlan(name="M", storage=20 << 30),
    HostingPlan(name="X"),
)
PLATFORM = Platform(
    id="p", name="P", about="", cms=(), traits={}, databases=OFFER,
    plans=HostingPlans(sizes=SIZES, source=SOURCE),
)  # fmt: skip
NOTHING = Platform(id="p", name="P", about="", cms=(), traits={})
HERE = Location("a")


def told(detector, *facts, platform=PLATFORM):
    return list(detector.find(Inventory(facts, lambda _: {}), platform))


def text(detector, *facts, platform=PLATFORM):
    return [one.text for one in told(detector, *facts, platform=platform)]


def install(version, cms="drupal", **more):
    return Install(location=HERE, root=".", cms=cms, version=version, **more)


@pytest.mark.parametrize(
    ("version", "fits"),
    [("7.75", False), ("7.76", True), ("7.103", True), ("8.0.0", False), ("8.5.9", False), ("8.6.0", True)],
)
def test_a_core_fits_a_database_if_it_lies_in_one_of_its_ranges(version, fits):
    found = text(DatabaseEngineFound(), install(version))
    assert found == ([] if fits else [f"Drupal {version} is not among the versions for A 1"])


def test_of_what_the_platform_does_not_say_nothing_is_told():
    old = install("1.0")
    assert told(DatabaseEngineFound(database="B 2"), old) == []
    assert told(DatabaseEngineFound(), install("1.0", cms="wordpress")) == []
    assert told(DatabaseEngineFound(), old, platform=NOTHING) == []
    assert told(DatabaseEngineFound(), install("1.0", core=False)) == []


def test_a_core_of_unknown_version_leaves_it_open():
    assert isinstance(told(DatabaseEngineFound(), install(None))[0], Unclear)


def files(area, size):
    return KindTally(location=HERE, kind="other", area=area, files=1, bytes=size)


def database(size):
    return DatabaseWeight(
        location=HERE, database=None, all=Weight(bytes=size), spare=Weight(), asked=Weight()
    )


def test_the_smallest_plan_that_holds_all_is_told():
    facts = files("files", 9 << 30), files("code", 1 << 30), database(1 << 30)
    assert text(StorageFound(), *facts) == [
        "11.0 GiB (uploads 9.0 GiB, code 1.0 GiB, database 1.0 GiB): the plan M holds it"
    ]
    assert text(StorageFound(), files("files", 21 << 30)) == [
        "21.0 GiB (uploads 21.0 GiB): no plan holds it as it is offered"
    ]


def test_what_fits_the_smallest_plan_is_no_finding():
    assert told(StorageFound(), files("files", 10 << 30)) == told(StorageFound()) == []
    assert told(StorageFound(), files("files", None)) == []
    assert told(StorageFound(), files("files", 99 << 30), platform=NOTHING) == []


def setting(key, value, file="pantheon.yml"):
    return HostSetting(location=HERE, file=file, key=key, value=value, seen_as=file)


@pytest.mark.parametrize(
    ("fields", "is_found"),
    [
        ({"key": "database.version"}, True),
        ({"key": "database*"}, True),
        ({"key": "database"}, False),
        ({"key": "database.version", "matches": r"^10\."}, True),
        ({"key": "database.version", "matches": "^8"}, False),
        ({"key": "database.version", "but_not": "^10"}, False),
        ({"key": "database.version", "file": ("other.yml",)}, False),
    ],
)
def test_a_value_is_found_by_file_key_and_pattern(fields, is_found):
    detector = HostSettingFound(**{"file": ("pantheon.yml",), **fields})
    assert bool(told(detector, setting("database.version", "10.4"))) is is_found


def test_a_rule_about_a_host_names_a_file_and_patterns_that_are_some():
    with pytest.raises(ValueError, match="names at least one"):
        HostSettingFound(file=(), key="a")
    with pytest.raises(ValueError, match="pattern"):
        HostSettingFound(file=("a",), key="a", matches="(")


@pytest.mark.parametrize(
    ("more", "own", "public"),
    [({"own": True}, True, False), ({}, False, True), ({"vendored": True}, False, False)],
)
def test_short_tags_of_own_code_are_told_apart(more, own, public):
    tag = Occurrence(
        location=HERE, kind="short-tag", name="<?", seen_as="a.php", text="2 in this file", **more
    )
    assert [bool(told(ShortTagFound(own=one), tag)) for one in (True, False)] == [own, public]
