"""The rows of an INSERT, counted or read."""

from collections.abc import Iterable, Iterator

from audit.parsers.sql_events import RowRead, RowsPicked
from audit.parsers.sql_grammar import BATCH
from audit.parsers.sql_insert import Insert
from audit.parsers.sql_sizes import Longest, Span
from audit.parsers.sql_walk import Walker
from audit.parsers.sql_window import Window

_FAST = True  # Tests switch it off: every row is then walked through unit by unit, with the same result.
_ROW_LIMIT = 16 * 1024 * 1024  # In bytes; of a longer row the last values are cut.
_LONG_SPAN = 1024 * 1024
_SHORT_SPAN = 8 * 1024  # Most statements of most tables are short: the pattern looks no further at first.
_SHORT = 16 * 1024  # So little at the window's end is most likely a row that goes on behind it.
_LONGEST_PATIENCE = 64  # So many rows are walked through before the fast patterns are tried again.
_STOPS = (b"(", b")", b",", b";")
_BATCH = (b"", b"", b"", b"", b"")
_COMMENT_MARKS = (b"--", b"/*", b"*/", b"#")


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
    patience = 1
    span = min(_LONG_SPAN if insert.long else _SHORT_SPAN, longest)
    while tally.open:
        before = tally.rows
        cut_short = False
        if fast and insert.wanted and not insert.picked:
            yield from _plain_rows(walker, insert, tally, longest)
        elif fast:
            end = _end_of(window, span)
            here = insert.near(window.text, window.at, end) if insert.signed else insert
            found, cut_short = _sweep(walker, here, tally, end)
            span = min(4 * span, longest)  # So no value that is picked can be longer.
            if found and here.picked:
                yield _picked(walker, here, found)
        if tally.rows > before:
            patience = 1
            if (window.left < _SHORT and window.more()) or cut_short:
                continue
        else:
            patience = min(2 * patience, _LONGEST_PATIENCE)
        for _ in range(patience):
            yield from _walk(walker, insert.signed or insert, tally, delimiter, longest)


def _end_of(window: Window, span: int) -> int:
    """Return where a span ends, or a little before."""
    text, start = window.text, window.at
    end = min(start + span, len(text))
    if end - start > _SHORT and (comma := text.rfind(b"),", end - _SHORT, end)) > 0:
        return comma + 2  # Most likely no whole row is behind it: it would be looked at in vain.
    return end


def _sweep(walker: Walker, insert: Insert, tally: Tally, end: int) -> tuple[list[tuple[bytes, ...]], bool]:
    """Count the plain rows up to an end; return their matches, and whether the window goes on behind it."""
    window = walker.window
    start = window.at
    found = insert.rows.findall(window.text, start, end)
    if not found:
        return [], False
    semicolon, behind, rest = found[-1][-3:]
    if rest:
        found.pop()
    tally.rows += len(found) + (BATCH - 1) * found.count(_BATCH)
    window.at = end - len(behind) - len(rest)
    ends = [match[-4] for match in found if match[-4]] if insert.folded else []
    tally.bytes += window.at - start - sum(map(len, ends)) - len(semicolon)
    if ends or window.at - start > tally.longest.row:
        _measure(walker, insert, tally, start, ends)
    if semicolon:
        tally.close()
    return found, end < len(window.text)


def _measure(walker: Walker, insert: Insert, tally: Tally, start: int, ends: list[bytes]) -> None:
    """See whether a row or a statement from the start on, all of them plain, is the longest so far."""
    window, longest = walker.window, tally.longest
    end = window.at
    head = insert.written if insert.folded else b""
    span = Span(window.text, start, end, walker.grammar.row, insert.rows, head)
    if end - start > longest.row:
        longest.row = span.longest_row(longest.row)
    if ends:
        base = window.offset - end
        longest.statement, begun = span.longest_statement(longest.statement, tally.begun - base, ends)
        tally.begun = begun + base


def _picked(
    walker: Walker, insert: Insert, rows: list[tuple[bytes, ...]], sizes: tuple[int, ...] | None = None
) -> RowsPicked:
    wanted = len(insert.picked)
    values = [row[:wanted] for row in rows]
    return RowsPicked(insert.database, insert.table, insert.columns, values, walker.dialect, sizes)


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
        yield _picked(walker, insert, [fields.at(insert.picked)], fields.sizes_at(insert.picked))
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
