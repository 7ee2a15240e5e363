"""What is said of a core, and of its files."""

import pytest

from audit.detectors.core_file import CoreFileFound
from audit.model.code import CoreCheck, CoreFile
from audit.model.facts import Install, Location
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear

PLACE = Location("wp-includes/version.php")
INSTALL = Install(location=PLACE, install=".", root=".", cms="wordpress", version="6.1")


def check(state, **more):
    return CoreCheck(
        location=PLACE, install=".", state=state, stated="6.1", matched=("6.1",), files=9, **more
    )


def file(state, path, of=()):
    return CoreFile(location=Location(path), install=".", state=state, seen_as=path, of=of)


def found(rule, *facts):
    return list(rule.find(Inventory([INSTALL, *facts], lambda _root: {}), None))


@pytest.mark.parametrize(
    ("state", "of", "text"),
    [
        ("modified", (), "is not as 6.1 has it"),
        ("modified", ("6.0",), "is that of 6.0"),
        ("missing", (), "is not there; 6.1 has it"),
        ("unknown", (), "no release has this file"),
        ("left-over", ("6.0",), "is of another release: 6.0"),
    ],
)
def test_each_file_in_the_state_is_evidence(state, of, text):
    facts = check("changed"), file(state, "a.php", of)
    assert found(CoreFileFound(file=state), *facts) == [Evidence(Location("a.php"), text)]


def test_files_in_another_state_are_none():
    assert found(CoreFileFound(file="missing"), check("changed"), file("modified", "a.php")) == []


def test_files_that_are_not_named_are_counted():
    facts = check("changed", modified=501), file("modified", "a.php")
    assert found(CoreFileFound(file="modified"), *facts)[1] == Evidence(PLACE, "and 500 more files")


def test_a_core_that_could_not_be_compared_is_unclear():
    facts = [check("unrecognised", note="It is a fork.")]
    assert found(CoreFileFound(file="modified"), *facts) == [Unclear(PLACE, "It is a fork.")]
    assert found(CoreFileFound(core="unrecognised"), *facts) == [Evidence(PLACE, "It is a fork.")]


def test_an_intact_core_is_clean():
    assert found(CoreFileFound(file="modified"), check("intact")) == []


def test_a_core_without_known_releases_is_unclear():
    (told,) = found(CoreFileFound(core="mixed"))
    assert isinstance(told, Unclear)


@pytest.mark.parametrize("fields", [{}, {"file": "missing", "core": "mixed"}])
def test_exactly_one_is_named(fields):
    with pytest.raises(ValueError, match="exactly one"):
        CoreFileFound(**fields)
