"""What Composer's files say of how a site is built."""

import json

import pytest

from audit.collectors.composer import ComposerFiles, find_composer
from audit.collectors.composer_facts import find_projects
from audit.detectors.composer import ComposerFound
from audit.knowledge import load_platforms
from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Unclear
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.conftest import lay
from tests.drupal_sites import install as drupal

CORE = {"drupal/core": "^10"}
PLUGIN = {"type": "composer-plugin", "require": {"composer-plugin-api": "^1.0 || ^2.0"}}


def package(name, version="1.0.0", **more):
    return {"name": name, "version": version, **more}


def lock(*packages, dev=(), api: str | None = "2.6.0"):
    written = {"plugin-api-version": api} if api else {}
    return json.dumps({"packages": packages, "packages-dev": dev, **written})


def module(slug, **told):
    given = {"name": slug, "file": slug, "origin": "contrib", "installed": True, "project": slug} | told
    return Extension(location=Location(f"modules/{slug}"), install=".", kind="module", slug=slug, **given)


@pytest.fixture
def told(tmp_path):
    """Return what lays Composer's files and tells the places that a rule finds, and those left open."""

    def find(what, json_text=None, lock_text=None, *, more=None, extensions=(), install=None, **fields):
        written = {"composer.json": json_text, "composer.lock": lock_text} | (more or {})
        top = lay(
            tmp_path,
            {
                name: text if isinstance(text, str) else json.dumps(text)
                for name, text in written.items()
                if text is not None
            },
        )
        tree = Directory(top)
        listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
        here: Install = install or drupal("10.4.8")
        files = [one for one in find_composer(tree, listing) if isinstance(one, ComposerFiles)]
        facts = [here, *find_projects(tree, listing, [here], files), *extensions]
        [platform] = load_platforms()[-1:]
        rule = ComposerFound(what=what, **fields)
        return list(rule.find(Inventory(facts, lambda _: {}), platform))

    return find


def texts(found):
    return [one.text for one in found if isinstance(one, Evidence)]


def doubts(found):
    return [one.doubt for one in found if isinstance(one, Evidence)]


def test_a_site_without_composer_is_told_for_the_cores_that_matter(told):
    assert texts(told("absent", core=">=8")) == ["no composer.json builds it"]
    assert told("absent", core=">=8", install=drupal("7.98")) == []


def test_a_core_of_unknown_version_leaves_it_open(told):
    [found] = told("absent", core=">=8", install=drupal(None))
    assert isinstance(found, Unclear)


def test_a_lock_alone_builds_a_site_as_well(told):
    assert told("absent", None, lock(package("drupal/core"))) == []


def test_a_missing_lock_is_no_trouble_where_nothing_is_asked_for(told):
    assert told("lock-missing", {"require": {"php": ">=8", "ext-gd": "*"}}) == []
    assert told("lock-missing", {"require-dev": {"phpunit/phpunit": "^9"}}) == []


def test_a_missing_lock_is_in_doubt_where_the_packages_are_there(told):
    assert doubts(told("lock-missing", {"require": CORE})) == [None]
    [doubt] = doubts(told("lock-missing", {"require": CORE}, more={"vendor/autoload.php": "<?php"}))
    assert "committed" in doubt


def test_a_lock_that_cannot_be_read_is_not_missing(told):
    assert told("lock-missing", {"require": CORE}, "{") == []


@pytest.mark.parametrize(
    ("api", "is_old"), [("1.1.0", True), (None, True), ("2.0.0", False), ("2.6.0", False)]
)
def test_the_lock_tells_which_composer_wrote_it(told, api, is_old):
    assert bool(told("lock-old", {"require": CORE}, lock(package("drupal/core"), api=api))) is is_old


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ("^1.0", False),
        ("~1.0", False),
        ("1.1.0", False),
        ("^1.0 || ^2.0", True),
        (">=1.0", True),
        ("^2.1", True),
    ],
)
def test_plugins_for_composer_1_are_told(told, asked, fits):
    plugin = package("a/b", type="composer-plugin", require={"composer-plugin-api": asked})
    assert bool(told("plugin-for-1", {"require": {"a/b": "*"}}, lock(plugin))) is not fits


def test_a_plugin_that_asks_for_no_api_runs_anywhere(told):
    assert told("plugin-for-1", {}, lock(package("a/b", type="composer-plugin"))) == []


@pytest.mark.parametrize(
    ("rules", "is_told"),
    [
        ({"a/b": True}, False),
        ({"a/*": True}, False),
        ({"A/B": True}, False),
        ({"a/b": False}, False),
        ({"c/d": True}, True),
        ({}, True),
        (None, True),
        (True, False),
        (False, False),
    ],
)
def test_plugins_that_the_list_does_not_name_are_told(told, rules, is_told):
    config = {} if rules is None else {"config": {"allow-plugins": rules}}
    found = told("plugin-not-allowed", config, lock(package("a/b", **PLUGIN)))
    assert texts(found) == ["a/b"] * is_told


def test_a_plugin_that_may_be_left_out_needs_no_permission(told):
    plugin = package("a/b", **PLUGIN, extra={"plugin-optional": True})
    assert told("plugin-not-allowed", {}, lock(plugin)) == []


