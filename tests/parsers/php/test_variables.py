"""Variables that keep their value, and constants that are defined through the class of Roots."""

import pytest

from audit.parsers.php.values import Assignment, configuration

ROOTS = b"<?php use Roots\\WPConfig\\Config; "


def last(code, known=None):
    found = configuration(b"<?php " + code, "/w/x.php", known)[-1]
    assert isinstance(found, Assignment)
    return "computed" if found.computed else found.value


@pytest.mark.parametrize(
    "code",
    [
        b"$a = 'x'; define('B', $a . 'y');",
        b"$a = 'x'; require 'vendor/autoload.php'; define('B', $a . 'y');",
        b"$a = 'x'; if (file_exists($a . '/b')) { foo(); } define('B', $a . 'y');",
        b"$c = 'x'; $a = $c; define('B', $a . 'y');",
        b"$a = 'x'; Dotenv::create($a); new C($a); define('B', $a . 'y');",
    ],
)
def test_a_variable_that_keeps_its_value_is_known(code):
    assert last(code) == "xy"


@pytest.mark.parametrize(
    "code",
    [
        b"$a = 'x'; $a = 'z'; define('B', $a);",
        b"if ($c) { $a = 'x'; } define('B', $a);",
        b"$a = 'x'; $a .= 'z'; define('B', $a);",
        b"$a = 'x'; foo($a); define('B', $a);",
        b"$a = 'x'; foo(1, [2], $a); define('B', $a);",
        b"$a = 'x'; foreach ($c as $a) {} define('B', $a);",
        b"$a = 'x'; foreach ($c as $k => $a) {} define('B', $a);",
        b"$a = 'x'; [$a, $c] = foo(); define('B', $a);",
        b"$a = 'x'; list(, $a) = foo(); define('B', $a);",
        b"$a = 'x'; $c = &$a; define('B', $a);",
        b"$a = 'x'; $$c = 1; define('B', $a);",
        b"$a = 'x'; include 'other.php'; define('B', $a);",
        b"$a = 'x'; include $c; define('B', $a);",
        b"$a = 'x'; function f() { define('B', $a); }",
        b"$a = 'x'; $a['b'] = 'z'; define('B', $a);",
        b"$a = 'x'; $a++; define('B', $a);",
        b"define('B', $a); $a = 'x'; define('B', $a[0]);",
        b"$a = 'x'; define('B', $a->b);",
        b"$a = 'x'; define('B', $a());",
    ],
)
def test_a_variable_that_may_change_is_computed(code):
    assert last(code) == "computed"


def test_a_server_variable_is_known_if_it_was_told_and_not_changed():
    known = {"$_SERVER['DOCUMENT_ROOT']": "/srv"}
    assert last(b"define('A', $_SERVER['DOCUMENT_ROOT'] . '/a');", known) == "/srv/a"
    assert last(b'define("A", $_SERVER["DOCUMENT_ROOT"] . "/a");', known) == "/srv/a"
    assert (
        last(b"$_SERVER['DOCUMENT_ROOT'] = foo(); define('A', $_SERVER['DOCUMENT_ROOT']);", known)
        == "computed"
    )
    assert last(b"define('A', $_SERVER['HTTP_HOST']);", known) == "computed"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"'/a/b/'", "/a/b"),
        (b"__DIR__ . '/../b'", "/w/../b"),
        (b"'b'", "computed"),
        (b"''", "computed"),
        (b"$_GET['a']", "computed"),
    ],
)
def test_a_real_path_is_the_path_unless_it_depends_on_where_php_runs(path, expected):
    assert last(b"$a = realpath(" + path + b");") == expected


def test_the_class_of_roots_defines_constants_of_which_the_last_counts():
    code = ROOTS + b"Config::define('A', 1); \\Roots\\WPConfig\\Config::define('B', Config::get('A') + 1);"
    found = [one for one in configuration(code) if isinstance(one, Assignment)]
    assert [(one.kind, one.name, one.value, one.late) for one in found] == [
        ("constant", "A", 1, True),
        ("constant", "B", 2, True),
    ]


@pytest.mark.parametrize(
    "code",
    [
        b"if ($x) { Config::define('A', 1); } Config::define('B', Config::get('A'));",
        b"Config::define('A', foo()); Config::define('B', Config::get('A'));",
        b"Config::define('A', 1); Config::define('A', foo()); Config::define('B', Config::get('A'));",
        b"Config::define('A', 1); Config::define('B', Config::got('A'));",
        b"Config::define('A', 1); Config::define('B', Other::get('A'));",
        b"Config::define('A', 1); Config::define('B', Config::get(foo()));",
    ],
)
def test_what_the_class_may_not_have_is_computed(code):
    found = configuration(ROOTS + code)[-1]
    assert isinstance(found, Assignment)
    assert found.computed


@pytest.mark.parametrize("code", [b"Config::define('A', 1);", b"use Acme\\Config; Config::define('A', 1);"])
def test_another_class_of_the_name_is_not_followed(code):
    assert configuration(b"<?php " + code) == []
