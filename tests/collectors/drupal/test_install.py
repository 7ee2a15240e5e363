"""Where a Drupal lies, in every layout that there is."""

import json
import os

import pytest

from audit.model.facts import Problem, Site
from tests.conftest import ANY_BYTES
from tests.trees import drupal
from tests.trees import installs as installs_of

DRUPAL_7 = {
    "includes/bootstrap.inc": "<?php\n// define('VERSION', '7.1');\ndefine('VERSION', '7.98');",
    "includes/common.inc": "<?php",
    "misc/drupal.js": "",
    "sites/default/settings.php": "<?php $conf['x'] = TRUE;",
}
DRUPAL_6 = {
    "includes/bootstrap.inc": "<?php",
    "includes/common.inc": "<?php",
    "misc/drupal.js": "",
    "modules/system/system.module": "<?php\ndefine('VERSION', '6.38');",
    "sites/default/settings.php": "<?php $db_url = 'mysqli://u:p@localhost/six';",
}
DRUPAL_10 = {
    "core/lib/Drupal.php": "<?php\n/* const VERSION = 1; */\nclass Drupal { const VERSION = '10.4.8'; }",
    "core/misc/drupal.js": "",
    "core/includes/bootstrap.inc": "<?php",
    "sites/default/settings.php": "<?php $settings['hash_salt'] = 'x';",
}
CORES = {"7.98": DRUPAL_7, "6.38": DRUPAL_6, "10.4.8": DRUPAL_10}
SETTINGS = "<?php $databases = [];"


def below(folder, files):
    return {f"{folder}/{name}": text for name, text in files.items()}


def installs(path):
    return installs_of(drupal(path))


def sites(path):
    return [fact for fact in drupal(path) if isinstance(fact, Site)]


def problems(path):
    return [fact.kind for fact in drupal(path) if isinstance(fact, Problem)]


def composer(require=("drupal/core-recommended",), **extra):
    return json.dumps({"name": "a/site", "require": dict.fromkeys(require, "*"), "extra": extra})


def lock(**packages):
    found = [{"name": name.replace("__", "/"), "version": version} for name, version in packages.items()]
    return json.dumps({"packages": found})


@pytest.mark.parametrize("version", CORES)
@pytest.mark.parametrize("docroot", ["", "web/", "docroot/", "any thing/", "a/b/"])
def test_each_major_is_found_in_any_docroot(folder, version, docroot):
    [install] = installs(folder({docroot + name: text for name, text in CORES[version].items()}))
    assert (install.version, install.root, install.core) == (version, docroot.rstrip("/") or ".", True)
    assert install.docroot == install.root
    assert install.config == f"{docroot}sites/default/settings.php"


def test_a_development_version_is_told_as_it_is(folder):
    core = "<?php class Drupal { final public const string VERSION = '11.x-dev'; }"
    [install] = installs(folder({**DRUPAL_10, "core/lib/Drupal.php": core}))
    assert install.version == "11.x-dev"


@pytest.mark.parametrize("name", ["7.98", "10.4.8"])
def test_a_core_whose_version_cannot_be_told_is_still_one(folder, name):
    file = {"7.98": "includes/bootstrap.inc", "10.4.8": "core/lib/Drupal.php"}[name]
    [install] = installs(folder({**CORES[name], file: "<?php return _encoded('x');"}))
    assert install.version is None


def test_several_installs_are_found(folder):
    top = folder({**below("old", DRUPAL_6), **below("new", DRUPAL_10)})
    assert [(one.root, one.version) for one in installs(top)] == [("new", "10.4.8"), ("old", "6.38")]


@pytest.mark.parametrize(
    "place",
    """
    vendor/drupal node_modules/x bower_components/x web/tests/x fixtures/y modules/x profiles/x themes/x
    libraries/x
    """.split(),
)
def test_a_core_that_is_part_of_something_else_is_none(folder, place):
    assert installs(folder(below(place, DRUPAL_10))) == []


