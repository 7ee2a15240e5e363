"""Which services a site uses: that they are there and of what kind, never a secret."""

import json

import pytest

from audit.collectors.owners import Owners
from audit.collectors.services import find_services, in_use, wanted_names
from audit.knowledge import load_catalogue
from audit.model.catalogue import KnownService
from audit.model.facts import Extension, Location, Setting
from audit.scan import scan
from tests.dumps import serialise, wordpress

PLACE = Location("dump.sql")
CATALOGUE = load_catalogue()
OWNERS = Owners(CATALOGUE.extensions["wordpress"])
MAILER = b'a:1:{s:4:"mail";a:2:{s:6:"mailer";s:%d:"%s";s:4:"pass";s:6:"hunter";}}'


def setting(kind, name, value=None, state="literal", **more):
    return Setting(
        location=Location("wp-config.php", 3), kind=kind, name=name, value=value, state=state, **more
    )


def plugin(slug, **more):
    return Extension(location=PLACE, kind="plugin", slug=slug, name=slug, file=slug, **more)


def find(settings=(), options=None, *, is_used=lambda *_: True, services=CATALOGUE.services):
    values = {} if options is None else {1: options}
    return list(find_services(services, settings, values, place=PLACE, install=".", is_used=is_used))


def told(settings=(), options=None, **more):
    return [(one.kind, one.name, one.detail) for one in find(settings, options, **more)]


def test_the_mailer_of_a_serialised_option_is_named_and_nothing_else():
    [one] = find(options={"wp_mail_smtp": MAILER % (8, b"sendgrid")})
    assert (one.kind, one.name, one.detail, one.owner) == (
        "mail",
        "WP Mail SMTP",
        "sendgrid",
        "wp-mail-smtp",
    )
    assert (one.site, one.setting, one.location, one.install) == (1, "wp_mail_smtp: mail.mailer", PLACE, ".")
    assert "hunter" not in repr(one)


def test_a_mailer_that_is_phps_own_is_no_service():
    assert told(options={"wp_mail_smtp": MAILER % (4, b"mail")}) == []


@pytest.mark.parametrize(
    "value", [b"", b"0", b"a:0:{}", b"N;", b'a:1:{s:4:"mail";N;}', b"{broken", b"a:1:{x"]
)
def test_an_empty_or_broken_option_is_no_service(value):
    assert told(options={"wp_mail_smtp": value}) == []


def test_json_nested_deep_does_no_harm():
    assert told(options={"wp_mail_smtp": b"[" * 60_000}) == []


def test_options_in_json_are_read():
    value = json.dumps({"enabled": 1, "api_key": "hunter"}).encode()
    assert told(options={"postmark_settings": value}) == [("mail", "Postmark", None)]


def test_a_module_that_is_switched_on_in_a_list_is_found():
    value = b'a:2:{i:0;s:5:"stats";i:1;s:6:"photon";}'
    assert told(options={"jetpack_active_modules": value}) == [("cdn", "Jetpack Site Accelerator", None)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b"https://joe:hunter@search.example.com:9200/x?key=1", "search.example.com"),
        (b"http://10.0.0.5:9200", None),
        (b"https://elastic.internal:9200/", None),
        (b"localhost", None),
        (b"<script>alert(1)</script>", None),
        (b"a." * 30_000, None),
    ],
)
def test_only_a_public_host_is_shown(value, shown):
    assert told(options={"ep_host": value}) == [("search", "Elasticsearch", shown)]


def test_a_word_that_may_be_a_key_is_not_shown():
    [service] = [one for one in CATALOGUE.services if one.option == "mcloud-storage-provider"]
    for value, shown in ((b"s3", "s3"), (b"AKIA7361920485XYZ", None), (b"joe@example.com", None)):
        assert told(options={"mcloud-storage-provider": value}, services=[service])[0][2] == shown


def test_a_withheld_or_computed_constant_shows_that_something_is_there():
    settings = [
        setting("constant", "AS3CF_SETTINGS", state="computed"),
        setting("constant", "WP_REDIS_HOST", state="withheld"),
    ]
    found = told(settings)
    assert found == [("storage", "WP Offload Media", None), ("object-cache", "Redis", None)]


