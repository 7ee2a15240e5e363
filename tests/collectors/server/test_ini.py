"""What php.ini and .user.ini files set."""

import pytest

from audit.collectors.server.ini import read_ini
from audit.model.facts import Problem
from audit.model.server import IniValue
from audit.scan import scan
from audit.sources.tree import File
from tests.conftest import CORE, lay


def read(text, **more):
    return list(read_ini(File("php.ini", text.encode(), **more), root=".", seen_as="php.ini", own=True))


def test_values_are_told_with_their_lines():
    found = read("\ufeff[PHP]\r\n; x = 1\r\nmemory_limit = 256M\r\n")
    assert [(one.name, one.value, one.location.line) for one in found] == [("memory_limit", "256M", 3)]


@pytest.mark.parametrize(
    "line",
    [
        "session.save_path = tcp://10.0.0.1:6379?auth=open-sesame",
        "newrelic.license = 0123456789abcdef",
        "mysqli.default_pw = open-sesame",
        "sendmail_from = joe@example.org",
        "user.api_key = open-sesame",
    ],
)
def test_what_may_be_a_secret_is_not_copied(line):
    [found] = read(line)
    assert found.value is None


def test_a_long_value_is_cut_and_a_long_file_is_told():
    value, problem = read(f"a = {'x' * 5000}", cut=True)
    assert isinstance(value, IniValue)
    assert isinstance(problem, Problem)
    assert value.value is None or len(value.value) <= 200


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("php.ini", True),
        (".user.ini", True),
        ("old/php.ini", True),
        (".lando/config/php.ini", False),
        ("docker/php/php.ini", False),
        ("wp-content/plugins/a/php.ini", False),
        ("wp-content/plugins/a/vendor/b/php.ini", False),
    ],
)
def test_only_what_the_server_may_read_counts(tmp_path, path, is_read):
    more = {"wp-content/plugins/a/a.php": "<?php\n/* Plugin Name: A */"}
    report = scan(str(lay(tmp_path / "site", {**CORE, **more, path: "memory_limit = 1G\n"})))
    assert [one.value for one in report.ini_values if one.own] == (["1G"] if is_read else [])
