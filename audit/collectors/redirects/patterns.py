r"""
What a regular expression is made of, told without running it; PCRE2's syntax as rules of a server use it.

A pattern is plain if it holds nothing but characters, sets, groups, repeats and anchors.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

_LONGEST = 2000  # characters
_DEEPEST = 40
_MOST_REPEATS = 1000
_TOKEN = re.compile(
    r"""
    (?P<comment>\(\?\#[^)]*+\))
  | (?P<option>\(\?[imsxUJ^-]*+\))
  | (?P<plain>\(\?(?:[imsxUJ^-]*+:|P?<(?![=!])\w{1,64}>|'\w{1,64}'))
  | (?P<around>\((?:\?(?:<?[=!]|[>|(R&0-9+P-])|\*))
  | (?P<open>\()
  | (?P<close>\))
  | (?P<branch>\|)
  | (?P<counted>\{(?P<low>[0-9]{1,5})(?:(?P<comma>,)(?P<high>[0-9]{0,5}))?\}(?P<how>[+?]?))
  | (?P<repeat>[*+?][+?]?)
  | (?P<set>\[\^?\]?(?:\[:\^?[a-z]{1,10}:\]|\\.|[^\]\\])*+\])
  | (?P<start>\^|\\A)
  | (?P<end>\$|\\[zZ])
  | (?P<zero>\\[bBGK])
  | (?P<class>\\[dDwWsShHvVNR])
  | (?P<hex>\\x(?:\{[0-9A-Fa-f]{1,2}\}|[0-9A-Fa-f]{0,2}))
  | (?P<other>\\[0-9gkpPXuLlEQCU])
  | (?P<escape>\\.)
  | (?P<any>\.)
  | (?P<one>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_SET = re.compile(
    r"(?P<posix>\[:\^?[a-z]{1,10}:\])|(?P<hex>\\x[0-9A-Fa-f]{0,2})|(?P<escape>\\.)|(?P<one>.)", re.DOTALL
)
_ALL = (1 << 256) - 1
_CONTROLS = {"n": 10, "r": 13, "t": 9, "f": 12, "e": 27, "a": 7}


def _mask(characters: str) -> int:
    mask = 0
    for character in characters:
        mask |= 1 << ord(character)
    return mask


_DIGITS = _mask("0123456789")
_LOWER = _mask("abcdefghijklmnopqrstuvwxyz")
_UPPER = _mask("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SPACES = _mask(" \t\n\r\f\v")
_CLASSES = {
    "d": _DIGITS,
    "w": _DIGITS | _LOWER | _UPPER | _mask("_"),
    "s": _SPACES,
    "h": _mask(" \t\xa0"),
    "v": _mask("\n\r\f\v\x85"),
}
_POSIX = {
    "alpha": _LOWER | _UPPER,
    "digit": _DIGITS,
    "alnum": _LOWER | _UPPER | _DIGITS,
    "lower": _LOWER,
    "upper": _UPPER,
    "space": _SPACES,
    "word": _CLASSES["w"],
    "xdigit": _DIGITS | _mask("abcdefABCDEF"),
}

Anchor = Literal["start", "end", "zero"]


class Group(NamedTuple):
    """Branches in brackets."""

    branches: tuple["Branch", ...]
    captures: bool
    is_around: bool = False  # it looks ahead or behind, is atomic, or is a verb of PCRE


class Item(NamedTuple):
    """A set of characters as bits, a group or an anchor, and how often it stands there."""

    node: "int | Group | Anchor"
    low: int = 1
    high: int | None = 1  # None: any number
    how: str = ""  # ? lazy, + possessive


Branch: TypeAlias = tuple[Item, ...]


class Pattern(NamedTuple):
    """A pattern taken apart."""

    whole: Group
    is_plain: bool
    is_folded: bool  # an option at its start says that case does not matter


@lru_cache(maxsize=8192)
def parse_pattern(text: str) -> Pattern | None:
    r"""
    Return a pattern taken apart; None where it is none, too long or nested too deep.

    >>> parse_pattern("^a.*$").whole.branches[0][0], parse_pattern("(a"), parse_pattern("*")
    (Item(node='start', low=1, high=1, how=''), None, None)
    >>> [parse_pattern(one).is_plain for one in ("(a|b)+", r"(?=a)b", r"(a)\1")]
    [True, False, False]
    """
    if len(text) > _LONGEST:
        return None
    data = text.encode("utf-8", "surrogateescape").decode("latin-1")  # PCRE compares bytes
    reading = _Reading()
    for token in _TOKEN.finditer(data):
        if not reading.take(token):
            return None
    return reading.end()


class _Reading:
    """A pattern while it is taken apart: the groups that are open, from the outermost."""

    def __init__(self) -> None:
        self._open: list[tuple[list[Branch], list[Item], str]] = [([], [], "")]
        self._plain = True
        self._folded = False

    def take(self, token: "re.Match[str]") -> bool:
        """Take the next token; False: this is no pattern."""
        kind, text = token.lastgroup or "", token[0]
        if kind in {"how", "comma", "high", "low"}:
            kind = "counted"
        branches, items, _ = self._open[-1]
        if kind in {"open", "plain", "around"}:
            self._plain &= kind == "open" or text == "(?:"
            self._open.append(([], [], kind))
            return len(self._open) <= _DEEPEST
        if kind == "close":
            return self._close()
        if kind == "branch":
            branches.append(tuple(items))
            items.clear()
        elif kind in {"counted", "repeat"}:
            return self._repeat(token, items)
        elif kind in {"start", "end", "zero"}:
            items.append(Item("start" if kind == "start" else "end" if kind == "end" else "zero"))
            self._plain &= kind != "zero"
        elif kind == "option":
            self._folded |= text == "(?i)"
            self._plain &= text == "(?i)" and not items and len(self._open) == 1 and not branches
        elif kind != "comment":
            if text in {"[", "\\"}:
                return False  # it is never closed
            self._plain &= kind != "other" and text != "\\R"
            items.append(Item(_characters(kind, text)))
        return True

    def end(self) -> Pattern | None:
        """Return the whole."""
        if len(self._open) != 1:
            return None
        branches, items, _ = self._open[0]
        return Pattern(Group((*branches, tuple(items)), captures=False), self._plain, self._folded)

    def _close(self) -> bool:
        if len(self._open) == 1:
            return False
        branches, items, kind = self._open.pop()
        group = Group((*branches, tuple(items)), kind == "open", kind == "around")
        self._open[-1][1].append(Item(group))
        return True

    @staticmethod
    def _repeat(token: "re.Match[str]", items: list[Item]) -> bool:
        if not items or isinstance(items[-1].node, str) or (items[-1].low, items[-1].high) != (1, 1):
            return False
        sign = token["repeat"]
        if sign:
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign[0]]
            items[-1] = Item(items[-1].node, low, high, sign[1:])
            return True
        low = int(token["low"])
        high = low if not token["comma"] else int(token["high"]) if token["high"] else None
        items[-1] = Item(items[-1].node, low, high, token["how"])
        return low <= _MOST_REPEATS and (high is None or low <= high <= _MOST_REPEATS)


def _characters(kind: str, text: str) -> int:
    """Return the characters that a token stands for, as bits."""
    if kind == "set":
        return _set(text)
    if kind == "class":
        known = _CLASSES.get(text[1].lower(), _ALL)
        return _ALL & ~known if text[1].isupper() and text[1] not in "NR" else known
    if kind in {"any", "other"}:
        return _ALL
    if kind == "hex":
        return 1 << int(text[2:].strip("{}") or "0", 16)
    return 1 << _code(text)


def _set(text: str) -> int:
    negated = text[1] == "^"
    inner, mask = text[2 if negated else 1 : -1], 0
    before: int | None = None  # a character that a range may begin with
    is_range = False
    for item in _IN_SET.finditer(inner):
        one, code, kind_mask = item[0], None, 0
        if one == "-" and before is not None and not is_range and item.end() < len(inner):
            is_range = True
            continue
        if item.lastgroup == "posix":
            named = _POSIX.get(one[2:-2].lstrip("^"), _ALL)
            kind_mask = _ALL & ~named if one[2] == "^" else named
        elif item.lastgroup == "escape" and one[1].lower() in _CLASSES:
            known = _CLASSES[one[1].lower()]
            kind_mask = _ALL & ~known if one[1].isupper() else known
        else:
            code = int(one[2:] or "0", 16) if item.lastgroup == "hex" else _code(one)
        if code is None:
            mask |= kind_mask
        elif is_range and before is not None:
            mask |= ((1 << max(code + 1 - before, 0)) - 1) << before
        else:
            mask |= 1 << code
        before, is_range = (None if is_range else code), False
    return _ALL & ~mask if negated else mask


def _code(text: str) -> int:
    last = text[-1]
    return _CONTROLS.get(last, ord(last)) if len(text) > 1 else ord(last)
