"""The plain rows of an INSERT, seen many at once."""

import re

from audit.parsers.sql_events import RowsPicked
from audit.parsers.sql_grammar import BATCH
from audit.parsers.sql_insert import Insert, batch_of
from audit.parsers.sql_sizes import Longest, Span
from audit.parsers.sql_walk import Walker

_LONG_SPAN = 1024 * 1024
_SHORT_SPAN = 8 * 1024  # Most statements of most tables are short: the pattern looks no further at first.
_TAIL = 16 * 1024  # So far before the end of a span the last end of a row is looked for.
_BATCH = (b"", b"", b"", b"", b"")
_BUNDLE = 256  # So many rows of which some columns are wanted are told at once,
_LONG_BUNDLE = 1024 * 1024  # or what they are picked from, in bytes.


class Tally:
    """What was counted so far."""

    def __init__(self, begun: int, longest: Longest) -> None:
        self.rows = 0
        self.bytes = 0
        self.begun = begun  # Where in the stream the present statement begins.
        self.longest = longest
        self.open = True  # The statement goes on.
        self.damage: str | None = None  # Why it does not, as a kind of damage.

    def close(self, damage: str | None = None) -> None:
        """Count no further."""
        self.open = False
        self.damage = damage


class Sweeps:
    """Counts the plain rows of a statement span by span, and picks what is wanted of them."""

    def __init__(self, walker: Walker, insert: Insert, tally: Tally, longest: int) -> None:
        """Spans are at most `longest` bytes, so that no value that is picked can be longer."""
        self._walker = walker
        self._window = walker.window
        self._insert = insert
        self._tally = tally
        self._longest = longest
        self._span = min(_LONG_SPAN if insert.long else _SHORT_SPAN, longest)
        self._here = insert  # what is wanted of the rows that are kept to be told together
        self._kept: list[tuple[bytes, ...]] = []
        self._size = 0  # of the text that they are picked from
        self._seen = (0, 0)  # bytes and rows of the tally at the last span
        self._batch = insert.steady
        self._steady: re.Pattern[bytes] | None = None  # None: the pattern is not worth it
        self._settle()

    def sweep(self) -> tuple[bool, list[RowsPicked]]:
        """Move through a span; return whether the window goes on behind it, and what is to be told."""
        window, insert = self._window, self._insert
        text, start = window.text, window.at
        end = min(start + self._span, len(text))
        if end - start > _TAIL and (comma := text.rfind(b"),", end - _TAIL, end)) > 0:
            end = comma + 2  # Most likely no whole row is behind it: it would be looked at in vain.
        self._span = min(4 * self._span, self._longest)
        told: list[RowsPicked] = []
        if insert.signed and (here := insert.near(text, start, end)) is not self._here:
            told = self.told()
            self._here = here
            self._settle()
        self._adapt()
        if self._steady:
            self._count_steady(self._steady, end)
        if window.at < end:
            self._count(end)
        if len(self._kept) >= _BUNDLE or self._size >= _LONG_BUNDLE:
            told += self.told()
        return end < len(text), told

    def told(self) -> list[RowsPicked]:
        """Return the rows that were kept, if there are any."""
        if not self._kept:
            return []
        told = [picked(self._walker, self._here, self._kept)]
        self._kept = []
        self._size = 0
        return told

    def _adapt(self) -> None:
        """Take the pattern that is best for rows like those of the last span."""
        (size, rows), tally = self._seen, self._tally
        self._seen = tally.bytes, tally.rows
        batch = batch_of(tally.bytes - size, tally.rows - rows)
        if batch and batch != self._batch:
            self._batch = batch
            self._settle()

    def _settle(self) -> None:
        here = self._here
        if self._batch and not here.folded:
            self._steady = self._walker.grammar.steady(here.picked, 1 if here.picked else self._batch)

    def _count_steady(self, rows: re.Pattern[bytes], end: int) -> None:
        """Count rows up to an end, as long as none is the last, or another than most."""
        window, tally, picked = self._window, self._tally, self._here.picked
        start = window.at
        if not (found := rows.findall(window.text, start, end)):
            return
        rest = found[-1][-1] if picked else found[-1]
        if rest:
            found.pop()
        window.at = end - len(rest)
        size = window.at - start
        tally.rows += len(found) if picked else self._batch * len(found)
        tally.bytes += size
        if size > tally.longest.row:
            self._measure(start, [])
        if picked:
            self._kept += found
            self._size += size

    def _count(self, end: int) -> None:
        """Count rows up to an end, as long as they are plain."""
        window, tally, insert = self._window, self._tally, self._here
        start = window.at
        if not (found := insert.rows.findall(window.text, start, end)):
            return
        semicolon, behind, rest = found[-1][-3:]
        if rest:
            found.pop()
        tally.rows += len(found) + (BATCH - 1) * found.count(_BATCH)
        window.at = end - len(behind) - len(rest)
        size = window.at - start
        ends = [match[-4] for match in found if match[-4]] if insert.folded else []
        tally.bytes += size - sum(map(len, ends)) - len(semicolon)
        if ends or size > tally.longest.row:
            self._measure(start, ends)
        if semicolon:
            tally.close()
        if insert.picked:
            self._kept += found
            self._size += size

    def _measure(self, start: int, ends: list[bytes]) -> None:
        """See whether a row or a statement from the start on, all of them plain, is the longest so far."""
        window, tally, insert = self._window, self._tally, self._here
        longest, end = tally.longest, window.at
        head = insert.written if insert.folded else b""
        span = Span(window.text, start, end, self._walker.grammar.row, insert.rows, head)
        if end - start > longest.row:
            longest.row = span.longest_row(longest.row)
        if ends:
            base = window.offset - end
            longest.statement, begun = span.longest_statement(longest.statement, tally.begun - base, ends)
            tally.begun = begun + base


def picked(
    walker: Walker, insert: Insert, rows: list[tuple[bytes, ...]], sizes: tuple[int, ...] | None = None
) -> RowsPicked:
    """Return the event of rows, given as what an insert picks and maybe more behind it."""
    wanted = len(insert.picked)
    values = [row[:wanted] for row in rows]
    return RowsPicked(insert.database, insert.table, insert.columns, values, walker.dialect, sizes)