def test_the_core_alone_is_no_install(folder):
    files = {name.removeprefix("core/"): text for name, text in DRUPAL_10.items() if "core/" in name}
    assert installs(folder({**files, "includes/common.inc": "<?php"})) == []


def test_a_backdrop_is_no_drupal(folder):
    text = "<?php define('BACKDROP_VERSION', '1.28.0'); define('VERSION', '7.0');"
    files = {"core/includes/bootstrap.inc": text, "sites/sites.php": "<?php", "core/misc/backdrop.js": ""}
    assert installs(folder({**files, "sites/default/settings.php": SETTINGS})) == []


def test_a_linked_docroot_is_one_install(folder):
    top = folder(below("docroot", DRUPAL_7))
    (top / "public_html").symlink_to("docroot")
    assert [one.root for one in installs(top)] == ["docroot"]


def test_a_core_that_is_linked_into_docroots_is_theirs(folder):
    core = {name: text for name, text in DRUPAL_7.items() if "settings" not in name}
    top = folder({**below("drupal-7.98", core), "a/sites/default/settings.php": SETTINGS, "b/x": ""})
    for site in ("a", "b"):
        for name in ("includes", "misc", "modules"):
            (top / site / name).symlink_to(f"../drupal-7.98/{name}")
    assert [(one.root, one.version) for one in installs(top)] == [("a", "7.98"), ("b", "7.98")]


@pytest.mark.parametrize(
    "sign",
    [
        {"PRESSFLOW.txt": ""},
        {"README.txt": "\n\nPressflow is a distribution"},
        {"README.md": "# Pressflow"},
        {"modules/cookie_cache_bypass/cookie_cache_bypass.info": ""},
        {"CHANGELOG.txt": "Drupal 6.40 Pressflow, 2018-03-28\n---"},
        {"modules/path_alias_cache/path_alias_cache.info": ""},
    ],
)
def test_pressflow_is_a_fork_of_drupal(folder, sign):
    [install] = installs(folder({**DRUPAL_6, **sign}))
    assert (install.fork, install.version) == ("Pressflow", "6.38")


def test_pantheons_drupal_7_is_drupal(folder):
    [install] = installs(folder({**DRUPAL_7, "pantheon.upstream.yml": "", "CHANGELOG.txt": "Drupal 7.98"}))
    assert (install.fork, install.made_for) == (None, ("pantheon",))


@pytest.mark.parametrize(
    ("name", "made_for"),
    [
        ("hooks/common/post-code-deploy/x.sh", "acquia"),
        ("acquia-utils/logview.php", "acquia"),
        ("blt/blt.yml", "acquia"),
        ("factory-hooks/pre-settings-php/x.php", "acquia-site-factory"),
        ("pantheon.yml", "pantheon"),
        ("web/pantheon.yml", "pantheon"),
        (".platform.app.yaml", "platformsh"),
        (".upsun/config.yaml", "upsun"),
        (".lagoon.yml", "lagoon"),
        (".ddev/config.yaml", "ddev"),
        (".lando.yml", "lando"),
        (".docksal/docksal.env", "docksal"),
        ("docker-compose.yml", "docker"),
        ("Vagrantfile", "vagrant"),
        ("project.make.yml", "drush-make"),
    ],
)
def test_the_files_of_a_host_tell_for_whom_it_was_made(folder, name, made_for):
    site = below("web", DRUPAL_10)
    assert installs(folder(site))[0].made_for == ()
    assert made_for in installs(folder({**site, name: ""}))[0].made_for


def test_a_classic_layout_has_no_composer_of_its_own(folder):
    plain = json.dumps({"name": "drupal/legacy-project", "require": {"drupal/core-recommended": "^10"}})
    assert installs(folder(DRUPAL_10))[0].layout == "classic"
    assert installs(folder({**DRUPAL_10, "composer.json": plain}))[0].layout == "classic"


