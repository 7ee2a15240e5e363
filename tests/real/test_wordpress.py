"""A real WordPress says of itself what the scan says of it."""

import html
import subprocess

import pytest

from audit.model.facts import Extension
from audit.model.report import Report
from audit.scan import scan

pytestmark = pytest.mark.real


@pytest.fixture(params=["single", "network"], scope="module")
def installed(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def report(installed) -> Report:
    return scan(str(installed.path), [str(installed.dump)])


def found(report: Report, kind: str) -> list[Extension]:
    return [extension for extension in report.extensions if extension.kind == kind and extension.installed]


def test_the_install_is_known(installed, report):
    [install] = report.installs
    assert (install.version, install.prefix) == (installed.says["version"], "wp_")
    assert install.network is (len(installed.says["sites"]) > 1)


@pytest.mark.parametrize(
    ("kind", "key"), [("plugin", "plugins"), ("mu-plugin", "mu_plugins"), ("drop-in", "drop_ins")]
)
def test_extensions_are_those_that_wordpress_lists(installed, report, kind, key):
    ours = {one.file: {"name": one.name, "version": one.version or ""} for one in found(report, kind)}
    assert ours == installed.says[key]


def test_themes_are_those_that_wordpress_lists(installed, report):
    ours = {
        one.slug: {
            "name": "" if one.name == one.slug == "nameless" else one.name,
            "version": one.version or "",
            "parent": one.parent,
        }
        for one in found(report, "theme")
    }
    assert ours == installed.says["themes"]


def test_rows_are_those_that_the_server_counts(installed, report):
    assert {table.name: table.rows for table in report.tables} == installed.says["tables"]
    assert sum(site.tables for site in report.sites) < len(report.tables) + 1


def test_options_are_those_that_wordpress_reads(installed, report):
    ours = {
        str(site.id): {
            "home": site.url,
            "title": html.escape(site.title or "", quote=True).replace("&#x27;", "&#039;"),
            "stylesheet": site.theme,
            "template": site.parent_theme or site.theme,
            "plugins": list(site.plugins or ()),
            "prefix": site.prefix,
        }
        for site in report.sites
    }
    assert ours == installed.says["sites"]


def test_plugins_are_active_where_wordpress_activates_them(installed, report):
    says = installed.says
    for plugin in found(report, "plugin"):
        sites = tuple(int(number) for number, site in says["sites"].items() if plugin.file in site["plugins"])
        everywhere = plugin.file in says["network_plugins"]
        assert plugin.active_sites == sites
        assert plugin.active is bool(sites or everywhere)
        assert bool(plugin.network_active) is everywhere


def test_the_dump_is_known_to_be_whole(report):
    [dump] = report.coverage.dumps
    assert (dump.exporter, dump.complete, dump.charset) == ("mariadb-dump", True, "utf8mb4")
    assert report.coverage.problems == ()
    states = {source.name: source.state for source in report.coverage.sources}
    assert states.pop("files") == "absent"  # nobody has uploaded anything
    assert set(states.values()) == {"complete"}


def test_the_archived_site_is_told(network):
    report = scan(None, [str(network.dump)])
    assert [site.state for site in report.sites] == [(), (), ("archived",)]


def test_a_plugin_that_was_deleted_is_active_but_missing(single, tmp_path):
    subprocess.run(["cp", "-r", single.path, tmp_path / "html"], check=True)
    (tmp_path / "html/wp-content/plugins/single.php").unlink()
    report = scan(str(tmp_path / "html"), [str(single.dump)])
    [lost] = [one for one in report.extensions if one.installed is False]
    assert (lost.file, lost.active, lost.found_by) == ("single.php", True, ("database",))


def test_the_packed_dump_says_the_same(single, tmp_path):
    packed = tmp_path / "single.sql.gz"
    packed.write_bytes(subprocess.run(["gzip", "-c", single.dump], check=True, capture_output=True).stdout)
    plain, zipped = (scan(None, [str(path)]) for path in (single.dump, packed))
    assert [table.rows for table in plain.tables] == [table.rows for table in zipped.tables]
    assert [site.title for site in plain.sites] == [site.title for site in zipped.sites]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_dump_is_never_taken_for_a_whole_one(single, tmp_path, share):
    whole = single.dump.read_bytes()
    cut = tmp_path / "cut.sql"
    cut.write_bytes(whole[: int(len(whole) * share)])
    report = scan(str(single.path), [str(cut)])
    assert any(problem.source == "database" and problem.hides for problem in report.coverage.problems)
    assert report.coverage.dumps[0].complete is not True


def test_a_stock_wordpress_has_no_blocker_and_no_major_finding(wordpress_source):
    report = scan(str(wordpress_source))
    assert [one.rule.id for one in report.findings if one.rule.severity in ("blocker", "major")] == []
