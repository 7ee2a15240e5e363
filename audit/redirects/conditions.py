"""RewriteCond, as mod_rewrite of Apache 2.4 reads it."""

import re
from collections.abc import Sequence

from audit.redirects import patterns
from audit.redirects.flags import pairs
from audit.redirects.records import Condition, Refused
from audit.redirects.texts import read_text

_FILES = frozenset({"-f", "-d", "-s"})
_LOOKUPS = frozenset({"-x", "-h", "-L", "-l", "-U", "-F"})
_NUMBERS = re.compile(r"-(lt|le|gt|ge|eq|ne)(.+)", re.DOTALL)
_COMPARED = re.compile(r"(>=|<=|>|<|=)(.*)", re.DOTALL)


def read_condition(line: int, words: Sequence[str]) -> Condition:
    r"""
    Return a condition, or refuse it.

    >>> read_condition(1, ["%{HTTP_HOST}", "!^www\\.", "[NC,OR]"])[2:]
    ('', '^www\\.', True, True, True)
    >>> read_condition(1, ["%{QUERY_STRING}", "!=x=1"])[2:]
    ('=', 'x=1', True, False, False)
    """
    given, test = words[0], words[1]
    if given.lower() == "expr":
        raise Refused("its condition is an expression of Apache's own language")
    names = {name.lower() for name, _ in pairs(words[2] if len(words) > 2 else None)}
    nocase, ornext = bool(names & {"nc", "nocase"}), bool(names & {"or", "ornext"})
    negated = test.startswith("!")
    operator, value = _test(test[1:] if negated else test)
    if operator == "-ne":
        operator, negated = "-eq", not negated
    if not operator:
        patterns.check(value)
    if operator.startswith("-"):
        nocase = False
    return Condition(line, read_text(given), operator, value, negated, nocase, ornext)


def _test(test: str) -> tuple[str, str]:
    """Return operator and value; no operator: a pattern."""
    if test in _FILES:
        return test, ""
    if test in _LOOKUPS:
        raise Refused(f"its condition {test} can only be answered by Apache on the old machine")
    if len(test) < 2:
        return "", test
    if found := _NUMBERS.fullmatch(test):
        return f"-{found[1]}", str(_number(found[2]))
    if found := _COMPARED.fullmatch(test):
        return found[1], "" if found.groups() == ("=", '""') else found[2]
    return "", test


def _number(text: str) -> int:
    found = re.match(r"\s*[+-]?[0-9]{1,9}", text)
    return int(found[0]) if found else 0
