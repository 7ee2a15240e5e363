"""The events of an SQLite database, as if it had been dumped."""

from collections.abc import Callable, Iterator

from audit.parsers.pg_grammar import PLAIN
from audit.parsers.pg_values import quoted
from audit.parsers.sql_events import (
    Damage,
    DumpDescribed,
    Event,
    Pick,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
    Wish,
)
from audit.parsers.sql_sizes import Longest
from audit.sources.blobs import Blob
from audit.sources.sqlite import LONGEST, SqliteDatabase, SqliteRow, SqliteTable, open_sqlite

_SHORT = Longest().row  # nobody asks how long a shorter row is
_ROWS_AT_ONCE = 1000  # that are told together, at most,
_AT_ONCE = 256 * 1024  # and bytes of their values
# Where WordPress' drop-in for SQLite, from 2.2 on, notes what the tables would be in MySQL.
_MYSQL_TABLES = "_wp_sqlite_mysql_information_schema_tables"
_MYSQL = ("TABLE_NAME", "ENGINE", "ROW_FORMAT", "TABLE_COLLATION")


def read_sqlite(blob: Blob, wanted: Callable[[str], Wish], longest: int = LONGEST) -> Iterator[Event]:
    """
    Yield what a database says, as `read_dump` does for its dump. Raises AuditError or OSError.

    The bytes of rows are those of the values as SQL, with a comma or bracket for each and one for
    the row; quotes in texts count once. Tables that other programs compute are not read.
    """
    with open_sqlite(blob) as database:
        tables, routines = database.schema()
        wishes = {table.name: wanted(table.name) for table in sorted(tables)}
        said = _said_of_mysql(database, tables)
        for table in tables:
            yield _defined(table, said.get(table.name, {}))
        for routine in routines:
            yield RoutineDefined(routine.kind, None, routine.name, routine.table)
        for table in tables:
            yield from _rows(database, table, wishes[table.name], min(longest, LONGEST))
        yield from (Damage(kind, 0, text) for kind, text in database.damages)
        yield DumpDescribed(
            exporter="SQLite",
            server_version=database.version,
            charset=database.encoding,
            finished=not database.is_cut,
            product="SQLite",
        )


def _defined(table: SqliteTable, said: dict[str, str]) -> TableDefined:
    return TableDefined(
        database=None,
        table=table.name,
        columns=table.columns,
        engine=said.get("engine"),
        charset=said.get("charset"),
        collation=said.get("collation"),
        row_format=said.get("row_format"),
    )


def _said_of_mysql(database: SqliteDatabase, tables: list[SqliteTable]) -> dict[str, dict[str, str]]:
    """Return what is noted of tables as MySQL would have them."""
    found: dict[str, dict[str, str]] = {}
    for table in tables:
        if table.name == _MYSQL_TABLES and set(_MYSQL) <= set(table.columns):
            for row in database.rows(table, _MYSQL):
                name, engine, row_format, collation = (_word(value) for value in row.values)
                noted = {"engine": engine, "row_format": row_format, "collation": collation}
                noted["charset"] = collation and collation.partition("_")[0]
                found[name or ""] = {key: word for key, word in noted.items() if word}
    return found


def _word(value: float | bytes | None) -> str | None:
    return value.decode("utf-8", "replace")[:64] if isinstance(value, bytes) else None


def _rows(database: SqliteDatabase, table: SqliteTable, wish: Wish, longest: int) -> Iterator[Event]:
    columns: tuple[str, ...] = ()
    if isinstance(wish, Pick):
        columns = tuple(name for name in table.columns if name in wish.every)
    elif wish:
        columns = table.columns
    rows = size = 0
    most = _SHORT
    waiting = _Waiting(table, columns, longest)
    for row in database.rows(table, columns):
        rows += 1
        size += row.size
        most = max(most, row.size)
        if columns and isinstance(wish, Pick):
            yield from waiting.take(row)
        elif columns:
            yield _read(table, columns, row, longest)
    yield from waiting.flush()
    if rows:
        yield RowsCounted(None, table.name, rows, size, most if most > _SHORT else None)


class _Waiting:
    """Rows of which some columns are wanted, to be told together."""

    def __init__(self, table: SqliteTable, columns: tuple[str, ...], longest: int) -> None:
        self._table = table
        self._columns = columns
        self._longest = longest
        self._rows: list[tuple[bytes, ...]] = []
        self._size = 0

    def take(self, row: SqliteRow) -> Iterator[RowsPicked]:
        """Take a row in; yield those that have waited, where they are enough."""
        values = tuple(_literal(value, self._longest) for value in row.values)
        if sizes := _sizes(row, self._longest):
            yield from self.flush()
            yield RowsPicked(None, self._table.name, self._columns, [values], PLAIN, sizes)
            return
        self._rows.append(values)
        self._size += sum(map(len, values))
        if self._size > _AT_ONCE or len(self._rows) >= _ROWS_AT_ONCE:
            yield from self.flush()

    def flush(self) -> Iterator[RowsPicked]:
        """Yield the rows that have waited."""
        if self._rows:
            yield RowsPicked(None, self._table.name, self._columns, self._rows, PLAIN)
        self._rows, self._size = [], 0


def _read(table: SqliteTable, columns: tuple[str, ...], row: SqliteRow, longest: int) -> RowRead:
    fields = tuple(_literal(value, longest) for value in row.values)
    sizes = _sizes(row, longest) or ()
    cut = frozenset(place for place, size in enumerate(sizes) if size > longest)
    return RowRead(None, table.name, columns, fields, PLAIN, cut)


def _sizes(row: SqliteRow, longest: int) -> tuple[int, ...] | None:
    """Return the sizes of the values where not all are whole."""
    sizes = row.sizes or tuple(len(value) if isinstance(value, bytes) else 0 for value in row.values)
    return sizes if any(size > longest for size in sizes) else None


def _literal(value: float | bytes | None, longest: int) -> bytes:
    if value is None:
        return b"NULL"
    if isinstance(value, bytes):
        return quoted(value[:longest])
    return repr(value).replace("inf", "9e999").encode()
