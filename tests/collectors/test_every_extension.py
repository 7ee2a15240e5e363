"""Whatever a site is made of, each of its extensions says what it is, where it lies and how that is known."""

import json

import pytest

from audit.render import json as report_json
from audit.scan import scan
from tests.conftest import CORE, lay
from tests.drupal_dumps import core_extension, drupal6, drupal7, drupal8, php
from tests.dumps import serialise, wordpress

LOCK = json.dumps(
    {
        "packages": [
            {"name": "drupal/core", "version": "10.4.8", "type": "drupal-core"},
            {"name": "drupal/token", "version": "1.5.0", "type": "drupal-module"},
            {"name": "drupal/missing", "version": "2.0.0", "type": "drupal-module"},
            {"name": "drupal/parts", "version": "2.0.0", "type": "metapackage"},
            {"name": "a/lib", "version": "dev-main", "type": "drupal-library"},
            {"name": "symfony/yaml", "version": "v6.4.0", "type": "library"},
            {"name": "wpackagist-plugin/gone", "version": "3.1", "type": "wordpress-plugin"},
        ]
    }
)
BEDROCK = json.dumps(
    {
        "packages": [
            {"name": "roots/wordpress", "version": "6.8.1", "type": "package"},
            {"name": "wpackagist-plugin/here", "version": "3.1", "type": "wordpress-plugin"},
            {"name": "wpackagist-plugin/gone", "version": "3.1", "type": "wordpress-plugin"},
            {"name": "wpackagist-theme/bare", "version": "1.0", "type": "wordpress-theme"},
            {"name": "acme/must", "version": "1.0", "type": "wordpress-muplugin"},
            {"name": "monolog/monolog", "version": "3.0", "type": "library"},
        ]
    }
)
PLUGIN = "<?php\n/*\nPlugin Name: {}\n*/"
CLASSIC = {
    **CORE,
    "wp-content/plugins/a/a.php": PLUGIN.format("A"),
    "wp-content/plugins/a/second.php": PLUGIN.format("Another"),
    "wp-content/plugins/single.php": PLUGIN.format("Single"),
    "wp-content/plugins/empty/readme.txt": "",
    "wp-content/mu-plugins/bare.php": "<?php",
    "wp-content/mu-plugins/loader.php": "<?php require WPMU_PLUGIN_DIR . '/in/in.php';",
    "wp-content/mu-plugins/in/in.php": PLUGIN.format("In"),
    "wp-content/object-cache.php": "<?php",
    "wp-content/sunrise.php": "<?php",
    "wp-content/themes/whole/style.css": "/* Theme Name: Whole */",
    "wp-content/themes/whole/index.php": "<?php",
    "wp-content/themes/child/style.css": "/* Theme Name: Child\nTemplate: lost */",
    "wp-content/themes/broken/style.css": "",
}
DRUPAL_6 = {
    "includes/bootstrap.inc": "<?php",
    "modules/system/system.module": "<?php define('VERSION', '6.38');",
    "modules/system/system.info": "name = System\ncore = 6.x\nversion = VERSION\n",
    "profiles/default/default.profile": "<?php",
    "sites/all/modules/odd/odd.module": "<?php",
    "sites/all/themes/zen/zen.info": "core = 6.x\n",
}
DRUPAL_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "modules/node/node.info": "name = Node\ncore = 7.x\nversion = VERSION\n",
    "modules/node/node.module": "<?php",
    "profiles/standard/standard.info": "name = Standard\ncore = 7.x\n",
    "profiles/standard/standard.profile": "<?php",
    "sites/all/modules/views/views.info": "core = 7.x\n",
    "sites/all/modules/views/views.module": "<?php",
    "sites/a.org/modules/views/views.info": "name = Views\ncore = 7.x\n",
    "sites/a.org/modules/views/views.module": "<?php",
    "sites/all/modules/bare/bare.module": "<?php",
    "sites/all/libraries/odd/x.js": "",
    "sites/all/themes/engines/smarty/smarty.engine": "<?php",
    "sites/default/settings.php": "<?php $databases = [];",
    "sites/a.org/settings.php": "<?php $databases = [];",
}
SYNC = (
    "module:\n  node: 0\n  lost: 0\n  views: 0\n  standard: 1000\ntheme:\n  gone: 0\nprofile: standard\n",
    "admin: claro\ndefault: gone\n",
)
DRUPAL_10 = {
    "composer.json": json.dumps({"name": "a/b", "require": {"drupal/core-recommended": "^10"}}),
    "composer.lock": LOCK,
    "web/core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "web/core/modules/node/node.info.yml": "name: Node\ntype: module\nversion: VERSION\n",
    "web/modules/contrib/token/token.info.yml": "name: ''\ntype: module\ncore_version_requirement: ^10\n",
    "web/modules/custom/ours/ours.info.yml": "name: Ours\ntype: module\ncore_version_requirement: ^8\n",
    "web/modules/custom/torn/torn.info.yml": "name: [",
    "web/themes/custom/x/x.info.yml": "name: X\ntype: theme\ncore_version_requirement: ^10\nbase theme: no\n",
    "web/libraries/odd/x.js": "",
    "web/sites/default/settings.php": "<?php $settings['config_sync_directory'] = '../config/sync';",
    "config/sync/core.extension.yml": SYNC[0],
    "config/sync/system.theme.yml": SYNC[1],
}
WORDPRESS_DUMP = wordpress(
    options={
        "active_plugins": serialise(["a/a.php", "gone/gone.php"]),
        "stylesheet": "lost",
        "template": "no",
    }
)
LATER = drupal8(
    "", {"core.extension": core_extension("node", "lost", "views", themes=["away"])}, {"lost": 8001}
)
EARLY = f"('x/lost.module', 'lost', 'module', '', 1, 0, 1, 0, '{php({'project': 'lost', 'datestamp': '1'})}')"
SITES = {
    "wordpress": (CLASSIC, ""),
    "wordpress, dump": (CLASSIC, WORDPRESS_DUMP),
    "bedrock": (
        {
            "composer.json": json.dumps({"name": "a/b", "require": {"roots/wordpress": "*"}}),
            "composer.lock": BEDROCK,
            "config/application.php": (
                "<?php use Roots\\WPConfig\\Config; $root = dirname(__DIR__) . '/web'; $table_prefix = 'wp_';"
                " Config::define('CONTENT_DIR', '/app');"
                " Config::define('WP_CONTENT_DIR', $root . Config::get('CONTENT_DIR')); Config::apply();"
            ),
            "web/wp/wp-settings.php": "<?php",
            "web/wp/wp-includes/version.php": CORE["wp-includes/version.php"],
            "web/wp-config.php": "<?php require_once dirname(__DIR__) . '/config/application.php';",
            "web/app/plugins/here/here.php": PLUGIN.format("Here"),
        },
        WORDPRESS_DUMP,
    ),
    "wp-content alone": (
        {name: text for name, text in CLASSIC.items() if name.startswith("wp-content/")},
        "",
    ),
    "drupal 6": (DRUPAL_6, drupal6("", {}, ["modules/system/system.module", "a/lost.module"])),
    "drupal 7": (DRUPAL_7, ""),
    "drupal 7, dump": (
        {name: text for name, text in DRUPAL_7.items() if not name.startswith("sites/a.org")},
        drupal7("", {"theme_default": "away"}, more=f"INSERT INTO `system` VALUES {EARLY};\n"),
    ),
    "drupal 10": (DRUPAL_10, ""),
    "drupal 10, dump": (DRUPAL_10, LATER),
    "drupal 10 without its core": (
        {name: text for name, text in DRUPAL_10.items() if "/core/" not in name},
        LATER,
    ),
}


