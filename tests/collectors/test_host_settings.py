"""What pantheon.yml tells is read wherever it may lie, and nothing of it can hurt."""

import pytest

from audit.collectors.host_settings import read_host_settings
from audit.model.facts import Problem
from audit.scan import scan
from audit.sources.tree import File
from tests.conftest import CORE, lay


def read(text):
    file = File("web/pantheon.yml", text if isinstance(text, bytes) else text.encode())
    return list(read_host_settings(file, root=".", seen_as="pantheon.yml"))


def test_each_value_is_told_with_the_way_to_it():
    text = "php_version: 8.2\ndatabase:\n  version: 10.6\npaths:\n  - /a/\n  - /b/\nbuild_step: true\n"
    assert [(one.file, one.key, one.value) for one in read(text)] == [
        ("pantheon.yml", "php_version", "8.2"),
        ("pantheon.yml", "database.version", "10.6"),
        ("pantheon.yml", "paths", "/a/"),
        ("pantheon.yml", "paths", "/b/"),
        ("pantheon.yml", "build_step", "true"),
    ]


@pytest.mark.parametrize("text", ["a: [", b"\xff\xfe\x00", "a: &b [*b]\nc: {{{"])
def test_what_is_no_yaml_is_told_and_hides_nothing(text):
    assert all(isinstance(one, Problem) and not one.hides for one in read(text))


def test_no_depth_and_no_number_of_values_is_too_much():
    deep = "".join(f"{'  ' * depth}a:\n" for depth in range(100)) + "  " * 100 + "b: 1\n"
    assert len(read(deep)) <= 1
    assert len(read("".join(f"k{number}: 1\n" for number in range(3000)))) == 500


def test_logins_are_not_copied():
    [one] = read("hook: https://joe:open-sesame@example.org/x?key=1\n")
    assert "sesame" not in one.value
    assert "key" not in one.value


@pytest.mark.parametrize(
    ("path", "count"),
    [("pantheon.yml", 1), ("web/pantheon.upstream.yml", 1), ("wp-content/plugins/a/pantheon.yml", 0)],
)
def test_files_of_plugins_tell_nothing(tmp_path, path, count):
    report = scan(str(lay(tmp_path / "site", {**CORE, path: "php_version: 8.2\n"})))
    assert len(report.host_settings) == count
