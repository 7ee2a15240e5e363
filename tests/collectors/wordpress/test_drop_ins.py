"""Drop-ins, and who wrote them."""

import pytest

from audit.collectors.wordpress.drop_ins import writer_of
from audit.model.catalogue import KnownExtension
from audit.scan import scan
from tests.extensions import TOP, extensions


@pytest.mark.parametrize(
    ("file", "text", "writer"),
    [
        ("advanced-cache.php", "# WP SUPER CACHE 1.2\nfunction wpcache_broken_message", "wp-super-cache"),
        ("advanced-cache.php", "define( 'WP_ROCKET_ADVANCED_CACHE', true );", "wp-rocket"),
        ("advanced-cache.php", "if (!defined('W3TC_DIR')) {", "w3-total-cache"),
        ("advanced-cache.php", "! defined( 'LSCACHE_ADV_CACHE' ) && define(", "litespeed-cache"),
        ("advanced-cache.php", "/*\nPlugin Name: Batcache\n*/ class batcache {", "batcache"),
        ("object-cache.php", " * Plugin Name: Redis Object Cache Drop-In", "redis-cache"),
        ("object-cache.php", "Plugin Name: Object Cache Pro (Drop-in)", "object-cache-pro"),
        ("object-cache.php", "Plugin Name: Memcached\nDescription: Memcached backend", "memcached"),
        ("object-cache.php", "define( 'WP_REDIS_OBJECT_CACHE', true );", "wp-redis"),
        ("db.php", "Plugin Name: HyperDB", "hyperdb"),
        ("db.php", "LudicrousDB is an advanced database", "ludicrousdb"),
        ("db.php", "class QM_DB extends wpdb", "query-monitor"),
        ("db.php", "define( 'SQLITE_DB_DROPIN_VERSION', '1.8.0' );", "sqlite-database-integration"),
        (
            "sunrise.php",
            "$wpdb->dmtable = $wpdb->base_prefix . 'domain_mapping';",
            "wordpress-mu-domain-mapping",
        ),
        ("sunrise.php", "namespace Mercator;", "mercator"),
        ("maintenance.php", "<h1>Back soon</h1>", None),
        ("db-error.php", "W3TC", None),
        ("object-cache.php", "", None),
        (
            "object-cache.php",
            "require_once WP_CONTENT_DIR . '/plugins/some-cache/object-cache.php';",
            "some-cache",
        ),
        ("object-cache.php", "// see /plugins/some-cache/object-cache.php", None),
    ],
)
def test_who_wrote_a_drop_in_is_told_by_its_text(file, text, writer):
    assert writer_of(file, f"<?php\n{text}".encode()) == writer


def test_a_drop_in_has_the_origin_of_its_writer(folder):
    files = {
        "advanced-cache.php": "<?php define('WP_ROCKET_ADVANCED_CACHE', true);",
        "plugins/wp-rocket/wp-rocket.php": "<?php /* Plugin Name: R\nPlugin URI: https://wp-rocket.me */",
    }
    found = extensions(folder(files), TOP)["drop-in advanced-cache.php"]
    assert (found.written_by, found.origin, found.signs[0]) == (
        "wp-rocket",
        "premium",
        "written by wp-rocket",
    )


def test_a_drop_in_without_a_mark_is_of_the_only_plugin_that_writes_such_ones(folder):
    files = {"object-cache.php": "<?php // cache", "plugins/own-cache/c.php": "<?php /* Plugin Name: C */"}
    catalogue = [
        KnownExtension(slug="own-cache", name="Own cache", drop_ins=("object-cache.php",)),
        KnownExtension(slug="another", name="Another", drop_ins=("object-cache.php",)),
    ]
    found = extensions(folder(files), TOP, catalogue=catalogue)["drop-in object-cache.php"]
    assert found.written_by == "own-cache"


def test_a_drop_in_that_two_plugins_may_have_written_is_of_nobody_known(folder):
    files = {f"plugins/{slug}/c.php": "<?php /* Plugin Name: C */" for slug in ("one", "two")}
    catalogue = [KnownExtension(slug=slug, name=slug, drop_ins=("db.php",)) for slug in ("one", "two")]
    found = extensions(folder({**files, "db.php": "<?php"}), TOP, catalogue=catalogue)["drop-in db.php"]
    assert (found.written_by, found.origin) == (None, "unknown")


def test_a_page_for_maintenance_is_custom(folder):
    assert extensions(folder({"maintenance.php": "<?php"}), TOP)["drop-in maintenance.php"].origin == "custom"


@pytest.mark.parametrize(
    ("files", "services"),
    [
        ({}, 0),
        ({"wp-content/advanced-cache.php": "<?php"}, 1),
        ({"wp-content/plugins/wp-super-cache/wp-cache.php": "<?php /* Plugin Name: Cache */"}, 1),
    ],
)
def test_a_page_cache_is_in_use_where_something_is_there_that_caches(site, files, services):
    config = "<?php define('WP_CACHE', true); $table_prefix = 'wp_';"
    report = scan(str(site({"wp-config.php": config, **files})))
    assert len(report.services) == services
