"""What PHP code includes."""

import pytest

from audit.parsers.php.file import PhpFile
from audit.parsers.php.includes import includes


def expressions(code):
    file = PhpFile(b"<?php " + code)
    return [file.source[slice(*one.expression)] for one in includes(file)]


@pytest.mark.parametrize(
    ("code", "expression"),
    [
        (b"include 'a.php';", b"'a.php'"),
        (b"INCLUDE_ONCE ( 'a.php' );", b"( 'a.php' )"),
        (b"$a = [require __DIR__ . \"/{$b[';']}.php\", 1];", b"__DIR__ . \"/{$b[';']}.php\""),
        (b"f(require_once f(1, 2) . 'a');", b"f(1, 2) . 'a'"),
        (b"return include /* a; */ $a ?>", b"$a"),
        (b"@include $a", b"$a"),
    ],
)
def test_an_included_file_is_told_by_its_expression(code, expression):
    assert expressions(code) == [expression]


def test_a_member_or_a_name_in_a_text_includes_nothing():
    code = b"$a->include(); A::require('b'); function include() {} f(include: 1); 'include a'; // include 'a'"
    assert expressions(code) == []


def test_includes_come_in_the_order_of_the_file_with_their_lines():
    found = includes(PhpFile(b"<?php require 'a';\ninclude 'b';"))
    assert [(one.by, one.line, one.offset) for one in found] == [("require", 1, 6), ("include", 2, 19)]
