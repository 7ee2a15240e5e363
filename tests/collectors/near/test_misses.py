"""What is no WordPress and no Drupal is named as what it is."""

import json
import re

import pytest

from audit.model.stored import NearMiss
from tests.conftest import CORE
from tests.trees import near_misses

PHP = "<?php\n"


@pytest.fixture
def found(folder):
    return lambda files: near_misses(folder(files))


def told(misses: list[NearMiss]) -> list[tuple[str, str, str | None]]:
    return [(miss.kind, miss.name, miss.version) for miss in misses]


SYSTEMS = [
    (
        "ClassicPress",
        "1.7.2",
        {**CORE, "wp-includes/version.php": PHP + "$cp_version = '1.7.2';\n$wp_version = '4.9.25';"},
    ),
    (
        "Backdrop CMS",
        "1.27.1",
        {"core/includes/bootstrap.inc": PHP + "define('BACKDROP_VERSION', '1.27.1');", "index.php": PHP},
    ),
    (
        "Joomla",
        "3.9.1",
        {"administrator/manifests/files/joomla.xml": "<extension><version>3.9.1</version>", "index.php": PHP},
    ),
    ("Joomla", None, {"administrator/components/com_content/x.php": PHP, "libraries/joomla/y.php": PHP}),
    (
        "TYPO3",
        "11.5.4",
        {
            "typo3conf/LocalConfiguration.php": PHP,
            "typo3/sysext/core/Classes/Information/Typo3Version.php": "const VERSION = '11.5.4';",
        },
    ),
    ("Magento", "2.4.6", {"bin/magento": "", "app/etc/x": "", "composer.json": '{"version": "2.4.6"}'}),
    ("Magento", None, {"app/Mage.php": PHP, "app/etc/local.xml": ""}),
    ("Moodle", "4.1.2", {"lib/moodlelib.php": PHP, "version.php": "$release = '4.1.2 (Build: 2023)';"}),
    ("Ghost", "5.2.0", {".ghost-cli": '{"active-version": "5.2.0"}', "config.production.json": "{}"}),
    ("Craft CMS", None, {"craft": PHP, "config/general.php": PHP}),
    ("Grav", "1.7.4", {"system/defines.php": "define('GRAV_VERSION', '1.7.4');", "user/config/x.yaml": ""}),
    (
        "MediaWiki",
        "1.39.1",
        {"includes/Defines.php": "define( 'MW_VERSION', '1.39.1' );", "api.php": PHP, "load.php": PHP},
    ),
    (
        "phpBB",
        "3.3.1",
        {"includes/constants.php": "@define('PHPBB_VERSION', '3.3.1');", "viewtopic.php": PHP},
    ),
    ("October CMS", None, {"modules/cms/x.php": PHP, "modules/system/x.php": PHP, "artisan": PHP}),
    (
        "Winter CMS",
        "~1.2",
        {
            "modules/cms/x.php": PHP,
            "modules/system/x.php": PHP,
            "artisan": PHP,
            "composer.json": '{"require": {"winter/storm": "~1.2"}}',
        },
    ),
    (
        "PrestaShop",
        "8.0.4",
        {
            "config/defines.inc.php": PHP,
            "classes/PrestaShopAutoload.php": PHP,
            "src/Core/Version.php": "public const VERSION = '8.0.4';",
        },
    ),
    (
        "Concrete CMS",
        "8.5.5",
        {"concrete/dispatcher.php": PHP, "concrete/config/concrete.php": "'version' => '8.5.5',"},
    ),
    (
        "OpenCart",
        "3.0.3.2",
        {
            "catalog/controller/x.php": PHP,
            "system/startup.php": PHP,
            "index.php": "define('VERSION', '3.0.3.2');",
        },
    ),
    ("DokuWiki", "2023-04-04a", {"doku.php": PHP, "inc/init.php": PHP, "VERSION": '2023-04-04a "Jack"'}),
    ("CodeIgniter", "3.1.11", {"system/core/CodeIgniter.php": "const CI_VERSION = '3.1.11';"}),
    (
        "Laravel",
        "10.2.1",
        {
            "artisan": PHP,
            "bootstrap/app.php": PHP,
            "composer.lock": json.dumps({"packages": [{"name": "laravel/framework", "version": "v10.2.1"}]}),
        },
    ),
    ("Symfony", None, {"bin/console": PHP, "config/bundles.php": PHP}),
    ("Django", None, {"manage.py": "import django"}),
    (
        "Ruby on Rails",
        "7.0.4",
        {"Gemfile": "", "config/application.rb": "", "Gemfile.lock": "  specs:\n    rails (7.0.4)\n"},
    ),
    ("TYPO3", None, {"typo3conf/LocalConfiguration.php": PHP, "fileadmin/a.png": "", "index.php": PHP}),
    (
        "Ghost",
        "5.8.1",
        {"core/server/a.js": "", "content/themes/a/index.hbs": "", "package.json": '{"version": "5.8.1"}'},
    ),
    ("Craft CMS", None, {"craft/app/index.php": PHP, "craft/config/general.php": PHP}),
    ("Concrete CMS", None, {"concrete/bootstrap/start.php": PHP, "application/config/app.php": PHP}),
    ("MODX", None, {"core/docs/version.inc.php": PHP, "manager/index.php": PHP}),
    (
        "Nextcloud",
        "27.1.2",
        {"lib/base.php": PHP, "version.php": "$OC_VersionString = '27.1.2';", "occ": PHP},
    ),
    ("ExpressionEngine", None, {"system/ee/a.php": PHP, "admin.php": PHP}),
    ("ExpressionEngine", None, {"system/expressionengine/a.php": PHP, "admin.php": PHP}),
    ("Textpattern", None, {"textpattern/lib/a.php": PHP, "textpattern/index.php": PHP}),
    ("Symfony", None, {"app/console": PHP, "app/AppKernel.php": PHP}),
    ("Statamic", None, {"composer.json": '{"type": "project", "require": {"statamic/cms": "4"}}'}),
    ("CakePHP", None, {"composer.json": '{"require": {"cakephp/cakephp": "4"}}', "webroot/index.php": PHP}),
    ("Next.js", "13.4.1", {"package.json": '{"dependencies": {"next": "^13.4.1"}}', "pages/x.js": ""}),
]


