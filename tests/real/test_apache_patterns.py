"""The judgement of patterns beside PHP, which asks the same PCRE2 as Apache does."""

import json
import subprocess
from random import Random

import pytest

from audit.parsers.apache.patterns import judge

pytestmark = pytest.mark.real

_PARTS = [
    *"ab-^$.|()[]{}*+?\\1,:=2",
    "(?:",
    "(?=",
    "(?!",
    "(?<!",
    "(?i)",
    "[^",
    "[a-z]",
    "\\d",
    "\\.",
    "{1,2}",
    "[:",
    "[[:alpha:]]",
    ":]",
    "\\b",
    "\\x41",
    "\\q",
    ".*",
    "old",
    "(a|b)",
    "\\2",
    "\\10",
    "[\\w-]",
    "[\\",
]
_ASK = (
    "echo json_encode(array_map(fn($p) => @preg_match(\"\\x01$p\\x01sD\", '') === false,"
    " json_decode(stream_get_contents(STDIN))));"
)


def test_patterns_that_only_pcre_knows_are_left_to_it():
    assert not judge(r"(?(1)a|b)").is_sure
    assert not judge("a" * 10_000).is_sure


@pytest.mark.parametrize("seed", [1, 2])
def test_pcre_compiles_what_it_is_said_to_compile(php, seed):
    chance = Random(seed)
    patterns = ["".join(chance.choices(_PARTS, k=chance.choice([1, 2, 3, 5, 8]))) for _ in range(8000)]
    patterns = [one for one in patterns if not one.endswith("\\")]  # it would hide the delimiter
    done = subprocess.run(
        [php, "-r", _ASK], input=json.dumps(patterns), capture_output=True, text=True, check=True
    )
    pairs = zip(patterns, json.loads(done.stdout), strict=True)
    assert [one for one, wrong in pairs if judge(one).is_sure and bool(judge(one).fault) != wrong] == []
