"""The flags in the brackets behind a RewriteRule or RewriteCond (read about Apache 2.4.63)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.redirects.records import Refused

_WORDS = {"permanent": 301, "temp": 302, "seeother": 303}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROUNDS = 32_000  # of the flag N, where it names no number
# What a flag is called, by its names in small letters.
_NAMES = {
    "l": "last",
    "last": "last",
    "end": "end",
    "c": "chain",
    "chain": "chain",
    "nc": "nocase",
    "nocase": "nocase",
    "qsa": "qsa",
    "qsappend": "qsa",
    "qsd": "qsd",
    "qsdiscard": "qsd",
    "qsl": "qsl",
    "qslast": "qsl",
    "ne": "ne",
    "noescape": "ne",
    "ns": "main",
    "nosubreq": "main",
    "dpi": "dpi",
    "d": "dpi",
    "discardpath": "dpi",
    "r": "main",
    "b": "b",
    "bctls": "",
    "bnp": "noplus",
    "backrefernoplus": "noplus",
    "unsafeallow3f": "3f",
    "unc": "slashes",
    "pt": "pass",
    "passthrough": "pass",
    # These change how a file is served, not where a request is sent.
    "t": "",
    "type": "",
    "h": "",
    "handler": "",
    "unsafeprefixstat": "",
}
_LONG = {
    "redirect": "r",
    "forbidden": "f",
    "gone": "g",
    "skip": "s",
    "next": "n",
    "env": "e",
    "backrefescaping": "b",
    "proxy": "p",
    "cookie": "co",
}
_STATUSES = {"f": 403, "g": 410}
_VALUED = frozenset({"s", "n", "b", "bne"})
_REFUSED = {
    "p": "it passes requests on to another server (flag P)",
    "co": "it sets a cookie (flag CO)",
}


class Flags(NamedTuple):
    """All that the flags of a RewriteRule say."""

    names: frozenset[str]
    redirect: int | None
    status: int | None
    skip: int
    rounds: int | None
    sets: tuple[str, ...]
    only: str
    keep: str


def pairs(text: str | None) -> Iterator[tuple[str, str]]:
    """
    Yield the flags and their values as they are written.

    >>> list(pairs("[R=301,L]"))
    [('R', '301'), ('L', '')]
    """
    for flag in (text or "[]")[1:-1].split(","):
        name, _, value = flag.strip().partition("=")
        if name.strip():
            yield name.strip(), value.strip()


def read_flags(text: str | None) -> Flags:
    """
    Return what the flags of a RewriteRule say, and refuse those that have no equal.

    >>> flags = read_flags("[R=permanent,QSA,NC,L]")
    >>> flags.redirect, sorted(flags.names)
    (301, ['last', 'main', 'nocase', 'qsa'])
    """
    names: set[str] = set()
    values: dict[str, str] = {}
    sets: list[str] = []
    redirect = status = None
    for written, value in pairs(text):
        name = _LONG.get(written.lower(), written.lower())
        if name == "r":
            redirect, status = _status(value, status)
        elif name in _STATUSES:
            status = _STATUSES[name]
        elif name == "e":
            sets.append(value)
        elif name in _VALUED:
            values[name] = value or values.get(name, "")
        _check(name, written)
        names |= {"b", "controls"} if name == "bctls" else {_NAMES.get(name, "")}
    if redirect is not None and status is not None:
        raise Refused("it asks for a redirect and for another status at once")
    if "pass" in names:
        if redirect is not None:
            raise Refused("it joins the flags R and PT, which Apache answers with 400")
        # PT ends the rules at once, before Apache looks at flags like END and N.
        names = (names - {"end"}) | {"last"}
        values = {name: value for name, value in values.items() if name not in {"n", "s"}}
    return Flags(
        frozenset(names - {""}),
        redirect,
        status,
        max(_number(values.get("s", "")), 0),
        (_number(values["n"]) if values["n"] else _ROUNDS) if "n" in values else None,
        tuple(sets),
        values.get("b", ""),
        values.get("bne", ""),
    )


def _check(name: str, written: str) -> None:
    if name in _REFUSED:
        raise Refused(_REFUSED[name])
    if name not in _NAMES and name not in _STATUSES and name not in _VALUED and name != "e":
        raise Refused(f"its flag {written} is not known")


def _status(value: str, status: int | None) -> tuple[int | None, int | None]:
    """Return the status of the flag R as that of a redirect, or as another."""
    if value.lower() in _WORDS:
        return _WORDS[value.lower()], status
    number = _number(value) if value[:1].isdigit() else 302
    if number in _REDIRECTS:
        return number, status
    if 300 <= number < 400:
        raise Refused(f"it answers with the status {number}, which is no plain redirect")
    return None, number


def _number(text: str) -> int:
    """Read a number as C does: what follows it does not count."""
    found = re.match(r"\s*[+-]?[0-9]{1,9}", text)
    return int(found[0]) if found else 0
