"""The tables of PHP's extensions and changes, compared with what the running PHP has."""

import json
import subprocess
from pathlib import Path

import pytest

from audit.knowledge.php import load_php

pytestmark = pytest.mark.real

NAMES = load_php().names
ASKED = ("function", "class", "constant", "method")


def numbers(version):
    return tuple(map(int, version.split(".")))


@pytest.fixture(scope="module")
def answer(php):
    request = {kind: [change.symbol for change in NAMES.changes[kind].values()] for kind in ASKED}
    script = str(Path(__file__).parent / "php_extensions.php")
    told = subprocess.run(
        [php, "-d", "error_reporting=0", script],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(told.stdout)


def tables(answer):
    """Yield each extension that PHP has and the table lists, with what PHP says of it."""
    for name, told in answer["extensions"].items():
        known = NAMES.extensions[NAMES.aliases[name]]
        if not known.always:
            yield known, told


def test_the_table_has_each_extension_of_this_php(answer):
    assert set(answer["extensions"]) <= set(NAMES.aliases)
    assert len(list(tables(answer))) > 20


def test_no_function_of_an_extension_is_missing(answer):
    for known, told in tables(answer):
        assert {name.lower() for name in (*told["functions"], *told["listed"])} - set(
            known.functions
        ) == set()


def test_no_class_of_an_extension_is_missing(answer):
    for known, told in tables(answer):
        assert {name.lower() for name in told["classes"]} - {name.lower() for name in known.classes} == set()


def test_no_function_or_class_is_listed_under_a_wrong_extension(answer):
    owners = {
        (kind, name.lower()): NAMES.aliases[extension]
        for extension, told in answer["extensions"].items()
        for kind, names in (("function", told["functions"]), ("class", told["classes"]))
        for name in names
    }
    for kind in ("function", "class"):
        listed = NAMES.owners[kind].items()
        assert [(name, by) for name, by in listed if owners.get((kind, name), by) != by] == []


def test_no_constant_is_listed_under_a_wrong_extension(answer):
    owners = {
        name: NAMES.aliases[extension]
        for extension, told in answer["extensions"].items()
        for name in told["constants"]
    }
    assert [(name, by) for name, by in NAMES.owners["constant"].items() if owners.get(name, by) != by] == []


@pytest.mark.parametrize("kind", ASKED)
def test_what_is_removed_by_now_is_not_there(answer, kind):
    here, there = numbers(answer["version"]), set(answer["there"][kind])
    removed = [one for one in NAMES.changes[kind].values() if one.removed and numbers(one.removed) <= here]
    assert removed
    assert [one.symbol for one in removed if one.symbol in there] == []


@pytest.mark.parametrize("kind", ASKED)
def test_what_is_still_to_come_is_not_there(answer, kind):
    here, there = numbers(answer["version"]), set(answer["there"][kind])
    rows = NAMES.changes[kind].values()
    coming = [one.symbol for one in rows if one.added and numbers(one.added) > here]
    assert [symbol for symbol in coming if symbol in there] == []


@pytest.mark.parametrize("kind", ["function", "class", "constant"])
def test_what_was_added_by_now_is_there(answer, kind):
    here, there = numbers(answer["version"]), set(answer["there"][kind])
    loaded = {NAMES.aliases[name] for name in answer["extensions"]}
    added = [
        one.symbol
        for one in NAMES.changes[kind].values()
        if one.added
        and numbers(one.added) <= here
        and not one.removed
        and (one.extension or NAMES.owners[kind].get(one.symbol.lower())) in {None, *loaded}
    ]
    assert added
    assert set(added) - there == set()