@pytest.mark.parametrize(("name", "version", "files"), SYSTEMS, ids=[name for name, _, _ in SYSTEMS])
def test_another_system_is_named_with_its_version(found, name, version, files):
    [miss] = found(files)
    assert (miss.name, miss.version, miss.location.path) == (name, version, ".")
    assert miss.kind in {"cms", "framework"}
    assert name in miss.text


@pytest.mark.parametrize(
    ("name", "version", "files"), SYSTEMS[:12], ids=[name for name, _, _ in SYSTEMS[:12]]
)
def test_beside_a_site_another_system_is_named_at_its_folder(found, name, version, files):
    [miss] = found({**CORE, **{f"old/{path}": text for path, text in files.items()}})
    assert (miss.name, miss.version, miss.location.path) == (name, version, "old")


@pytest.mark.parametrize(
    "place", ["wp-content/plugins/x", "wp-content/uploads/x", "vendor/x", "node_modules/x", ".hidden/x"]
)
def test_what_lies_in_a_part_of_a_site_is_no_near_miss(found, place):
    files = {
        f"{place}/artisan": PHP,
        f"{place}/bootstrap/app.php": PHP,
        f"{place}/x.php": "/* Plugin Name: X */",
    }
    assert found({**CORE, **files}) == []


@pytest.mark.parametrize(
    "beside",
    [
        {"package.json": '{"dependencies": {"next": "13.1"}}'},
        {"docker-compose.yml": ""},
        {"index.html": "<html>"},
        {"site.sql": ""},
        {"own/style.css": "/* Theme Name: T */"},
        {"composer.json": '{"require": {"symfony/framework-bundle": "5"}, "type": "project"}'},
    ],
)
def test_beside_a_site_only_other_systems_are_named(found, beside):
    assert found({**CORE, **beside}) == []


@pytest.mark.parametrize(
    ("files", "name", "version"),
    [
        ({"own.php": PHP + "/*\nPlugin Name: Own\nVersion: 1.2\n*/"}, "WordPress plugin", "1.2"),
        ({"own/own.php": PHP + "/*\nPlugin Name: Own\n*/"}, "WordPress plugin", None),
        ({"style.css": "/*\nTheme Name: T\nVersion: 3\n*/", "index.php": PHP}, "WordPress theme", "3"),
        ({"own.info.yml": "name: Own\ntype: module\nversion: '8.x-1.2'"}, "Drupal module", "8.x-1.2"),
        ({"own.info.yml": "name: Own\ntype: theme\n"}, "Drupal theme", None),
        ({"own.info.yml": "name: Own\ntype: 'profile'\n"}, "Drupal profile", None),
        ({"own.info": "name = Own\ncore = 7.x\n", "own.module": PHP}, "Drupal module", None),
        ({"own.info": 'name = Own\ncore = "7.x"\nengine = phptemplate'}, "Drupal theme", None),
        ({"own.info": "name = Own\ncore = 7.x\n", "own.profile": PHP}, "Drupal profile", None),
        ({"own.info": "name = Own\ncore = 7.x\nengine = a", "own.module": PHP}, "Drupal module", None),
        ({"own.info": "name = Own\ncore = 7.x\n"}, "Drupal module", None),
        ({"own.info.yml": "type: module\nversion: VERSION"}, "Drupal module", None),
        ({"README.md": "", "a.php": PHP, "own.php": PHP + "/* Plugin Name: P */"}, "WordPress plugin", None),
    ],
)
def test_an_extension_alone_is_named(found, files, name, version):
    assert told(found(files)) == [("extension", name, version)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", PHP + "/* Plugin Name: Own */"),
        ("theme.css", "/* Theme Name: T */"),
        ("own.yml", "type: module"),
        ("own.info", "name = Own"),
        ("own.info.yml", "type: theme_engine"),
    ],
)
def test_what_only_reads_like_an_extension_is_none(found, name, text):
    assert found({name: text}) == []


