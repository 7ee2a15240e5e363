"""What is worked out of a PHP file once for all."""

import pytest

from audit.parsers.php.file import PhpFile


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"<?php f('a');", b"     ;f(''');"),
        (b'<?php "a{$b}c";', b"     ;'''$b''';"),
        (b"<?php 1 // a\n; # b", b"     ;1     \n;    "),
        (b"<?php #[A(1)] 1 ?> a <?= 2", b"     ;        1        ; 2"),
        (b"a", b";"),
        (b"", b""),
    ],
)
def test_all_but_the_code_is_blanked(source, code):
    file = PhpFile(source)
    assert file.code == code
    assert len(file.code) == len(source)


def test_long_texts_are_blanked_whole():
    file = PhpFile(b"<?php '" + b"a" * 10_000 + b"'; /*" + b"b" * 10_000 + b"*/ c();")
    assert file.code == b"     ;" + b"'" * 10_002 + b"; " + b" " * 10_004 + b" c();"


def test_words_are_told_where_they_stand():
    file = PhpFile(b"<?php a($a, 'A'); // A-b aa")
    assert list(file.offsets(b"a")) == [6, 13, 21]
    assert list(file.code_offsets(b"a")) == [6]
    assert sorted(file.places({b"b", b"php"})) == [(2, b"php"), (23, b"b")]


def test_a_text_says_what_php_reads():
    file = PhpFile(b'<?php \'it\\\'s\'; "a\\x41"; "a$b";')
    assert [file.text_at(offset) for offset in (6, 15, 25, 7)] == [(b"it's", 13), (b"aA", 22), None, None]


@pytest.mark.parametrize(
    ("place", "function"),
    [(b"1;", b"f"), (b"2;", None), (b"3;", b"f"), (b"4;", b"g"), (b"5;", None), (b"<", None)],
)
def test_the_function_around_an_offset_is_the_innermost(place, function):
    source = b"<?php function f() { 1; $a = function () use ($b): c { 2; }; 3; } function g(){4;} 5;"
    body = PhpFile(source).functions.around(source.index(place))
    assert (body.name if body else None) == function


def test_classes_of_all_kinds_have_bodies():
    source = b"<?php class A{} interface B{} trait C{} enum D:int{} new class(f(){}) extends E{}; A::class;"
    assert [body.name for body in PhpFile(source).classes] == [b"A", b"B", b"C", b"D", None]


def test_brackets_that_are_broken_close_what_they_may():
    brackets = PhpFile(b"<?php f(a[1); { ( } ) ]").brackets
    assert [brackets.is_closed(offset) for offset in (7, 9, 14, 16)] == [False, True, True, True]
    assert brackets.end(14) == brackets.end(16) == 18
