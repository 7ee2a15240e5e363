"""A part of a tree hides what a backup added, and shows what it moved away in its place."""

import pytest

from audit.model.facts import Problem
from audit.sources.bundles.part import Part
from audit.sources.directory import Directory
from audit.sources.tree import Entry, File
from tests.conftest import lay

_FILES = {"a.php": "a", "dump.sql": "x", "installer/b.php": "b", "installer/aside": "moved", "c/d.php": "d"}


@pytest.fixture
def part(tmp_path):
    tree = Directory(lay(tmp_path, _FILES))
    moved = {"c/config.php": ("installer/aside", Entry("file", 5))}
    return Part(tree, ["dump.sql", "installer"], moved)


def test_what_is_hidden_is_not_walked(part):
    assert list(part.walk()) == [
        ("", {"a.php": Entry("file", 1), "c": Entry("folder")}),
        ("c", {"config.php": Entry("file", 5), "d.php": Entry("file", 1)}),
    ]


@pytest.mark.parametrize("path", ["dump.sql", "installer/b.php"])
def test_what_is_hidden_is_not_read(part, path):
    assert isinstance(part.read(path), Problem)


def test_what_was_moved_is_read_in_its_place(part):
    assert part.read("c/config.php", 3) == File("c/config.php", b"mov", cut=True)
    with part.open("c/config.php") as file:
        assert file.read(10) == b"moved"


def test_what_is_not_hidden_is_read_as_it_is(part):
    assert (part.read("a.php"), part.rank("a.php")) == (File("a.php", b"a"), 0)


def test_problems_of_what_is_hidden_are_not_told(closed):
    top = closed({"installer/in/a": "", "c/in/a": ""}, ("installer/in", "c/in"))
    part = Part(Directory(top), ["installer"], {})
    assert [item.location.path for item in part.walk() if isinstance(item, Problem)] == ["c/in"]
