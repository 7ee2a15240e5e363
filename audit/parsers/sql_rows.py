"""The rows of an INSERT, counted or read."""

from collections.abc import Iterable, Iterator

from audit.parsers.sql_events import RowRead, RowsPicked
from audit.parsers.sql_insert import Insert
from audit.parsers.sql_sweeps import Sweeps, Tally, picked
from audit.parsers.sql_walk import Walker

__all__ = ["Tally", "read_rows"]

_FAST = True  # Tests switch it off: every row is then walked through unit by unit, with the same result.
_ROW_LIMIT = 16 * 1024 * 1024  # In bytes; of a longer row the last values are cut.
_SHORT = 16 * 1024  # So little at the window's end is most likely a row that goes on behind it.
_LONGEST_PATIENCE = 64  # So many rows are walked through before the fast patterns are tried again.
_STOPS = (b"(", b")", b",", b";")
_COMMENT_MARKS = (b"--", b"/*", b"*/", b"#")


def read_rows(
    walker: Walker, insert: Insert, delimiter: bytes, tally: Tally, longest: int
) -> Iterator[RowRead | RowsPicked]:
    """
    Move from behind VALUES to behind the statement, count its rows and yield what is wanted of them.

    Values are cut behind `longest` bytes. Plain rows go through the fast patterns. Whatever those do
    not know, and what the end of the window cuts, is walked through unit by unit, a row at a time.
    """
    if not walker.gap():
        tally.close("truncated-statement")
    window = walker.window
    fast = _FAST and delimiter == b";"
    sweeps = Sweeps(walker, insert, tally, longest)
    patience = 1
    while tally.open:
        before = tally.rows
        goes_on = False
        if fast and insert.wanted and not insert.picked:
            yield from _plain_rows(walker, insert, tally, longest)
        elif fast:
            goes_on, told = sweeps.sweep()
            yield from told
        if tally.rows > before:
            patience = 1
            if (window.left < _SHORT and window.more()) or goes_on:
                continue
        else:
            patience = min(2 * patience, _LONGEST_PATIENCE)
        yield from sweeps.told()
        for _ in range(patience):
            yield from _walk(walker, insert.signed or insert, tally, delimiter, longest)
    yield from sweeps.told()


def _plain_rows(walker: Walker, insert: Insert, tally: Tally, longest: int) -> Iterator[RowRead]:
    window = walker.window
    while tally.open and (match := walker.grammar.row.match(window.text, window.at)):
        written = walker.grammar.field.findall(window.text, match.start(1) - 1, match.end(1))
        end = match.end(1) + 1
        if match[2] == b",":
            end = behind = match.end()
        else:
            behind = window.text.index(b";", end) + 1
            tally.close()
        tally.rows += 1
        tally.bytes += end - window.at
        tally.longest.row = max(tally.longest.row, match.end(1) - match.start(1) + 2)
        window.at = behind
        fields = [text.strip() for text in written]
        cut = [index for index, text in enumerate(fields) if len(text) > longest]
        for index in cut:
            fields[index] = fields[index][:longest]
        yield _read(walker, insert, fields, cut)


def _read(walker: Walker, insert: Insert, fields: list[bytes], cut: Iterable[int]) -> RowRead:
    written = () if fields == [b""] else tuple(fields)
    return RowRead(insert.database, insert.table, insert.columns, written, walker.dialect, frozenset(cut))


def _walk(
    walker: Walker, insert: Insert, tally: Tally, delimiter: bytes, longest: int
) -> Iterator[RowRead | RowsPicked]:
    """Walk through the next row, if there is one, and what follows it."""
    fields = _Fields(longest) if insert.wanted else None
    if not tally.open or not _row(walker, tally, fields):
        return
    if fields and insert.picked:
        yield picked(walker, insert, [fields.at(insert.picked)], fields.sizes_at(insert.picked))
    elif fields:
        yield _read(walker, insert, fields.done, fields.cut)
    _separator(walker, tally, delimiter)


def _row(walker: Walker, tally: Tally, fields: "_Fields | None") -> bool:
    """Walk through one row; False if it is none, the tally says why."""
    window = walker.window
    start = window.offset
    if not walker.gap() or not window.text.startswith(b"(", window.at):
        tally.close(walker.open or "truncated-statement")
        window.at += window.text.startswith(b";", window.at)
        return False
    began = window.offset
    depth = 0
    stop = b"("
    while True:
        if stop in (b"", b";"):
            tally.close(walker.open or "truncated-row")
            window.at += len(stop)
            return False
        depth += (stop == b"(") - (stop == b")")
        window.at += 1
        if fields:
            fields.pass_stop(stop, depth, walker)
        if not depth:
            break
        stop = walker.to(walker.grammar.inside, _STOPS, fields.keep if fields else None)
    tally.rows += 1
    tally.bytes += window.offset - start
    tally.longest.row = max(tally.longest.row, window.offset - began)
    return True


def _separator(walker: Walker, tally: Tally, delimiter: bytes) -> None:
    """Move behind what follows a row: a comma, the statement's end, or a clause and the end."""
    window = walker.window
    start = window.offset
    if not walker.gap():
        tally.close(walker.open or "missing-end")
    elif window.starts(delimiter):
        window.at += len(delimiter)
        tally.close()
    elif window.text.startswith(b",", window.at):
        window.at += 1
        tally.bytes += window.offset - start
    elif walker.to(walker.grammar.until(delimiter), (delimiter,)):
        window.at += len(delimiter)
        tally.close()
    else:
        tally.close(walker.open or "truncated-statement")


class _Fields:
    """The fields of a row that is walked through, none longer than the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = _ROW_LIMIT
        self.done: list[bytes] = []
        self.cut: set[int] = set()
        self._sizes: list[int] = []
        self._pieces: list[bytes] = []
        self._size = 0
        self._dropped = 0

    def at(self, places: tuple[int, ...]) -> tuple[bytes, ...]:
        """Return some of the fields; b"" for what the row lacks."""
        return tuple(self.done[place] if place < len(self.done) else b"" for place in places)

    def sizes_at(self, places: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return how long they were before they were cut; None if none of them was."""
        if self.cut.isdisjoint(places):
            return None
        return tuple(self._sizes[place] if place < len(self.done) else 0 for place in places)

    def keep(self, text: bytes) -> None:
        """Add to the present field."""
        if not self._size:
            text = text.lstrip()
        room = max(min(self._limit + 1 - self._size, self._left), 0)
        if len(text) > room:
            self.cut.add(len(self.done))
            self._dropped += len(text) - room
            text = text[:room]
        if text:
            self._pieces.append(text)
            self._size += len(text)
            self._left -= len(text)

    def pass_stop(self, stop: bytes, depth: int, walker: Walker) -> None:
        """Go on to the next field if the stop ends one; it is given with the depth behind it."""
        if depth > 1 or (depth and stop == b")"):
            self.keep(stop)
        elif not depth or stop == b",":
            self._end(walker)

    def _end(self, walker: Walker) -> None:
        text = b"".join(self._pieces)
        if any(mark in text for mark in _COMMENT_MARKS):
            text = walker.grammar.comments.sub(rb"\1", text)
        index = len(self.done)
        if index not in self.cut:
            text = text.strip()
            if len(text) > self._limit:
                self.cut.add(index)
        self.done.append(text[: self._limit])
        self._sizes.append(len(text) + self._dropped)
        self._pieces.clear()
        self._size = 0
        self._dropped = 0
