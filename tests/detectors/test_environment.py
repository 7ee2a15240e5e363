"""Names of the environment that own code asks for."""

import pytest

from audit.detectors.environment import EnvironmentFound
from audit.knowledge import load_platforms
from audit.model.facts import Location, Occurrence
from audit.model.inventory import Inventory
from audit.model.rules import CodeWatch


def asked(name, path="a.php", *, own=True, vendored=False, kind="environment"):
    return Occurrence(
        location=Location(path, 3),
        install=".",
        kind=kind,
        name=name,
        seen_as=path,
        own=own,
        vendored=vendored,
    )


def found(rule, *facts):
    return [place.text for place in rule.find(Inventory(facts, lambda _: {}), load_platforms()[0])]


def test_a_name_is_found_by_its_pattern():
    assert found(EnvironmentFound(name=("AH_*",)), asked("AH_SITE_GROUP"), asked("ah_x"), asked("A")) == [
        "asks for AH_SITE_GROUP"
    ]


def test_names_and_files_can_be_left_out():
    rule = EnvironmentFound(name=("AH_*",), but_not=("AH_SITE_*",), but_not_in=("blt/**",))
    assert found(rule, asked("AH_SITE_NAME"), asked("AH_X", "blt/a.php"), asked("AH_Y")) == ["asks for AH_Y"]


def test_code_of_others_and_other_occurrences_do_not_count():
    rule = EnvironmentFound(name=("*",))
    others = [asked("A", own=False), asked("A", vendored=True), asked("A", kind="query")]
    assert found(rule, *others) == []


def test_the_names_are_asked_for_in_own_code_only():
    [watch] = EnvironmentFound(name=("AH_*",), but_not_in=("blt/**",)).watch(load_platforms()[0]).code
    assert watch == CodeWatch(environment=frozenset({"AH_*"}), own=True, but_not=("blt/**",))


def test_no_name_at_all_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        EnvironmentFound(name=())
