"""A Drupal as its code and its dump tell of it together."""

import pytest

from audit.scan import scan
from tests.conftest import lay
from tests.drupal_dumps import core_extension, drupal7, drupal8
from tests.dumps import table

DRUPAL_7 = {
    "includes/bootstrap.inc": "<?php define('VERSION', '7.98');",
    "modules/system/system.info": "name = System\ncore = 7.x\nversion = VERSION\n",
    "modules/system/system.module": "<?php",
    "sites/default/settings.php": "<?php $databases['default']['default']['prefix'] = '';",
}
DRUPAL_10 = {
    "core/lib/Drupal.php": "<?php class Drupal { const VERSION = '10.4.8'; }",
    "core/modules/system/system.info.yml": "name: System\ntype: module\nversion: VERSION\n",
    "sites/default/settings.php": "<?php $settings['update_free_access'] = FALSE;",
}


@pytest.fixture
def scanned(tmp_path):
    """Return what scans a Drupal and its dump."""

    def lay_and_scan(files, sql):
        dump = lay(tmp_path, {"site.sql": sql}) / "site.sql"
        return scan(str(lay(tmp_path / "site", files)), [str(dump)])

    return lay_and_scan


def test_a_table_called_like_a_missing_extension_is_its(scanned):
    more = table("gone_in_may_log", ["id"], [(1,)]) + table("strange", ["id"], [(1,)])
    enabled = ["modules/system/system.module", "sites/all/modules/gone_in_may/gone_in_may.module"]
    report = scanned(DRUPAL_7, drupal7("", {}, enabled, more=more))
    owners = {one.name: (one.owner, one.owned_by) for one in report.tables}
    assert owners["gone_in_may_log"] == ("gone_in_may", "gone")
    assert owners["strange"] == (None, "unknown")


@pytest.mark.parametrize(("scheme", "expected"), [("sendmail", []), ("smtp", ["smtp"])])
def test_a_way_to_send_mail_is_a_service_if_it_leads_out(scanned, scheme, expected):
    mailer = {"scheme": scheme, "host": "mail.example.org", "user": "joe", "password": "not to be told"}
    config = {"core.extension": core_extension("system"), "system.mail": {"mailer_dsn": mailer}}
    report = scanned(DRUPAL_10, drupal8("", config))
    assert [one.detail for one in report.services if one.kind == "mail"] == expected
    shown = {one.name: (one.value, one.state) for one in report.settings if "mailer_dsn" in one.name}
    assert shown.pop("system.mail:mailer_dsn.scheme") == (scheme, "literal")
    assert set(shown.values()) == {(None, "withheld")}


def test_a_library_is_known_by_the_projects_that_use_it(scanned):
    files = {**DRUPAL_10, "libraries/colorbox/x.js": "", "libraries/our-own/x.js": ""}
    report = scanned(files, drupal8("", {"core.extension": core_extension("system")}))
    told = {one.slug: one.origin for one in report.extensions if one.kind == "library"}
    assert told == {"colorbox": "contrib", "our-own": "unknown"}
