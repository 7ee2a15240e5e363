"""Modules, themes, profiles, engines, libraries and packages of a Drupal, and where they come from."""

import json

import pytest

from audit.collectors.drupal.extensions import find_drupal_extensions
from audit.model.facts import Extension
from audit.parsers.composer import Package
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.drupal_sites import install, site

CORE_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "modules/node/node.info": "name = Node\ncore = 7.x\nversion = VERSION\n",
    "modules/node/node.module": "<?php",
    "profiles/standard/standard.info": "name = Standard\ncore = 7.x\nversion = VERSION\n",
    "profiles/standard/standard.profile": "<?php",
}
CORE_10 = {
    "core/modules/node/node.info.yml": "name: Node\ntype: module\npackage: Core\nversion: VERSION\n",
    "core/profiles/standard/standard.info.yml": (
        "name: Standard\ntype: profile\nversion: VERSION\ncore_version_requirement: ^10\n"
    ),
}
PACKAGED_7 = 'version = "7.x-3.2"\nproject = "views"\ndatestamp = "1400000000"\n'
PACKAGED_10 = "version: '8.x-1.5'\nproject: 'token'\ndatestamp: 1400000000\n"


def module_7(name, more="", core="7.x"):
    return {f"{name}.info": f"name = {name.upper()}\ncore = {core}\n{more}", f"{name}.module": "<?php"}


def module_10(name, more="", kind="module"):
    text = f"name: {name.upper()}\ntype: {kind}\ncore_version_requirement: ^9 || ^10\n{more}"
    return {f"{name}.info.yml": text}


def at(place, files):
    return {f"{place}/{name}": text for name, text in files.items()}


def facts(folder, files, version="7.98", *, sites=(), locked=(), patches=None, **more):
    core = CORE_7 if version.startswith("7") else CORE_10
    tree = Directory(str(folder({**core, **files})))
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    own = list(sites) or [site()]
    by_name = {package.name: package for package in locked}
    return list(
        find_drupal_extensions(tree, listing, install(version, **more), own, by_name, patches=patches or {})
    )


def found(*args, **more):
    """Return the extensions by path."""
    return {one.path: one for one in facts(*args, **more) if isinstance(one, Extension)}


def package(name, version="1.5.0", kind="drupal-module", source="https://git.drupalcode.org/project/x.git"):
    return Package(name, version, kind, False, None, source)


def test_a_module_of_drupal_7_is_stated_whole(folder):
    more = PACKAGED_7 + "php = 7.4\nhidden = TRUE\n"
    one = found(folder, at("sites/all/modules/contrib/views", module_7("views", more)))[
        "sites/all/modules/contrib/views"
    ]
    assert (one.kind, one.slug, one.name, one.version) == ("module", "views", "VIEWS", "7.x-3.2")
    assert one.file == "sites/all/modules/contrib/views/views.module"
    assert (one.project, one.requires_core, one.requires_php, one.hidden) == ("views", "7.x", "7.4", True)
    assert (one.origin, one.signs[0]) == ("contrib", "packaged by drupal.org: project views")
    assert (one.installed, one.active, one.broken) == (True, None, None)


def test_a_module_of_drupal_10_is_stated_whole(folder):
    more = PACKAGED_10 + "php: 8.1\nhidden: true\n"
    one = found(folder, at("modules/contrib/token", module_10("token", more)), version="10.2.1")[
        "modules/contrib/token"
    ]
    assert (one.kind, one.slug, one.name, one.version) == ("module", "token", "TOKEN", "8.x-1.5")
    assert one.file == "modules/contrib/token/token.info.yml"
    assert (one.project, one.requires_core, one.requires_php) == ("token", "^9 || ^10", "8.1")
    assert (one.hidden, one.origin) == (True, "contrib")