@pytest.fixture(params=SITES)
def extensions(request, tmp_path):
    """Return the extensions of a site as they stand in the report."""
    files, sql = SITES[request.param]
    top = lay(tmp_path / "site", files)
    dumps = [lay(tmp_path / "dump", {"site.sql": sql}) / "site.sql"] if sql else []
    report = scan(str(top), [str(dump) for dump in dumps])
    return json.loads(b"".join(report_json.render(report)))["extensions"]


def test_each_extension_says_what_it_is_where_it_lies_and_how_that_is_known(extensions):
    assert extensions
    for one in extensions:
        lacking = [key for key in ("kind", "slug", "name", "path", "signs", "install") if not one[key]]
        assert lacking == [], one
        assert all(one["signs"]), one


def test_each_extension_is_active_or_not_or_that_is_not_known(extensions):
    assert {type(one["active"]) for one in extensions} <= {bool, type(None)}
    assert all(one["origin"] in {"core", "contrib", "custom", "premium", "unknown"} for one in extensions)


@pytest.mark.parametrize("sql", [WORDPRESS_DUMP, drupal7("", {}, ["x/lost.module"]), LATER])
def test_without_any_code_all_but_the_install_is_told(tmp_path, sql):
    dump = lay(tmp_path, {"site.sql": sql}) / "site.sql"
    every = json.loads(b"".join(report_json.render(scan(None, [str(dump)]))))["extensions"]
    assert every
    for one in every:
        assert all(one[key] for key in ("kind", "slug", "name", "path", "signs")), one
        assert (one["install"], one["installed"]) == (None, None)