def test_a_module_of_another_system_is_no_module_of_drupal(found):
    assert found({"own.info": "name = Own\nbackdrop = 1.x\ntype = module", "own.module": PHP}) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [("Version: 1.2", "a WordPress plugin (version 1.2) alone"), ("", "a WordPress plugin alone")],
)
def test_the_sentence_names_the_version_of_an_extension(found, line, what):
    [miss] = found({"own.php": f"{PHP}/*\nPlugin Name: Own\n{line}\n*/"})
    assert what in miss.text


def test_many_extensions_in_a_folder_are_told_together(found):
    files = {f"plugins/p{number}/p.php": PHP + "/* Plugin Name: P */" for number in range(9)}
    [miss] = found(files)
    assert (miss.name, miss.location.path) == ("WordPress plugins", "plugins")
    assert "9 WordPress plugins" in miss.text


def test_a_drupal_core_alone_is_named(found):
    files = {"composer.json": '{"name": "drupal/core"}', "lib/Drupal.php": "const VERSION = '10.1.2';"}
    assert told(found({**files, "modules/node/node.info.yml": "type: module"})) == [
        ("core", "Drupal core", "10.1.2")
    ]


@pytest.mark.parametrize(
    ("composer", "name"),
    [
        (
            {"name": "roots/bedrock", "require": {"roots/wordpress": "6"}},
            "Composer template of a WordPress",
        ),
        (
            {"name": "drupal/recommended-project", "require": {"drupal/core-recommended": "^10"}},
            "Composer template of a Drupal",
        ),
        (
            {"type": "project", "require": {"drupal/core": "^11", "drupal/pathauto": "1"}},
            "Composer template of a Drupal",
        ),
        ({"require": {"drupal/cms": "^1"}}, "Composer template of a Drupal"),
        ({"require": {"acquia/drupal-recommended-project": "3"}}, "Composer template of a Drupal"),
        ({"require": {"drupal/drupal": "^7"}}, "Composer template of a Drupal"),
        ({"require": {"drupal/legacy-project": "8"}}, "Composer template of a Drupal"),
        ({"require": {"drupal/recommended-project": "8"}}, "Composer template of a Drupal"),
    ],
)
def test_a_composer_template_is_named(found, composer, name):
    assert told(found({"composer.json": json.dumps(composer), "README.md": ""})) == [("template", name, None)]


def test_a_configuration_whose_core_and_content_are_elsewhere_is_no_site(found):
    files = {"wp-config.php": "<?php", "index.php": "<?php require './wp/wp-blog-header.php';"}
    assert told(found({**files, "content/index.php": ""})) == [("template", "WordPress configuration", None)]


@pytest.mark.parametrize("kind", ["drupal-custom-module", "library", "metapackage"])
def test_a_package_that_asks_for_drupal_is_no_template(found, kind):
    asked = {"type": kind, "require": {"drupal/core": "^10"}}
    assert found({"composer.json": json.dumps(asked)}) == []


@pytest.mark.parametrize("place", ["", "core/"])
@pytest.mark.parametrize(
    ("composer", "versions"),
    [('{"name": "drupal/core"}', [None]), ('{"name": "acme/a"}', []), ("{", [])],
)
def test_a_core_alone_is_known_by_its_package(found, place, composer, versions):
    files = {f"{place}composer.json": composer, f"{place}lib/Drupal.php": "class Drupal {}"}
    assert told(found(files)) == [("core", "Drupal core", version) for version in versions]


def test_the_name_of_the_core_alone_is_no_core(found):
    assert found({"composer.json": '{"name": "drupal/core"}'}) == []


def test_a_library_is_nothing_at_all(found):
    assert (
        found({"composer.json": '{"type": "library", "require": {"laravel/framework": "10"}}', "a.php": PHP})
        == []
    )


def test_what_nobody_knows_is_not_named(found):
    assert found({"a/b.php": PHP, "notes.md": ""}) == []


def test_each_near_miss_is_one_sentence_that_says_what_to_hand_in(found):
    for number, (_, _, files) in enumerate(SYSTEMS):
        [miss] = found({f"{number:02}/{path}": text for path, text in files.items()})[-1:]
        assert re.fullmatch(r"[^:]+: hand in [^:]+\.", miss.text)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("site.make", "api = 2\ncore = 7.x\nprojects[views] = 3.0", ["make file of a Drupal"]),
        ("build/a.make.yml", "api: 2\ncore: 8.x\n", ["make file of a Drupal"]),
        ("rules.make", "all:\n\tcc x.c\n", []),
    ],
)
def test_a_make_file_without_the_site_that_it_builds_is_named(found, name, text, expected):
    assert [one.name for one in found({name: text})] == expected