@pytest.mark.parametrize(
    ("web", "extra"),
    [
        ("web", {"drupal-scaffold": {"locations": {"web-root": "web/"}}}),
        ("any/where", {"drupal-scaffold": {"locations": {"web-root": "./any/where"}}}),
        ("htdocs", {"installer-paths": {"htdocs/core": ["type:drupal-core"]}}),
        ("docroot", {"installer-paths": {"docroot/sites/all/modules/{$name}": ["type:drupal-module"]}}),
        ("html", {}),
        ("", {"drupal-scaffold": {"locations": {"web-root": "./"}}}),
    ],
)
@pytest.mark.parametrize("with_core", [True, False])
def test_composer_may_lay_the_core_anywhere(folder, web, extra, with_core):
    site = DRUPAL_10 if with_core else {"sites/default/settings.php": SETTINGS}
    files = {f"{web}/{name}".lstrip("/"): text for name, text in site.items()}
    top = folder({**files, "composer.json": composer(**extra), "composer.lock": lock(drupal__core="v10.4.8")})
    [install] = installs(top)
    assert (install.layout, install.root, install.core) == ("composer", web or ".", with_core)
    assert install.version == "10.4.8"


def test_a_site_factory_is_acquias_as_well(folder):
    files = {**below("docroot", DRUPAL_10), "factory-hooks/README.md": ""}
    top = folder(files)
    assert installs(top)[0].made_for == ("acquia", "acquia-site-factory")
    assert problems(top) == ["site-factory"]


@pytest.mark.parametrize(
    "own",
    [
        "web/modules/custom/a/a.info.yml",
        "web/themes/custom/a/a.info.yml",
        "config/sync/core.extension.yml",
        "web/sites/default/default.settings.php",
    ],
)
def test_a_site_is_one_without_a_core(folder, own):
    template = {"composer.json": composer(**{"drupal-scaffold": {"locations": {"web-root": "web"}}})}
    assert installs(folder(template)) == []
    [install] = installs(folder({**template, own: ""}))
    assert (install.root, install.core, install.version, install.layout) == ("web", False, None, "composer")


@pytest.mark.parametrize("own", ["sites/all/modules/a/a.info", "sites/default/settings.php"])
@pytest.mark.parametrize("docroot", ["", "docroot/"])
def test_a_sites_folder_alone_is_the_content_of_a_site(folder, own, docroot):
    [install] = installs(folder({docroot + own: "<?php"}))
    assert (install.root, install.core, install.layout) == (docroot.rstrip("/") or ".", False, "content-only")
    assert install.version is None


@pytest.mark.parametrize(
    "name",
    [
        "sites/a/index.html",
        "wp-content/uploads/sites/2/settings.php",
        "sites/default/readme.txt",
        "vendor/x/sites/default/settings.php",
        "sites",
    ],
)
def test_another_folder_called_sites_is_none(folder, name):
    assert installs(folder({name: ""})) == []


def test_a_copy_in_the_files_of_a_site_is_no_further_one(folder):
    files = {**DRUPAL_7, "sites/default/files/old/sites/all/modules/a/a.info": ""}
    assert len(installs(folder(files))) == 1


@pytest.mark.parametrize("kind", ["drupal-module", "drupal-profile", "drupal-theme", "drupal-core"])
def test_a_module_or_profile_alone_is_no_site(folder, kind):
    text = json.dumps({"name": "drupal/x", "type": kind, "require": {"drupal/core": "^10"}})
    assert installs(folder({"composer.json": text, "modules/custom/a/a.info.yml": ""})) == []


@pytest.mark.parametrize("name", ["composer.json", "composer.lock"])
def test_a_broken_composer_file_ends_nothing(folder, name):
    assert len(installs(folder({**DRUPAL_10, "composer.json": composer(), name: "{"}))) == 1