def test_a_constant_that_is_false_shows_nothing():
    assert told([setting("constant", "WP_CACHE", value=False)]) == []
    assert told([setting("constant", "WP_CACHE", value=True)]) == [("page-cache", "Page cache drop-in", None)]


def test_a_constant_is_no_variable():
    assert told([setting("constant", "redis_server", "x")]) == []
    assert told([setting("variable", "redis_server", state="computed")]) == [("object-cache", "Redis", None)]


def test_a_nested_setting_of_drupal_is_found_below_its_name():
    settings = [
        setting("settings", "redis.connection.port", 6379),
        setting("settings", "redis.connection.interface", "PhpRedis"),
        setting("settings", "flysystem.private_s3.driver", "s3"),
        setting("settings", "flysystem.tmp.driver", "local"),
        setting("conf", "smtp_host", "smtp.example.org", site=2),
    ]
    assert told(settings) == [
        ("object-cache", "Redis", "PhpRedis"),
        ("storage", "Flysystem", "s3"),
        ("mail", "SMTP", "smtp.example.org"),
    ]
    assert find(settings)[-1].site == 2


def test_a_configuration_object_of_any_name_is_found():
    found = told(
        [
            setting("config", "search_api.server.main:backend", "search_api_solr"),
            setting("config", "search_api.server.other:backend", "search_api_db"),
            setting("config", "system.mail:interface.default", "php_mail"),
        ]
    )
    assert found == [("search", "Search API server", "search_api_solr")]


def test_one_service_is_told_once_with_the_detail_that_is_there():
    constant = setting("constant", "WPMS_MAILER", state="withheld", site=1)
    found = told([constant], {"wp_mail_smtp": MAILER % (4, b"smtp")})
    assert found == [("mail", "WP Mail SMTP", "smtp")]


def test_what_a_plugin_that_is_gone_left_behind_is_no_service():
    options = {"wp_mail_smtp": MAILER % (4, b"smtp")}
    for there, is_found in (
        ([], False),
        ([plugin("wp-mail-smtp", installed=True, active=False)], False),
        ([plugin("wp-mail-smtp", installed=False, active=None)], False),
        ([plugin("wp-mail-smtp", installed=False, active=True)], True),  # its code may only lack here
        ([plugin("wp-mail-smtp", installed=True, active=True, active_sites=(2,))], False),
        ([plugin("wp-mail-smtp", installed=True, active=True, active_sites=(1, 2))], True),
        ([plugin("wp-mail-smtp", installed=True, active=True, active_sites=(), network_active=True)], True),
        ([plugin("wp-mail-smtp-pro", installed=True)], True),
        ([plugin("wp-mail-smtp", installed=None, active=True)], True),
    ):
        assert bool(told(options=options, is_used=in_use(there, OWNERS, told=True))) is is_found


def test_where_nobody_knows_what_is_there_a_service_is_told():
    options = {"wp_mail_smtp": MAILER % (4, b"smtp")}
    assert told(options=options, is_used=in_use([], OWNERS, told=False)) != []


def test_what_has_to_be_read_is_known():
    names = wanted_names(CATALOGUE.services)
    assert {"wp_mail_smtp", "tantan_wordpress_s3"} <= names.options
    assert "S3_UPLOADS_BUCKET" in names.constants
    assert "memcached_servers" in names.variables
    assert "redis.connection" in names.settings
    assert "search_api.server.*:backend" in names.config


def test_only_certain_values_count_where_the_catalogue_says_so():
    service = KnownService(kind="search", name="A", constant="A", only=("done",))
    for state, value, count in (("literal", "done", 1), ("literal", "idle", 0), ("computed", None, 0)):
        assert len(told([setting("constant", "A", value, state)], services=[service])) == count


@pytest.mark.parametrize(
    ("plugins", "services"),
    [
        (["other/other.php"], []),
        (["wp-mail-smtp/wp_mail_smtp.php"], ["WP Mail SMTP"]),
        ([], ["WP Mail SMTP"]),
    ],
)
def test_a_dump_alone_tells_which_plugins_run(tmp_path, plugins, services):
    mailer = (MAILER % (8, b"sendgrid")).decode()
    options = {"active_plugins": serialise(plugins), "wp_mail_smtp": mailer}
    (tmp_path / "site.sql").write_text(wordpress(options=options))
    report = scan(None, [str(tmp_path / "site.sql")])
    assert [one.name for one in report.services] == services