def test_what_comes_with_drupal_is_core(folder):
    every = found(folder, {})
    assert {path: (one.kind, one.origin, one.project) for path, one in every.items()} == {
        "modules/node": ("module", "core", "drupal"),
        "profiles/standard": ("profile", "core", "drupal"),
    }
    assert every["modules/node"].version == "7.98"
    every = found(folder, {}, version="10.2.1")
    assert {one.origin for one in every.values() if one.path.startswith("core/")} == {"core"}


def test_the_sign_of_the_path_tells_custom_from_contrib(folder):
    files = at("sites/all/modules/custom/ours", module_7("ours"))
    files |= at("sites/all/modules/contrib/theirs", module_7("theirs"))
    files |= at("sites/all/modules/odd", module_7("odd"))
    every = found(folder, files)
    told = {path: (one.origin, one.signs) for path, one in every.items() if path.startswith("sites")}
    assert told == {
        "sites/all/modules/custom/ours": ("custom", ("lies in modules/custom",)),
        "sites/all/modules/contrib/theirs": ("contrib", ("lies in modules/contrib",)),
        "sites/all/modules/odd": ("unknown", ("no packaging lines, and nothing else tells",)),
    }
    assert every["sites/all/modules/contrib/theirs"].project == "theirs"


def test_what_lacks_packaging_lines_among_many_that_have_them_is_custom(folder):
    files = at("sites/all/modules/odd", module_7("odd"))
    for name in ("a", "b", "c"):
        more = f'project = "{name}"\ndatestamp = "1"\n'
        files |= at(f"sites/all/modules/{name}", module_7(name, more))
    one = found(folder, files)["sites/all/modules/odd"]
    assert (one.origin, one.signs) == ("custom", ("no packaging lines, which 3 others here have",))


def test_a_submodule_is_part_of_its_project(folder):
    files = at("modules/contrib/token", module_10("token", PACKAGED_10))
    files |= at("modules/contrib/token/modules/more", module_10("more"))
    one = found(folder, files, version="10.2.1")["modules/contrib/token/modules/more"]
    assert (one.origin, one.project, one.slug) == ("contrib", "token", "more")


def test_several_modules_in_one_folder_are_several(folder):
    files = at("sites/all/modules/views", module_7("views", PACKAGED_7) | module_7("views_ui", PACKAGED_7))
    every = [one.slug for one in facts(folder, files) if one.path == "sites/all/modules/views"]
    assert every == ["views", "views_ui"]


def test_a_part_of_a_custom_module_is_custom(folder):
    files = at("sites/all/modules/ours/custom/x", module_7("x"))
    files |= at("sites/all/modules/custom/ours", module_7("ours"))
    files |= at("sites/all/modules/custom/ours/sub/part", module_7("part"))
    one = found(folder, files)["sites/all/modules/custom/ours/sub/part"]
    assert one.origin == "custom"


def test_composer_lock_tells_origin_version_and_package(folder):
    files = at("modules/pool/token", module_10("token")) | at("modules/pool/own", module_10("own"))
    files |= at("modules/pool/token/sub", module_10("token_sub"))
    every = found(folder, files, version="10.2.1", locked=[package("drupal/token")])
    one = every["modules/pool/token"]
    assert (one.origin, one.signs) == ("contrib", ("composer.lock: drupal/token",))
    assert (one.package, one.locked_version, one.version) == ("drupal/token", "1.5.0", "1.5.0")
    assert one.found_by == ("file", "composer.lock")
    sub = every["modules/pool/token/sub"]
    assert (sub.origin, sub.project, sub.signs[0]) == ("contrib", "token", "part of token")
    own = every["modules/pool/own"]
    assert (own.origin, own.signs) == ("custom", ("no packaging lines, and composer.lock does not name it",))


def test_forks_dev_versions_and_clones_are_named(folder):
    lock = package("drupal/token", "dev-1.x", source="https://github.com/acme/token.git")
    files = at("modules/contrib/token", module_10("token")) | {"modules/contrib/token/.git/HEAD": "x"}
    one = found(folder, files, version="10.2.1", locked=[lock])["modules/contrib/token"]
    assert one.signs == (
        "composer.lock: drupal/token",
        "a fork: composer.lock takes it from github.com",
        "development version dev-1.x",
        "a git clone",
    )


