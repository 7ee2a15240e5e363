"""Regular expressions of a .htaccess: which PHP takes as Apache does, and what they must begin with."""

import re
from functools import lru_cache

from audit.redirects.records import Refused

_DELIMITERS = "#~!@%,;:"
_LONGEST = 30_000  # characters: PCRE's own limit is near 64 KiB of compiled pattern
_META = frozenset(".^$*+?()[]{}|\\")
_LITERAL = re.compile(r"(?:[^.^$*+?()\[\]{}|\\]|\\[^A-Za-z0-9])*")
# Between two atoms: what repeats the one before.
_REPEATS = re.compile(r"[*+?{]")


def to_php(pattern: str, *, nocase: bool) -> str:
    r"""
    Return a pattern as PHP writes it, with Apache's default options: a dot takes line ends, $ only the end.

    >>> to_php("^a#b/(.*)$", nocase=True)
    '~^a#b/(.*)$~sDi'
    """
    delimiter = next((sign for sign in _DELIMITERS if sign not in pattern), "\x01")
    return f"{delimiter}{pattern}{delimiter}sD{'i' if nocase else ''}"


def check(pattern: str) -> None:
    """Refuse a pattern that PHP would not take, or take differently."""
    if "\0" in pattern or "\x01" in pattern:
        raise Refused("its pattern holds a control character")
    if len(pattern) > _LONGEST:
        raise Refused("its pattern is longer than PHP can be trusted with")
    if pattern.startswith("(*"):
        raise Refused("its pattern begins with an option of the regular expression library")


@lru_cache(maxsize=1024)
def literal(pattern: str) -> tuple[str, ...] | None:
    r"""
    Return the only texts that a pattern matches, or None where it matches others as well.

    >>> literal(r"^old\.html$"), literal("^old/?$"), literal("^old")
    (('old.html',), ('old', 'old/'), None)
    """
    if not (pattern.startswith("^") and pattern.endswith("$")):
        return None
    inner = pattern[1:-1]
    endings: tuple[str, ...] = ("",)
    if inner.endswith("/?"):
        inner, endings = inner[:-2], ("", "/")
    if _LITERAL.fullmatch(inner) is None or inner.endswith("\\"):
        return None
    text = re.sub(r"\\(.)", r"\1", inner, flags=re.DOTALL)
    return tuple(text + ending for ending in endings)


@lru_cache(maxsize=1024)
def beginning(pattern: str) -> str:
    r"""
    Return what every text begins with that a pattern matches.

    >>> beginning(r"^old\.html?$"), beginning("^(a|b)"), beginning("x"), beginning("^a|b")
    ('old.htm', '', '', '')
    """
    if not pattern.startswith("^") or "|" in pattern:
        return ""
    found = _LITERAL.match(pattern, 1)
    text = found[0] if found else ""
    end = 1 + len(text)
    if _REPEATS.match(pattern, end):
        # The last character is repeated, maybe no times at all.
        text = text[:-2] if text[-2:-1] == "\\" else text[:-1]
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
