"""The scan as a whole: what is active, what fits together, and what stays open."""

import gzip

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.scan import scan
from tests.conftest import CORE
from tests.dumps import network, serialise, table, wordpress

PLUGIN = "<?php\n/*\nPlugin Name: {}\n*/"


@pytest.fixture
def dump(tmp_path):
    def write(text: str, name: str = "site.sql") -> str:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return str(path)

    return write


def problems(report) -> dict[str, Problem]:
    return {problem.kind: problem for problem in report.coverage.problems}


def active(report) -> dict[str, bool | None]:
    return {extension.file: extension.active for extension in report.extensions}


def test_plugins_are_active_as_the_database_says(site, dump):
    top = site({"wp-content/plugins/a/a.php": PLUGIN, "wp-content/plugins/b.php": PLUGIN})
    text = wordpress(options={"active_plugins": serialise(["a/a.php"])})
    assert active(scan(str(top), [dump(text)])) == {"a/a.php": True, "b.php": False}


def test_without_a_dump_nothing_is_said_of_what_is_active(site):
    report = scan(str(site({"wp-content/plugins/a.php": PLUGIN})))
    assert active(report) == {"a.php": None}


def test_what_is_active_but_missing_is_told(site, dump):
    text = wordpress(options={"active_plugins": serialise(["gone/gone.php"]), "stylesheet": "lost"})
    lost = scan(str(site({})), [dump(text)]).extensions
    assert [(one.kind, one.file, one.installed, one.active) for one in lost] == [
        ("plugin", "gone/gone.php", False, True),
        ("theme", "lost/style.css", False, True),
    ]


def test_a_dump_alone_tells_what_is_active_and_not_that_it_is_missing(dump):
    report = scan(None, [dump(wordpress(options={"active_plugins": serialise(["a/a.php"])}))])
    [plugin] = report.extensions
    assert (plugin.active, plugin.installed) == (True, None)
    assert {source.name: source.state for source in report.coverage.sources} == {
        "code": "absent",
        "configuration": "absent",
        "files": "absent",
        "database": "complete",
    }


def test_a_plugin_of_the_network_is_active_everywhere(site, dump):
    text = network({1: {"active_plugins": "a:0:{}"}, 2: {"active_plugins": serialise(["b.php"])}}, ["a.php"])
    top = site({f"wp-content/plugins/{name}.php": PLUGIN for name in "ab"})
    found = {one.file: one for one in scan(str(top), [dump(text)]).extensions}
    assert (found["a.php"].network_active, found["a.php"].active_sites) == (True, ())
    assert (found["b.php"].network_active, found["b.php"].active_sites) == (False, (2,))


def test_the_tables_of_a_site_are_counted_for_it(dump):
    report = scan(None, [dump(network({1: {}, 2: {}, 12: {}}))])
    assert {site.id: site.tables for site in report.sites} == {1: 3, 2: 3, 12: 3}
    assert [table.name for table in report.tables if table.site is None] == [
        "wp_blogs",
        "wp_site",
        "wp_sitemeta",
        "wp_users",
    ]


def test_two_installs_in_one_dump_are_told_apart_by_their_prefix(site, dump):
    text = wordpress("wp_", {"blogname": "Live"}) + wordpress("wp_old_", {"blogname": "Old"})
    report = scan(str(site({"wp-config.php": "<?php $table_prefix = 'wp_old_';"})), [dump(text)])
    assert {one.title: one.install for one in report.sites} == {"Live": None, "Old": "."}


def test_a_dump_of_another_prefix_is_said_to_be_of_another_site(site, dump):
    top = site({"wp-content/plugins/a.php": PLUGIN})
    report = scan(str(top), [dump(wordpress("shop_", {"active_plugins": serialise(["b.php"])}))])
    assert '"wp_"' in problems(report)["other-site"].text
    assert '"shop_"' in problems(report)["other-site"].text
    assert active(report) == {"a.php": None, "b.php": True}


def test_a_dump_of_another_address_is_a_doubt_and_still_used(site, dump):
    config = "<?php $table_prefix = 'wp_';\ndefine('WP_HOME', 'https://new.example');"
    text = wordpress(options={"home": "https://old.example", "active_plugins": serialise(["a.php"])})
    report = scan(str(site({"wp-config.php": config, "wp-content/plugins/a.php": PLUGIN})), [dump(text)])
    problem = problems(report)["other-address"]
    assert "new.example" in problem.text
    assert "old.example" in problem.text
    assert active(report) == {"a.php": True}


def test_the_same_host_with_and_without_www_is_no_doubt(site, dump):
    config = "<?php $table_prefix = 'wp_'; define('WP_HOME', 'https://www.example.org/shop');"
    text = wordpress(options={"home": "http://example.org"})
    assert problems(scan(str(site({"wp-config.php": config})), [dump(text)])) == {}


def test_two_dumps_that_both_fit_are_not_chosen_from(site, dump):
    dumps = [dump(wordpress(options={"blogname": name}), f"{name}.sql") for name in ("a", "b")]
    report = scan(str(site({})), dumps)
    assert "ambiguous-dump" in problems(report)
    assert [one.install for one in report.sites] == [None, None]


def test_addresses_and_titles_lose_what_is_private(dump):
    options = {"home": "https://joe:hunter2@example.org", "blogname": "Ask joe@example.org"}
    [found] = scan(None, [dump(wordpress(options=options))]).sites
    assert (found.url, found.title) == ("https://example.org", "Ask [e-mail address]")