def test_a_package_of_another_vendor_says_where_it_is_from(folder):
    lock = package("acme/token", source="git@github.com:acme/token.git")
    one = found(folder, at("modules/x/token", module_10("token")), version="10.2.1", locked=[lock])[
        "modules/x/token"
    ]
    assert (one.origin, one.signs) == ("contrib", ("composer.lock: acme/token from github.com",))
    lock = package("acme/token", kind="drupal-custom-module")
    one = found(folder, at("modules/x/token", module_10("token")), version="10.2.1", locked=[lock])[
        "modules/x/token"
    ]
    assert one.origin == "custom"


def test_a_contrib_module_among_the_custom_ones_shows_both_signs(folder):
    one = found(folder, at("sites/all/modules/custom/views", module_7("views", PACKAGED_7)))[
        "sites/all/modules/custom/views"
    ]
    assert one.origin == "contrib"
    assert one.signs[1] == "but it lies in modules/custom"


def test_who_writes_a_project_without_packaging_lines_is_not_drupal_org(folder):
    files = at("sites/all/modules/custom/copy", module_7("copy", "project = views\n"))
    files |= at(
        "sites/all/modules/fe", module_7("fe", "project = fe\nfeatures[ctools][] = views:views:3.0\n")
    )
    files |= at("sites/all/modules/x", module_7("x", "project = x\nversion = 7.x-1.4\n"))
    every = found(folder, files)
    told = {path: one.origin for path, one in every.items() if path.startswith("sites")}
    assert told == {
        "sites/all/modules/custom/copy": "custom",
        "sites/all/modules/fe": "custom",
        "sites/all/modules/x": "contrib",
    }


def test_a_part_of_pressflow_is_core(folder):
    files = at("modules/path_alias_cache", module_7("path_alias_cache", core="6.x"))
    one = found(folder, files, version="6.38", fork="Pressflow")["modules/path_alias_cache"]
    assert (one.origin, one.signs) == ("core", ("a part of Pressflow",))
    assert found(folder, files, version="6.38")["modules/path_alias_cache"].origin == "unknown"


def test_what_pantheon_adds_to_drupal_is_no_own_work(folder):
    files = at("modules/pantheon/pantheon_api", module_7("pantheon_api", "version = 7.x-1.0\n"))
    assert found(folder, files)["modules/pantheon/pantheon_api"].origin == "contrib"


def test_a_copy_of_a_core_module_says_that_it_lies_elsewhere(folder):
    more = 'project = "drupal"\nversion = "7.50"\ndatestamp = "1"\n'
    one = found(folder, at("sites/all/modules/book", module_7("book", more)))["sites/all/modules/book"]
    assert (one.origin, len(one.signs)) == ("core", 2)


def test_what_is_updated_from_elsewhere_is_custom(folder):
    more = 'project = "views"\nproject status url = "https://updates.example.org/x"\n'
    one = found(folder, at("sites/all/modules/views", module_7("views", more)))["sites/all/modules/views"]
    assert (one.origin, one.signs) == ("custom", ("its updates come from updates.example.org",))


def test_what_drupal_would_refuse_is_broken(folder):
    one = found(folder, at("sites/all/modules/old", module_7("old", core="6.x")))["sites/all/modules/old"]
    assert one.broken == "It is made for Drupal 6.x."
    files = {"modules/bad/bad.info.yml": "type: module\nname: [\n"}
    one = found(folder, files, version="10.2.1")["modules/bad"]
    assert (one.slug, one.broken) == ("bad", "The info file is no YAML that this Drupal reads.")
    files = {"sites/all/modules/bare/bare.module": "<?php"}
    assert found(folder, files)["sites/all/modules/bare"].broken == "Its info file is missing."


