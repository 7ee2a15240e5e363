"""The longest row and the longest statement of what the fast patterns have counted."""

import re
from functools import lru_cache
from typing import NamedTuple

SHORT = 64 * 1024  # In bytes; no server refuses a row or a statement so short, and not to look is quick.

_TRIES = 8
_BEFORE = 40
_NEXT = re.compile(rb"\)\s*+,\s*+(?=\()")
# Whether a bracket stands in a text or ends a row can mostly be seen from what is near it. A quote
# before a letter opens a text, as nobody writes a letter behind the closing one; a quote behind a
# word closes one, unless the word is an introducer like _binary.
_OPENS = re.compile(rb"\((?:[^'\\()]{0,200}+)'[A-Za-z0-9<{\[\xc2-\xf4]")
_CLOSED = re.compile(rb"(?:[.;:!?}\]>%]|(?<![\w\x80-\xff])[A-Za-z0-9\x80-\xff][\w\x80-\xff]++)'\Z")


class Longest:
    """The longest row and statement so far; None where all are short."""

    def __init__(self) -> None:
        self.row = SHORT
        self.statement = SHORT


class Span(NamedTuple):
    """
    A part of a dump's text that the fast patterns have counted.

    All its rows are plain, and nothing else stands between them but commas or, if there is a head,
    the end of a statement and that head.
    """

    text: bytes
    start: int
    end: int
    row: re.Pattern[bytes]  # both are the grammar's
    rows: re.Pattern[bytes]
    head: bytes = b""

    def longest_row(self, known: int) -> int:
        """
        Return the length in bytes of the longest row, or `known` if all are shorter.

        It looks for the end of a row no further than `known` bytes behind the start of one, and goes
        on there: so it sees only a small part of the text, if some row is long.
        """
        text, between = self.text, _between(self.head)
        at = text.find(b"(", self.start, self.end)
        while at >= 0 and self.end - at > known:
            close = _close_within(self, at, known)
            if close < 0:
                close = _exact_close(self, at, min(at + known + 1, self.end))
            if close < 0:
                match = self.row.match(text, at)
                if not match:
                    break
                close = match.end(1)
                known = max(known, close + 1 - at)
            step = between.match(text, close)
            at = step.end() if step and step.end() < self.end else -1
        return known

    def longest_statement(self, known: int, begun: int, ends: list[bytes]) -> tuple[int, int]:
        """
        Return the length of the longest statement that ends here, as above, and where the last begins.

        The first began at `begun`, which may lie before the text; `ends` are what stands between two
        of them, from the end mark to behind VALUES.
        """
        between, place = ends[0], begun
        while ends.count(between) == len(ends):
            at = self._last_end(place, known, between)
            if at == place and self.end - place <= known:
                return known, place
            if at is None or at == place:
                break
            place = at
        again = self.rows.groups - 3  # the group of what stands between two statements
        # One byte more: it is looked at whether a bracket follows.
        for match in self.rows.finditer(self.text, self.start, self.end + 1):
            if match[again]:
                at = match.start(again)
                known = max(known, at - begun)
                begun = at + _skipped(match[again])
        return known, begun

    def _last_end(self, place: int, known: int, between: bytes) -> int | None:
        """Return where the last statement begins before which none is longer; None: one cannot be sure."""
        start = max(place, self.start)
        stop = max(min(place + known + len(between), self.end), start)
        at = self.text.rfind(between, start, stop)
        if at < 0:
            return place
        for _ in range(_TRIES):
            if _is_certain(self.text, self.start, at - 1, at + len(between)):
                return at + _skipped(between)
            at = self.text.rfind(between, start, at + len(between) - 1)
            if at < 0:
                break
        return None


def _skipped(between: bytes) -> int:
    return len(between) - len(between.lstrip(b"; \t\r\n"))


@lru_cache(maxsize=64)
def _between(head: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"\)\s*+(?:,|;\s*+" + re.escape(head) + rb")\s*+(?=\()") if head else _NEXT


def _close_within(span: Span, at: int, known: int) -> int:
    """Return the place of a bracket that ends a row, at most so many bytes behind its start; or -1."""
    text, between = span.text, _between(span.head)
    stop = at + known + 1
    for _ in range(_TRIES):
        close = text.rfind(b"),", at, stop)
        if span.head:
            close = max(close, text.rfind(b");", at, stop))
        if close < 0:
            return -1
        step = between.match(text, close)
        if step and _is_certain(text, at, close, step.end()):
            return close
        stop = close + 1
    return -1


def _is_certain(text: bytes, start: int, close: int, opening: int) -> bool:
    """Tell whether a bracket ends a row for sure, and is not a part of a text."""
    return (
        _OPENS.match(text, opening) is not None
        or _CLOSED.search(text[max(close - _BEFORE, start) : close]) is not None
        or text.find(b"'", start, close) < 0
    )


def _exact_close(span: Span, at: int, end: int) -> int:
    """Return the place of the bracket of the last row that ends before the end; -1 if the first does not."""
    comma = span.rows.groups - 4
    close = -1
    for match in span.rows.finditer(span.text, at, end):
        if match[comma + 4]:
            break
        behind = next((group for group in (comma, comma + 1, comma + 2) if match[group]), None)
        close = span.text.rfind(b")", at, match.end() if behind is None else match.start(behind) + 1)
    return close
