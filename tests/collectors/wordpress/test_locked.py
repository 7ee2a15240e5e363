"""Disk, database and composer.lock, held against each other."""

import json
from types import SimpleNamespace

import pytest

from audit.collectors.wordpress.origin import StoredUpdate
from audit.model.facts import Location
from tests.extensions import BEDROCK, TOP, extensions

PLUGIN = "<?php\n/*\nPlugin Name: Some\nVersion: 1.0\n*/"
PROJECT = {
    "name": "agency/site",
    "extra": {
        "patches": {"wpackagist-plugin/here": {"Fix the login": "https://example.org/1.patch"}},
        "installer-paths": {
            "web/app/mu-plugins/{$name}/": ["type:wordpress-muplugin", "acme/must"],
            "web/app/plugins/{$name}/": ["type:wordpress-plugin"],
            "web/app/themes/{$name}/": ["type:wordpress-theme"],
        },
    },
}


def package(
    name: str, kind: str = "wordpress-plugin", version: str = "1.0", **more: object
) -> dict[str, object]:
    return {"name": name, "type": kind, "version": version, **more}


def bedrock(folder, packages, files=None, dev=(), **more):
    lock = {"packages": packages, "packages-dev": list(dev)}
    laid = {
        "composer.json": json.dumps(PROJECT),
        "composer.lock": json.dumps(lock),
        "web/app/plugins/here/here.php": PLUGIN,
        "web/app/themes/index.php": "",
        **(files or {}),
    }
    return extensions(folder(laid), BEDROCK, root="web/wp", layout="bedrock", **more)


def database(*plugins: str):
    """Return what is asked for of a database: one site with these plugins."""
    site = SimpleNamespace(id=1, plugins=plugins, theme="x", parent_theme=None, hosts=(), url=None)
    about = SimpleNamespace(network=False, network_plugins=(), location=Location("dump.sql"))
    return SimpleNamespace(sites=[site], database=about)


def test_a_locked_plugin_that_is_there_has_both_versions(folder):
    found = bedrock(folder, [package("wpackagist-plugin/here", version="v1.2")])["plugin here/here.php"]
    assert (found.version, found.locked_version, found.package) == ("1.0", "1.2", "wpackagist-plugin/here")
    assert (found.found_by, found.patches) == (("header", "composer.lock"), ("Fix the login",))
    assert (found.origin, found.signs[0]) == ("contrib", "composer.lock: wpackagist-plugin/here")


def test_a_locked_must_use_plugin_that_nothing_known_loads_is_not_missing(folder):
    files = {"web/app/mu-plugins/must/must.php": PLUGIN}
    found = bedrock(folder, [package("acme/must", "wordpress-muplugin")], files)["mu-plugin must"]
    assert (found.installed, found.active, found.found_by) == (True, None, ("composer.lock",))


def test_a_locked_plugin_that_is_not_there_is_missing(folder):
    found = bedrock(folder, [package("wpackagist-plugin/gone")])["plugin gone"]
    assert (found.installed, found.active, found.found_by) == (False, None, ("composer.lock",))
    assert (found.path, found.location.path) == ("web/app/plugins/gone", "composer.lock")


def test_a_locked_theme_that_is_not_there_is_missing(folder):
    found = bedrock(folder, [package("wpackagist-theme/gone", "wordpress-theme")])["theme gone/style.css"]
    assert (found.installed, found.path) == (False, "web/app/themes/gone")


def test_a_package_may_be_laid_elsewhere_by_its_name(folder):
    found = bedrock(folder, [package("acme/must")])["plugin must"]
    assert found.path == "web/app/mu-plugins/must"


def test_a_locked_plugin_among_the_must_use_plugins_is_there(folder):
    files = {
        "web/app/mu-plugins/load.php": "<?php namespace Roots\\Bedrock; new Autoloader();",
        "web/app/mu-plugins/must/must.php": PLUGIN,
    }
    found = bedrock(folder, [package("acme/must", "wordpress-muplugin")], files)
    assert found["mu-plugin must/must.php"].package == "acme/must"
    assert "plugin must" not in found


def test_an_active_plugin_that_is_missing_and_locked_is_one_extension(folder):
    data = database("gone/gone.php")
    found = bedrock(folder, [package("wpackagist-plugin/gone")], data=data)
    assert found["plugin gone/gone.php"].found_by == ("database", "composer.lock")
    assert found["plugin gone/gone.php"].active is True
    assert "plugin gone" not in found


def test_a_locked_plugin_that_the_database_does_not_switch_on_is_not_active(folder):
    assert (
        bedrock(folder, [package("wpackagist-plugin/gone")], data=database())["plugin gone"].active is False
    )


