"""A real WordPress says of itself what the scan says of it."""

import html
import json
import subprocess
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import pytest

from audit.collectors.dumps import Wishes, read_dump
from audit.collectors.wordpress.sites import WordPressData
from audit.collectors.wordpress.uploads import find_uploads
from audit.model.facts import Extension, Network, Site
from audit.model.report import Report
from audit.model.stored import CronJob, LargeOption, OptionGroup, UserRole
from audit.scan import scan
from audit.sources.directory import Directory
from audit.sources.inputs import open_dumps
from audit.sources.tree import Listing
from tests.real.wordpress import NETWORK, SITE, Installed, install

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def single(php, wordpress_source, socket, tmp_path_factory) -> Installed:
    target = tmp_path_factory.mktemp("full-single") / "html"
    return install(php, wordpress_source, target, socket, "full_single", network=False, wish=SITE)


@pytest.fixture(scope="module")
def network(php, wordpress_source, socket, tmp_path_factory) -> Installed:
    target = tmp_path_factory.mktemp("full-network") / "html"
    return install(php, wordpress_source, target, socket, "full_network", network=True, wish=NETWORK)


@pytest.fixture(params=["single", "network"], scope="module")
def installed(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def report(installed) -> Report:
    return scan(str(installed.path), [str(installed.dump)])


@pytest.fixture(scope="module")
def data(installed) -> WordPressData:
    wishes = Wishes(frozenset(), frozenset({"loaded_when_asked"}), lambda _: None)
    [told] = read_dump(open_dumps([str(installed.dump)])[0], wishes, lambda *_: None).wordpress
    return told


@pytest.fixture(scope="module")
def sites(installed, data, report) -> list[Site]:
    """Return the sites with their uploads."""
    tree = Listing(item for item in Directory(installed.path).walk() if isinstance(item, tuple))
    [one] = report.installs
    return find_uploads(tree, one, data.sites, {}, data.settings)


def by_site(facts, kind) -> dict[int | None, list[Any]]:
    own = sorted((fact for fact in facts if isinstance(fact, kind)), key=lambda fact: fact.site)
    return {site: list(group) for site, group in groupby(own, key=lambda fact: fact.site)}


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
    for number, one in installed.says["sites"].items():
        assert ours[number] == {name: one[name] for name in ours[number]}
    assert ours.keys() == installed.says["sites"].keys()


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
    assert {source.state for source in report.coverage.sources} == {"complete"}


def test_the_sites_of_a_network_are_where_wordpress_has_them_and_in_that_state(installed, sites):
    told = installed.says["sites"]
    assert {str(site.id): (list(site.state), site.network) for site in sites} == {
        number: (one["state"] + ([] if one["public"] else ["private"]), one["network"])
        for number, one in told.items()
    }
    for site in sites:
        assert f"{site.hosts[0]}{site.path}" == told[str(site.id)]["home"].split("//")[1].rstrip("/") + "/"
        if told[str(site.id)]["address"]:
            assert told[str(site.id)]["address"] == [site.hosts[0], site.path]


def test_each_site_has_the_tables_that_wordpress_gives_it_with_all_their_rows(installed, report, sites):
    shared = {*installed.says["shared_tables"], "wp_domain_mapping"}
    for site in sites:
        one = installed.says["sites"][str(site.id)]
        own = [table for table in report.tables if table.site == site.id]
        names = {table.name for table in own}
        assert set(one["own_tables"]) <= names
        if site.network is not None:
            assert names == set(one["tables"]) - shared
        rows = sum(installed.says["tables"][name] for name in names)
        assert (site.tables, site.rows) == (len(names), rows)
        assert site.bytes == sum(table.bytes for table in own) > 0


def test_all_names_of_a_mapped_site_are_told(network):
    hosts = {site.id: site.hosts for site in scan(None, [str(network.dump)]).sites}
    assert hosts[3] == ("mapped.example.net", "old.example.net")
    assert hosts[4] == ("shop.example.org", "four.example.net", "www.four.example.net")
    assert hosts[2] == ("other.example.org",)


def test_users_posts_and_the_last_post_are_those_that_wordpress_counts(installed, sites):
    assert {str(site.id): (site.users, site.posts, site.last_post) for site in sites} == {
        number: (one["users"], one["posts"], one["last_post"])
        for number, one in installed.says["sites"].items()
    }


def test_uploads_lie_where_wordpress_puts_them(installed, sites):
    for site in sites:
        folder, files, size = installed.says["sites"][str(site.id)]["uploads"]
        assert (site.uploads_files, site.uploads_bytes) == (files, size)
        assert site.uploads == (folder if files else None)


def test_networks_are_those_that_wordpress_has(installed, data):
    assert {
        str(one.id): {
            "domain": one.domain,
            "path": one.path,
            "title": one.title,
            "sites": one.sites,
            "main_site": one.main_site,
            "subdomains": one.subdomains,
            "files_rewriting": one.files_rewriting,
            "plugins": list(one.plugins),
        }
        for one in data.facts
        if isinstance(one, Network)
    } == dict(installed.says["networks"])


def test_roles_and_their_users_are_those_that_wordpress_knows(installed, data):
    ours = {
        str(site): {role.name: [role.title, role.users] for role in roles}
        for site, roles in by_site(data.facts, UserRole).items()
    }
    assert ours == {number: one["roles"] for number, one in installed.says["sites"].items()}


def test_jobs_are_those_that_wordpress_has_scheduled(installed, data):
    ours = by_site(data.facts, CronJob)
    for number, one in installed.says["sites"].items():
        told = {
            (*json.loads(job), entries, f"{datetime.fromtimestamp(first, UTC):%Y-%m-%d %H:%M:%S}")
            for job, (entries, first) in dict(one["cron"]).items()
        }
        assert told == {
            (job.hook, job.schedule, job.interval, job.entries, job.next_run)
            for job in ours.get(int(number), [])
        }


def test_options_weigh_what_the_server_says(installed, data):
    ours = by_site(data.facts, OptionGroup)
    for number, one in installed.says["sites"].items():
        told = {group.owner: group for group in ours[int(number)]}
        assert _numbers(told[None]) == one["options"]["others"]
        assert _numbers(told.get("transients")) == one["options"]["transients"]
    largest = [fact.bytes for fact in data.facts if isinstance(fact, LargeOption)]
    expected = [size for one in installed.says["sites"].values() for size in one["options"]["largest"]]
    assert sorted(largest, reverse=True) == sorted(expected, reverse=True)[:200]


def _numbers(group: OptionGroup | None) -> list[int]:
    if group is None:
        return [0, 0, 0, 0]
    return [group.options, group.bytes, group.autoloaded, group.autoloaded_bytes]


def test_settings_are_those_that_wordpress_reads(installed, data):
    for number, one in installed.says["sites"].items():
        ours = {setting.name: setting.value for setting in data.settings if setting.site == int(number)}
        assert {name: ours[name] for name in one["settings"]} == one["settings"]
    assert data.database.version == installed.says["sites"]["1"]["settings"]["db_version"]


def test_the_address_of_the_administrator_is_known_to_be_there_and_not_copied(data):
    assert {setting.state for setting in data.settings if setting.name == "admin_email"} == {"withheld"}
    assert "owner@example.org" not in repr((data.facts, data.settings, data.sites, data.stored))


def test_the_last_check_for_updates_is_known(installed, data):
    versions = {name.removeprefix("plugin "): one.version for name, one in data.stored.items()}
    del versions["theme child"]
    assert versions == installed.says["updates"]["checked"]
    assert data.stored["plugin two/one.php"].home == "w.org/plugins/two/one.php"
    assert data.stored["plugin sold/sold.php"].home is None
    assert data.stored["theme child"] == ("0.5", "https://wordpress.org/themes/child/")


def test_settings_of_services_are_kept_as_they_are(installed, data):
    filled = [1] if len(installed.says["sites"]) == 1 else NETWORK["fill"]
    assert data.values == {site: {"loaded_when_asked": b"y" * 700} for site in filled}


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
    # Debian patches some files, and lays links to its own libraries in place of others.
    debian = {"absolute-link", "core-file-modified", "outside-link"}
    found = {one.rule.id for one in report.findings if one.rule.severity in {"blocker", "major"}}
    assert found == debian
