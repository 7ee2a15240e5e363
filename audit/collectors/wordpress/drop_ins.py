"""Drop-ins by WordPress' own list, and which plugin wrote them."""

import re
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.places import below
from audit.collectors.wordpress.headers import with_header
from audit.model.facts import Extension, Fact, Install, Location
from audit.sources.tree import File, Listing

# wp-admin/includes/plugin.php, _get_dropins(); what switches the drop-in on, None: nothing has to.
DROP_INS: dict[str, str | None] = {
    "advanced-cache.php": "WP_CACHE",
    "db.php": None,
    "db-error.php": None,
    "install.php": None,
    "maintenance.php": None,
    "object-cache.php": None,
    "php-error.php": None,
    "fatal-error-handler.php": None,
}
NETWORK_DROP_INS: dict[str, str | None] = {
    "sunrise.php": "SUNRISE",
    "blog-deleted.php": None,
    "blog-inactive.php": None,
    "blog-suspended.php": None,
}

# What a drop-in holds, in small letters, and the plugin that writes such a one. The first that is found
# counts: names of products stand before what several of them share.
_WRITERS: dict[str, tuple[tuple[str, str], ...]] = {
    "advanced-cache.php": (
        ("wp_rocket_advanced_cache", "wp-rocket"),
        ("wp rocket", "wp-rocket"),
        ("w3tc", "w3-total-cache"),
        ("w3 total cache", "w3-total-cache"),
        ("w3-total-cache", "w3-total-cache"),
        ("wp super cache", "wp-super-cache"),
        ("wpcachehome", "wp-super-cache"),
        ("wp-super-cache", "wp-super-cache"),
        ("lscache_adv_cache", "litespeed-cache"),
        ("litespeed", "litespeed-cache"),
        ("wpfc_", "wp-fastest-cache"),
        ("wp-fastest-cache", "wp-fastest-cache"),
        ("cache_enabler", "cache-enabler"),
        ("cache enabler", "cache-enabler"),
        ("breeze_advanced_cache", "breeze"),
        ("breeze", "breeze"),
        ("wphb_advanced_cache", "hummingbird-performance"),
        ("hummingbird", "hummingbird-performance"),
        ("nitropack", "nitropack"),
        ("powered_cache", "powered-cache"),
        ("flying-press", "flying-press"),
        ("flyingpress", "flying-press"),
        ("siteground_optimizer", "sg-cachepress"),
        ("siteground optimizer", "sg-cachepress"),
        ("swcfpc_", "wp-cloudflare-page-cache"),
        ("swift-performance", "swift-performance-lite"),
        ("swift_performance", "swift-performance-lite"),
        ("wpo_advanced_cache", "wp-optimize"),
        ("wp-optimize", "wp-optimize"),
        ("sc_advanced_cache", "simple-cache"),
        ("boost cache", "jetpack-boost"),
        ("jetpack_boost", "jetpack-boost"),
        ("comet_cache", "comet-cache"),
        ("comet cache", "comet-cache"),
        ("zencache", "zencache"),
        ("quick cache", "quick-cache"),
        ("hyper cache", "hyper-cache"),
        ("hyper_cache", "hyper-cache"),
        ("hyper-cache", "hyper-cache"),
        ("borlabs cache", "borlabs-cache"),
        ("namespace surge", "surge"),
        ("speedycache", "speedycache"),
        ("docket_cache", "docket-cache"),
        ("wp_ffpc", "wp-ffpc"),
        ("rapid cache", "rapid-cache"),
        ("cachify", "cachify"),
        ("pantheon advanced page cache", "pantheon-advanced-page-cache"),
        ("batcache", "batcache"),
    ),
    "object-cache.php": (
        ("object cache pro", "object-cache-pro"),
        ("redis cache pro", "object-cache-pro"),
        ("redis object cache", "redis-cache"),
        ("rhubarbgroup", "redis-cache"),
        ("till krüss", "redis-cache"),
        ("wp_redis_object_cache", "wp-redis"),
        ("wp redis", "wp-redis"),
        ("lscwp_object_cache", "litespeed-cache"),
        ("litespeed", "litespeed-cache"),
        ("w3tc", "w3-total-cache"),
        ("w3 total cache", "w3-total-cache"),
        ("docket cache", "docket-cache"),
        ("docket_cache", "docket-cache"),
        ("sqlite object cache", "sqlite-object-cache"),
        ("powered_object_cache", "powered-cache"),
        ("sc_object_cache", "simple-cache"),
        ("wp lcache", "wp-lcache"),
        ("wp_lcache", "wp-lcache"),
        ("wpe_object_cache", "wpengine-common"),
        ("snapcache", "snapcache"),
        ("memcached redux", "memcached-redux"),
        ("memcached_servers", "memcached"),
        ("memcached", "memcached"),
        ("apcumanager", "apcu-manager"),
        ("apcu manager", "apcu-manager"),
        ("apc object cache", "apc"),
        ("apc_fetch", "apc"),
        ("file-based", "file-based-object-cache"),
    ),
    "db.php": (
        ("sqlite_db_dropin_version", "sqlite-database-integration"),
        ("sqlite-database-integration", "sqlite-database-integration"),
        ("wp sqlite db", "wp-sqlite-db"),
        ("sqlite integration", "sqlite-integration"),
        ("qm_db", "query-monitor"),
        ("query monitor", "query-monitor"),
        ("query-monitor", "query-monitor"),
        ("ludicrousdb", "ludicrousdb"),
        ("ludicrous db", "ludicrousdb"),
        ("hyperdb", "hyperdb"),
        ("shardb", "shardb"),
        ("multi-db", "multi-db"),
        ("w3tc", "w3-total-cache"),
        ("w3 total cache", "w3-total-cache"),
        ("pg4wp", "pg4wp"),
        ("postgresql", "pg4wp"),
        ("wp-mysqli", "mysqli"),
        ("mysqli driver", "mysqli"),
        ("advanced database replacement", "hyperdb"),
    ),
    "sunrise.php": (
        ("dark-matter", "dark-matter"),
        ("darkmatter", "dark-matter"),
        ("dark_matter", "dark-matter"),
        ("mercator", "mercator"),
        ("wp_ultimo", "wp-ultimo"),
        ("wp-ultimo", "wp-ultimo"),
        ("multiple-domain", "multiple-domain-mapping-on-single-site"),
        ("wp_multi_network", "wp-multi-network"),
        ("wpmudev", "domain-mapping"),
        ("domainmap", "domain-mapping"),
        ("domain-mapping/", "domain-mapping"),
        ("dm_domain", "wordpress-mu-domain-mapping"),
        ("dmtable", "wordpress-mu-domain-mapping"),
        ("domain_mapping", "wordpress-mu-domain-mapping"),
    ),
    "maintenance.php": (("wp-maintenance-mode", "wp-maintenance-mode"),),
}
_READ = 64 * 1024  # bytes in which the marks are looked for
_OF_A_PLUGIN = re.compile(r"(?:include|require)(?:_once)?\b[^;\n]{0,200}/plugins/([a-z0-9][a-z0-9_-]{0,99})/")


