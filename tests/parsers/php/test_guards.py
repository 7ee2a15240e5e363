"""What code asks before it uses something, and how far the answer counts."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.symbols import Sought, symbols

SOUGHT = Sought(
    functions=frozenset({"exec", "mail"}),
    classes=frozenset({"imagick", "pdo"}),
    constants=frozenset({"E_X", "PDO::A"}),
    methods=frozenset({"pdo::connect", "flush"}),
)


def guarded(code):
    """Return for each use in the code whether it is guarded, as 1 or 0."""
    return "".join(str(int(symbol.guarded)) for symbol in symbols(PhpFile(b"<?php " + code), SOUGHT))


def guards(code):
    return set(symbols(PhpFile(b"<?php " + code), SOUGHT)[-1].guards)


@pytest.mark.parametrize(
    "code",
    [
        b"if (function_exists('exec')) { exec(); }",
        b"if (!function_exists('exec')) { echo 1; } else { exec(); }",
        b'if (! \\Function_Exists( /* a */ "\\\\Exec" )) {} elseif (1) {} else { exec(); }',
        b"if (1 && (is_callable('exec') && $b)) exec();",
        b"if (is_callable('exec')): ?> a <?php exec(); endif;",
        b"if (function_exists('exec')): if (1): endif; exec(); endif;",
        b"if (function_exists('exec')) { function f() { exec(); } }",
        b"while (function_exists('exec')) { exec(); }",
        b"function_exists('exec') && exec();",
        b"$a = function_exists('exec') ? exec() : null;",
        b"return function_exists('exec') and exec();",
        b"if (!function_exists('exec')) return; exec();",
        b"if (!function_exists('exec')) { wp_die(); exit; } function f() { exec(); }",
        b"function_exists('exec') or die('a'); exec();",
        b"function f() { if (!function_exists('exec')) { return; } exec(); }",
        b"function f() { $a = function_exists('exec'); if ($a) { exec(); } }",
        b"class A { function f() { return is_callable('exec'); } function g() { exec(); } }",
        b"class A { function f() { if (!is_callable('exec')) return 0; exec(); } }",
        b"if (class_exists('Imagick')) { new Imagick; }",
        b"if (class_exists(\\Imagick::class)) { new Imagick; }",
        b"namespace A; if (interface_exists('\\\\PDO', false)) { new \\PDO; }",
        b"if (defined('E_X')) { echo E_X; }",
        b"if (defined('Pdo::A')) { echo PDO::A; }",
        b"if (method_exists($a, 'flush')) { $a->flush(); }",
        b"if (version_compare(PHP_VERSION, '8.0') < 0) { exec(); }",
        b"if (version_compare('5.4', phpversion(), '>')) { exec(); }",
        b"if (PHP_VERSION_ID < 80000) { exec(); }",
        b"if (\\PHP_MAJOR_VERSION < 8) { exec(); }",
        b"if (PHP_VERSION < 6) { exec(); }",
        b"if (6 > phpversion()) { exec(); }",
    ],
)
def test_a_use_is_guarded_where_the_code_asks_before(code):
    assert guarded(code)[-1] == "1"


@pytest.mark.parametrize(
    "code",
    [
        b"exec(); if (function_exists('exec')) { }",
        b"if (function_exists('exec')) { } exec();",
        b"if (function_exists('exec')) echo 1; exec();",
        b"if (function_exists('exec')): endif; exec();",
        b"function f() { if (function_exists('exec')) { return; } } exec();",
        b"if (function_exists('exec')) { function f() { return 1; } } exec();",
        b"if (function_exists('mail')) { exec(); }",
        b"if (function_exists($exec)) { exec(); }",
        b"if ($a->function_exists('exec')) { exec(); }",
        b"// if (function_exists('exec')) {\nexec();",
        b"if ('function_exists(\"exec\")') { exec(); }",
        b"$a = function_exists('exec') ? 1 : 2; exec();",
        b"class A { function f() { $a = is_callable('exec'); } function g() { exec(); } }",
        b"if (version_compare($wp_version, '5.0', '<')) { exec(); }",
        b"echo PHP_VERSION; if (1) { exec(); }",
        b"function f() { echo phpversion(), exec(); }",
        b"if (version_compare(PHP_VERSION, '5.6', '<')) { return; } exec();",
    ],
)
def test_a_use_is_not_guarded_where_the_code_asks_elsewhere_or_something_else(code):
    assert guarded(code)[-1] == "0"


def test_a_method_that_tells_whether_a_class_is_of_use_guards_the_class():
    code = b"function g() { exec(); } static function is_supported() { if (!is_callable('exec')) return 0; }"
    assert guarded(b"class A { " + code + b" }") == "1"
    assert guarded(code) == "0"


def test_all_that_is_asked_is_said():
    code = b"if (extension_loaded('Imagick') && class_exists('Imagick') || phpversion('gd')) { new Imagick; }"
    assert guards(code) == {"extension:imagick", "class:imagick", "extension:gd"}


def test_an_early_end_for_old_versions_says_what_the_file_asks_for_at_least():
    assert guards(b"if (PHP_VERSION_ID < 50600) { exit; } exec();") == {"minimum-version"}


def test_a_method_is_asked_for_by_its_class_too():
    code = b"function f() { if (method_exists('PDO', 'connect')) { PDO::connect(); } }"
    assert guards(code) == {"method:pdo::connect"}
    assert guarded(code) == "01"


def test_names_that_are_not_sought_are_not_said():
    assert guards(b"if (!defined('ABSPATH')) { exit; } exec();") == set()
