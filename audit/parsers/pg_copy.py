"""The rows behind a COPY of PostgreSQL: a line for each, and tabs between the values."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.parsers.pg_grammar import PLAIN
from audit.parsers.pg_values import copied
from audit.parsers.sql_events import RowRead, RowsPicked
from audit.parsers.sql_sizes import Longest
from audit.parsers.sql_window import Window

_LONGEST_ROW = 8 * 1024 * 1024  # bytes; of a longer row the last values are cut
_COLUMNS = 1700  # PostgreSQL allows 1,600
_SHORT = Longest().row  # nobody asks how long a shorter row is
_ENDS = (b"\\.\n", b"\\.\r\n")
_END = b"\n\\."
_NEAR = 4  # bytes at the window's end where half an end mark may be


@dataclass(frozen=True, slots=True)
class Copy:
    """What is copied, and what is wanted of it."""

    database: str | None
    table: str
    columns: tuple[str, ...]  # those that are picked, if only some are
    kinds: tuple[str | None, ...]  # the types of all columns of a row; of those behind them not known
    wanted: bool
    picked: tuple[int, ...]  # their positions; none: whole rows are wanted
    longest: int  # bytes of a value


class CopyTally:
    """What was counted so far."""

    def __init__(self) -> None:
        self.rows = 0
        self.bytes = 0
        self.longest: int | None = None  # bytes of the longest row; None: all are short
        self.is_whole = False  # True: the mark of the end was found


def read_copy(window: Window, copy: Copy, tally: CopyTally) -> Iterator[RowRead | RowsPicked]:
    """Move behind the rows, count them and yield what is wanted of them."""
    lines = _Lines(copy)
    fresh = True  # a line begins at the place
    begun = 0  # bytes of the present line before the place
    while True:
        if fresh:
            window.fill(_NEAR)
            if window.text.startswith(_ENDS, window.at):
                window.at = window.text.index(b"\n", window.at) + 1
                tally.is_whole = True
                return
        text, start, before = window.text, window.at, window.offset
        end = _rows_end(text, start)
        fresh = text[end - 1 : end] == b"\n"
        if end == start and not window.more():
            return
        if end > start:
            window.at = end
            end = start + window.offset - before  # without the line feed that is added behind the last byte
            tally.rows += text.count(b"\n", start, end)
            tally.bytes += end - start
            begun = _measure(text, start, end, begun, tally)
            if copy.wanted:
                yield from lines.take(text[start:end])


def _rows_end(text: bytes, start: int) -> int:
    """Return where the rows end, as far as can be seen."""
    at = start
    # From the right it is searched for three times as fast; nearly always it is not there.
    while text.rfind(_END, at) >= 0:
        found = text.find(_END, at)
        if len(text) - found <= _NEAR or text.startswith(_ENDS, found + 1):
            return found + 1
        at = found + 1
    near = text.rfind(b"\n", max(start, len(text) - _NEAR))
    return near + 1 if near >= 0 else len(text)


def _measure(text: bytes, start: int, end: int, begun: int, tally: CopyTally) -> int:
    """See whether a row is the longest so far; return how much of the last one has begun."""
    known = tally.longest or _SHORT
    at = start - begun
    while end - at > known:
        # Where a row ends that begins here, or a later one that ends near enough, no row before is longer.
        stop = text.rfind(b"\n", max(at, start), min(at + known + 1, end))
        if stop < 0:
            stop = text.find(b"\n", max(at, start), end)
            if stop < 0:
                return end - at
            known = tally.longest = stop - at
        at = stop + 1
    last = text.rfind(b"\n", max(at, start), end)
    return end - (at if last < 0 else last + 1)


class _Lines:
    """Makes rows of the pieces of their lines."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._held: list[bytes] = []  # the beginning of a line
        self._left = _LONGEST_ROW
        self._is_cut = False  # the line that is held had no room
        self._kinds = dict(enumerate(copy.kinds))

    def take(self, piece: bytes) -> Iterator[RowRead | RowsPicked]:
        """Yield the rows that end in the piece."""
        lines = piece.split(b"\n")
        tail = lines.pop()
        if self._held and lines:
            self._hold(lines[0])
            first, is_cut = b"".join(self._held), self._is_cut
            self._held, self._left, self._is_cut = [], _LONGEST_ROW, False
            yield from self._rows([first], is_cut=is_cut)
            del lines[0]
        if lines:
            yield from self._rows(lines)
        self._hold(tail)

    def _hold(self, piece: bytes) -> None:
        self._is_cut |= len(piece) > self._left
        if kept := piece[: self._left]:
            self._held.append(kept)
            self._left -= len(kept)

    def _rows(self, lines: list[bytes], *, is_cut: bool = False) -> Iterator[RowRead | RowsPicked]:
        picked: list[tuple[bytes, ...]] = []
        copy = self._copy
        for line in lines:
            fields = line.removesuffix(b"\r").split(b"\t", _COLUMNS) if line else []
            sizes = None
            if is_cut or len(line) > copy.longest:
                sizes = [len(field) for field in fields]
                fields = [field[: copy.longest] for field in fields]
            if not copy.picked:
                yield self._whole(fields, sizes, is_cut=is_cut)
                continue
            row = tuple(self._literal(fields, place) for place in copy.picked)
            if sizes is None:
                picked.append(row)
                continue
            if picked:
                yield self._picked(picked)
                picked = []
            is_any = any(place < len(sizes) and sizes[place] > copy.longest for place in copy.picked)
            found = tuple(sizes[place] if place < len(sizes) else 0 for place in copy.picked)
            yield self._picked([row], found if is_any or is_cut else None)
        if picked:
            yield self._picked(picked)

    def _literal(self, fields: list[bytes], place: int) -> bytes:
        if place >= len(fields):
            return b""
        field = fields[place]
        return copied(field, self._kinds.get(place), cut=len(field) >= self._copy.longest)

    def _picked(self, rows: list[tuple[bytes, ...]], sizes: tuple[int, ...] | None = None) -> RowsPicked:
        copy = self._copy
        return RowsPicked(copy.database, copy.table, copy.columns, rows, PLAIN, sizes)

    def _whole(self, fields: list[bytes], sizes: list[int] | None, *, is_cut: bool) -> RowRead:
        copy = self._copy
        cut = {place for place, size in enumerate(sizes or ()) if size > copy.longest}
        if is_cut:
            cut.add(len(fields) - 1)
        literals = tuple(self._literal(fields, place) for place in range(len(fields)))
        return RowRead(copy.database, copy.table, copy.columns, literals, PLAIN, frozenset(cut))
