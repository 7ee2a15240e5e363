"""What a file defines."""

import pytest

from audit.parsers.php.definitions import definitions
from audit.parsers.php.file import PhpFile
from audit.parsers.php.symbols import Sought

SOUGHT = Sought(frozenset({"each", "brotli\\compress"}), frozenset({"imagick"}), frozenset({"E_X", "A\\E_Y"}))


def defined(code):
    return [(one.kind, one.name) for one in definitions(PhpFile(b"<?php " + code), SOUGHT)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (b"function each() {}", ("function", "each")),
        (b"if (!function_exists('each')) { function & /* a */ EACH($a): array { } }", ("function", "each")),
        (b"class A { function b() { function each() {} } }", ("function", "each")),
        (b"namespace B\\C; function each() {}", ("function", "b\\c\\each")),
        (b"namespace Brotli { function compress() {} }", ("function", "brotli\\compress")),
        (b"abstract class Imagick extends A implements B {}", ("class", "imagick")),
        (b"if (1) { interface\nImagick {} }", ("class", "imagick")),
        (b"enum Imagick: string {}", ("class", "imagick")),
        (b"class_alias('A', 'Imagick');", ("class", "imagick")),
        (b'class_alias(f(1, 2), "\\\\Imagick", false);', ("class", "imagick")),
        (b"define('E_X', 1);", ("constant", "E_X")),
        (b"defined('E_X') || \\Define( /* a */ 'E_X', f(1));", ("constant", "E_X")),
        (b"namespace B; define('E_X', 1);", ("constant", "E_X")),
        (b"namespace B; const A = [1, 2], E_X = 2;", ("constant", "b\\E_X")),
        (b"define('a\\\\E_Y', 1);", ("constant", "a\\E_Y")),
    ],
)
def test_what_is_defined_is_found_with_its_namespace(code, found):
    assert defined(code) == [found]


@pytest.mark.parametrize(
    "code",
    [
        b"namespace B; class Imagick {} class_alias('A', 'B\\\\Imagick');",
        b"class A { function each() {} const E_X = 1; }",
        b"interface A { function each(); }",
        b"$a = function () { each(); }; new class { function each() {} };",
        b"use function each; use function A\\each as b;",
        b"// function each() {}",
        b"'class Imagick {} function each() {}';",
        b"new Imagick; Imagick::class; $a->define('E_X', 1); define($a . 'E_X', 1); define('e_x', 1);",
        b"[E_X => 1]; $a = E_X == 1; function f($a = E_X) {}",
    ],
)
def test_what_is_only_named_is_not_found(code):
    assert defined(code) == []