def test_an_old_lock_without_a_list_lets_plugins_run_for_now(told):
    for api in ("2.1.0", None):
        [doubt] = doubts(told("plugin-not-allowed", {}, lock(package("a/b", **PLUGIN), api=api)))
        assert "2.2" in doubt
    rules = {"config": {"allow-plugins": {"c/d": True}}}
    assert doubts(told("plugin-not-allowed", rules, lock(package("a/b", **PLUGIN), api="2.1.0"))) == [None]


def test_modules_of_others_that_the_lock_lacks_are_told_once_for_each_project(told):
    there = [
        module("token"),
        module("token_filter", project="token"),
        module("pathauto", package="drupal/pathauto"),
        module("own", origin="custom"),
        module("gone", installed=False),
    ]
    found = told("not-locked", {"require": CORE}, lock(package("drupal/core")), extensions=there)
    assert texts(found) == ["module token"]


def test_without_a_lock_nothing_is_known_to_be_left_out_of_it(told):
    assert told("not-locked", {"require": CORE}, extensions=[module("token")]) == []


@pytest.mark.parametrize(("active", "kind"), [(True, Evidence), (None, Unclear), (False, None)])
def test_modules_for_development_only_are_told_where_they_are_in_use(told, active, kind):
    dev = package("drupal/devel", type="drupal-module")
    there = [module("devel", package="drupal/devel", active=active)]
    found = told("dev-only", {}, lock(dev=[dev]), extensions=there, type=("drupal-module",))
    assert [type(one) for one in found] == ([kind] if kind else [])


def test_what_is_asked_for_only_for_development_is_lacking(told):
    asked = {"require": CORE, "require-dev": {"drush/drush": "^13"}}
    drush = package("drush/drush", "13.0.0")
    fields = {"package": ("drush/drush",)}
    assert texts(told("lacks", asked, lock(dev=[drush]), **fields))
    assert told("lacks", {"require": CORE}, lock(drush), **fields) == []
    assert told("lacks", {"require": CORE | {"drush/drush": "*"}}, **fields) == []


def test_sources_are_told_by_type_and_host_and_by_the_need_of_a_key(told):
    sources = [
        {"type": "composer", "url": "https://packages.drupal.org/8"},
        {"type": "composer", "url": "https://joe:hunter2@repo.example.org"},
        {"type": "vcs", "url": "git@github.com:a/b.git"},
        {"type": "vcs", "url": "https://github.com/a/b"},
        {"type": "path", "url": "own/*"},
        {"packagist.org": False},
    ]
    found = told(
        "source",
        {"repositories": sources},
        type=("composer", "vcs"),
        but_not=("packages.drupal.org", "github.com"),
    )
    assert texts(found) == ["composer: repo.example.org", "vcs: github.com, fetched with a key"]


def test_programs_of_scripts_are_told_also_of_those_that_a_script_calls(told):
    scripts = {
        "post-install-cmd": ["@build", "Own\\Script::run", "@php x.php"],
        "build": "cd web && npm ci && gulp",
        "lint": "npx eslint .",
    }
    found = told("script", {"scripts": scripts}, event=("post-*",), program=("np*", "gulp"))
    assert texts(found) == ["post-install-cmd runs npm, gulp"]


def test_binary_parts_of_patches_are_found_in_the_files_of_the_site_only(told):
    patches = {
        "a/b": {"logo": "patches/logo.patch", "fix": "./fix.patch", "far": "https://example.org/x.patch"}
    }
    more = {
        "patches/logo.patch": "index 1..2\r\nGIT binary patch\r\nliteral 5\n",
        "fix.patch": "+ // GIT binary patch\n",
    }
    found = told("binary-patch", {"extra": {"patches": patches}}, more=more)
    assert [one.location.path for one in found] == ["patches/logo.patch"]


def test_patches_that_lead_out_of_the_site_are_not_read(told):
    assert told("binary-patch", {"extra": {"patches": {"a/b": ["../../../etc/passwd", "/etc/passwd"]}}}) == []


def test_a_scaffolded_robots_txt_is_told_unless_it_is_left_alone(told):
    asked = {"require": {"drupal/core-composer-scaffold": "^10"}}
    more = {"robots.txt": "x"}
    assert [one.location.path for one in told("scaffolded", asked, more=more)] == ["robots.txt"]
    kept = asked | {"extra": {"drupal-scaffold": {"file-mapping": {"[web-root]/robots.txt": False}}}}
    assert told("scaffolded", kept, more=more) == []
    assert told("scaffolded", {"require": CORE}, more=more) == []


def test_ignored_advisories_are_told_in_both_ways_to_write_them(told):
    for ignored in (["CVE-1"], {"CVE-1": "not reached"}):
        assert texts(told("advisory-ignored", {"config": {"audit": {"ignore": ignored}}})) == [
            "passes over CVE-1"
        ]


@pytest.mark.parametrize("what", ["lacks", "dev-only", "source", "script"])
def test_what_needs_more_words_says_so(what):
    with pytest.raises(ValueError, match="needs"):
        ComposerFound(what=what)


@pytest.mark.parametrize(
    "text", ["[]", '"x"', "1", '{"config": 1, "scripts": [1], "repositories": {"a": 2}}']
)
def test_files_of_another_form_say_nothing(told, text):
    assert told("script", text, event=("*",)) == []
    assert told("source", text, type=("*",)) == []
