"""The answers that a kick-off asks for first: each is there when the report has it, and only then."""

import pytest
from msgspec.structs import replace

from audit.model.facts import Database, Extension, Location, Table
from audit.model.stored import Service
from audit.render.brief import brief
from tests.render import sample_code
from tests.render.sample_drupal import drupal
from tests.render.sample_network import network
from tests.render.samples import dump_only, empty, huge, minimal, rich


def says(report, title):
    return next((point.says for point in brief(report) if point.title == title), None)


def names(report, title):
    return next((point.names for point in brief(report) if point.title == title), ())


def with_network(report, network):
    return replace(report, installs=(replace(report.installs[0], network=network),), networks=())


def plugin(slug, **more):
    plain = Extension(
        location=Location(slug), install=".", kind="plugin", slug=slug, name=slug.title(), file=slug
    )
    return replace(plain, **({"installed": True, "active": True, "origin": "contrib"} | more))


def with_plugins(*plugins):
    return replace(minimal(), extensions=plugins)


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        (True, "A network, by its configuration; its sites are not known without its database"),
        (False, "Standalone, no network"),
        (None, "Not known: neither the configuration nor a database tells whether it is a network"),
    ],
)
def test_one_install_is_a_network_or_standalone_or_nobody_knows(told, answer):
    assert says(with_network(minimal(), told), "One site or many") == answer


def test_networks_and_multisites_are_told_with_their_sites():
    assert says(network(), "One site or many").startswith(
        "A network of 118 sites, each in a folder of the address; "
    )
    assert "one Drupal serves" in says(drupal(), "One site or many")


def test_a_database_alone_tells_whether_it_is_of_a_network():
    alone = Database(
        location=Location("a.sql"), name=None, prefix="wp_", network=False, network_plugins=(), tables=12,
        rows=1, bytes=1,
    )  # fmt: skip
    report = replace(dump_only(), databases=(alone,), networks=(), sites=())
    assert says(report, "One site or many") == "Standalone, no network"


def test_equal_installs_are_told_once():
    many = replace(huge(), installs=huge().installs * 50)
    assert "(50 times)" in says(many, "One site or many")


def test_what_is_active_and_missing_is_urgent():
    report = with_plugins(plugin("gone", installed=False), plugin("here"))
    point = next(point for point in brief(report) if point.title == "Missing on disk")
    assert (point.says, point.names) == ("1 plugin is active, but the code is not here", ("gone",))
    assert point.urgent


def test_what_composer_would_bring_is_not_called_missing():
    report = with_plugins(plugin("seo", installed=False, active=None, found_by=("composer.lock",)))
    assert says(report, "Missing on disk") is None
    assert says(report, "Left to Composer") == "1 plugin is in composer.lock, not on disk"


def test_what_is_sold_is_named_those_at_work_first():
    report = with_plugins(plugin("off", origin="premium", active=False), plugin("on", origin="premium"))
    assert says(report, "Premium") == "2 plugins are sold; have their licences at hand"
    assert names(report, "Premium") == ("On", "Off")


def test_what_a_sold_plugin_wrote_takes_no_licence():
    report = with_plugins(replace(plugin("object-cache.php", origin="premium"), kind="drop-in"))
    assert says(report, "Premium") is None


def test_tables_of_plugins_that_are_gone_are_summed():
    gone = Table(
        location=Location("a.sql"), name="wp_x", database=None, rows=1, bytes=2048, owner="x", owned_by="gone"
    )
    report = replace(minimal(), tables=(gone, replace(gone, name="wp_y")))
    assert says(report, "Left in the database") == "2 tables (4.0 KiB) of plugins and themes that are gone"
    assert names(report, "Left in the database") == ("x",)


def test_services_are_told_by_what_they_are_for():
    mail = Service(location=Location("a"), kind="mail", name="SMTP", setting="smtp")
    report = replace(
        minimal(), services=(mail, replace(mail, site=2), replace(mail, kind="sso", name="SAML"))
    )
    assert says(report, "Set up to use") == "Mail: SMTP; Login elsewhere (SSO): SAML"


def test_a_service_that_names_its_purpose_itself_does_not_say_it_twice():
    cache = Service(location=Location("a"), kind="page-cache", name="Page cache drop-in", setting="WP_CACHE")
    assert says(replace(minimal(), services=(cache,)), "Set up to use") == "Page cache drop-in"


def test_the_best_php_is_told_and_what_keeps_newer_ones_away():
    assert says(rich(), "PHP version") == "8.2: nothing in use was found that breaks; newer ones do not suit"
    assert names(rich(), "PHP version") == ("WordPress 6.6.2", "legacy-shop", "acme/feed")


def test_where_no_php_suits_it_is_urgent():
    report = replace(rich(), php=replace(sample_code.choice(), best=None))
    point = next(point for point in brief(report) if point.title == "PHP version")
    assert point.urgent
    assert point.says.startswith("None that Pantheon offers suits all that is in use; 8.2 comes closest")


def test_extensions_of_php_that_are_surely_needed_and_lack_are_told():
    assert (
        says(rich(), "PHP extensions")
        == "ioncube is not on Pantheon; intl is not documented for Pantheon: ask"
    )
    spare = replace(sample_code.choice(), extensions=(sample_code.need("x", "lacks", sure="likely"),))
    assert says(replace(rich(), php=spare), "PHP extensions") is None


def test_many_extensions_of_php_are_cut_short():
    needs = tuple(sample_code.need(f"e{n}", "lacks") for n in range(9))
    report = replace(rich(), php=replace(sample_code.choice(), extensions=needs))
    assert says(report, "PHP extensions") == "e0, e1, e2, e3, e4 and 4 more are not on Pantheon"


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({}, "changed (1 modified, 1 missing, 1 unknown and 1 of other releases)"),
        ({"state": "intact", "left_over": 0}, "3,112 files as released"),
        ({"state": "mixed", "matched": ("6.1", "6.2")}, "files of 6.1 and 6.2 side by side"),
        ({"state": "unrecognised"}, "fits no known release, so whether it was changed is not known"),
        ({"state": "incomplete"}, "most files are not here, so whether they were changed is not known"),
    ],
)
def test_the_core_is_told_as_it_compares(told, answer):
    report = replace(rich(), core=(replace(sample_code.core(), **told),))
    assert says(report, "Core files") == f"WordPress 6.6.2: {answer}"


def test_a_core_that_was_not_compared_is_told():
    assert says(minimal(), "Core files") == "WordPress 6.6.2: not compared with its releases"


def test_programs_languages_and_the_repository_are_told():
    assert says(rich(), "Programs") == "Code starts 2 programs; in 4 places one that is decided at run time"
    assert says(rich(), "Encoded code") == "1 file of PHP that only a loader can read"
    assert says(rich(), "Secrets in files") == "2 files with keys or passwords"
    assert says(rich(), "Git repository") == (
        "main, 1,204 commits, 84.0 MiB, 2 files not committed, 19 files not under version control"
    )
    python = [one for one in rich().languages if one.name in {"PHP", "Python"}]
    assert says(replace(rich(), languages=tuple(python)), "Other languages") == "Python (12 files)"


def test_a_secret_that_everybody_has_is_none_to_be_told():
    public = tuple(replace(secret, own=False) for secret in rich().secrets)
    assert says(replace(rich(), secrets=public), "Secrets in files") is None


def test_where_nothing_was_found_nothing_is_told():
    assert brief(replace(empty(), tables=())) == []
