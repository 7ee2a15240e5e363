"""The tables of a dump, put together from what its statements say of them."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple, cast

from audit.collectors.wordpress.database import Key as Place
from audit.model.facts import Column, ForeignKey, Key, KeyKind, Location, Table, TableShape
from audit.parsers.privacy import without_secrets
from audit.parsers.sql import RowsCounted, TableAltered, TableDefined
from audit.parsers.sql_definitions import ColumnDefined, TableDetails

_MOST_PARTS = 200_000  # columns and keys of all shapes; those of further ones are not told


class _Defined(NamedTuple):
    """What is kept of a table that was defined."""

    engine: str | None = None
    charset: str | None = None
    collation: str | None = None
    row_format: str | None = None
    auto_increment: int | None = None
    shape: int | None = None  # its place among the shapes
    primary_key: bool | None = None


class _Count(NamedTuple):
    rows: int = 0
    bytes: int = 0
    longest: int | None = None


class DumpTables:
    """The tables so far."""

    def __init__(self, dump: str) -> None:
        self.full = False  # There was no room for the columns and keys of all tables.
        self._dump = dump
        self._defined: dict[Place, _Defined] = {}
        self._counts: dict[Place, _Count] = {}
        self._shapes: dict[TableDetails, int] = {}
        self._details: list[TableDetails] = []
        self._parts = 0

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._defined or self._counts)

    def define(self, table: TableDefined) -> None:
        """Take in a CREATE TABLE; it takes the place of one before."""
        self._defined[table.database, table.table] = _Defined(
            table.engine,
            table.charset,
            table.collation,
            table.row_format,
            table.auto_increment,
            *self._shape(table.details),
        )

    def alter(self, change: TableAltered) -> None:
        """Take in an ALTER TABLE; of a table that was not defined nothing is known."""
        place = change.database, change.table
        known = self._defined.get(place)
        if known is None:
            return
        shape, primary_key = known.shape, known.primary_key
        if shape is not None and (change.added.keys or change.added.foreign_keys):
            shape, primary_key = self._shape(self._details[shape].with_more(change.added))
        self._defined[place] = known._replace(
            shape=shape,
            primary_key=primary_key,
            auto_increment=change.auto_increment or known.auto_increment,
        )

    def count(self, counted: RowsCounted) -> None:
        """Take in rows."""
        place = counted.database, counted.table
        before = self._counts.get(place, _Count())
        longest = max(before.longest or 0, counted.longest or 0) or None
        self._counts[place] = _Count(before.rows + counted.rows, before.bytes + counted.bytes, longest)

    def drop(self, place: Place) -> None:
        """Forget a table."""
        self._defined.pop(place, None)
        self._counts.pop(place, None)

    def databases(self) -> Iterator[str]:
        """Yield the names of their databases, each once."""
        yield from dict.fromkeys(place[0] for place in self._places() if place[0] is not None)

    def tables(self, *, broken: bool) -> Iterator[Table]:
        """Yield the tables; a dump that is broken may lack keys that it would have told at its end."""
        for place in self._places():
            database, name = place
            defined = self._defined.get(place) or _Defined()
            rows, size, longest = self._counts.get(place, _Count())
            yield Table(
                location=Location(self._dump, table=name),
                name=name,
                database=database,
                rows=rows,
                bytes=size,
                engine=defined.engine,
                charset=defined.charset,
                collation=defined.collation,
                row_format=defined.row_format,
                shape=defined.shape,
                primary_key=None if broken and not defined.primary_key else defined.primary_key,
                auto_increment=defined.auto_increment,
                longest_row=longest,
            )

    def shapes(self) -> Iterator[TableShape]:
        """Yield the shapes that tables have."""
        uses = Counter(defined.shape for defined in self._defined.values())
        for details, number in self._shapes.items():
            if uses[number]:
                yield _told(details, number, uses[number], Location(self._dump))

    def _places(self) -> Iterator[Place]:
        return iter(dict.fromkeys([*self._defined, *self._counts]))

    def _shape(self, details: TableDetails | None) -> tuple[int | None, bool | None]:
        """Return the place of a shape, and whether it has a primary key."""
        if details is None:
            return None, None
        primary_key = any(key.kind == "primary" for key in details.keys)
        number = self._shapes.get(details)
        if number is None:
            self._parts += len(details.columns) + len(details.keys) + len(details.foreign_keys)
            if self._parts > _MOST_PARTS:
                self.full = True
                return None, primary_key
            number = self._shapes[details] = len(self._details)
            self._details.append(details)
        return number, primary_key


def _told(details: TableDetails, number: int, tables: int, place: Location) -> TableShape:
    return TableShape(
        location=place,
        id=number,
        tables=tables,
        columns=tuple(map(_column, details.columns)),
        keys=tuple(Key(cast("KeyKind", key.kind), key.columns, key.name) for key in details.keys),
        foreign_keys=tuple(
            ForeignKey(key.columns, key.table, key.name, key.database) for key in details.foreign_keys
        ),
        partitions=details.partitions,
        partitioned_by=details.partitioned_by,
        tablespace=details.tablespace,
    )


def _column(column: ColumnDefined) -> Column:
    return Column(
        column.name,
        column.type and without_secrets(column.type),
        column.charset,
        column.collation,
        column.generated,
        column.zero_date,
    )
