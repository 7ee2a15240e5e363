"""Companions: each with the fact that asks for it."""

import pytest
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.stored import Service
from tests.plan.cases import DRUPAL, HERE, WORDPRESS, finding, planned, plugin


def told(*facts, found=()):
    made = planned(*facts, found=found).companions
    return {(one.slug, one.action, one.instead_of): one.reason for one in made}


def module(slug, **more):
    return plugin(slug, kind="module", location=Location(f"web/modules/{slug}/{slug}.info.yml"), **more)


def test_every_site_gets_what_clears_the_pages_of_the_cdn():
    assert list(told(WORDPRESS)) == [("pantheon-advanced-page-cache", "install", None)]
    assert list(told(DRUPAL)) == [("pantheon_advanced_page_cache", "install", None)]


def test_what_is_there_already_stays():
    assert ("pantheon-advanced-page-cache", "keep", None) in told(
        WORDPRESS, plugin("pantheon-advanced-page-cache")
    )


@pytest.mark.parametrize(
    ("rule", "slug"),
    [
        ("php-session", "wp-native-php-sessions"),
        ("memcached-client", "object-cache-pro"),
        ("mail-without-provider", "wp-mail-smtp"),
        ("other-solr", "solr-power"),
    ],
)
def test_a_finding_asks_for_a_companion(rule, slug):
    reason = told(WORDPRESS, found=(finding(rule, "wp-content/x.php"),))[slug, "install", None]
    assert (reason.rule, reason.location) == (rule, Location("wp-content/x.php"))


def test_a_service_asks_for_a_companion():
    redis = Service(location=HERE, install=".", kind="object-cache", name="Redis", setting="WP_REDIS_HOST")
    reason = told(WORDPRESS, redis)["object-cache-pro", "install", None]
    assert reason.text.startswith("The site is set up for Redis. ")


def test_an_extension_in_use_asks_for_a_companion_and_one_that_is_off_does_not():
    solr = replace(module("search_api_solr", roles=("solr",)), install="web")
    assert ("search_api_pantheon", "install", None) in told(DRUPAL, solr)
    assert ("search_api_pantheon", "install", None) not in told(DRUPAL, replace(solr, active=False))


def test_what_does_the_same_is_replaced_where_a_finding_says_that_it_goes():
    cache = plugin("w3-total-cache", roles=("page-cache",))
    gone = finding("w3-total-cache", "W3 Total Cache 2.1", next_step="remove", location=cache.location)
    assert ("pantheon-advanced-page-cache", "replace", "w3-total-cache") in told(
        WORDPRESS, cache, found=(gone,)
    )
    kept = finding("w3-total-cache", "W3 Total Cache 2.1", next_step="configure", location=cache.location)
    assert ("pantheon-advanced-page-cache", "install", None) in told(WORDPRESS, cache, found=(kept,))


def test_what_nobody_needs_there_is_removed_once():
    backup = plugin("updraftplus", roles=("backup",))
    gone = finding(
        "updraftplus", "Updraftplus", next_step="remove", category="backups", location=backup.location
    )
    again = finding("other", "Updraftplus", next_step="remove", category="backups", location=backup.location)
    made = planned(WORDPRESS, backup, found=(gone, again)).companions
    assert [(one.slug, one.reason.rule) for one in made if one.action == "remove"] == [
        ("updraftplus", "updraftplus")
    ]


def test_of_extensions_in_one_place_the_one_that_is_named_is_meant():
    lock = Location("composer.lock")
    both = [replace(module(slug), install="web", location=lock) for slug in ("acquia_connector", "address")]
    gone = finding(
        "acquia",
        "Acquia_Connector 4.0",
        next_step="remove",
        category="hosting",
        location=lock,
        install="web",
    )
    made = planned(DRUPAL, *both, found=(gone,)).companions
    assert [one.slug for one in made if one.action == "remove"] == ["acquia_connector"]


def test_a_provider_that_is_there_already_stays():
    assert ("wp-ses", "keep", None) in told(WORDPRESS, plugin("wp-ses"))


def test_an_old_drupal_gets_the_module_that_brings_its_fixes():
    assert ("tag1_d7es", "install", None) in told(replace(DRUPAL, version="7.98"))
    assert not any(slug == "tag1_d7es" for slug, *_ in told(DRUPAL))


def test_a_finding_of_another_install_asks_for_nothing_here():
    other = finding("php-session", install="elsewhere")
    assert ("wp-native-php-sessions", "install", None) not in told(WORDPRESS, found=(other,))
