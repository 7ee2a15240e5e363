"""A stock Drupal, as its archive or its Composer template installs it, needs no change that must be made."""

import json

import pytest

from audit.scan import scan
from tests.conftest import lay
from tests.drupal_dumps import core_extension, drupal7, drupal8

MODULES_7 = """
    aggregator block blog book color comment contact contextual dashboard dblog field field_ui file
    filter forum help image list locale menu node number openid options overlay path php poll
    profile rdf search shortcut simpletest statistics syslog system taxonomy text toolbar tracker
    translation trigger update user
""".split()
STANDARD_7 = """
    block color comment contextual dashboard dblog field field_sql_storage field_ui file filter help
    image list menu node number options overlay path rdf search shortcut system taxonomy text
    toolbar user
""".split()
MODULES_10 = """
    announcements_feed automated_cron ban basic_auth big_pipe block block_content breakpoint
    ckeditor5 comment config contact contextual datetime dblog dynamic_page_cache editor field
    field_ui file filter help history image jsonapi link media migrate migrate_drupal node options
    page_cache path path_alias rest search shortcut statistics syslog system taxonomy text toolbar
    update user views views_ui workspaces
""".split()
STANDARD_10 = """
    announcements_feed automated_cron big_pipe block block_content breakpoint ckeditor5 comment
    config contact contextual datetime dblog dynamic_page_cache editor field field_ui file filter
    help history image link menu_link_content menu_ui mysql node options page_cache path path_alias
    search shortcut system taxonomy text toolbar update user views views_ui
""".split()

SETTINGS_7 = """<?php
$databases = array (
  'default' => array (
    'default' => array (
      'database' => 'shop',
      'username' => 'joe',
      'password' => 'open sesame',
      'host' => 'localhost',
      'port' => '',
      'driver' => 'mysql',
      'prefix' => '',
    ),
  ),
);
$update_free_access = FALSE;
$drupal_hash_salt = 'x1y2z3';
ini_set('session.gc_probability', 1);
ini_set('session.gc_divisor', 100);
ini_set('session.gc_maxlifetime', 200000);
ini_set('session.cookie_lifetime', 2000000);
$conf['404_fast_paths_exclude'] = '/\\/(?:styles)|(?:system\\/files)\\//';
"""
SETTINGS_10 = """<?php
$databases = [];
$settings['hash_salt'] = 'x1y2z3';
$settings['update_free_access'] = FALSE;
$settings['container_yamls'][] = $app_root . '/' . $site_path . '/services.yml';
$settings['file_scan_ignore_directories'] = [
  'node_modules',
  'bower_components',
];
$settings['entity_update_batch_size'] = 50;
$databases['default']['default'] = array (
  'database' => 'shop',
  'username' => 'joe',
  'password' => 'open sesame',
  'prefix' => '',
  'host' => 'localhost',
  'port' => '3306',
  'isolation_level' => 'READ COMMITTED',
  'driver' => 'mysql',
  'namespace' => 'Drupal\\\\mysql\\\\Driver\\\\Database\\\\mysql',
  'autoload' => 'core/modules/mysql/src/Driver/Database/mysql/',
);
$settings['config_sync_directory'] = 'sites/default/files/config_abc/sync';
"""
HTACCESS = "RewriteEngine on\nRewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^ index.php [L]\n"

STOCK_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.103');",
    "includes/common.inc": "<?php",
    "misc/drupal.js": "",
    "index.php": "<?php",
    ".htaccess": HTACCESS,
    "robots.txt": "User-agent: *\n",
    "sites/default/settings.php": SETTINGS_7,
    "sites/default/default.settings.php": "<?php\n",
    "sites/default/files/.htaccess": "SetHandler Drupal_Security_Do_Not_Remove_See_SA_2006_006\n",
    "sites/all/modules/README.txt": "x",
    "profiles/standard/standard.info": "name = Standard\ncore = 7.x\n",
    "profiles/standard/standard.profile": "<?php",
    "themes/bartik/bartik.info": "name = Bartik\ncore = 7.x\n",
    "themes/seven/seven.info": "name = Seven\ncore = 7.x\n",
}
for _name in MODULES_7:
    STOCK_7[f"modules/{_name}/{_name}.info"] = (
        f"name = {_name}\npackage = Core\nversion = VERSION\ncore = 7.x\n"
    )
    STOCK_7[f"modules/{_name}/{_name}.module"] = "<?php"

