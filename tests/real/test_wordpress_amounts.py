"""A real MariaDB counts in a real WordPress what the scan counts in its dump."""

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from audit.detectors.tally import TallyFound
from audit.knowledge import load_platforms
from audit.model.facts import Site
from audit.model.inventory import Inventory
from audit.model.rules import Evidence, Limit, Platform
from audit.scan import scan
from tests.real.wordpress import install

pytestmark = pytest.mark.real

NAME = "amounts"
CHANGES = """
    INSERT INTO wp_posts (post_content, post_title, post_excerpt, post_status, post_name, to_ping, pinged,
        post_content_filtered, post_type, post_parent)
        SELECT post_content, post_title, '', 'inherit', CONCAT(ID, '-revision-v1'), '', '', '', 'revision', ID
        FROM wp_posts WHERE post_type = 'post';
    INSERT INTO wp_options (option_name, option_value, autoload) VALUES
        ('_transient_a', 'it''s "a"', 'off'), ('_transient_timeout_a', '1', 'off'),
        ('_site_transient_b', REPEAT('ü', 500), 'off'), ('not_transient_c', 'c', 'off'),
        ('seen_first', REPEAT('\\\\', 300), 'on'), ('seen_second', 'zwölf', 'auto-on'),
        ('unseen', REPEAT('x', 9999), 'auto-off');
    UPDATE wp_options SET option_value = 'https://shop.example.org' WHERE option_name = 'home';
    UPDATE wp_options SET option_value = 'https://www.shop.example.org' WHERE option_name = 'siteurl';
"""
LOADED = "autoload IN ('yes', 'on', 'auto-on', 'auto')"
ASKED = {
    "autoloaded-options": f"SELECT COUNT(*) FROM wp_options WHERE {LOADED}",
    "autoloaded-bytes": f"SELECT SUM(LENGTH(option_value)) FROM wp_options WHERE {LOADED}",
    "revisions": "SELECT COUNT(*) FROM wp_posts WHERE post_type = 'revision'",
    "transients": r"SELECT COUNT(*) FROM wp_options WHERE option_name REGEXP '^_(site_)?transient_'",
}


class Database:
    """A database of a running server."""

    def __init__(self, socket: Path) -> None:
        self._socket = f"--socket={socket}"

    def ask(self, sql: str) -> str:
        """Return what the server answers."""
        command = ["mariadb", "--no-defaults", self._socket, "-uroot", "-N", NAME]
        return subprocess.run(command, input=sql, check=True, capture_output=True, text=True).stdout.strip()

    def dump(self, path: Path) -> Path:
        """Write a dump."""
        command = ["mariadb-dump", "--no-defaults", self._socket, "-uroot", f"--result-file={path}", NAME]
        subprocess.run(command, check=True)
        return path


@pytest.fixture(scope="module")
def database(php, wordpress_source, socket, tmp_path_factory):
    target = tmp_path_factory.mktemp("amounts") / "html"
    wish = {"activate": {"1": ["single.php"]}, "posts": 25}
    install(php, wordpress_source, target, socket, NAME, network=False, wish=wish)
    database = Database(socket)
    database.ask(CHANGES)
    return database


@pytest.fixture(scope="module")
def report(database, tmp_path_factory):
    dump = database.dump(tmp_path_factory.mktemp("amounts-dump") / "site.sql")
    return scan(None, [str(dump)])


def is_over(report, measure, number) -> bool:
    """Tell whether the scan counts more than a number."""
    facts = [*report.sites, *report.options, *report.database_weights]
    platform = with_limit(number)
    found = TallyFound(measure=measure, over="x").find(Inventory(facts, lambda _: {}), platform)
    return any(isinstance(place, Evidence) for place in found)


def with_limit(number: int) -> Platform:
    [platform] = [one for one in load_platforms() if one.id == "pantheon"]
    limit: Limit = replace(next(iter(platform.limits.values())), value=number)
    return replace(platform, limits={"x": limit})


@pytest.mark.parametrize("measure", ASKED)
def test_amounts_are_those_of_the_server(database, report, measure):
    number = int(database.ask(ASKED[measure]))
    assert number > 3
    assert is_over(report, measure, number - 1)
    assert not is_over(report, measure, number)


def test_revisions_are_no_published_posts(database, report):
    [site] = [fact for fact in report.sites if isinstance(fact, Site)]
    published = "post_status = 'publish' AND post_type IN ('post', 'page')"
    assert site.posts == int(database.ask(f"SELECT COUNT(*) FROM wp_posts WHERE {published}"))


def test_addresses_that_differ_are_told(report):
    assert "two-addresses" in {finding.rule.id for finding in report.findings}
