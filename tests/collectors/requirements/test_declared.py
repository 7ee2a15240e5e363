"""What Composer's files and headers state, read from small trees."""

import json

import pytest

from audit.collectors.asks import read_all
from audit.collectors.composer import ComposerFiles, find_composer
from audit.collectors.places import Places
from audit.collectors.requirements.declared import search_declared, stated
from audit.collectors.requirements.join import join_requirements
from audit.knowledge.php import load_php
from audit.model.facts import Extension, Location, Problem
from audit.model.php import PhpTables
from audit.sources.directory import Directory
from audit.sources.tree import Listing

PLUGIN = Extension(
    location=Location("wp-content/plugins/shop/shop.php"),
    kind="plugin",
    slug="shop",
    name="Shop",
    file="shop/shop.php",
    path="wp-content/plugins/shop",
)
IN_PLUGIN = "wp-content/plugins/shop/vendor/composer/installed.json"


@pytest.fixture
def declared(folder):
    def read(files, extensions=(PLUGIN,)):
        tree = Directory(folder({path: json.dumps(data) for path, data in files.items()}))
        listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
        composer = [one for one in find_composer(tree, listing) if isinstance(one, ComposerFiles)]
        asks = search_declared(listing, composer, Places(listing, []))
        facts = list(read_all(tree, asks, 1, lambda _: None))
        return join_requirements(facts, extensions, [], PhpTables(load_php().names))

    return read


def names(facts):
    return {(fact.kind, fact.name, fact.package, fact.sure) for fact in facts}


def test_a_composer_json_asks_for_versions_and_extensions(declared):
    wants = {
        "require": {"php": ">=8.1", "ext-gd": "*", "drupal/core": "^10"},
        "require-dev": {"ext-xdebug": "*"},
    }
    assert names(declared({"composer.json": wants})) == {
        ("php-version", ">=8.1", None, "certain"),
        ("php-extension", "gd", None, "certain"),
    }


def test_what_is_suggested_or_set_as_a_platform_is_no_need(declared):
    wants = {"suggest": {"ext-redis": "for speed"}, "config": {"platform": {"php": "7.4.33"}}}
    assert names(declared({"composer.json": wants})) == {
        ("php-extension", "redis", None, "guarded"),
        ("php-version", "7.4.33", None, "guarded"),
    }


def test_a_lock_says_it_of_each_package_but_those_for_development(declared):
    lock = {
        "packages": [{"name": "a/b", "version": "1", "require": {"php": "^7.2 || ^8.0", "ext-intl": "*"}}],
        "packages-dev": [{"name": "c/d", "version": "1", "require": {"ext-xdebug": "*"}}],
    }
    assert names(declared({"composer.json": {}, "composer.lock": lock})) == {
        ("php-version", "^7.2 || ^8.0", "a/b", "certain"),
        ("php-extension", "intl", "a/b", "certain"),
    }


def test_a_polyfill_stands_in_for_an_extension_and_every_php_has_some(declared):
    lock = {
        "packages": [
            {"name": "a/b", "version": "1", "require": {"ext-mbstring": "*", "ext-json": "*", "ext-gd": "*"}},
            {"name": "symfony/polyfill-mbstring", "version": "1", "provide": {"ext-mbstring": "*"}},
        ]
    }
    assert {fact.name for fact in declared({"composer.json": {}, "composer.lock": lock})} == {"gd"}


def test_packages_in_a_plugin_are_the_plugins(declared):
    installed = {
        "packages": [
            {"name": "a/b", "require": {"php": ">=7.2 <8", "ext-gmp": "*"}},
            {"name": "c/d", "require": {"ext-xdebug": "*"}},
        ],
        "dev-package-names": ["c/d"],
    }
    found = declared({IN_PLUGIN: installed})
    assert names(found) == {
        ("php-version", ">=7.2", "a/b", "certain"),
        ("php-extension", "gmp", "a/b", "certain"),
    }
    assert {(fact.extension, fact.vendored) for fact in found} == {(PLUGIN.path, True)}


def test_installed_packages_are_not_read_where_a_lock_says_the_same(declared):
    package = [{"name": "a/b", "version": "1", "require": {"ext-gmp": "*"}}]
    lock = {"packages": package}
    found = declared({"composer.json": {}, "composer.lock": lock, "vendor/composer/installed.json": package})
    assert [fact.location.path for fact in found] == ["composer.lock"]


def test_a_plugins_own_composer_json_counts_and_those_of_its_parts_do_not(declared):
    wants = {"require": {"ext-gmp": "*"}}
    found = declared({f"{PLUGIN.path}/composer.json": wants, f"{PLUGIN.path}/parts/x/composer.json": wants})
    assert [fact.location.path for fact in found] == [f"{PLUGIN.path}/composer.json"]


def test_a_broken_file_is_a_problem_and_no_more(folder):
    tree = Directory(folder({IN_PLUGIN: "{", f"{PLUGIN.path}/composer.json": "[1]"}))
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    facts = list(read_all(tree, search_declared(listing, [], Places(listing, [])), 1, lambda _: None))
    assert [(fact.kind, fact.hides) for fact in facts if isinstance(fact, Problem)] == [
        ("unreadable-composer", False)
    ] * 2


@pytest.mark.parametrize(
    ("kind", "file", "text", "name", "stated_by"),
    [
        ("plugin", "shop/shop.php", "7.4", ">=7.4", "header"),
        ("plugin", "shop/shop.php", ">= 8.0.2", ">=8.0.2", "header"),
        ("theme", "style.css", "5.6 or later", ">=5.6", "header"),
        ("module", "shop.info.yml", "8.1", ">=8.1", "info"),
        ("theme", "shop.info.yml", "8.1", ">=8.1", "info"),
    ],
)
def test_headers_and_info_files_state_a_version(kind, file, text, name, stated_by):
    one = Extension(location=Location(file), kind=kind, slug="a", name="A", file=file, requires_php=text)
    [fact] = stated([one])
    assert (fact.name, fact.stated_by) == (name, stated_by)


@pytest.mark.parametrize("text", [None, "", "latest"])
def test_a_header_without_a_number_states_none(text):
    one = Extension(location=Location("a"), kind="plugin", slug="a", name="A", file="a", requires_php=text)
    assert list(stated([one])) == []