def test_patches_of_composer_and_in_the_folder_are_named(folder):
    files = at("modules/contrib/token", module_10("token", PACKAGED_10))
    files |= {"modules/contrib/token/fix-1.patch": "", "modules/contrib/token/PATCHES.txt": "x"}
    files |= at("modules/contrib/token/sub", module_10("sub"))
    patches = {"drupal/token": ("Do not cache", "https://www.drupal.org/x.patch")}
    every = found(folder, files, version="10.2.1", locked=[package("drupal/token")], patches=patches)
    assert every["modules/contrib/token"].patches == (
        "Do not cache",
        "https://www.drupal.org/x.patch",
        "PATCHES.txt",
        "fix-1.patch",
    )
    assert every["modules/contrib/token/sub"].patches == ()


def test_patches_are_named_though_there_is_no_lock(folder):
    files = at("modules/contrib/token", module_10("token", PACKAGED_10))
    every = found(folder, files, version="10.2.1", patches={"drupal/token": ("Do not cache",)})
    assert every["modules/contrib/token"].patches == ("Do not cache",)


def test_extensions_of_all_sites_are_found_once(folder):
    files = at("sites/all/modules/a", module_7("a")) | at("sites/b.example/modules/b", module_7("b"))
    files |= at("sites/c.example/modules/a", module_7("a"))
    sites = [site(), site(2, "sites/b.example"), site(3, "sites/c.example")]
    every = [one for one in facts(folder, files, sites=sites) if one.path.startswith("sites")]
    assert sorted(one.path for one in every) == [
        "sites/all/modules/a",
        "sites/b.example/modules/b",
        "sites/c.example/modules/a",
    ]


def test_modules_of_profiles_are_found_though_the_profile_is_not_known(folder):
    files = at("profiles/kit/modules/kit_x", module_7("kit_x"))
    files |= {"profiles/kit/kit.info": "name = Kit\ncore = 7.x\n", "profiles/kit/kit.profile": "<?php"}
    every = found(folder, files)
    assert every["profiles/kit/modules/kit_x"].kind == "module"
    assert [one.kind for one in facts(folder, files) if one.path == "profiles/kit"] == ["profile"]


def test_modules_of_the_core_s_test_profile_are_not_looked_for(folder):
    files = at("profiles/testing/modules/t", module_7("t"))
    files |= {
        "profiles/testing/testing.info": "name = T\ncore = 7.x\n",
        "profiles/testing/testing.profile": "",
    }
    assert "profiles/testing/modules/t" not in found(folder, files)


def test_a_part_with_a_version_of_its_own_is_no_part(folder):
    files = at("sites/all/modules/a", module_7("a", PACKAGED_7))
    files |= at("sites/all/modules/a/b", module_7("b", "version = 7.x-9.1\n"))
    files |= at("sites/all/modules/a/c", module_7("c", "version = 7.x-3.2\nproject = views\n"))
    every = found(folder, files)
    assert every["sites/all/modules/a/b"].origin == "unknown"
    assert every["sites/all/modules/a/c"].signs == ("part of views",)


def test_a_sub_theme_names_its_base(folder):
    more = "base theme: stable9\n"
    one = found(folder, at("themes/custom/ours", module_10("ours", more, "theme")), version="10.2.1")[
        "themes/custom/ours"
    ]
    assert (one.kind, one.parent) == ("theme", "stable9")


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("package.json", json.dumps({"name": "x", "version": "4.22.1"}), "4.22.1"),
        ("composer.json", json.dumps({"version": "1.2"}), "1.2"),
        ("bower.json", json.dumps({"version": "0.9.1"}), "0.9.1"),
        ("CHANGELOG.md", "# Changes\n\n## v3.1.4 (2020)\n", "3.1.4"),
        ("package.json", "{", None),
        ("package.json", json.dumps({"version": 3}), None),
        ("package.json", "[" * 100_000, None),
        ("readme.md", "no version", None),
    ],
)
def test_libraries_tell_their_version_where_it_is_cheap(folder, name, text, version):
    one = found(folder, {f"sites/all/libraries/ckeditor/{name}": text})["sites/all/libraries/ckeditor"]
    assert (one.kind, one.slug, one.version) == ("library", "ckeditor", version)


