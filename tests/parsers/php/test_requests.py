"""Cookies and parameters that code asks for by name."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.requests import request_keys


def asked(code):
    return [(key.kind, key.name) for key in request_keys(PhpFile(b"<?php " + code))]


@pytest.mark.parametrize(
    "code",
    [
        b"$_COOKIE['a'];",
        b'$_COOKIE["a"];',
        b"$_COOKIE [ 'a' ] ?? 1;",
        b"isset($_COOKIE['a']);",
        b"$_COOKIE/* x */['a'];",
        b'echo "$_COOKIE[a]";',
        b"echo \"{$_COOKIE['a']}\";",
        b"$b = $_COOKIE['a'] == 1;",
        b"$_COOKIE['a']['b'];",
    ],
)
def test_a_cookie_is_read_by_the_name_in_its_brackets(code):
    assert asked(code) == [("cookie", "a")]


@pytest.mark.parametrize(
    "code",
    [
        b"$_COOKIE[$a];",
        b"$_COOKIE['a' . $b];",
        b"$_COOKIE['a'] = 1;",
        b"// $_COOKIE['a']",
        b"'$_COOKIE[a]';",
        b'"\\$_COOKIE[a]";',
        b"$_cookie['a'];",
        b"$_COOKIES['a'];",
        b"$_POST['a'];",
        b"",
    ],
)
def test_what_is_no_such_name_is_left_alone(code):
    assert asked(code) == []


def test_parameters_are_those_of_get_and_request():
    code = b"$_GET['a']; $_REQUEST['b']; $_POST['c']; $_FILES['d'];"
    assert asked(code) == [("query", "a"), ("query", "b")]


def test_a_name_is_not_longer_than_a_report_can_show():
    [(_, name)] = asked(b"$_GET['" + b"a" * 1000 + b"'];")
    assert len(name) == 100


def test_only_so_many_of_one_file_are_told():
    assert len(asked(b"$_GET['a'];" * 10_001)) == 10_000