def test_the_core_is_no_extension_and_other_packages_are(folder):
    packages = [
        package("roots/wordpress", "metapackage"),
        package("roots/wordpress-no-content", "wordpress-core"),
        package("johnpbloch/wordpress-core", "wordpress-core"),
        package("monolog/monolog", "library", "3.5.0"),
        package("agency/tools", "library"),
    ]
    found = bedrock(folder, packages, {"vendor/monolog/monolog/composer.json": "{}"})
    libraries = {one.slug: one for one in found.values() if one.kind == "composer-package"}
    assert sorted(libraries) == ["agency/tools", "monolog/monolog"]
    monolog = libraries["monolog/monolog"]
    assert (monolog.installed, monolog.path, monolog.version) == (True, "vendor/monolog/monolog", "3.5.0")
    assert (monolog.origin, monolog.signs) == ("contrib", ("composer.lock: monolog/monolog",))
    assert (libraries["agency/tools"].origin, libraries["agency/tools"].installed) == ("custom", False)


def test_packages_for_development_are_told_where_they_are_there(folder):
    dev = [package("a/b", "library"), package("a/c", "library"), package("wpackagist-plugin/debug")]
    found = bedrock(folder, [], {"vendor/a/b/composer.json": "{}"}, dev)
    assert [one.slug for one in found.values() if "composer.lock" in one.found_by] == ["a/b"]


def test_a_package_of_the_project_s_vendor_is_custom(folder):
    source = {"url": "https://github.com/agency/here"}
    found = bedrock(folder, [package("agency/here", source=source)])["plugin here/here.php"]
    assert (found.origin, found.signs[0]) == (
        "custom",
        "composer.lock: agency/here, of the vendor of the project",
    )


def test_a_package_of_a_private_repository_is_sold(folder):
    dist = {"url": "https://composer.shop.example/here.zip?key=5f2c"}
    found = bedrock(folder, [package("shop/here", dist=dist)])["plugin here/here.php"]
    assert found.origin == "premium"


def test_the_version_that_the_database_saw_is_kept(folder):
    stored = {"plugin here/here.php": StoredUpdate("0.9", None)}
    found = bedrock(folder, [package("a/here", version="1.1")], stored=stored)["plugin here/here.php"]
    assert (found.version, found.stored_version, found.locked_version) == ("1.0", "0.9", "1.1")


def test_a_package_is_the_plugin_in_the_folder_that_the_project_names(folder):
    paths = {"web/app/plugins/here": ["acme/here-for-wordpress"]}
    project = {**PROJECT, "extra": {"installer-paths": paths}}
    files = {"composer.json": json.dumps(project)}
    found = bedrock(folder, [package("acme/here-for-wordpress")], files)
    assert [one.package for one in found.values()] == ["acme/here-for-wordpress"]


def test_a_package_is_the_plugin_in_the_folder_that_it_asks_for(folder):
    found = bedrock(folder, [package("acme/wp-here", extra={"installer-name": "here"})])
    assert [one.package for one in found.values()] == ["acme/wp-here"]


def test_a_package_that_packagist_offers_is_contributed(folder):
    listed = package("acme/must", **{"notification-url": "https://packagist.org/downloads/"})
    found = bedrock(folder, [listed])["plugin must"]
    assert (found.origin, found.signs) == ("contrib", ("composer.lock: acme/must, from Packagist",))


def test_a_locked_plugin_that_code_loads_is_active(folder):
    files = {"web/app/mu-plugins/loader.php": "<?php wpcom_vip_load_plugin('gone/main.php');"}
    found = bedrock(folder, [package("wpackagist-plugin/gone")], files)
    assert (found["plugin gone"].active, "plugin gone/main.php" in found) == (True, False)


def test_a_theme_lacks_no_parent_that_composer_will_lay(folder):
    style = "/* Theme Name: Child\nTemplate: {} */"
    files = {
        "web/app/themes/child/style.css": style.format("locked"),
        "web/app/themes/lost/style.css": style.format("gone"),
    }
    found = bedrock(folder, [package("wpackagist-theme/locked", "wordpress-theme")], files)
    assert found["theme child/style.css"].broken is None
    assert found["theme lost/style.css"].broken == "Its parent theme gone is missing."


@pytest.mark.parametrize(
    ("plugins", "broken"), [(("social/s.php",), None), ((), "Its parent theme basic is missing.")]
)
def test_a_plugin_that_is_active_may_bring_the_parent_of_a_theme(folder, plugins, broken):
    files = {
        "plugins/social/s.php": PLUGIN,
        "plugins/social/themes/basic/style.css": "/* Theme Name: Basic */",
        "themes/child/style.css": "/* Theme Name: Child\nTemplate: basic */",
    }
    found = extensions(folder(files), TOP, data=database(*plugins))
    assert found["theme child/style.css"].broken == broken
