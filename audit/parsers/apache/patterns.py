r"""Whether PCRE2, which Apache asks, would compile a pattern: read about in PCRE2 10.42, without Unicode."""

import re

from audit.parsers.apache.judged import FINE, UNSURE, Judged

_DEEPEST = 250  # groups within groups, as PCRE2 has it
_MOST_REPEATS = 65535
_SURE_LENGTH = 8000  # what a pattern is compiled to has a limit of its own, which only PCRE2 knows
_SURE_REPEATS = 1000
_TOKEN = re.compile(
    r"""
    (?P<literal>[^\\\[(){*+?|^$]++)
  | (?P<reference>\\[1-9][0-9]*)
  | (?P<escape>\\(?:[^0-9A-Za-z]|[adDefhHnrsStvVwW]|0[0-7]{0,2}|x(?!\{)))
  | (?P<assertion>[$]|\^|\\[AbBGKzZ])
  | (?P<unknown>\\(?:[FiIjJlLmMOqTuUyY]|\Z))
  | (?P<posix>\[(?P<mark>[:.=])(?:\\[\]\\]|(?!(?P=mark)\]|\[(?P=mark))[^\]])*+(?P=mark)\])
  | (?P<set>\[)
  | (?P<behind>\(\?<[=!](?:\\[^A-Za-z0-9]|[^\\\[(){*+?)])*+\))
  | (?P<option>\(\?[imsJU]*-?[imsJU]*\))
  | (?P<comment>\(\?\#[^)]*+\))
  | (?P<capture>\((?:\?(?:P?<[A-Za-z_][A-Za-z0-9_]{0,31}>|'[A-Za-z_][A-Za-z0-9_]{0,31}')|(?![?*])))
  | (?P<group>\(\?(?:[imsJU]*-?[imsJU]*:|[>=!]))
  | (?P<close>\))
  | (?P<counted>\{[0-9]++(?:,[0-9]*+)?\}[+?]?)
  | (?P<repeat>[*+?][+?]?)
  | (?P<branch>\|)
  | (?P<brace>\{)
    """,
    re.VERBOSE | re.DOTALL,
)
_ITEM = re.compile(
    r"""
    (?P<posix>\[:\^?(?:alpha|lower|upper|alnum|ascii|blank|cntrl|digit|graph|print|punct|space|word|xdigit):\])
  | (?P<wrong>\[(?P<mark>[:.=])(?:\\[\]\\]|(?!(?P=mark)\]|\[(?P=mark))[^\]])*+(?P=mark)\])
  | (?P<kind>\\[dDhHsSvVwW])
  | (?P<octal>\\[0-7]{1,3})
  | (?P<hex>\\x(?!\{)(?P<digits>[0-9A-Fa-f]{0,2}))
  | (?P<escape>\\(?:[^0-9A-Za-z]|[abefnrt89]))
  | (?P<unknown>\\(?:[ABCFGiIjJKlLmMNOqRTuUXyYzZ]|\Z))
  | (?P<odd>\\.)
  | (?P<one>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What most patterns are made of, of which any row is right.
_SIMPLE = re.compile(
    r"\^?(?:/\?(?![+?*{])|[A-Za-z0-9_/ %&=,:;@!~-]|\\[.?+/-]|\((?:\.[*+]|\[\^/\][*+])\)|\.\*?(?![*+?{]))*+\$?"
)
_CHARACTERS = {"a": 7, "b": 8, "e": 27, "f": 12, "n": 10, "r": 13, "t": 9}
_REPEATABLE = frozenset({"literal", "reference", "escape", "set", "behind", "close", "brace"})
_LAST = {"mark": "posix"}  # of a token that holds another group, which group it is


class _UnsureError(Exception):
    pass


class _WrongError(Exception):
    pass


def judge(pattern: str) -> Judged:
    r"""
    Tell whether a pattern compiles.

    >>> judge(r"^old/(.*)$")
    Judged(fault=None, is_sure=True)
    >>> judge("(a|b").fault, judge("*.php").fault, judge("[z-a]").fault
    ('a bracket ( is not closed', 'there is nothing that * could repeat', 'a range runs backwards')
    >>> judge(r"(?(1)a|b)")
    Judged(fault=None, is_sure=False)
    """
    if _SIMPLE.fullmatch(pattern) and len(pattern) <= _SURE_LENGTH:
        return FINE
    # PCRE2 sees bytes: those of one letter are several.
    text = pattern.encode("utf-8", "surrogateescape").decode("latin-1")
    if len(text) > _SURE_LENGTH:
        return UNSURE
    try:
        _walk(text)
    except _UnsureError:
        return UNSURE
    except _WrongError as error:
        return Judged(str(error))
    return FINE


def _walk(text: str) -> None:  # noqa: C901 - one branch for each kind of token
    depth = groups = highest = 0
    repeats = 1
    repeatable = False
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _UnsureError
        place = found.end()
        kind = _LAST.get(str(found.lastgroup), str(found.lastgroup))
        if kind == "set":
            place = _set_end(text, place)
        elif kind in {"capture", "group"}:
            depth += 1
            groups += kind == "capture"
        elif kind == "close":
            depth -= 1
        elif kind == "reference":
            highest = max(highest, _reference(found[0][1:], groups))
        elif kind == "counted":
            repeats *= _count(found[0])
        if kind in {"repeat", "counted"} and not repeatable:
            raise _WrongError(f"there is nothing that {found[0]} could repeat")
        _refuse(kind, found[0], depth)
        if kind != "comment":
            repeatable = kind in _REPEATABLE
    if depth:
        raise _WrongError("a bracket ( is not closed")
    if highest > groups:
        raise _WrongError(f"it refers to bracket {highest}, and has {groups}")
    if repeats > _SURE_REPEATS:
        raise _UnsureError


def _refuse(kind: str, token: str, depth: int) -> None:
    if depth < 0:
        raise _WrongError("a bracket ) closes nothing")
    if depth > _DEEPEST:
        raise _WrongError(f"more than {_DEEPEST} brackets ( stand within one another")
    if kind == "unknown":
        raise _WrongError(f"{token} means nothing" if len(token) > 1 else "it ends with a backslash")
    if kind == "posix":
        raise _WrongError(f"{token} stands outside of a set [...]")


def _reference(digits: str, groups: int) -> int:
    """Return the bracket that is referred to; 0 where PCRE2 reads a number of octal digits instead."""
    number = int(digits[:6])
    if number < 10 or digits[0] in "89" or number <= groups:
        return number
    octal = re.match("[0-7]{1,3}", digits)
    if octal and int(octal[0], 8) > 0xFF:
        raise _WrongError(f"\\{digits} is no character")
    return 0


def _count(token: str) -> int:
    """Return how often at most something is repeated by {n,m}."""
    low, _, high = token.rstrip("+?")[1:-1].partition(",")
    if max(len(low), len(high)) > 5 or int(low) > _MOST_REPEATS or int(high or 0) > _MOST_REPEATS:
        raise _WrongError(f"the number of {token} is too large")
    if high and int(high) < int(low):
        raise _WrongError(f"the numbers of {token} run backwards")
    return max(int(low), int(high or 0), 1)


def _set_end(text: str, place: int) -> int:
    """Return where a set [...] ends that begins before this place."""
    place += text.startswith("^", place)
    first, before, is_range = place, None, False  # before: the character that a range may begin with
    after_kind = False  # \d or [:alpha:] stands before
    while place < len(text):
        if text[place] == "]" and place != first:
            return place + 1
        found = _ITEM.match(text, place)
        if found is None:  # pragma: no cover - every character is an item
            break
        place = found.end()
        is_last = text.startswith("]", place)
        if found[0] == "-" and not is_last and (after_kind or before is not None) and not is_range:
            if after_kind:
                raise _WrongError("a range begins with a kind of characters")
            is_range = True
            continue
        code = _code(found)
        if is_range:
            if code is None:
                raise _WrongError("a range ends with a kind of characters")
            if before is not None and code < before:
                raise _WrongError("a range runs backwards")
        before, after_kind, is_range = (None if is_range else code), code is None, False
    raise _WrongError("a set [ is not closed")


def _code(found: re.Match[str]) -> int | None:
    """Return the number of a character in a set; None: it is a kind of characters."""
    kind = {"digits": "hex", "mark": "wrong"}.get(str(found.lastgroup), found.lastgroup)
    text = found[0]
    if kind == "odd":
        raise _UnsureError
    if kind in {"unknown", "wrong"}:
        raise _WrongError(f"{text} means nothing in a set [...]")
    if kind in {"posix", "kind"}:
        return None
    if kind == "octal":
        if (code := int(text[1:], 8)) > 0xFF:
            raise _WrongError(f"{text} is no character")
        return code
    if kind == "hex":
        return int(found["digits"] or "0", 16)
    return _CHARACTERS.get(text[1], ord(text[1])) if kind == "escape" else ord(text)
