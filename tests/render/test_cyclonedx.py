"""The bill of materials: valid, complete, the same each time, and with names that others know."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from msgspec.structs import replace
from packageurl import PackageURL

from audit.model.facts import Extension, Location
from audit.render.cyclonedx import render
from audit.render.purls import cpe_of_core, leaders, purl, purl_of_core
from tests.render.hostile import hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_facts import INSTALL
from tests.render.sample_network import network
from tests.render.samples import dump_only, empty, huge, minimal, planned, rich, tree_only

EVERY = (rich, planned, network, drupal, mixed, minimal, empty, dump_only, tree_only, drupal_tree, hostile)


def bill(report):
    return json.loads(render(report))


def extension(slug="akismet", kind="plugin", origin="contrib", **more):
    path = more.pop("path", f"wp-content/plugins/{slug}")
    told = {"location": Location(path), "install": ".", "name": slug, "file": f"{slug}.php", "version": "5.3"}
    return Extension(slug=slug, kind=kind, origin=origin, path=path, **(told | more))


def properties(part):
    return {one["name"].removeprefix("moveready:"): one["value"] for one in part.get("properties", ())}


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_it_is_valid(sample):
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(render(sample())) is None


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_each_core_and_each_extension_is_in_it_under_a_reference_of_its_own(sample):
    report = sample()
    parts = bill(report)["components"]
    assert sum(part["type"] == "framework" for part in parts) == sum(one.core for one in report.installs)
    kinds = [properties(part)["kind"] for part in parts if "kind" in properties(part)]
    assert kinds == [item.kind for item in report.extensions]
    references = [part["bom-ref"] for part in parts]
    assert len(set(references)) == len(references)


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_dependencies_name_what_is_there_and_leave_nothing_hanging(sample):
    made = bill(sample())
    there = {"site", *(part["bom-ref"] for part in made["components"])}
    needed = {name for one in made["dependencies"] for name in one["dependsOn"]}
    assert {one["ref"] for one in made["dependencies"]} <= there
    assert needed == there - {"site"}


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_each_package_url_is_written_as_its_specification_has_it(sample):
    urls = [part["purl"] for part in bill(sample())["components"] if "purl" in part]
    assert [PackageURL.from_string(url).to_string() for url in urls] == urls


def test_two_runs_are_the_same_and_two_sites_have_two_serial_numbers():
    assert render(rich()) == render(rich())
    assert bill(rich())["serialNumber"] != bill(network())["serialNumber"]


def test_the_time_is_that_of_the_report():
    assert (
        bill(replace(rich(), made="2026-11-23T09:00:00Z"))["metadata"]["timestamp"] == "2026-11-23T09:00:00Z"
    )
    assert "timestamp" not in bill(replace(rich(), made=None))["metadata"]


def test_a_bill_of_what_was_not_all_read_does_not_call_itself_complete():
    assert bill(minimal())["compositions"][0]["aggregate"] == "complete"
    for lacking in (rich(), dump_only()):
        assert bill(lacking)["compositions"][0]["aggregate"] == "incomplete"


def test_what_is_off_missing_or_unknown_is_in_it_and_says_so():
    found = extension(active=False), extension("b", installed=False, active=True), extension("c")
    parts = bill(replace(minimal(), extensions=found))["components"][1:]
    told = [(properties(part).get("active"), properties(part).get("installed")) for part in parts]
    assert told == [("false", None), ("true", "false"), (None, None)]


def test_it_names_the_folder_of_each_and_of_its_copies():
    found = (extension(copies=("sites/a/akismet",)),)
    part = bill(replace(minimal(), extensions=found))["components"][1]
    places = [one["location"] for one in part["evidence"]["occurrences"]]
    assert places == ["wp-content/plugins/akismet", "sites/a/akismet"]


def test_a_child_theme_depends_on_its_parent():
    found = extension("child", "theme", parent="astra"), extension("astra", "theme")
    made = bill(replace(minimal(), extensions=found))
    child, parent = (part["bom-ref"] for part in made["components"][1:])
    assert {"ref": child, "dependsOn": [parent]} in made["dependencies"]


def test_each_of_many_installs_holds_its_own():
    made = bill(tree_only())
    names = [part["bom-ref"] for part in made["components"] if part["bom-ref"].startswith("install:")]
    assert names == ["install:blog", "install:shop"]
    blog = next(one for one in made["dependencies"] if one["ref"] == "install:blog")
    assert "core:blog" in blog["dependsOn"]
    assert "core:shop" not in blog["dependsOn"]


@pytest.mark.parametrize(
    ("cms", "version", "url"),
    [
        ("wordpress", "6.6.2", "pkg:generic/wordpress@6.6.2"),
        ("drupal", "10.2.7", "pkg:composer/drupal/core@10.2.7"),
        ("drupal", "7.98", "pkg:composer/drupal/drupal@7.98"),
        ("drupal", "6.38", "pkg:generic/drupal@6.38"),
    ],
)
def test_a_core_has_the_name_that_others_give_it(cms, version, url):
    install = replace(INSTALL, cms=cms, version=version)
    assert purl_of_core(install) == url
    assert cpe_of_core(install) == f"cpe:2.3:a:{cms}:{cms}:{version}:*:*:*:*:*:*:*"


@pytest.mark.parametrize("more", [{"fork": "Pressflow"}, {"version": None}, {"core": False}])
def test_a_fork_and_a_core_of_unknown_version_have_none(more):
    install = replace(INSTALL, **more)
    assert purl_of_core(install) is cpe_of_core(install) is None


def test_a_development_version_has_no_cpe():
    assert cpe_of_core(replace(INSTALL, version="6.7-alpha-58000")) is None


@pytest.mark.parametrize(
    ("item", "url"),
    [
        (extension(), "pkg:wordpress-plugin/akismet@5.3"),
        (extension("astra", "theme"), "pkg:wordpress-theme/astra@5.3"),
        (extension("wp-rocket", origin="premium"), "pkg:wordpress-plugin/wp-rocket@5.3"),
        (extension(version=None), "pkg:wordpress-plugin/akismet"),
        (extension(version="1 β"), "pkg:wordpress-plugin/akismet@1%20%CE%B2"),
        (extension(package="wpackagist-plugin/akismet"), "pkg:composer/wpackagist-plugin/akismet@5.3"),
        (extension("symfony/yaml", "composer-package"), "pkg:composer/symfony/yaml@5.3"),
        (extension("our-own", origin="custom"), None),
        (extension("nobody-knows", origin="unknown"), None),
        (extension("object-cache.php", "drop-in"), None),
        (extension("<script>"), None),
        (extension("a/../b", package="../x"), None),
    ],
)
def test_an_extension_of_wordpress_has_a_name_only_if_others_know_it(item, url):
    assert purl(item, drupal=False) == url


@pytest.mark.parametrize(
    ("version", "url"),
    [
        ("6.2.4", "pkg:composer/drupal/webform@6.2.4"),
        ("8.x-3.15", "pkg:composer/drupal/webform@3.15.0"),
        ("8.x-1.0-rc2", "pkg:composer/drupal/webform@1.0.0-rc2"),
        ("8.x-2.x-dev", "pkg:composer/drupal/webform@2.x-dev"),
        ("7.x-4.25", "pkg:composer/drupal/webform@4.25.0?repository_url=https://packages.drupal.org/7"),
        ("6.x-3.20", "pkg:generic/drupal/webform@6.x-3.20"),
        (None, "pkg:composer/drupal/webform"),
    ],
)
def test_a_project_of_drupal_has_the_number_that_composer_knows_it_by(version, url):
    item = extension("webform", "module", version=version, project="webform")
    assert purl(item, drupal=True) == url


def test_the_package_of_a_module_counts_for_its_name_and_not_its_version():
    item = extension("purge", "module", version="8.x-1.5", package="drupal/acquia_purge", origin="unknown")
    assert purl(item, drupal=True) == "pkg:composer/drupal/acquia_purge@1.5.0"


def test_only_one_part_of_a_project_has_its_name():
    names = [("webform_ui", "webform"), ("webform", "webform"), ("b_one", "b"), ("b_two", "b"), ("c", None)]
    items = [extension(slug, "module", project=project) for slug, project in names]
    assert leaders(items) == {1, 2, 4}


def test_a_large_site_takes_no_time():
    assert len(bill(huge())["components"]) == len(huge().extensions) + 1
