"""Patterns taken apart, and whether they are safe to be tried; none of this runs them."""

import time

import pytest

from audit.collectors.redirects.catastrophic import is_catastrophic
from audit.collectors.redirects.patterns import parse_pattern
from audit.collectors.redirects.running import Work, runnable


def tried(text, base="", *, nocase=False):
    pattern = runnable(text, base, nocase=nocase)
    assert pattern is not None
    return pattern


def parsed(text):
    pattern = parse_pattern(text)
    assert pattern is not None
    return pattern


@pytest.mark.parametrize(
    "text", ["(", ")", "*", "a**", "^*", "[a", "a\\", "a{3,2}", "(" * 41 + ")" * 41, "a" * 2001, "a{2000}"]
)
def test_what_is_no_pattern_or_too_large_is_none(text):
    assert parse_pattern(text) is None


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("[a-c]", "abc"),
        ("[]a]", "]a"),
        ("[a-]", "a-"),
        (r"[\d-]", "0123456789-"),
        (r"[\]\\]", "]\\"),
        ("[[:digit:]x]", "0123456789x"),
        (r"[\x41-\x43]", "ABC"),
        (r"\.", "."),
        (r"\x2f", "/"),
    ],
)
def test_a_set_has_the_members_that_it_names(text, members):
    [item] = parsed(text).whole.branches[0]
    assert item.node == sum(1 << ord(one) for one in members)


def test_a_negated_set_has_all_others():
    [item] = parsed("[^/]").whole.branches[0]
    assert item.node == (1 << 256) - 1 - (1 << ord("/"))


@pytest.mark.parametrize(
    "text", [r"(a)\1", "(?=a)b", "(?i:a)", r"\bb", "(?>a)", r"a\R", "(?<n>a)", "(*UTF)a"]
)
def test_what_python_may_understand_otherwise_is_not_tried(text):
    assert runnable(text) is None


def test_letters_of_either_case_fit_where_the_pattern_says_so():
    assert tried("(?i)^abc$").compiled.search(b"ABC")
    assert tried("^abc$", nocase=True).compiled.search(b"ABC")
    assert not tried("^abc$").compiled.search(b"ABC")


def test_the_optional_slash_of_a_htaccess_is_not_part_of_the_beginning():
    assert (tried("^/?old", "/").beginning, tried("^/?old").beginning) == ("old", "")


def test_what_is_asked_ahead_is_judged_as_well():
    assert is_catastrophic(parsed("^(?=(a+)+$)x"))
    assert not is_catastrophic(parsed("^(?=a+$)x"))


@pytest.mark.parametrize(
    "text",
    [
        "(((((((((((((|){3}){3}){3}){3}){3}){3}){3}){3}){3}){3}){3}){3})*$",
        "(" + "a?" * 900 + ")*$",
        "(" + "|".join("ab" * 3 for _ in range(200)) + ")*$",
        "(a|" * 39 + "b" + ")*" * 39,
        "(.*" * 39 + ")" * 39,
        "[" + "a-z" * 600 + "]*$",
        "(?:" * 39 + "a" + "){9}" * 39,
        "^(a{1,9}){1,9}$",
        "^((a?){9}){9}$",
        "^(a?){200}$",
    ],
)
def test_hostile_patterns_are_judged_in_bounded_time(text):
    begun = time.process_time()
    is_catastrophic(parsed(text))
    if (pattern := runnable(text)) is not None:
        pattern.compiled.search(b"a" * 300 + b"!")
    assert time.process_time() - begun < 2


def test_no_more_is_tried_than_there_is_to_spend():
    pattern, work = tried("^(.*)x(.*)$"), Work(100)
    assert work.search(pattern, "axb") is not None
    assert work.search(pattern, "a" * 20) is None
    assert (work.left, work.is_cut) == (0, True)


@pytest.mark.parametrize(
    "text", [r"^(?:(\w{2})|[\w-])++", r"^(.*(\w)|[\w-]+)*+", r"^(a|b)?+c", r"^(?:x(?:(a)|b))++"]
)
def test_what_is_captured_within_a_possessive_repeat_is_not_tried(text):
    assert runnable(text) is None