def test_a_packed_dump_is_read(dump):
    assert scan(None, [dump(wordpress(options={"blogname": "X"}), "site.sql.gz")]).sites[0].title == "X"


def test_a_cut_dump_leaves_checks_open(site, dump):
    report = scan(str(site({})), [dump(wordpress()[:-30])])
    assert any(problem.source == "database" for problem in report.coverage.problems)
    reasons = [item.reason for item in report.unassessed if item.rule == "myisam-tables"]
    assert reasons
    assert reasons[0].startswith("Nothing was found in what could be read. site.sql: ")


def test_a_check_without_its_source_is_unassessed(site):
    report = scan(str(site({})))
    by_reason = {item.reason for item in report.unassessed}
    assert "No database dump was given." in by_reason
    assert len(report.unassessed) + len(report.findings) <= report.coverage.rules


def test_a_folder_that_lies_outside_leaves_checks_partly_open(site):
    top = site({"wp-content/plugins/a/a.php": PLUGIN})
    (top / "wp-content/uploads").symlink_to("/srv/elsewhere")
    report = scan(str(top))
    assert problems(report)["outside-link"].source == "files"
    open_rules = {item.rule for item in report.unassessed}
    assert "database-dump" in open_rules
    assert "w3-total-cache" not in open_rules


def test_what_may_not_be_read_is_a_problem_and_leaves_checks_open(closed):
    files = {**CORE, "wp-content/plugins/a/a.php": PLUGIN, "wp-content/plugins/b/b.php": PLUGIN}
    report = scan(str(closed(files, ("wp-content/plugins/a", "wp-content/plugins/b/b.php"))))
    places = [problem.location.path for problem in report.coverage.problems]
    assert places == ["wp-content/plugins/a", "wp-content/plugins/b/b.php"]
    states = {source.name: source.state for source in report.coverage.sources}
    assert (states["code"], states["configuration"]) == ("partial", "complete")


def test_a_configuration_that_may_not_be_read_leaves_its_checks_open(closed):
    report = scan(str(closed(CORE, ("wp-config.php",))))
    states = {source.name: source.state for source in report.coverage.sources}
    assert states["configuration"] == "partial"
    assert report.installs[0].network is None


def test_a_dangling_drop_in_is_a_problem_and_no_extension(site):
    top = site({"wp-content/x": ""})
    (top / "wp-content/db.php").symlink_to("plugins/gone/db.php")
    report = scan(str(top))
    assert problems(report)["dangling-link"].location.path == "wp-content/db.php"
    assert report.extensions == ()


def test_a_reader_that_fails_costs_one_file_and_not_the_scan(site, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the file")

    monkeypatch.setattr("audit.collectors.code_file.symbols", fail)
    report = scan(str(site({"wp-content/plugins/a.php": PLUGIN})))
    assert "RuntimeError" in problems(report)["reader-failed"].text
    assert "secret" not in problems(report)["reader-failed"].text
    assert active(report) == {"a.php": None}


def test_a_drop_in_is_active_where_its_constant_is(site):
    for text, state in (("true", True), ("false", False), ("$x", None)):
        config = f"<?php define('WP_CACHE', {text});"
        report = scan(str(site({"wp-config.php": config, "wp-content/advanced-cache.php": "<?php"})))
        assert active(report) == {"advanced-cache.php": state}


def test_a_database_without_a_cms_is_inventoried(dump):
    report = scan(None, [dump(table("orders", ["id"], [(1,), (2,)]))])
    assert [(one.name, one.rows) for one in report.tables] == [("orders", 2)]
    assert report.sites == ()


@pytest.mark.parametrize("text", ["", "hello", "\0\1\2", "<html>"])
def test_what_is_no_dump_is_nothing_to_audit(dump, text):
    with pytest.raises(AuditError, match="no database table"):
        scan(None, [dump(text)])


def test_hours_grow_with_the_places_found(site):
    one = scan(str(site({"wp-content/plugins/a.php": "<?php session_start();"})))
    [finding] = [found for found in one.findings if found.rule.id == "php-session"]
    effort = finding.rule.effort
    assert finding.hours == effort.once + effort.each * len(finding.places)
    assert one.plan.hours == sum(found.hours for found in one.findings)


@pytest.mark.parametrize(("value", "told"), [("true", True), ("false", False), ("getenv('SUB')", None)])
def test_the_configuration_tells_whether_sites_are_sub_domains_where_the_dump_does_not(
    site, dump, value, told
):
    settings = f"define('MULTISITE', true); define('SUBDOMAIN_INSTALL', {value}); $table_prefix = 'wp_';"
    path = site({"wp-config.php": f"<?php {settings}"})
    [found] = scan(str(path), [dump(network({1: {"siteurl": "http://example.org"}}))]).networks
    assert found.subdomains is told


@pytest.mark.parametrize(
    ("setting", "kind"),
    [("define('MULTISITE', true);", "part-of-network"), ("", "other-site")],
)
def test_a_dump_of_one_site_of_a_network_is_told_as_such(site, dump, setting, kind):
    path = site({"wp-config.php": f"<?php {setting} $table_prefix = 'wp_';"})
    report = scan(str(path), [dump(wordpress("wp_2_", {"siteurl": "http://example.org/b"}))])
    assert kind in problems(report)
