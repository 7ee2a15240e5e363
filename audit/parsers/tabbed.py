"""The rows of a file for LOAD DATA: counted, or read as those of an INSERT are."""

from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.sql_events import DAMAGES, Damage, Event, Pick, RowRead, RowsCounted, RowsPicked, Wish
from audit.parsers.sql_grammar import Dialect
from audit.parsers.sql_window import Read
from audit.parsers.tabbed_format import Format, decoded, is_readable, literal, patterns
from audit.parsers.tabbed_walk import Pieces, walk_row

_CHUNK = 256 * 1024
_SHORT = 64 * 1024  # Bytes of a row that nobody asks the length of.
_IN_MEMORY = 2 * 1024 * 1024  # Bytes; a longer row is walked through.
_COUNTED_RUNS = 8  # Lengths of runs of escapes that are counted; each costs another look.
_LOOK = 64  # Bytes before a row end that tell whether it is escaped.
_NO_FORMAT = (
    "The rows of this file are separated in a way that is not known. "
    "Export it with tabs between the values and a line for each row."
)
_OTHER_WIDTH = (
    "The rows of this file have {found} values where the table has {columns} columns: the file belongs to "
    "another version of the table, or was written with other separators."
)


class TabbedFile(NamedTuple):
    """What is known of a file of rows before it is read."""

    database: str | None
    table: str
    columns: tuple[str, ...]  # Of the file, in its order; none: not known.
    form: Format = Format()
    encoded: tuple[tuple[str, str], ...] = ()  # Columns that were made text of, and how: base64 or hex.
    heading: int = 0  # Rows at the start that are none of the table.


def read_tabbed(
    read: Read, file: TabbedFile, wish: Wish, chunk: int = _CHUNK, longest: int = 4 * 1024 * 1024
) -> Iterator[Event]:
    r"""
    Yield the rows that are wanted, as SQL would have them, the number of all, and what is amiss.

    `read` and `longest` are those of `read_dump`.

    >>> from io import BytesIO
    >>> read = BytesIO(b"1\ta\n2\tb\\\nc\n").read
    >>> next(read_tabbed(read, TabbedFile(None, "t", ("x", "y")), False))
    RowsCounted(database=None, table='t', rows=2, bytes=11, longest=None)
    """
    if not is_readable(file.form):
        yield Damage("unknown-format", 0, _NO_FORMAT)
        return
    reading = _Reading(Pieces(read, chunk), file, wish, longest)
    yield from reading.rows()
    if reading.count:
        row = reading.longest if reading.longest > _SHORT else None
        yield RowsCounted(file.database, file.table, reading.count, reading.size, row)
    if reading.pieces.left or reading.broken:
        yield Damage("truncated-row", reading.pieces.offset, DAMAGES["truncated-row"])


