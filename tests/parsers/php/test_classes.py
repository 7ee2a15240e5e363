"""The constants of PHP classes."""

import pytest

from audit.parsers.php.classes import class_constant


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class A { const V = '1'; }", "1"),
        ("final class a extends B { public const string V = \"1\"; const W = '2'; }", "1"),
        ("namespace N; class A { function f() { $x = \"{$y}\"; } const V = '1'; }", "1"),
        ("class B { const V = '1'; }", None),
        ("class B { const V = '0'; } class A { const V = '1'; }", "1"),
        ("class A {} class B { const V = '1'; }", None),
        ("class A { /* const V = '1'; */ }", None),
        ("class A { const V = self::W; }", None),
        ("class A { const V = 1; }", None),
        ("const V = '1'; class A {}", None),
        ("class A { const V", None),
        ("class", None),
    ],
)
def test_a_constant_is_that_of_its_class(code, expected):
    assert class_constant(f"<?php {code}".encode(), "A", "V") == expected
