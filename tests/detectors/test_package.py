"""Packages of Composer."""

import pytest

from audit.detectors.package import PackageFound
from audit.knowledge import load_platforms
from audit.model.composer import ComposerPackage
from audit.model.facts import Location
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear

PLACE = Location("composer.lock")


def package(name, version: str | None = "1.0.0", *, dev=False, wanted=None, kind="library"):
    return ComposerPackage(location=PLACE, name=name, version=version, type=kind, dev=dev, wanted=wanted)


def found(*packages, **fields):
    [platform] = load_platforms()[-1:]
    return list(PackageFound(**fields).find(Inventory(packages, lambda _: {}), platform))


def names(*packages, **fields):
    return [one.text.split()[0].strip(",") for one in found(*packages, **fields) if isinstance(one, Evidence)]


def test_names_may_be_patterns():
    assert names(package("a/b"), package("a/c"), package("b/a"), name=("a/*",)) == ["a/b", "a/c"]


def test_versions_are_those_of_the_lock():
    there = [package("a/b", "v1.9.2"), package("a/c", "2.0.0"), package("a/d", None, wanted="^1")]
    told = found(*there, name=("a/*",), versions="<2")
    assert [type(one) for one in told] == [Evidence, Unclear]


def test_packages_are_told_by_what_they_are_for():
    there = [package("a/b", dev=True), package("a/c", wanted="^1"), package("a/d", kind="drupal-module")]
    assert names(*there, name=("*",), dev=True) == ["a/b"]
    assert names(*there, name=("*",), dev=False) == ["a/c", "a/d"]
    assert names(*there, name=("*",), direct=True) == ["a/c"]
    assert names(*there, name=("*",), type=("drupal-*",)) == ["a/d"]


def test_no_name_is_no_question():
    with pytest.raises(ValueError, match="at least one"):
        PackageFound(name=())