class _Reading:
    """One pass over a file."""

    def __init__(self, pieces: Pieces, file: TabbedFile, wish: Wish, longest: int) -> None:
        self.pieces = pieces
        self.count = 0
        self.size = 0
        self.longest = _SHORT  # Bytes of a row; those of short ones are not measured.
        self.broken = False  # The file ends in a row of which nothing is in memory any more.
        self._file = file
        self._patterns = patterns(file.form)
        self._longest = longest
        self._is_plain = not file.form.quote and not file.form.start  # Only escapes hide separators.
        self._encoded = dict(file.encoded)
        self._heading = file.heading
        self._wanted = bool(wish)
        self._columns = file.columns
        self._picked: tuple[int, ...] = ()
        if isinstance(wish, Pick):
            names = file.columns or wish.usual
            self._picked = tuple(index for index, name in enumerate(names) if name in wish.every)
            self._columns = tuple(names[index] for index in self._picked)
            self._wanted = bool(self._picked)

    def rows(self) -> Iterator[Event]:
        """Go through all rows that have an end."""
        pieces = self.pieces
        yield from self._check_width()
        while True:
            before = pieces.offset
            if self._is_plain and self._is_free_of_escapes():
                yield from self._split()
            elif self._is_plain and not self._wanted and not self._heading and len(self._file.form.end) == 1:
                self._count()
            else:
                yield from self._match()
            if pieces.offset > before:
                continue
            if pieces.left > _IN_MEMORY:
                row = walk_row(pieces, self._patterns, self._longest)
                if row is None:
                    self.broken = True
                    return
                self.longest = max(self.longest, row.size)
                yield from self._take([row.fields], row.size, row.sizes)
            elif not pieces.more():
                return

    def _check_width(self) -> Iterator[Event]:
        """Look whether the first row has a value for each column."""
        pieces, columns = self.pieces, len(self._file.columns)
        if not columns or not pieces.more():
            return
        match = self._patterns.row.match(pieces.text)
        found = len(self._patterns.fields(match[1])) if match else columns
        if found != columns:
            yield Damage("unknown-format", 0, _OTHER_WIDTH.format(found=found, columns=columns))

    def _count(self) -> None:
        """Count the row ends before which stands an even number of escapes, without looking at the rows."""
        text, escape, end = self.pieces.text, self._patterns.escape, self._file.form.end
        last = _last_end(text, escape, end)
        rows = _ends(text, escape, end, last) if last is not None else None
        if rows is None:
            rows = last = 0
            while match := self._patterns.line.match(text, last):
                rows += 1
                last = match.end()
        stop = last or 0
        self.longest = _longest_row(text, escape, end, stop, self.longest)
        self.count += rows
        self.size += stop
        self.pieces.drop(stop)

    def _is_free_of_escapes(self) -> bool:
        text, form, escape = self.pieces.text, self._file.form, self._patterns.escape
        return not escape or (escape + form.separator[:1] not in text and escape + form.end[:1] not in text)

    def _split(self) -> Iterator[Event]:
        """Take the rows of the piece where each separator and each row end is one."""
        form, pieces = self._file.form, self.pieces
        end = pieces.text.rfind(form.end)
        if end >= 0:
            size = end + len(form.end)
            self.longest = _longest_row(pieces.text, b"", form.end, size, self.longest)
            if not self._wanted and not self._heading:
                self.count += pieces.text.count(form.end, 0, size)
                self.size += size
                pieces.drop(size)
                return
            rows = [row.split(form.separator) for row in pieces.text[:end].split(form.end)]
            pieces.drop(size)
            yield from self._take(rows, size)

    def _match(self) -> Iterator[Event]:
        """Take the rows of the piece, one after the other."""
        pieces, row = self.pieces, self._patterns.row
        rows: list[list[bytes]] = []
        at = count = 0
        while match := row.match(pieces.text, at):
            if self._wanted:
                rows.append(self._patterns.fields(match[1]))
            count += 1
            self.longest = max(self.longest, match.end() - at)
            at = match.end()
        pieces.drop(at)
        if count:
            yield from self._take(rows if self._wanted else [[]] * count, at)

    def _take(
        self, rows: list[list[bytes]], size: int, sizes: list[int] | None = None
    ) -> Iterator[RowRead | RowsPicked]:
        """Count rows and yield what is wanted of them."""
        if self._heading:
            dropped, self._heading = rows[: self._heading], max(self._heading - len(rows), 0)
            rows = rows[len(dropped) :]
        self.count += len(rows)
        self.size += size
        if not self._wanted or not rows:
            return
        file = self._file
        if self._picked:
            yield from self._pick(rows, sizes)
            return
        for row in rows:
            written, cut = [], set()
            for index, field in enumerate(row):
                text = self._literal(index, field)
                if len(text) > self._longest or (sizes and sizes[index] > len(field)):
                    text = text[: self._longest].removesuffix(b"'") if len(text) > 2 else text
                    cut.add(index)
                written.append(text)
            yield RowRead(file.database, file.table, self._columns, tuple(written), Dialect(), frozenset(cut))

    def _pick(self, rows: list[list[bytes]], sizes: list[int] | None) -> Iterator[RowsPicked]:
        file, batch = self._file, []
        for row in rows:
            width = len(row)
            texts = tuple(
                self._literal(index, row[index]) if index < width else b"" for index in self._picked
            )
            long = any(len(text) > self._longest for text in texts)
            if not long and sizes is None:
                batch.append(texts)
                continue
            if batch:
                yield RowsPicked(file.database, file.table, self._columns, batch, Dialect())
                batch = []
            whole = tuple(
                max(len(text), sizes[index] if sizes and index < width else 0)
                for index, text in zip(self._picked, texts, strict=True)
            )
            cut = tuple(
                text[: self._longest].removesuffix(b"'") if size > min(len(text), self._longest) else text
                for text, size in zip(texts, whole, strict=True)
            )
            told = whole if cut != texts else None
            yield RowsPicked(file.database, file.table, self._columns, [cut], Dialect(), told)
        if batch:
            yield RowsPicked(file.database, file.table, self._columns, batch, Dialect())

    def _literal(self, index: int, field: bytes) -> bytes:
        value = self._patterns.value(field)
        if value is not None and self._encoded and index < len(self._file.columns):
            encoding = self._encoded.get(self._file.columns[index])
            value = decoded(value, encoding) if encoding else value
        return literal(value)


def _last_end(text: bytes, escape: bytes, end: bytes) -> int | None:
    """Return the place behind the last row end; None where it takes a longer look to tell."""
    at = len(text)
    while (at := text.rfind(end, 0, at)) >= 0:
        before = text[max(0, at - _LOOK) : at]
        run = len(before) - len(before.rstrip(escape))
        if run == _LOOK:
            return None
        if run % 2 == 0:
            return at + 1
    return 0


def _ends(text: bytes, escape: bytes, end: bytes, stop: int) -> int | None:
    """Return the number of ends without those behind 1, 3, 5, ... escapes; None: these are too many."""
    run, sign, rows = end, 1, 0
    for _ in range(_COUNTED_RUNS):
        found = text.count(run, 0, stop)
        if not found:
            return rows
        # One behind two escapes is one behind one as well: what is taken away too often is added again.
        rows += sign * found
        run, sign = escape + run, -sign
    return None


def _longest_row(text: bytes, escape: bytes, end: bytes, stop: int, longest: int) -> int:
    """Return the length of the longest row, if one is longer than that; short ones are jumped over."""
    at = 0
    while stop - at > longest:
        place = at + longest
        while (place := text.rfind(end, at, place)) > at and _is_escaped(text, escape, place):
            pass
        if place < at:
            place = text.find(end, at + longest - len(end) + 1, stop)
            while 0 < place < stop and _is_escaped(text, escape, place):
                place = text.find(end, place + 1, stop)
            place = place if place >= 0 else stop - len(end)
            longest = max(longest, place + len(end) - at)
        at = place + len(end)
    return longest


def _is_escaped(text: bytes, escape: bytes, place: int) -> bool:
    if not escape or text[place - 1 : place] != escape:
        return False
    before = text[max(0, place - _LOOK) : place]
    return (len(before) - len(before.rstrip(escape))) % 2 == 1