CORE_10 = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "core/misc/drupal.js": "",
    "core/profiles/standard/standard.info.yml": "name: Standard\ntype: profile\nversion: VERSION\n",
    "core/themes/olivero/olivero.info.yml": "name: Olivero\ntype: theme\nbase theme: false\n",
    "core/themes/claro/claro.info.yml": "name: Claro\ntype: theme\nbase theme: false\n",
    "index.php": "<?php",
    ".htaccess": HTACCESS,
    "robots.txt": "User-agent: *\n",
    "sites/default/settings.php": SETTINGS_10,
    "sites/default/default.settings.php": "<?php\n",
    "sites/default/files/.htaccess": "SetHandler Drupal_Security_Do_Not_Remove_See_SA_2006_006\n",
    "modules/README.txt": "x",
}
for _name in MODULES_10:
    _info = f"name: {_name}\ntype: module\npackage: Core\nversion: VERSION\n"
    CORE_10[f"core/modules/{_name}/{_name}.info.yml"] = _info


def _plugin(name, version):
    asked = {"composer-plugin-api": "^2"}
    return {"name": name, "version": version, "type": "composer-plugin", "require": asked}


TEMPLATE = {
    "name": "drupal/recommended-project",
    "type": "project",
    "repositories": [{"type": "composer", "url": "https://packages.drupal.org/8"}],
    "require": {
        "composer/installers": "^2.3",
        "drupal/core-composer-scaffold": "^10",
        "drupal/core-project-message": "^10",
        "drupal/core-recommended": "^10",
    },
    "config": {
        "allow-plugins": {
            "composer/installers": True,
            "drupal/core-composer-scaffold": True,
            "drupal/core-project-message": True,
            "phpstan/extension-installer": True,
            "dealerdirect/phpcodesniffer-composer-installer": True,
            "php-http/discovery": True,
        }
    },
    "extra": {"drupal-scaffold": {"locations": {"web-root": "web/"}}},
}
LOCK = {
    "packages": [
        _plugin("composer/installers", "v2.3.0"),
        {"name": "drupal/core", "version": "10.4.8", "type": "drupal-core"},
        {"name": "drupal/core-recommended", "version": "10.4.8", "type": "metapackage"},
        _plugin("drupal/core-composer-scaffold", "10.4.8"),
        _plugin("drupal/core-project-message", "10.4.8"),
    ],
    "packages-dev": [{"name": "drupal/core-dev", "version": "10.4.8", "type": "metapackage"}],
    "plugin-api-version": "2.6.0",
}


def _with_composer(name, docroot=""):
    written = {"composer.json": json.dumps(TEMPLATE | {"name": name}), "composer.lock": json.dumps(LOCK)}
    return {f"{docroot}{path}": text for path, text in CORE_10.items()} | written


DUMP_7 = drupal7(
    variables={
        "site_name": "Shop",
        "cron_safe_threshold": 10800,
        "file_temporary_path": "/tmp",  # noqa: S108 - as Drupal itself stores it
    },
    enabled=[f"modules/{name}/{name}.module" for name in STANDARD_7],
    disabled=[f"modules/{name}/{name}.module" for name in set(MODULES_7) - set(STANDARD_7)],
)
DUMP_10 = drupal8(
    config={
        "core.extension": core_extension(*STANDARD_10, themes=("olivero", "claro")),
        "automated_cron.settings": {"interval": 10800},
        "system.file": {"default_scheme": "public", "path": {"temporary": ""}},
        "system.mail": {"interface": {"default": "php_mail"}},
        "system.site": {"name": "Shop"},
        "system.theme": {"default": "olivero", "admin": "claro"},
    }
)


@pytest.mark.parametrize(
    ("files", "dump"),
    [
        pytest.param(STOCK_7, DUMP_7, id="archive of Drupal 7"),
        pytest.param(_with_composer("drupal/legacy-project"), DUMP_10, id="archive of Drupal 10"),
        pytest.param(
            _with_composer("drupal/recommended-project", "web/"), DUMP_10, id="template of Drupal 10"
        ),
    ],
)
@pytest.mark.parametrize("with_dump", [False, True])
def test_a_stock_drupal_has_nothing_that_must_change(files, dump, with_dump, tmp_path):
    top = lay(tmp_path / "site", files)
    (tmp_path / "site.sql").write_text(dump, "utf-8")
    report = scan(str(top), [str(tmp_path / "site.sql")] if with_dump else [])
    assert report.installs
    assert [found.rule.id for found in report.findings if found.rule.severity in {"blocker", "major"}] == []


def test_what_a_stock_drupal_has_enabled_is_told(tmp_path):
    """Else the test above could pass because nothing was read."""
    top = lay(tmp_path / "site", _with_composer("drupal/legacy-project"))
    (tmp_path / "site.sql").write_text(DUMP_10, "utf-8")
    found = {finding.rule.id for finding in scan(str(top), [str(tmp_path / "site.sql")]).findings}
    assert {"drupal-big-pipe", "database-login-in-settings", "drupal-without-drush"} <= found