def find_drop_ins(listing: Listing, install: Install, folder: str) -> Iterator[Fact | Ask]:
    """Ask for the drop-ins in the content folder; those of networks are left out later where none is."""
    for name in listing.folder(folder):
        if name in DROP_INS or name in NETWORK_DROP_INS:
            path = below(folder, name)
            reader = partial(_drop_in, path=path, install=install.root)
            if listing.is_file(path):
                yield Ask(listing.resolve(path) or path, reader)
            elif listing.is_folder(path):  # WordPress lists it all the same
                yield from reader(File(path, b""))


def writer_of(name: str, data: bytes) -> str | None:
    """
    Return the slug of the plugin that wrote a drop-in, by marks in its text; None: nobody known.

    >>> writer_of("advanced-cache.php", b"<?php # WP SUPER CACHE 1.2"), writer_of("db.php", b"<?php")
    ('wp-super-cache', None)
    """
    text = data[:_READ].decode("utf-8", "replace").lower()
    told = next((slug for mark, slug in _WRITERS.get(name, ()) if mark in text), None)
    included = _OF_A_PLUGIN.search(text)
    return told or (included[1] if included else None)


def _drop_in(source: File, *, path: str, install: str) -> Iterator[Fact]:
    file = path.rpartition("/")[2]
    drop_in = Extension(
        location=Location(path),
        install=install,
        kind="drop-in",
        slug=file,
        name=file,
        file=file,
        path=path,
        written_by=writer_of(file, source.data),
    )
    yield with_header(drop_in, source)
