"""SQLite databases, read without trusting what is in them: the only door to SQLite's library."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import fsencode
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from audit.sources.blobs import Blob
from audit.sources.sqlite_file import Header, content, header, pending

LONGEST = 4 * 1024 * 1024  # bytes of a value that is read whole

_HUGE = 1_000_000_000  # as SQLite's own limit
_OPERATIONS = 100_000  # of SQLite, between two looks at the clock
_PATIENCE = 60  # seconds, and one more for each so many bytes
_BYTES_A_SECOND = 2 * 1024 * 1024
# The words of an error may hold what is no text, or a name may hold what no query can.
_ERRORS = (sqlite3.Error, ValueError)
_ROWIDS = ("rowid", "_rowid_", "oid")
_FUNCTIONS = frozenset({"length", "typeof"})
_CORRUPT = "The SQLite database is damaged here ({}); what could be read of it was kept."
_TOO_SLOW = (
    "Reading took far longer than a database of this size should; it is damaged, and was read in part."
)
_TOO_LONG = "A row is too long to be read, and those behind it in this table were not read."
_PENDING = (
    "Beside this SQLite database lies a file with changes that are not yet in it ({}); what they change is "
    "not known. Close the database, or copy it with sqlite3's .backup."
)
_CUT = "The SQLite database is shorter than it says itself: it was cut off."


class SqliteTable(NamedTuple):
    """A plain table."""

    name: str
    columns: tuple[str, ...]  # without those that are computed
    rowid: str | None  # by this name rows can be told apart; None: by none


class SqliteRoutine(NamedTuple):
    """A view or trigger."""

    kind: str
    name: str
    table: str | None  # of a trigger


class SqliteRow(NamedTuple):
    """A row: what is wanted of it, and its size."""

    values: tuple[int | float | bytes | None, ...]
    size: int  # bytes, if it were written as SQL; without what quotes within texts take
    sizes: tuple[int, ...] | None = None  # bytes of the values; None: all are whole


@contextmanager
def open_sqlite(blob: Blob) -> Iterator["SqliteDatabase"]:
    """Open a database wherever it lies; nothing of it is changed. Raises AuditError or OSError."""
    head = header(blob)
    if blob.place is not None:
        path = quote(fsencode(Path(blob.place).absolute()))
        connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    else:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(content(blob))
    try:
        yield SqliteDatabase(connection, head, pending(blob))
    finally:
        connection.close()


class SqliteDatabase:
    """The plain tables of a database; what was wrong with it is told in `damages`, each once."""

    def __init__(self, connection: sqlite3.Connection, head: Header, beside: str | None) -> None:
        self.damages: list[tuple[str, str]] = []  # kind and sentence
        self.encoding = head.encoding
        self.version = head.version
        self.is_cut = head.is_cut
        self._connection = connection
        self._until = time.monotonic() + _PATIENCE + head.size / _BYTES_A_SECOND
        self._prepare()
        if beside:
            self.damages.append(("changes-not-in-file", _PENDING.format(beside)))
        if self.is_cut:
            self.damages.append(("truncated-file", _CUT))

    def schema(self) -> tuple[list[SqliteTable], list[SqliteRoutine]]:
        """Return the plain tables and the routines, in the order in which they were made."""
        tables, routines = [], []
        for kind, name, table, page in self._schema_rows():
            if name.startswith("sqlite_"):
                continue
            if kind == "table" and page:
                with self._noting():
                    tables.append(self._table(name))
            elif kind in {"view", "trigger"}:
                routines.append(SqliteRoutine(kind, name, table if kind == "trigger" else None))
        return tables, routines

    def rows(self, table: SqliteTable, columns: tuple[str, ...] = ()) -> Iterator[SqliteRow]:
        """Yield the rows of a table with the values of some columns; those that are damaged are not there."""
        if table.rowid is None:
            yield from self._unnumbered(table, columns)
            return
        last: int | None = None
        while True:
            try:
                for number, row in self._from(table, columns, last):
                    last = number
                    yield row
            except sqlite3.DataError:  # too long
                found = self._long_row(table, columns, last)
                if found is None:
                    return
                last, row = found
                yield row
            except _ERRORS as error:
                if self._told(error):
                    yield from self._behind_damage(table, columns, last)
                return
            else:
                return

    def _unnumbered(self, table: SqliteTable, columns: tuple[str, ...]) -> Iterator[SqliteRow]:
        rows = 0
        sql = _rows(table, columns)
        try:
            for size, *values in self._connection.execute(sql):
                rows += 1
                yield SqliteRow(tuple(values), size)
        except sqlite3.DataError:
            self._note("too-long-row", _TOO_LONG)
        except _ERRORS as error:
            self._told(error)
        else:
            return
        # With an error the row before it is lost; asked for alone, it comes.
        with suppress(*_ERRORS):
            for size, *values in self._connection.execute(f"{sql} LIMIT 1 OFFSET {rows:d}"):
                yield SqliteRow(tuple(values), size)

    def _behind_damage(
        self, table: SqliteTable, columns: tuple[str, ...], last: int | None
    ) -> Iterator[SqliteRow]:
        """Yield the rows around damage: up to it, and from the end of the table down to it."""
        with suppress(*_ERRORS):  # as above
            for number, row in self._from(table, columns, last, "LIMIT 1"):
                last = number
                yield row
        before = None
        with self._noting():
            for number, row in self._from(table, columns, last, "DESC"):
                before = number
                yield row
        if before is not None:
            with suppress(*_ERRORS):
                for _, row in self._from(table, columns, last, "DESC LIMIT 1", before):
                    yield row

    def _prepare(self) -> None:
        self._connection.text_factory = bytes
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        for pragma in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "query_only = ON",
            "temp_store = MEMORY",
            "mmap_size = 0",
        ):
            with suppress(*_ERRORS):
                self._connection.execute(f"PRAGMA {pragma}")
        self._connection.set_progress_handler(lambda: time.monotonic() > self._until, _OPERATIONS)
        self._connection.set_authorizer(_authorize)

    def _schema_rows(self) -> Iterator[tuple[str, str, str, int]]:
        sql = "SELECT type, name, tbl_name, rootpage FROM main.sqlite_master ORDER BY rowid"
        try:
            self._connection.execute(sql)
        except _ERRORS as error:
            self._told(error)
            # With this setting SQLite passes over what it does not understand of the tables.
            self._connection.set_authorizer(None)
            with suppress(*_ERRORS):
                self._connection.execute("PRAGMA writable_schema = ON")
            self._connection.set_authorizer(_authorize)
        with self._noting():
            for kind, name, table, page in self._connection.execute(sql):
                if isinstance(name, bytes):
                    yield _text(kind), _text(name), _text(table), page if isinstance(page, int) else 0

    def _table(self, name: str) -> SqliteTable:
        found = self._connection.execute(f"PRAGMA main.table_xinfo({_quoted(name)})").fetchall()
        columns = tuple(_text(row[1]) for row in found if not row[6])
        taken = {_text(row[1]).lower() for row in found}
        rowid = next((word for word in _ROWIDS if word not in taken), None)
        if rowid:
            try:
                self._connection.execute(f"{_select(name, rowid)} LIMIT 0")
            except sqlite3.OperationalError:
                rowid = None
        return SqliteTable(name, columns, rowid)

    def _from(
        self,
        table: SqliteTable,
        columns: tuple[str, ...],
        last: int | None,
        order: str = "",
        before: int | None = None,
    ) -> Iterator[tuple[int, SqliteRow]]:
        """Yield the rows behind one and before another, by their numbers."""
        bounds = [f"{table.rowid} > {last:d}"] if last is not None else []
        bounds += [f"{table.rowid} < {before:d}"] if before is not None else []
        where = f" WHERE {' AND '.join(bounds)}" if bounds else ""
        sql = f"{_rows(table, columns)}{where} ORDER BY {table.rowid} {order}"
        for number, size, *values in self._connection.execute(sql):
            yield number, SqliteRow(tuple(values), size)

    def _long_row(
        self, table: SqliteTable, columns: tuple[str, ...], last: int | None
    ) -> tuple[int, SqliteRow] | None:
        """Return the row behind one, with its long values cut; None where there is none."""
        behind = "" if last is None else f" WHERE {table.rowid} > {last:d}"
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _HUGE)
        try:
            sql = f"{_select(table.name, str(table.rowid))}{behind} ORDER BY {table.rowid} LIMIT 1"
            for (number,) in self._connection.execute(sql):
                found = {column: self._value(table, column, number) for column in table.columns}
                values = tuple(found[column][0] for column in columns)
                sizes = tuple(found[column][1] for column in columns)
                size = sum(written for _, _, written in found.values()) + len(found) + 1
                return number, SqliteRow(values, size, sizes)
        except _ERRORS as error:
            self._told(error)
        finally:
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        return None

    def _value(
        self, table: SqliteTable, column: str, number: int
    ) -> tuple[int | float | bytes | None, int, int]:
        """Return a value or its beginning, its size, and its size as SQL."""
        name = _quoted(column)
        number_only = f"CASE WHEN typeof({name}) IN ('integer', 'real') THEN {name} END"
        sql = f"{_select(table.name, f'typeof({name})', number_only)} WHERE {table.rowid} = {number:d}"
        for kind, value in self._connection.execute(sql):
            if kind not in (b"text", b"blob"):
                size = 4 if value is None else len(str(value))
                return value, size, size
            with self._connection.blobopen(table.name, column, number, readonly=True, name="main") as content:
                size = len(content)
                return content.read(LONGEST), size, size + 2 if kind == b"text" else 2 * size + 3
        return None, 4, 4

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except _ERRORS as error:
            self._told(error)

    def _told(self, error: Exception) -> bool:
        """Note what went wrong; return whether it is worth trying to go on elsewhere."""
        if time.monotonic() > self._until:
            self._note("too-slow", _TOO_SLOW)
            return False
        self._note("damaged-database", _CORRUPT.format(_reason(error)))
        return True

    def _note(self, kind: str, text: str) -> None:
        if (kind, text) not in self.damages:
            self.damages.append((kind, text))


def _authorize(action: int, first: str | None, second: str | None, _: str | None, inner: str | None) -> int:
    """Allow to read what is plain: no view reads, nothing computes, nothing changes."""
    allowed = (
        action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
        or (action == sqlite3.SQLITE_FUNCTION and second in _FUNCTIONS)
        or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
    )
    return sqlite3.SQLITE_OK if allowed and inner is None else sqlite3.SQLITE_DENY


def _rows(table: SqliteTable, columns: tuple[str, ...]) -> str:
    """Return the query of the rows: their number, if they have one, their size, and some columns."""
    numbers = [table.rowid] if table.rowid else []
    return _select(table.name, *numbers, _size(table.columns), *map(_quoted, columns))


def _select(table: str, *expressions: str) -> str:
    return f"SELECT {', '.join(expressions)} FROM main.{_quoted(table)} NOT INDEXED"  # noqa: S608 - quoted


def _size(columns: tuple[str, ...]) -> str:
    """Return the expression of a row's size as SQL: a comma or bracket with each value, and a bracket."""
    parts = [
        f"CASE typeof({name}) WHEN 'text' THEN length(CAST({name} AS BLOB)) + 2 "
        f"WHEN 'blob' THEN 2 * length({name}) + 3 WHEN 'null' THEN 4 ELSE length({name}) END"
        for name in map(_quoted, columns)
    ]
    return " + ".join([str(len(columns) + 1), *parts])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _reason(error: Exception) -> str:
    """Return the kind of an error; its words may hold names of the database."""
    name = getattr(error, "sqlite_errorname", None)
    return name if isinstance(name, str) else type(error).__name__
