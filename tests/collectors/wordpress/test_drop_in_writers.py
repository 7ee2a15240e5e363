"""Each drop-in shows in its text which plugin wrote it."""

import pytest

from tests.extensions import TOP, extensions

PAGE_CACHES = [
    ("define('WP_ROCKET_ADVANCED_CACHE', true);", "wp-rocket"),
    ("// Added by WP Rocket", "wp-rocket"),
    ("if (!defined('W3TC_DIR')) {", "w3-total-cache"),
    (" * W3 Total Cache advanced cache module", "w3-total-cache"),
    ("define('X', '/wp-content/w3-total-cache/');", "w3-total-cache"),
    ("# WP SUPER CACHE 1.2", "wp-super-cache"),
    ("define('WPCACHEHOME', '/x/');", "wp-super-cache"),
    ("$x = '/wp-super-cache/wp-cache-phase1.php';", "wp-super-cache"),
    ("! defined( 'LSCACHE_ADV_CACHE' ) && define(", "litespeed-cache"),
    ("// LiteSpeed", "litespeed-cache"),
    ("function wpfc_x() {", "wp-fastest-cache"),
    ("$x = '/wp-fastest-cache/';", "wp-fastest-cache"),
    ("class Cache_Enabler_Engine", "cache-enabler"),
    (" * Cache Enabler advanced cache", "cache-enabler"),
    ("define('BREEZE_ADVANCED_CACHE', true);", "breeze"),
    ("// Breeze by Cloudways", "breeze"),
    ("define('WPHB_ADVANCED_CACHE', true);", "hummingbird-performance"),
    ("// Hummingbird", "hummingbird-performance"),
    ("// NitroPack", "nitropack"),
    ("define('POWERED_CACHE', true);", "powered-cache"),
    ("$x = '/cache/flying-press/';", "flying-press"),
    ("class FlyingPress", "flying-press"),
    ("namespace SiteGround_Optimizer;", "sg-cachepress"),
    ("// SiteGround Optimizer", "sg-cachepress"),
    ("define('SWCFPC_X', 1);", "wp-cloudflare-page-cache"),
    ("$x = '/swift-performance/';", "swift-performance-lite"),
    ("class Swift_Performance_Cache", "swift-performance-lite"),
    ("define('WPO_ADVANCED_CACHE', true);", "wp-optimize"),
    ("// WP-Optimize cache", "wp-optimize"),
    ("define('SC_ADVANCED_CACHE', true);", "simple-cache"),
    ("// Boost Cache Plugin 0.1", "jetpack-boost"),
    ("class Jetpack_Boost", "jetpack-boost"),
    ("namespace Comet_Cache;", "comet-cache"),
    ("// Comet Cache", "comet-cache"),
    ("// ZenCache", "zencache"),
    ("// Quick Cache", "quick-cache"),
    ("// Hyper Cache", "hyper-cache"),
    ("function hyper_cache_x() {", "hyper-cache"),
    ("$x = '/hyper-cache/';", "hyper-cache"),
    ("// Borlabs Cache", "borlabs-cache"),
    ("namespace Surge;", "surge"),
    ("class SpeedyCache", "speedycache"),
    ("class Docket_Cache", "docket-cache"),
    ("class WP_FFPC", "wp-ffpc"),
    ("// Rapid Cache", "rapid-cache"),
    ("final class Cachify", "cachify"),
    ("// Pantheon Advanced Page Cache", "pantheon-advanced-page-cache"),
    ("class batcache {", "batcache"),
]
OBJECT_CACHES = [
    (" * Object Cache Pro drop-in", "object-cache-pro"),
    (" * Redis Cache Pro drop-in", "object-cache-pro"),
    (" * Redis Object Cache Drop-In", "redis-cache"),
    ("@package Rhubarbgroup\\RedisCache", "redis-cache"),
    (" * Author: Till Krüss", "redis-cache"),
    ("define( 'WP_REDIS_OBJECT_CACHE', true );", "wp-redis"),
    (" * WP Redis", "wp-redis"),
    ("defined( 'LSCWP_OBJECT_CACHE' )", "litespeed-cache"),
    (" * LiteSpeed Object Cache", "litespeed-cache"),
    ("defined( 'W3TC' )", "w3-total-cache"),
    (" * W3 Total Cache Object Cache", "w3-total-cache"),
    (" * Docket Cache Drop-in", "docket-cache"),
    ("class Docket_Cache", "docket-cache"),
    (" * SQLite Object Cache (Drop-in)", "sqlite-object-cache"),
    ("class Powered_Object_Cache", "powered-cache"),
    ("class SC_Object_Cache", "simple-cache"),
    (" * WP LCache", "wp-lcache"),
    ("function wp_lcache_x() {", "wp-lcache"),
    ("define('WPE_OBJECT_CACHE', 1);", "wpengine-common"),
    (" * SnapCache", "snapcache"),
    (" * Memcached Redux", "memcached-redux"),
    ("global $memcached_servers;", "memcached"),
    (" * Memcached backend", "memcached"),
    ("namespace APCuManager;", "apcu-manager"),
    (" * APCu Manager", "apcu-manager"),
    (" * APC Object Cache", "apc"),
    ("return apc_fetch($key);", "apc"),
    (" * File-based object cache", "file-based-object-cache"),
]
DATABASES = [
    ("define( 'SQLITE_DB_DROPIN_VERSION', '1.8.0' );", "sqlite-database-integration"),
    ("$x = '/sqlite-database-integration/';", "sqlite-database-integration"),
    (" * Plugin Name: WP SQLite DB", "wp-sqlite-db"),
    (" * SQLite Integration", "sqlite-integration"),
    ("class QM_DB extends wpdb", "query-monitor"),
    (" * Query Monitor", "query-monitor"),
    ("$x = '/query-monitor/';", "query-monitor"),
    (" * Plugin Name: LudicrousDB", "ludicrousdb"),
    (" * Ludicrous DB", "ludicrousdb"),
    (" * Plugin Name: HyperDB", "hyperdb"),
    (" * SharDB", "shardb"),
    (" * Multi-DB", "multi-db"),
    ("defined('W3TC')", "w3-total-cache"),
    (" * W3 Total Cache Database module", "w3-total-cache"),
    ("define('PG4WP_ROOT', '/x');", "pg4wp"),
    (" * PostgreSQL for WordPress", "pg4wp"),
    (" * WP-MySQLi", "mysqli"),
    (" * MySQLi driver", "mysqli"),
    (" * An advanced database replacement class", "hyperdb"),
]
SUNRISES = [
    ("require '/x/dark-matter/sunrise.php';", "dark-matter"),
    ("namespace DarkMatter;", "dark-matter"),
    ("define('DARK_MATTER', 1);", "dark-matter"),
    ("namespace Mercator;", "mercator"),
    ("define('WP_ULTIMO', 1);", "wp-ultimo"),
    ("$x = '/wp-ultimo/';", "wp-ultimo"),
    ("$x = '/multiple-domain/';", "multiple-domain-mapping-on-single-site"),
    ("function wp_multi_network() {", "wp-multi-network"),
    (" * WPMUDEV", "domain-mapping"),
    ("class Domainmap_Module", "domain-mapping"),
    ("$x = '/domain-mapping/classes/';", "domain-mapping"),
    ("$dm_domain = $_SERVER['HTTP_HOST'];", "wordpress-mu-domain-mapping"),
    ("$wpdb->dmtable = 'x';", "wordpress-mu-domain-mapping"),
    ("$x = $wpdb->base_prefix . 'domain_mapping';", "wordpress-mu-domain-mapping"),
]
EVERY = [
    *(("advanced-cache.php", text, writer) for text, writer in PAGE_CACHES),
    *(("object-cache.php", text, writer) for text, writer in OBJECT_CACHES),
    *(("db.php", text, writer) for text, writer in DATABASES),
    *(("sunrise.php", text, writer) for text, writer in SUNRISES),
    ("maintenance.php", "$x = '/wp-maintenance-mode/';", "wp-maintenance-mode"),
]


@pytest.mark.parametrize(("file", "text", "writer"), EVERY)
def test_the_text_of_a_drop_in_shows_who_wrote_it(folder, file, text, writer):
    found = extensions(folder({file: f"<?php\n{text}\n"}), TOP)[f"drop-in {file}"]
    assert (found.written_by, found.signs[0]) == (writer, f"written by {writer}")


@pytest.mark.parametrize(
    "file",
    """
    advanced-cache.php db.php db-error.php install.php maintenance.php object-cache.php php-error.php
    fatal-error-handler.php sunrise.php blog-deleted.php blog-inactive.php blog-suspended.php
    """.split(),
)
def test_each_drop_in_that_wordpress_knows_is_one(folder, file):
    assert list(extensions(folder({file: "<?php", "other.php": "<?php"}), TOP)) == [f"drop-in {file}"]
