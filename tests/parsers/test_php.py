"""Calls and backticks, with the answers of PHP's own tokenizer recorded beside the cases."""

import json
import random
import time
from pathlib import Path

import pytest

from audit.parsers.php import backticks, calls

CASES = Path(__file__).parent.parent / "cases" / "php"
EXPECTED = json.loads((CASES / "expected.json").read_text())
WATCHED = frozenset(EXPECTED["watched"])
SCRAPS = rb"""
    ' " ` {$a ${ } ?> <?php <<<A \ /* */ // # #[ ] exec( ->
    :: new function & define('A', if ( ) : ; $a = 1 [
""".split()


def found(code, *names):
    return [call.name for call in calls(b"<?php " + code, frozenset(names or ["exec", "mail"]))]


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_calls_are_those_of_php(name):
    calls_found = [[call.offset, call.name] for call in calls((CASES / name).read_bytes(), WATCHED)]
    assert calls_found == EXPECTED["files"][name]["calls"]


@pytest.mark.parametrize("name", EXPECTED["files"])
def test_backticks_are_those_of_php(name):
    source = (CASES / name).read_bytes()
    lines = [source.count(b"\n", 0, offset) + 1 for offset in EXPECTED["files"][name]["backticks"]]
    assert backticks(source) == lines


def test_calls_come_in_the_order_of_the_file_with_their_lines():
    source = b"<?php\nmail();\r\nexec();\rmail();"
    assert [(call.name, call.line) for call in calls(source, WATCHED)] == [
        ("mail", 2),
        ("exec", 3),
        ("mail", 4),
    ]


def test_only_watched_names_are_found():
    assert found(b"exec(); mail();", "mail") == ["mail"]


def test_a_decrement_before_a_comparison_is_no_arrow():
    assert found(b"$a-->exec(); $a--->mail();") == ["exec"]


def test_a_class_named_through_a_keyword_does_not_hide_a_call():
    assert found(b"$a::class . exec(); $new + mail(); $renew = 1; renew & exec();") == [
        "exec",
        "mail",
        "exec",
    ]


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
    assert backticks(b"<?php `a {$b[`c`]} d`;") == [1, 1]


def test_what_follows_a_halt_is_no_code():
    assert found(b"exec(); $a = '__halt_compiler'; mail(); __HALT_compiler(); exec();") == ["exec", "mail"]
    assert found(b"$a->__halt_compiler; \\__halt_compiler\\b; exec();") == ["exec"]


@pytest.mark.parametrize(
    "scrap", [b"exec /* ", b"exec /**/ ", b"exec   ", b'"{$', b"#[", b"<<<A\n", b"'\\", b"?><?php "]
)
def test_many_scraps_are_read_in_seconds(scrap):
    source = b"<?php " + scrap * (300_000 // len(scrap)) + b"exec()"
    start = time.perf_counter()
    calls(source, WATCHED)
    backticks(source + b"`")
    assert time.perf_counter() - start < 5


def test_no_input_is_too_strange_to_read():
    chance = random.Random(7)
    for _ in range(1000):
        source = b"<?php " + b" \n".join(chance.choices(SCRAPS, k=20))
        assert len(calls(source, WATCHED)) <= source.count(b"exec(")
