"""Libraries of a Drupal and the packages of its composer.lock: whose they are, and whether they are there."""

import json

import pytest

from audit.collectors.drupal.extensions import find_drupal_extensions
from audit.model.facts import Extension
from audit.parsers.composer import Package
from audit.scan import scan
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.drupal_sites import install, site

VENDOR = {"vendor/a/x/x.php": "<?php", "vendor/composer/installed.json": "{}"}


def found(top, kind, locked=()):
    """Return the extensions of a kind that lie in a Drupal 10, or that its composer.lock names."""
    tree = Directory(str(top))
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    names = {one.name: one for one in locked}
    facts = find_drupal_extensions(tree, listing, install("10.2.1"), [site()], names)
    return [one for one in facts if isinstance(one, Extension) and one.kind == kind]


def package(name, kind="library", *, dev=False, folder=None):
    return Package(name, "1.0.0", kind, dev, None, None, folder=folder)


@pytest.mark.parametrize(
    ("files", "origin", "sign"),
    [
        ({"package.json": '{"name": "@a/x"}'}, "contrib", "package.json names it @a/x"),
        ({"package.json": '{"name": "x", "private": true}'}, "unknown", "nothing names where it is from"),
        ({"package.json": '{"name": "me:secret@host"}'}, "unknown", "nothing names where it is from"),
        ({"bower.json": '{"name": "x"}', "package.json": "{"}, "contrib", "bower.json names it x"),
        ({"x.js": "", "LICENSE.md": "MIT"}, "contrib", "with a licence of its own"),
        ({"x.js": ""}, "unknown", "nothing names where it is from"),
    ],
)
def test_a_library_that_says_who_publishes_it_is_contrib(folder, files, origin, sign):
    [one] = found(folder({f"libraries/x/{name}": text for name, text in files.items()}), "library")
    assert one.origin == origin
    assert one.signs[0].endswith(sign)


@pytest.mark.parametrize(
    "locked",
    [
        package("drupal/klaro_js", "drupal-library", folder="klaro"),
        package("a/klaro", "drupal-library"),
        package("npm-asset/klaro", "npm-asset"),
    ],
)
def test_a_library_lies_under_the_name_that_its_package_asks_for(folder, locked):
    [one] = found(folder({"libraries/klaro/x.js": ""}), "library", [locked])
    assert (one.path, one.package, one.origin) == ("libraries/klaro", locked.name, "contrib")


def test_packages_are_there_or_not_where_composer_has_run(folder):
    locked = [package("a/x"), package("a/y"), package("a/dev", dev=True), package("a/odd", "phpunit-thing")]
    told = {one.slug: one.installed for one in found(folder(VENDOR), "composer-package", locked)}
    assert told == {"a/x": True, "a/y": False, "a/dev": None, "a/odd": None}


def test_without_a_vendor_folder_nothing_is_known_of_packages(folder):
    top = folder({"libraries/x/x.js": ""})
    assert [one.installed for one in found(top, "composer-package", [package("a/x")])] == [None]


def test_a_package_that_only_asks_for_others_is_no_extension(folder):
    locked = [package("drupal/date_api", "metapackage"), package("a/x")]
    assert [one.slug for one in found(folder(VENDOR), "composer-package", locked)] == ["a/x"]


def test_what_composer_patches_into_core_and_vendor_is_told(folder):
    patches = {"drupal/core": {"Fix the cache": "a.patch"}, "acme/tool": {"Fix the tool": "b.patch"}}
    project = {"require": {"drupal/core-recommended": "^10"}, "extra": {"patches": patches}}
    lock = {"packages": [{"name": "acme/tool", "version": "1.0", "type": "library"}]}
    top = folder(
        {
            "composer.json": json.dumps(project),
            "composer.lock": json.dumps(lock),
            "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.3.1'; }",
            "core/misc/drupal.js": "",
            "sites/default/settings.php": "<?php $databases = [];",
        }
    )
    report = scan(str(top))
    [install] = report.installs
    [tool] = [one for one in report.extensions if one.slug == "acme/tool"]
    assert (install.patches, tool.patches) == (("Fix the cache",), ("Fix the tool",))
