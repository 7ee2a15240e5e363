"""Calls and backticks, with the answers of PHP's own tokenizer recorded beside the cases."""

import json
import random
import time
from pathlib import Path

import pytest

from audit.parsers.php.calls import arguments, backticks, calls
from audit.parsers.php.file import PhpFile

CASES = Path(__file__).parent.parent.parent / "cases" / "php"
EXPECTED = json.loads((CASES / "expected.json").read_text())
WATCHED = frozenset(EXPECTED["watched"])
# The recorded answers take no account of imports: here exec() is another function, and run() is exec().
IMPORTED = {"08_use_function.php": [[88, "exec"]]}
SCRAPS = rb"""
    ' " ` {$a ${ } ?> <?php <<<A \ /* */ // # #[ ] exec( ->
    :: new function & define('A', if ( ) : ; $a = 1 [
""".split()


def found(code, *names):
    return [call.name for call in calls(PhpFile(b"<?php " + code), frozenset(names or ["exec", "mail"]))]


def given(code):
    file = PhpFile(b"<?php " + code)
    [call] = calls(file, frozenset({"exec"}))
    spans = arguments(file, call.offset)
    return None if spans is None else [file.source[start:end] for start, end in spans]


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_calls_are_those_of_php(name):
    file = PhpFile((CASES / name).read_bytes())
    calls_found = [[call.offset, call.name] for call in calls(file, WATCHED)]
    assert calls_found == IMPORTED.get(name, EXPECTED["files"][name]["calls"])


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_backticks_are_those_of_php(name):
    assert backticks(PhpFile((CASES / name).read_bytes())) == EXPECTED["files"][name]["backticks"]


def test_calls_come_in_the_order_of_the_file_with_their_lines():
    file = PhpFile(b"<?php\nmail();\r\nexec();\rmail();")
    assert [(call.name, call.line) for call in calls(file, WATCHED)] == [
        ("mail", 2),
        ("exec", 3),
        ("mail", 4),
    ]


def test_only_watched_names_are_found():
    assert found(b"exec(); mail();", "mail") == ["mail"]


def test_a_decrement_before_a_comparison_is_no_arrow():
    assert found(b"$a-->exec(); $a--->mail();") == ["exec"]


def test_a_class_named_through_a_keyword_does_not_hide_a_call():
    code = b"$a::class . exec(); $new + mail(); $renew = 1; renew & exec(); $a->function & mail();"
    assert found(code) == ["exec", "mail", "exec", "mail"]


def test_a_function_that_returns_a_reference_is_no_call():
    assert found(b"function &exec() {} $a = &mail(); function /* */ & /* */ exec() {}") == ["mail"]


def test_comments_may_stand_anywhere_around_a_name():
    assert found(b"$a -> // exec()\n # mail()\n exec(); mail /* */ // ?\n (1);") == ["mail"]


def test_a_paren_behind_a_closed_tag_makes_no_call():
    assert found(b"exec // ?> (1)") == []


def test_nesting_in_strings_has_no_limit():
    depth = 50_000
    assert found(b'"{$a[' * depth + b"exec()" + b']}"' * depth) == ["exec"]


def test_a_heredoc_in_a_heredoc_ends_by_its_own_label():
    code = b"<<<A\n{$a[<<<B\nexec()\nA\nB . exec()]}\nexec()\nA; mail();"
    assert found(code) == ["exec", "mail"]


def test_code_in_a_command_in_backticks_is_code():
    assert backticks(PhpFile(b"<?php `a {$b[`c`]} d`;")) == [6, 13]


def test_what_follows_a_halt_is_no_code():
    assert found(b"exec(); $a = '__halt_compiler'; mail(); __HALT_compiler(); exec();") == ["exec", "mail"]
    assert found(b"$a->__halt_compiler; \\__halt_compiler\\b; exec();") == ["exec"]


def test_a_function_that_the_namespace_defines_comes_before_the_global_one():
    assert found(b"namespace A; function exec() {} exec(); mail();") == ["mail"]
    assert found(b"namespace A; class B { function exec() {} } exec();") == ["exec"]
    assert found(b"namespace A { function exec() {} } namespace B { exec(); }") == ["exec"]


