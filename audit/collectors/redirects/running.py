"""Patterns of redirects that are safe to be tried on addresses, as PCRE2 would and within a bound of work."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from audit.collectors.redirects.catastrophic import is_catastrophic
from audit.collectors.redirects.patterns import Group, Item, Pattern, parse_pattern

_LONGEST = 300  # characters of an address that patterns are tried on
_MOST_ENDLESS = 3
_FEW = 10  # repeats; with more something is as good as endless
_PREFERRED = b"xaA1-_/."


class Runnable(NamedTuple):
    """A pattern that can be tried."""

    compiled: "re.Pattern[bytes]"
    endless: int  # how many repeats without end it has
    beginning: str  # what every text begins with that it matches, in lower case; "" for anything
    witness: str | None  # a text that it matches; None: none was found
    takes_all: bool  # it matches whatever there is


class Work:
    """What may still be done: steps of a pattern, told beforehand as many as they can be."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.is_cut = False  # True: something was not tried

    def spend(self, steps: int) -> None:
        """Take note of steps that were done."""
        self.left = max(self.left - steps, 0)
        self.is_cut |= not self.left

    def search(self, pattern: Runnable, text: str) -> "re.Match[bytes] | None":
        """Return where a pattern matches; None where it does not, or where there is no more to spend."""
        data = text.encode("utf-8", "surrogateescape")
        steps = 1 + len(data) ** pattern.endless
        if len(data) > _LONGEST:
            self.is_cut = True
            return None
        if steps > self.left:
            self.left, self.is_cut = 0, True
            return None
        self.left -= steps
        return pattern.compiled.search(data)


@lru_cache(maxsize=8192)
def runnable(text: str, base: str = "", *, nocase: bool = False) -> Runnable | None:
    r"""
    Return a pattern that can be tried on addresses without the base; None where that is not safe.

    >>> runnable("^old/(.*)$").beginning, runnable("^/?old", "/").beginning, runnable("^(a+)+$")
    ('old/', 'old', None)
    >>> runnable(r"^a(b|c)d?\.php$").witness, runnable("(.*)").takes_all, runnable(r"^(a)\1")
    ('ab.php', True, None)
    """
    pattern = parse_pattern(text)
    if pattern is None or not pattern.is_plain or is_catastrophic(pattern) is not False:
        return None
    if any(item.high not in {1, None} and isinstance(item.node, Group) for item in _items(pattern.whole)):
        return None  # How long counted groups take is not judged.
    if any(item.how == "+" and _captures(item.node) for item in _items(pattern.whole)):
        return None  # Python loses what was captured, or fails: github.com/python/cpython/issues/101955.
    endless = _endless(pattern.whole)
    is_anchored = all(branch[:1] and branch[0].node == "start" for branch in pattern.whole.branches)
    # One more for each place where an unanchored pattern may begin.
    endless += not is_anchored
    if endless > _MOST_ENDLESS:
        return None
    folded = nocase or pattern.is_folded
    try:
        compiled = re.compile(_written(pattern.whole), (re.IGNORECASE if folded else 0) | re.DOTALL)
    except (re.error, OverflowError):
        return None
    witness = _witness(pattern.whole)
    if not is_anchored and not base and witness is not None and not witness.startswith("/"):
        witness = f"/{witness}"
    if witness is not None and (len(witness) > _LONGEST or not compiled.search(witness.encode("latin-1"))):
        witness = None
    if witness is not None:
        witness = witness.encode("latin-1").decode("utf-8", "replace")
    return Runnable(compiled, endless, _beginning(pattern, base), witness, _takes_all(pattern.whole))


def _captures(node: str | int | Group) -> bool:
    """Tell whether something captures, or holds what does."""
    return isinstance(node, Group) and (
        node.captures or any(isinstance(item.node, Group) and item.node.captures for item in _items(node))
    )


def _items(group: Group) -> Iterator[Item]:
    todo = [group]
    while todo:
        for branch in todo.pop().branches:
            yield from branch
            todo += [item.node for item in branch if isinstance(item.node, Group)]


def _endless(group: Group) -> int:
    return sum(item.high is None or item.high - item.low > _FEW for item in _items(group))


def _written(group: Group) -> bytes:
    """Return a pattern for Python's re; groups nest at most as deep as they were read."""
    branches = (b"".join(map(_item, branch)) for branch in group.branches)
    return b"|".join(branches)


def _item(item: Item) -> bytes:
    if isinstance(item.node, str):
        return b"^" if item.node == "start" else rb"\Z"
    if isinstance(item.node, int):
        inner = _characters(item.node)
    else:
        inner = (b"(" if item.node.captures else b"(?:") + _written(item.node) + b")"
    if (item.low, item.high) == (1, 1):
        return inner
    high = b"" if item.high is None else b"%d" % item.high
    return b"%s{%d,%s}%s" % (inner, item.low, high, item.how.encode())


def _characters(mask: int) -> bytes:
    codes = [code for code in range(256) if mask >> code & 1]
    if not codes:
        return b"(?!)"
    if len(codes) == 256:
        return b"."
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return b"[" + b"".join(rb"\x%02x-\x%02x" % (low, high) for low, high in ranges) + b"]"


def _witness(group: Group) -> str | None:
    """Return a text that a group may match, as latin-1; what may be left out is, but not a whole capture."""
    if not group.branches:
        return ""
    text = ""
    for item in group.branches[0]:
        if isinstance(item.node, str):
            continue
        one = _character(item.node) if isinstance(item.node, int) else _witness(item.node)
        if one is None:
            return None
        text += one * (item.low or (1 if item.high is None else 0))
        if len(text) > 2 * _LONGEST:
            return None
    return text


def _character(mask: int) -> str | None:
    for code in (*_PREFERRED, *range(0x21, 0x7F)):
        if mask >> code & 1:
            return chr(code)
    return next((chr(code) for code in range(256) if mask >> code & 1), None)


def _beginning(pattern: Pattern, base: str) -> str:
    if len(pattern.whole.branches) != 1:
        return ""
    items = list(pattern.whole.branches[0])
    if not items or items.pop(0).node != "start":
        return ""
    if base.endswith("/") and items and items[0].node == 1 << ord("/") and items[0].low == 0:
        items.pop(0)  # no path begins with a slash once the base is cut off
    text = ""
    for item in items:
        node = item.node
        if not isinstance(node, int) or node & (node - 1) or (item.low, item.high) != (1, 1):
            break
        text += chr(node.bit_length() - 1)
    return text.encode("latin-1").decode("utf-8", "ignore").lower()  # half a letter is cut off


def _takes_all(group: Group, *, is_closed: bool = False) -> bool:
    """Tell whether a pattern matches every text but an empty one; closed: it must go to the text's end."""
    if len(group.branches) != 1:
        return False
    items = [item for item in group.branches[0] if item.node != "start"]
    if items and items[-1].node == "end":
        items.pop()
        is_closed = True
    if not is_closed and all(item.low == 0 for item in items):
        return True
    if len(items) != 1:
        return False
    [item] = items
    if isinstance(item.node, Group) and (item.low, item.high) == (1, 1):
        return _takes_all(item.node, is_closed=is_closed)
    return item.node == (1 << 256) - 1 and item.low <= 1 and item.high is None
