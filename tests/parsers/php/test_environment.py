"""What PHP code asks for to learn where it runs."""

import pytest

from audit.parsers.php.environment import environment_names
from audit.parsers.php.file import PhpFile


def names(code):
    return [one.name for one in environment_names(PhpFile(b"<?php " + code.encode()))]


@pytest.mark.parametrize(
    "code",
    [
        "getenv('A');",
        'getenv("A", true);',
        "\\GetEnv('A');",
        "defined('A') || define('A', 1);",
        "env('A');",
        "$_ENV['A'];",
        '$_SERVER["A"] ?? null;',
        '"$_ENV[A]";',
        "getenv(/* of the host */ 'A');",
    ],
)
def test_a_name_is_read_in_each_way(code):
    assert names(code) == ["A"]


@pytest.mark.parametrize(
    "code",
    [
        "// getenv('A')",
        "'getenv(\"A\")';",
        "$o->getenv('A');",
        "O::getenv('A');",
        "function getenv($a = 'A') {}",
        "$_ENV['A'] = 1;",
        "putenv('A=1');",
        "getenv('A' . $b);",
        "getenv($a['A']);",
        "getenv();",
        "$_ENV[$a];",
    ],
)
def test_what_is_no_question_by_name_is_left_alone(code):
    assert names(code) == []


def test_lines_are_told():
    assert [one.line for one in environment_names(PhpFile(b"<?php\n\ngetenv('A');"))] == [3]


def test_long_names_are_cut():
    assert len(names(f"getenv('{'A' * 5000}');")[0]) == 100


def test_bytes_that_are_no_text_end_nothing():
    assert list(environment_names(PhpFile(b"<?php getenv('\xff'); $_ENV['\xfe'];")))
