"""Which composer.json and composer.lock build an install, and what a scan tells of them."""

import json

import pytest

from audit.model.composer import ComposerProject
from audit.render.json import render
from audit.scan import scan

DRUPAL = "<?php class Drupal { const VERSION = '10.4.8'; }"
SETTINGS = "<?php $databases['default']['default'] = ['database' => 'd', 'driver' => 'mysql'];"


@pytest.fixture
def projects(folder):
    """Return what lays files and tells the projects that a scan reports."""

    def told(files) -> list[ComposerProject]:
        written = {name: text if isinstance(text, str) else json.dumps(text) for name, text in files.items()}
        return list(scan(str(folder(written))).composer)

    return told


def site(docroot=""):
    return {f"{docroot}core/lib/Drupal.php": DRUPAL, f"{docroot}sites/default/settings.php": SETTINGS}


def test_a_composer_json_above_the_docroot_builds_the_install(projects):
    asked = {
        "name": "shop/site",
        "type": "project",
        "require": {"drupal/core": "^10", "php": ">=8.1", "ext-gd": "*"},
    }
    [found] = projects({**site("web/"), "composer.json": asked})
    assert (found.install, found.name, found.type, found.requires, found.lock, found.file) == (
        "web",
        "shop/site",
        "project",
        1,
        "missing",
        "composer.json",
    )


def test_the_composer_json_of_a_module_builds_nothing(projects):
    module = {"name": "drupal/x", "require": {"a/b": "*"}}
    assert projects({**site(), "modules/x/composer.json": module}) == []


def test_each_install_has_its_own_project(projects):
    files = {f"{name}/{path}": text for name in ("a", "b") for path, text in site("web/").items()}
    files |= {
        f"{name}/composer.json": {"name": f"shop/{name}", "require": {"drupal/core": "*"}} for name in "ab"
    }
    assert [(one.install, one.name) for one in projects(files)] == [("a/web", "shop/a"), ("b/web", "shop/b")]


def test_a_lock_that_cannot_be_read_is_there(projects):
    [found] = projects(
        {**site(), "composer.json": {"require": {"drupal/core": "^10"}}, "composer.lock": "<<<<<<< a"}
    )
    assert found.lock == "unreadable"


def test_what_is_built_is_told_without_secrets(folder):
    asked = {
        "require": {"drupal/core": "^10"},
        "repositories": [{"type": "composer", "url": "https://joe:hunter2@example.org/?key=hunter2"}],
        "scripts": {"post-install-cmd": "curl -u joe:hunter2 https://example.org/?token=hunter2"},
        "config": {"github-oauth": {"github.com": "hunter2"}},
        "extra": {"patches": {"a/b": {"why": "https://joe:hunter2@example.org/x.patch"}}},
    }
    text = b"".join(render(scan(str(folder({**site(), "composer.json": json.dumps(asked)}))))).decode()
    assert "hunter2" not in text
    assert '"host": "example.org"' in text or '"host":"example.org"' in text


def test_very_many_packages_are_looked_at_in_part_and_that_is_told(folder, monkeypatch):
    monkeypatch.setattr("audit.collectors.composer_facts._MOST", 3)
    asked = {"require": {"drupal/core": "^10"} | {f"a/b{number}": "*" for number in range(9)}}
    report = scan(str(folder({**site(), "composer.json": json.dumps(asked)})))
    [told] = [one for one in report.coverage.problems if one.kind == "too-many-packages"]
    assert told.location.path == "composer.json"
