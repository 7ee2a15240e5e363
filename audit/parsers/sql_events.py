"""What the reader of a SQL dump reports: one record per thing that the dump says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from audit.parsers.sql_definitions import TableDetails
from audit.parsers.sql_grammar import Dialect
from audit.parsers.sql_values import Literal, parse_literal


@dataclass(frozen=True, slots=True)
class TableDefined:
    """A CREATE TABLE; the columns stand in their order."""

    database: str | None  # None: the dump names none before.
    table: str
    columns: tuple[str, ...]
    engine: str | None = None
    charset: str | None = None
    collation: str | None = None
    row_format: str | None = None
    auto_increment: int | None = None  # The next number; None: none is told.
    details: TableDetails | None = None  # None: it is made like another table, or of a query.


@dataclass(frozen=True, slots=True)
class TableAltered:
    """What an ALTER TABLE or CREATE INDEX adds to a table that was defined before."""

    database: str | None
    table: str
    added: TableDetails
    auto_increment: int | None = None


@dataclass(frozen=True, slots=True)
class DatabaseNamed:
    """A USE or CREATE DATABASE."""

    database: str


@dataclass(frozen=True, slots=True)
class TableDropped:
    """Whatever was told of this table before is void: it is dropped, or was the stand-in of a view."""

    database: str | None
    table: str


@dataclass(frozen=True, slots=True)
class RowsCounted:
    """Complete rows of one table, a part of its sum; wanted rows are counted too."""

    database: str | None
    table: str
    rows: int
    bytes: int  # From behind VALUES to the last row's bracket, with the separators in between.
    longest: int | None = None  # Bytes of the table's longest row so far; None: none is over 64 KiB.
    # Offset behind the rows in the stream; None: not told.
    end: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of a wanted table; its values are decoded when they are asked for."""

    database: str | None
    table: str
    columns: tuple[str, ...]  # Empty: neither the INSERT nor a CREATE TABLE before it named them.
    fields: tuple[bytes, ...]  # The values as they are written in the dump.
    dialect: Dialect
    cut: frozenset[int] = frozenset()  # The positions of values that were too long to be kept whole.

    def get(self, column: str) -> bytes | None:
        """Return the decoded value; None for NULL, for a computed value and for no such column."""
        return self.at(self._position(column))

    def at(self, index: int) -> bytes | None:
        """Return the decoded value at a position counted from 0; None as for `get`."""
        return self._literal(index).value

    def raw(self, column: str) -> bytes | None:
        """Return the value as written, quotes and escapes included; None for no such column."""
        index = self._position(column)
        return self.fields[index] if 0 <= index < len(self.fields) else None

    def is_computed(self, column: str) -> bool:
        """Tell whether only the server could know the value: a function call, DEFAULT, a sum."""
        return self._literal(self._position(column)).computed

    def _position(self, column: str) -> int:
        return self.columns.index(column) if column in self.columns else -1

    def _literal(self, index: int) -> Literal:
        if not 0 <= index < len(self.fields):
            return Literal(None)
        return parse_literal(self.fields[index], self.dialect, cut=index in self.cut)


@dataclass(frozen=True, slots=True)
class Pick:
    """A wish for some columns of a table; they are read much faster than whole rows."""

    names: frozenset[str]
    usual: tuple[str, ...]  # All columns of such a table, for dumps that name none.
    # These, too, in stretches of rows that hold a sign: many rows are then only counted.
    more: frozenset[str] = frozenset()
    signs: re.Pattern[bytes] | None = None  # quick only if it begins with a literal
    within: int = 1 << 62  # bytes of a table in which signs are looked for

    @property
    def every(self) -> frozenset[str]:
        """All columns that are wanted somewhere."""
        return self.names | self.more


@dataclass(frozen=True, slots=True)
class RowsPicked:
    """Rows of a table of which some columns are wanted."""

    database: str | None
    table: str
    columns: tuple[str, ...]  # Those that are wanted and there, in the order of the table.
    rows: list[tuple[bytes, ...]]  # Their values as they are written in the dump.
    dialect: Dialect
    sizes: tuple[int, ...] | None = None  # Of values that were not all kept whole; there is one row then.

    def value(self, written: bytes) -> bytes | None:
        """Return the decoded value, or what was kept of it; None for NULL and for a computed value."""
        return parse_literal(written, self.dialect, cut=self.sizes is not None).value


@dataclass(frozen=True, slots=True)
class RoutineDefined:
    """A trigger, procedure, function, event, view, sequence or package; the kind is one of these words."""

    kind: str
    database: str | None
    name: str
    table: str | None = None  # The table of a trigger, None for the others.
    definer: str | None = None  # user@host, as whom it runs; None: whoever creates it.


@dataclass(frozen=True, slots=True)
class DumpDescribed:
    """Who wrote the dump, as its comments say; the last event of every dump."""

    exporter: str | None = None
    exporter_version: str | None = None
    server_version: str | None = None
    host_database: str | None = None
    charset: str | None = None  # That the rows are written in; None: the dump sets none.
    started: str | None = None  # As written, exporters differ.
    finished: bool | None = None  # None: by its end one cannot tell.
    ended: str | None = None  # When, as the closing line says.
    longest_statement: int | None = None  # In bytes; None: none is over 64 KiB.
    statements: tuple[tuple[str, int], ...] = ()  # Those that ask more of a server, by kind, and how many.
    product: str | None = None  # PostgreSQL or SQLite; None: MySQL or one of its kin.
    sandboxed: bool = False  # It begins with a command that older clients do not know.


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the dump is not what an exporter writes. The text holds nothing of the dump."""

    kind: str
    offset: int  # In bytes from the start of the stream.
    text: str


Event = (
    TableDefined
    | TableAltered
    | TableDropped
    | DatabaseNamed
    | RowsCounted
    | RowRead
    | RowsPicked
    | RoutineDefined
    | DumpDescribed
    | Damage
)
Wish = bool | Pick  # What is wanted of a table: whole rows, none, or some columns.

DAMAGES: Mapping[str, str] = MappingProxyType(
    {
        "truncated-string": "The dump ends inside a text value: it was cut off.",
        "truncated-row": "A row breaks off: the dump was cut off or changed here.",
        "truncated-statement": "A statement breaks off: the dump was cut off or changed here.",
        "truncated-comment": "The dump ends inside a comment: it was cut off.",
        "missing-end": "The last statement has no end mark; rows may be missing behind it.",
        "noise": "This text is no SQL, most likely a program's message that was written into the dump.",
        "unknown-bytes": "These bytes are no SQL: the file was damaged here.",
    }
)
