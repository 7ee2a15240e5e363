"""Composer's files around an install."""

import json

import pytest

from audit.collectors.composer import ComposerFiles, find_composer
from audit.model.facts import Problem
from audit.sources.directory import Directory
from audit.sources.tree import Listing


def found(path) -> list[ComposerFiles | Problem]:
    tree = Directory(path)
    return list(find_composer(tree, Listing(item for item in tree.walk() if not isinstance(item, Problem))))


def test_project_and_lock_of_one_folder_belong_together(folder):
    lock = {"packages": [{"name": "a/b", "version": "1.0"}]}
    [files] = found(folder({"composer.json": '{"name": "x/y"}', "composer.lock": json.dumps(lock)}))
    assert isinstance(files, ComposerFiles)
    assert files.project
    assert (files.folder, files.lock, files.project.name) == ("", "composer.lock", "x/y")
    assert [package.name for package in files.packages] == ["a/b"]


@pytest.mark.parametrize(
    "path", ["vendor/a/b", "wp-content/plugins/x", "web/modules/contrib/x", "web/core", "node_modules/x"]
)
def test_files_of_packages_plugins_and_modules_are_none_of_the_site(folder, path):
    assert found(folder({f"{path}/composer.json": "{}"})) == []


def test_files_that_cannot_be_read_are_a_problem_each(folder):
    problems = found(folder({"composer.json": "{", "composer.lock": "<<<<<<< HEAD\n{}\n>>>>>>> x"}))
    assert [one.kind for one in problems if isinstance(one, Problem)] == [
        "unreadable-composer",
        "merge-conflict",
    ]


def test_one_unreadable_file_does_not_hide_the_other(folder):
    problem, files = found(folder({"composer.json": "[]", "composer.lock": '{"packages": []}'}))
    assert isinstance(problem, Problem)
    assert isinstance(files, ComposerFiles)
    assert (files.project, files.lock) == (None, "composer.lock")


def test_a_lock_of_20_mb_is_read_whole(folder):
    package = {"name": "vendor/name", "version": "1.2.3", "notes": "x" * 20_000}
    [files] = found(folder({"composer.lock": json.dumps({"packages": [package] * 1000})}))
    assert isinstance(files, ComposerFiles)
    assert len(files.packages) == 1000


def test_very_many_folders_are_told_not_read(folder):
    files = found(folder({f"sites/{number}/composer.json": "{}" for number in range(50)}))
    assert sum(isinstance(one, ComposerFiles) for one in files) == 40
    assert {one.kind for one in files if isinstance(one, Problem)} == {"too-many-files"}