def test_libraries_lie_in_every_folder_of_that_name(folder):
    places = [
        "libraries/a",
        "sites/all/libraries/b",
        "sites/default/libraries/c",
        "profiles/standard/libraries/d",
    ]
    every = found(folder, {f"{place}/x.js": "" for place in places})
    assert {path for path, one in every.items() if one.kind == "library"} == set(places)


def test_packages_that_are_no_extension_are_composer_packages(folder):
    lock = [
        package("drupal/core", "10.2.1", "drupal-core"),
        package("drupal/core-recommended", "10.2.1", "metapackage"),
        package("drupal/token"),
        package("symfony/yaml", "6.4.0", "library"),
        package("drupal/pathauto", "1.12.0"),
        package("acme/slick", "1.8.1", "drupal-library"),
    ]
    files = at("modules/contrib/token", module_10("token")) | {"libraries/slick/slick.js": ""}
    every = [
        one
        for one in facts(folder, files, version="10.2.1", locked=lock)
        if one.package and one.package != "drupal/token"
    ]
    told = {one.package: (one.kind, one.slug, one.installed, one.version) for one in every}
    assert told == {
        "acme/slick": ("library", "slick", True, "1.8.1"),
        "drupal/pathauto": ("module", "pathauto", False, "1.12.0"),
        "symfony/yaml": ("composer-package", "symfony/yaml", None, "6.4.0"),
    }


def test_before_composer_has_run_nothing_that_it_lays_is_missing(folder):
    every = found(folder, {}, version="10.2.1", locked=[package("drupal/token"), package("drupal/pathauto")])
    one = every["modules/contrib/token"]
    assert (one.installed, one.found_by, one.origin) == (None, ("composer.lock",), "contrib")


def test_a_package_for_development_may_lack(folder):
    lock = [package("drupal/token"), package("drupal/devel")._replace(dev=True)]
    files = at("modules/contrib/token", module_10("token"))
    assert found(folder, files, version="10.2.1", locked=lock)["modules/contrib/devel"].installed is None


def test_odd_values_in_an_info_file_do_no_harm(folder):
    text = "name: [a, b]\ntype: module\ncore_version_requirement: {a: b}\nversion: 1.10\nproject: [x]\n"
    every = facts(folder, {"modules/custom/odd/odd.info.yml": text}, version="10.2.1")
    assert every
    one = next((one for one in every if getattr(one, "slug", "") == "odd"), None)
    assert one is None or one.name == "odd"


def test_a_copy_of_a_package_under_a_name_of_its_own_is_not_the_package(folder):
    files = at("themes/custom/ours", module_10("ours", "project: zen\n", "theme"))
    locked = [package("drupal/zen", kind="drupal-theme")]
    one = found(folder, files, version="10.2.1", locked=locked)["themes/custom/ours"]
    assert (one.origin, one.package, one.locked_version) == ("custom", None, None)


def test_modules_of_a_site_folder_without_settings_are_told(folder):
    files = at("sites/b.example.com/modules/standard/views", module_7("views", PACKAGED_7))
    one = found(folder, files)["sites/b.example.com/modules/standard/views"]
    assert (one.slug, one.origin) == ("views", "contrib")


def test_modules_of_a_site_folder_without_settings_pass_over_no_others(folder):
    places = ("sites/b.example.com/modules/views", "sites/all/modules/views")
    one, other = (at(place, module_7("views", PACKAGED_7)) for place in places)
    told = found(folder, {**one, **other})
    assert [told[place].copies for place in places] == [(), ()]
