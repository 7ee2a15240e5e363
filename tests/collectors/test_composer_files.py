"""Composer's files around an install."""

import json

import pytest

from audit.collectors.composer import ComposerFiles, find_composer, nearest
from audit.model.facts import Problem
from audit.scan import scan
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
    "path",
    """
    vendor/a/b wp-content/plugins/x wp-content/themes/x wp-content/mu-plugins/x wp-content/uploads/x
    web/modules/contrib/x web/themes/x profiles/x libraries/x node_modules/x bower_components/x
    test/x tests/x fixtures/x wp-admin/x wp-includes/x web/core/lib/x web/core/x
    """.split(),
)
def test_files_of_packages_plugins_and_modules_are_none_of_the_site(folder, path):
    assert found(folder({f"{path}/composer.json": "{}"})) == []


def test_files_that_cannot_be_read_are_a_problem_each(folder):
    problems = found(folder({"composer.json": "{", "composer.lock": "<<<<<<< HEAD\n{}\n>>>>>>> x"}))
    assert [(one.kind, one.hides) for one in problems if isinstance(one, Problem)] == [
        ("unreadable-composer", True),
        ("merge-conflict", True),
    ]


@pytest.mark.parametrize("place", ["", "web/", "files/", "a/b/c/d/e/"])
def test_composer_may_have_its_files_in_any_folder_of_the_site(folder, place):
    [files] = found(folder({f"{place}composer.json": "{}"}))
    assert isinstance(files, ComposerFiles)
    assert files.folder == place.rstrip("/")


def test_a_link_to_composer_s_files_is_followed(folder):
    top = folder({"shared/project.json": '{"name": "a/b"}', "web/a.txt": ""})
    (top / "web/composer.json").symlink_to("../shared/project.json")
    [files] = found(top)
    assert isinstance(files, ComposerFiles)
    assert (files.folder, files.project and files.project.name) == ("web", "a/b")


@pytest.mark.parametrize("kind", ["wordpress-core", "drupal-core"])
def test_the_composer_json_that_a_core_brings_builds_nothing(folder, kind):
    top = folder({"composer.json": "{}", "web/wp/composer.json": json.dumps({"type": kind})})
    files = [one for one in found(top) if isinstance(one, ComposerFiles)]
    assert len(files) == 2
    assert nearest(files, "web/wp") == files[0]


def test_a_core_with_a_lock_is_built_where_it_lies(folder):
    files = {"web/composer.json": '{"type": "wordpress-core"}', "web/composer.lock": '{"packages": []}'}
    [one] = found(folder({"composer.json": "{}", **files}))[1:]
    assert isinstance(one, ComposerFiles)
    assert nearest([one], "web") == one


@pytest.mark.parametrize("name", ["composer.json", "composer.lock"])
@pytest.mark.parametrize("text", ["{", "{\n<<<<<<< a\n=======\n>>>>>>> b\n}"])
def test_a_file_that_cannot_be_read_is_told_once_in_the_report(site, name, text):
    top = site({"core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }", name: text})
    problems = [one for one in scan(str(top)).coverage.problems if one.location.path == name]
    assert len(problems) == 1


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
    files = found(folder({f"sites/{number}/composer.json": "{}" for number in range(120)}))
    assert sum(isinstance(one, ComposerFiles) for one in files) == 100
    assert {one.kind for one in files if isinstance(one, Problem)} == {"too-many-files"}
