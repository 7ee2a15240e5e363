"""Patterns of redirects, as PHP's PCRE2 understands and suffers them."""

import json
import random
import subprocess
from typing import Any

import pytest

from audit.collectors.redirects.catastrophic import is_catastrophic
from audit.collectors.redirects.patterns import parse_pattern
from audit.collectors.redirects.running import runnable

pytestmark = pytest.mark.real

PATTERNS = 3000
ATOMS = [
    "a",
    "b",
    "/",
    r"\.",
    ".",
    r"\d",
    r"\w",
    "[a-c]",
    "[^/]",
    r"[\w-]",
    "1",
    "[[:alpha:]_]",
    r"\x61",
    "é",
    "[]a]",
]
REPEATS = ["", "", "", "", "?", "*", "+", "*?", "+?", "++", "{2}", "{0,2}", "{1,}"]
TEXTS = "ab/.1-_cé"
MATCH = """<?php
foreach (json_decode(file_get_contents('php://stdin')) as [$pattern, $texts]) {
    $told = [];
    foreach ($texts as $text) {
        $found = @preg_match("\\x01$pattern\\x01sD", $text, $taken, PREG_UNMATCHED_AS_NULL);
        $taken = array_map('bin2hex', array_map('strval', $taken ?? []));
        $told[] = $found === false ? preg_last_error() : ($found ? $taken : null);
    }
    echo json_encode($told), "\\n";
}
"""
# What a person would write, and a text that brings out how long it takes.
BUSY = [
    (r"^(a+)+$", "a" * 60 + "!"),
    (r"^([a-z]+)*$", "a" * 60 + "!"),
    (r"^(\w+\s?)*$", "a" * 60 + "!"),
    (r"^(.*,)*x$", "," * 60 + "x!"),  # PCRE looks for the x first
    (r"^(a|a)*$", "a" * 60 + "!"),
    (r"^(\w|\d)+$", "1" * 60 + "!"),
    (r"^((a+))+$", "a" * 60 + "!"),
    (r"^(a*)*$", "a" * 60 + "!"),
    (r"^/(([^/]+)+/)x$", "/" + "a" * 60 + "x"),
    (r"^(.|/)*x$", "/" * 60 + "x!"),
    (r"^(a?b?[ab]+)+$", "a" * 60 + "!"),
    (r"^([^?]*/?)*\.php$", "a" * 60 + ".php!"),
    (r"^(a?){40}$", "a" * 30 + "!"),
    (r"^.*.*.*.*.*x$", "a" * 3000 + "x!"),
]
QUICK = [
    (r"^([a-z]+/)*$", "a/" * 300 + "!"),
    (r"^(.*)/(.*)$", "a" * 600),
    (r"^(ab|cd)+$", "abcd" * 150 + "!"),
    (r"^(a++)+$", "a" * 600 + "!"),
    (r"^blog/([0-9]{4})/([0-9]{2})/(.*)$", "blog/2020/12/" + "a" * 600),
    (r"(^|&)id=([0-9]+)(&|$)", "id=" + "1" * 600 + "!"),
    (r"^(?:[^/]+/)*index\.html?$", "a/" * 300 + "!"),
    (r"\.(jpe?g|png|gif)$", "a." * 300),
    (r"^(.+)/page/([0-9]+)/?$", "/page/" * 100 + "!"),
]


def asked(php, cases, *options):
    command = [php, "-d", "display_errors=0", *options, "-r", MATCH.removeprefix("<?php")]
    given = json.dumps(cases)
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, timeout=100)
    return [json.loads(line) for line in done.stdout.splitlines()]


def written(chance, depth=0):
    def atom():
        if depth < 2 and chance.random() < 0.2:
            return chance.choice(["(", "(", "(?:"]) + written(chance, depth + 1) + ")"
        return chance.choice(ATOMS)

    branches = [
        "".join(atom() + chance.choice(REPEATS) for _ in range(chance.randint(1, 4)))
        for _ in range(chance.choice([1, 1, 1, 2]))
    ]
    start, end = chance.choice(["^", "^", ""]), chance.choice(["$", ""])
    return (start if depth == 0 else "") + "|".join(branches) + (end if depth == 0 else "")


def test_a_pattern_that_is_tried_matches_what_php_matches(php):
    seed = random.randrange(1_000_000)  # every failure names it
    chance = random.Random(seed)
    cases: list[Any] = []
    tried = []
    while len(cases) < PATTERNS:
        text = written(chance)
        pattern = runnable(text)
        if pattern is None:
            continue
        texts = ["".join(chance.choices(TEXTS, k=chance.randint(0, 8))) for _ in range(6)]
        texts += [pattern.witness] if pattern.witness is not None else []
        cases.append((text, texts))
        tried.append(pattern)
    for (text, texts), pattern, told in zip(cases, tried, asked(php, cases), strict=True):
        for one, expected in zip(texts, told, strict=True):
            match = pattern.compiled.search(one.encode())
            found = match and [(part or b"").hex() for part in (match[0], *match.groups())]
            assert found == expected, (seed, text, one)
            if match and pattern.beginning:
                assert one.lower().startswith(pattern.beginning), (seed, text, one)
            assert match or not one or not pattern.takes_all, (seed, text, one)


def test_patterns_are_found_for_nearly_all_witnesses():
    chance = random.Random(1)
    found = [one for _ in range(2000) if (one := runnable(written(chance))) is not None]
    assert sum(one.witness is not None for one in found) > 0.9 * len(found)


def test_what_is_called_catastrophic_keeps_php_busy_until_it_gives_up(php):
    told = asked(php, [(pattern, [text]) for pattern, text in BUSY], "-d", "pcre.jit=0")
    assert {pattern: answer[0] for (pattern, _), answer in zip(BUSY, told, strict=True)} == {
        pattern: 2
        for pattern, _ in BUSY  # PREG_BACKTRACK_LIMIT_ERROR
    }
    assert [pattern for pattern, _ in BUSY if not is_catastrophic(parse_pattern(pattern))] == []


def test_what_is_not_called_so_does_not(php):
    told = asked(php, [(pattern, [text]) for pattern, text in QUICK], "-d", "pcre.jit=0")
    assert [
        pattern for (pattern, _), (answer,) in zip(QUICK, told, strict=True) if isinstance(answer, int)
    ] == []
    assert [pattern for pattern, _ in QUICK if is_catastrophic(parse_pattern(pattern))] == []
