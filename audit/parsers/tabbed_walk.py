"""A row of a file for LOAD DATA that is too long for the memory, walked through value by value."""

from typing import NamedTuple

from audit.parsers.sql_window import Read
from audit.parsers.tabbed_format import Patterns

_ROOM = 16 * 1024 * 1024  # Bytes that are kept of one row.


class Pieces:
    """The part of a file that is in memory; it grows by as much as it has until something is dropped."""

    def __init__(self, read: Read, chunk: int) -> None:
        self.text = b""
        self.offset = 0  # Of the text's first byte, in the file.
        self.ended = False
        self._read = read
        self._chunk = chunk

    @property
    def left(self) -> int:
        """How many bytes are in memory."""
        return len(self.text)

    def more(self) -> bool:
        """Read on; False when there is nothing more."""
        if self.ended:
            return False
        pieces, missing = [self.text], max(self._chunk, len(self.text))
        while missing > 0:
            piece = self._read(missing)
            if not piece:
                self.ended = True
                break
            pieces.append(piece)
            missing -= len(piece)
        self.text = b"".join(pieces)
        return len(pieces) > 1

    def drop(self, size: int) -> None:
        """Let go of the first bytes."""
        if size:
            self.text = self.text[size:]
            self.offset += size


class LongRow(NamedTuple):
    """A row of which not all values may have been kept whole."""

    fields: list[bytes]
    sizes: list[int]  # Of the values before they were cut.
    size: int  # Of the row with its end.


def walk_row(pieces: Pieces, patterns: Patterns, longest: int) -> LongRow | None:
    """Move behind the next row, wherever the pieces cut it; None if the file ends before the row does."""
    return _Walk(pieces, patterns, longest).row()


class _Walk:
    def __init__(self, pieces: Pieces, patterns: Patterns, longest: int) -> None:
        self._pieces = pieces
        self._patterns = patterns
        self._longest = longest
        self._room = _ROOM
        self._at = 0  # In the text.
        self._dropped = 0  # Bytes of the row that are not in memory any more.
        self._kept: list[bytes] = []  # Of the present value.
        self._size = 0  # Of the present value.
        form = patterns.form
        self._stops = (form.separator, form.end)
        self._ahead = len(form.separator) + len(form.end) + 1  # Bytes that tell what stands at the place.

    def row(self) -> LongRow | None:
        form = self._patterns.form
        if form.start and not self._pass_start(form.start):
            return None
        fields: list[bytes] = []
        sizes: list[int] = []
        while stop := self._field():
            fields.append(b"".join(self._kept))
            sizes.append(self._size)
            if stop == form.end:
                self._drop()
                return LongRow(fields, sizes, self._dropped)
        return None

    def _pass_start(self, start: bytes) -> bool:
        while (found := self._pieces.text.find(start, self._at)) < 0:
            self._at = max(len(self._pieces.text) - len(start) + 1, self._at)
            if not self._look(len(start)):
                return False
        self._at = found + len(start)
        return True

    def _field(self) -> bytes:
        """Keep a value and move behind the stop that ends it; return that, b"" if the file ends before."""
        quote, escape, pieces = self._patterns.form.quote, self._patterns.escape, self._pieces
        self._kept, self._size = [], 0
        self._look(self._ahead)
        in_quotes = bool(quote) and pieces.text.startswith(quote, self._at)
        self._keep(self._at + in_quotes)
        while True:
            run = self._patterns.quoted_run if in_quotes else self._patterns.run
            if match := run.match(pieces.text, self._at):
                self._keep(match.end())
            self._look(self._ahead)
            left = len(pieces.text) - self._at
            if not left or (left == 1 and pieces.text.endswith(escape or b"\0\0")):
                return b""
            if in_quotes and pieces.text.startswith(quote, self._at):
                in_quotes = not pieces.text.startswith(self._stops, self._at + 1)
                doubled = pieces.text.startswith(quote * 2, self._at)
                self._keep(self._at + 1 + (in_quotes and doubled))
                continue
            if not in_quotes and (stop := self._stop()):
                self._at += len(stop)
                return stop
            if not escape or not pieces.text.startswith(escape, self._at):
                self._keep(self._at + (0 if in_quotes else 1))  # It only begins like a stop.

    def _stop(self) -> bytes:
        text = self._pieces.text
        return next((stop for stop in self._stops if text.startswith(stop, self._at)), b"")

    def _keep(self, end: int) -> None:
        """Move to a place in the text and keep of what lies before as much as there is room for."""
        start, self._at = self._at, end
        room = min(self._longest - self._size, self._room)
        self._size += end - start
        if room > 0 and end > start:
            piece = self._pieces.text[start : min(end, start + room)]
            self._kept.append(piece)
            self._room -= len(piece)

    def _look(self, size: int) -> bool:
        """Read on until so much lies behind the place; False where the file ends before."""
        while len(self._pieces.text) - self._at < size:
            self._drop()
            if not self._pieces.more():
                return False
        return True

    def _drop(self) -> None:
        self._pieces.drop(self._at)
        self._dropped += self._at
        self._at = 0
