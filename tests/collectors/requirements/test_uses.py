"""What one file uses of PHP, as the finders tell it."""

import pytest

from audit.collectors.requirements.uses import symbol_uses
from audit.knowledge.php import load_php
from audit.parsers.php.file import PhpFile

NAMES = load_php().names


def uses(source):
    return next(symbol_uses(PhpFile(b"<?php\n" + source), "wp-content/plugins/a/a.php", ".", NAMES), None)


def names(source):
    found = uses(source)
    return {(use.kind, use.name) for use in found.symbols} if found else set()


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        (b"curl_init();", "function", "curl_init"),
        (b"new \\Imagick();", "class", "imagick"),
        (b"use Random\\Randomizer; new Randomizer();", "class", r"random\randomizer"),
        (b"new \\MongoDB\\Driver\\Manager('x');", "class", r"mongodb\driver\manager"),
        (b"namespace Couchbase; new Bucket();", "class", r"couchbase\bucket"),
        (b"$a = CURLOPT_URL;", "constant", "CURLOPT_URL"),
        (b"ReflectionClass::export('A');", "method", "reflectionclass::export"),
    ],
)
def test_each_kind_of_symbol_is_told(source, kind, name):
    assert (kind, name) in names(source)


@pytest.mark.parametrize(
    "source", [b"// curl_init();", b"$a = 'curl_init()';", b"$a->curl_init();", b"strlen($a);"]
)
def test_what_is_no_use_of_an_extension_is_not_told(source):
    assert names(source) == set()


def test_a_symbol_is_told_once_with_its_first_lines_and_how_often():
    [use] = uses(b"curl_init();\n" * 5).symbols
    assert (use.lines, use.times) == ((2, 3, 4), 5)


def test_a_question_for_the_extension_guards_all_that_it_has():
    [use] = uses(b"if (extension_loaded('curl')) { curl_init(); }").symbols
    assert use.guarded
    [use] = uses(b"if (function_exists('curl_exec')) { curl_init(); }").symbols
    assert use.guarded


def test_a_question_for_another_extension_guards_nothing():
    [use] = uses(b"if (extension_loaded('gd')) { curl_init(); }").symbols
    assert not use.guarded


def test_questions_are_told_wherever_they_stand():
    source = (
        b"if (!extension_loaded('GD')) { } $a = class_exists( '\\\\Imagick' ); // function_exists('iconv')"
    )
    assert uses(source).asks == ("gd", "imagick")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("class_exists('Imagick')", "imagick"),
        ("enum_exists('Imagick')", "imagick"),
        ("extension_loaded('curl')", "curl"),
        ("function_exists('curl_init')", "curl_init"),
        ("is_callable('curl_init')", "curl_init"),
    ],
)
def test_a_question_is_asked_by_any_of_these(question, name):
    assert uses(question.encode()).asks == (name,)


def test_questions_for_what_is_not_of_php_are_not_told():
    assert uses(b"if (class_exists('WooCommerce') || function_exists('get_field')) { }") is None


def test_definitions_are_told_and_those_of_a_namespace_by_their_full_name():
    assert uses(b"if (!function_exists('mb_strlen')) { function mb_strlen($a) {} }").defines == (
        ("function", "mb_strlen"),
    )
    assert uses(b"namespace A; function mb_strlen($a) {}").defines == (("function", r"a\mb_strlen"),)


def test_syntax_is_told_by_its_symbol():
    [piece] = uses(b"$a = (real) $b;").language
    assert (piece.symbol, piece.lines) == ("(real) cast", (2,))


def test_a_file_that_uses_nothing_yields_nothing():
    assert uses(b"echo 1;") is None