def test_a_call_says_whether_the_code_asks_for_the_function():
    file = PhpFile(b"<?php mail(); if (function_exists('mail')) { mail(); }")
    assert [call.guarded for call in calls(file, frozenset({"mail"}))] == [False, True]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        (b"exec // a(\n\n  /* b */ # c\n (1);", ["exec"]),
        (b"$o-> /* %b */ exec(1);" % (b"a" * 5000), []),
        (b"$o\n\n->\n\nexec\n\n(1); 1 // new\n + exec\n(2);", ["exec"]),
        (b"1 & & & %b exec(1); function & /* a */ & exec(1) {}" % (b"& " * 500), ["exec"]),
        (b"// function\nexec(1); /* function */ exec(2); function exec(3) {}", ["exec", "exec"]),
        (b"use A\\{function b as exec}; exec(1); mail(2);", ["mail"]),
        (b"/* %b */ namespace A; function exec() {} exec(1); mail(1);" % (b"a" * 5000), ["mail"]),
    ],
)
def test_what_stands_far_from_a_name_still_tells_what_it_is(code, names):
    assert found(code) == names


@pytest.mark.parametrize(
    ("behind", "is_guarded"),
    [(b"} %b", True), (b"%b }", True), (b"%b return; }", False)],
)
def test_what_follows_a_call_may_tell_what_a_question_before_it_means(behind, is_guarded):
    code = b"<?php if (PHP_VERSION_ID < 70000) { exec('a'); " + behind % (b"$a = 1; " * 1000)
    assert [call.guarded for call in calls(PhpFile(code), frozenset({"exec"}))] == [is_guarded]


def test_a_question_behind_a_call_counts_for_it_in_a_class_alone():
    asking = b"function b() { exec(1); } %b function isC() { return function_exists('exec'); } "
    code = b"<?php " + asking % (b"/**/" * 2000)
    in_class = b"<?php class A { %b }" % code.removeprefix(b"<?php ")
    guarded = [calls(PhpFile(one), frozenset({"exec"}))[0].guarded for one in (code, in_class)]
    assert guarded == [False, True]


def test_arguments_are_told_apart_by_their_commas_alone():
    code = b"exec('a,b', [1, 2], f(3, 4) /* , */, fn($x, $y) => $x, \"{$z[','][1]}\", );"
    assert given(code) == [b"'a,b'", b"[1, 2]", b"f(3, 4)", b"fn($x, $y) => $x", b"\"{$z[','][1]}\""]


@pytest.mark.parametrize(
    ("code", "spans"), [(b"exec()", []), (b"exec( /* a */ )", []), (b"exec(...$a)", [b"...$a"])]
)
def test_a_call_may_have_few_arguments(code, spans):
    assert given(code) == spans


@pytest.mark.parametrize("code", [b"exec(...)", b"exec(1, 2", b"exec( /* ) */"])
def test_what_is_no_whole_list_of_arguments_is_none(code):
    assert given(code) is None


def test_arguments_of_a_class_are_found_by_its_name():
    file = PhpFile(b"<?php new Process(['a']); new Process;")
    assert (arguments(file, 10), arguments(file, 30)) == ([(18, 23)], None)


@pytest.mark.parametrize(
    "scrap",
    [
        *(
            b"exec /* ",
            b"exec /**/ ",
            b"exec   ",
            b'"{$',
            b"#[",
            b"<<<A\n",
            b"'\\",
            b"?><?php ",
            b"exec(",
            b"exec,",
        ),
        *(
            b"exec();",
            b"exec\\",
            b"\\exec",
            b"{exec(",
            b"}exec(",
            b";use exec as a",
            b"use exec as ",
            b";use function exec as a;",
        ),
        *(
            b"namespace a;exec();",
            b"function exec(){",
            b"if(function_exists('exec')):",
            b"\nexec",
            b"//\nexec,",
        ),
        *(b"if(function_exists('exec'))", b"function_exists('exec');return;", b"(fn()=>function(){exec();"),
        *(b"exec(exec(),", b"class exec{", b"implements exec,", b"method_exists(", b"version_compare("),
    ],
)
def test_many_scraps_are_read_in_seconds(scrap):
    file = PhpFile(b"<?php " + scrap * (300_000 // len(scrap)) + b"exec()")
    start = time.perf_counter()
    for call in calls(file, WATCHED):
        arguments(file, call.offset)
    backticks(PhpFile(file.source + b"`"))
    assert time.perf_counter() - start < 5


def test_no_input_is_too_strange_to_read():
    chance = random.Random(7)
    for _ in range(1000):
        file = PhpFile(b"<?php " + b" \n".join(chance.choices(SCRAPS, k=20)))
        for call in calls(file, WATCHED):
            assert file.source.startswith(b"exec(", call.offset)
            arguments(file, call.offset)