@pytest.mark.parametrize(
    ("files", "profile"),
    [
        ({"sites/default/settings.php": "<?php $settings['install_profile'] = 'a';"}, "a"),
        ({"sites/default/settings.php": "<?php $conf['install_profile'] = 'b';"}, "b"),
        ({"config/sync/core.extension.yml": "module:\n  profile: 0\nprofile: minimal\n"}, "minimal"),
        ({"profiles/commons/commons.info": "", "profiles/standard/standard.info": ""}, "commons"),
        ({"profiles/a/a.info.yml": "", "profiles/custom/b/b.info.yml": ""}, None),
    ],
)
def test_the_install_profile_is_named_where_it_can_be_told(folder, files, profile):
    assert installs(folder({**DRUPAL_10, **files}))[0].profile == profile


@pytest.mark.parametrize(
    "setting",
    [
        "$settings['config_sync_directory'] = $app_root . '/../exported';",
        "$settings['config_sync_directory'] = '../exported/';",
        "$config_directories['sync'] = './../exported';",
        "$config_directories = array('sync' => dirname(DRUPAL_ROOT) . '/exported');",
    ],
)
def test_the_exported_configuration_is_looked_for_where_the_settings_say(folder, setting):
    text = f"<?php {setting}"
    files = {**below("web", {**DRUPAL_10, "sites/default/settings.php": text})}
    top = folder({**files, "exported/core.extension.yml": "profile: 'lightning'\r\n"})
    assert installs(top)[0].profile == "lightning"


def test_where_no_settings_are_here_it_is_told(folder):
    files = {name: text for name, text in DRUPAL_7.items() if "settings" not in name}
    top = folder({**files, "sites/default/default.settings.php": "<?php $databases = array();"})
    [install] = installs(top)
    assert (install.config, install.network, install.prefix) == (None, None, None)
    assert [site.folder for site in sites(top)] == ["sites/default"]
    assert problems(top) == ["no-configuration"]


def test_settings_that_are_a_link_out_of_the_tree_are_told(folder):
    top = folder({**DRUPAL_7, "sites/default/settings.php": ""})
    (top / "sites/default/settings.php").unlink()
    (top / "sites/default/settings.php").symlink_to("/nowhere/settings.php")
    assert len(sites(top)) == 1
    assert "no-configuration" in problems(top)


def test_a_core_that_cannot_be_read_is_told(closed):
    top = closed(DRUPAL_10, ("core/lib/Drupal.php",))
    [install] = installs(top)
    assert install.version is None
    assert problems(top) == ["unreadable"]


def test_links_in_circles_end(folder):
    top = folder(DRUPAL_7)
    (top / "sites/default/self").symlink_to("..")
    (top / "sites/a").symlink_to("b")
    (top / "sites/b").symlink_to("a")
    (top / "core").symlink_to("core")
    assert len(installs(top)) == 1
    assert len(sites(top)) == 1


@ANY_BYTES
def test_a_folder_whose_name_is_no_text_is_a_site_all_the_same(folder):
    top = folder(DRUPAL_7)
    os.mkdir(os.fsencode(top) + b"/sites/caf\xe9.org")  # noqa: PTH102 - a Path has no such bytes
    (top / "sites" / os.fsdecode(b"caf\xe9.org") / "settings.php").write_text(SETTINGS)
    assert [site.folder for site in sites(top)] == ["sites/default", "sites/caf\\xe9.org"]


def test_a_page_cache_that_mirrors_a_site_is_none(folder):
    cached = {
        "sites/all/modules/views/css/views.css_.css": "",
        "sites/all/themes/zen/zen.css_.css.gz": "",
        "sites/default/files/x.png": "",
    }
    path = folder({**DRUPAL_6, **below("cache/perm/example.org", cached)})
    assert [one.root for one in installs(path)] == ["."]


@pytest.mark.parametrize(
    "name", ["sites/all/modules/contrib/views/views.info", "sites/default/themes/x/template.php"]
)
def test_a_sites_folder_with_code_is_a_drupal_without_its_core(folder, name):
    assert [(one.root, one.core) for one in installs(folder({f"old/{name}": ""}))] == [("old", False)]
