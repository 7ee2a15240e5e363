"""Columns and keys of tables: their names, how long they are, what they are by default."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar, Literal, NamedTuple

from msgspec import Struct

from audit.model.facts import Column, Location, Table, TableShape
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.column_sizes import RowFormat, Stored, key_column, key_length, row_length

_OLD_FORMATS: dict[str, RowFormat] = {"compact": "compact", "redundant": "redundant"}
_BYTES_3 = frozenset({"utf8", "utf8mb3"})
_NOW = "utf8mb4"  # what an import makes of these
_SHOWN = 5  # columns
_EXPRESSION = "(...)"
_LONG_KEYS = frozenset({"primary", "unique", "key"})


class _Alike(NamedTuple):
    """Tables of one shape that are kept in the same way."""

    dump: str
    shape: int
    row_format: str | None
    charset: str | None


class ColumnFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches tables by one thing in their columns or keys.

    Long keys and rows are judged as if utf8 had become utf8mb4. Tables that are made alike are one place.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    has: Literal["expression-key", "long-key", "long-row", "reserved-name", "zero-date"]
    over: str | None = None  # name of a limit in bytes; with "long-key" and "long-row"
    row_format: tuple[str, ...] = ()  # in lower case; none: any, or none is told
    charset: tuple[str, ...] = ()  # in lower case; of the table; none: any
    core: bool = True  # False: not in tables of the core

    def __post_init__(self) -> None:
        if (self.has in {"long-key", "long-row"}) is not (self.over is not None):
            raise ValueError('"long-key" and "long-row" go with "over", and nothing else does')
        if self.has == "long-row" and not set(self.row_format) <= _OLD_FORMATS.keys():
            raise ValueError(f'row_format: "long-row" is known of {", ".join(_OLD_FORMATS)} only')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing, as every table is collected anyway; a limit must be known."""
        if self.over is not None:
            platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each table, or one of those that are made alike, with the columns."""
        limit = 0 if self.over is None else platform.limits[self.over].value
        words = self._words(platform)
        shapes = {(shape.location.path, shape.id): shape for shape in inventory.of(TableShape)}
        for alike, tables in self._tables(inventory).items():
            shape = shapes.get((alike.dump, alike.shape))
            found = [] if shape is None else list(self._found(shape, alike, tables, limit, words))
            if found:
                more = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
                others = f", and {len(tables) - 1:,} more made alike" if len(tables) > 1 else ""
                text = f"{tables[0]}: {', '.join(found[:_SHOWN])}{more}{others}"
                yield Evidence(Location(alike.dump, table=tables[0]), text)

    def _words(self, platform: Platform) -> dict[str, str]:
        """Return the reserved words, with the database that reserves each."""
        offer = platform.databases
        if self.has != "reserved-name" or offer is None:
            return {}
        return {word.lower(): database for database, words in offer.reserved.items() for word in words}

    def _tables(self, inventory: Inventory) -> dict[_Alike, list[str]]:
        """Return the names of the tables to look at."""
        found: defaultdict[_Alike, list[str]] = defaultdict(list)
        for table in inventory.of(Table):
            if table.shape is not None and self._is_meant(table):
                alike = _Alike(table.location.path, table.shape, table.row_format, table.charset)
                found[alike].append(table.name)
        return found

    def _is_meant(self, table: Table) -> bool:
        return (
            (not self.row_format or (table.row_format or "").lower() in self.row_format)
            and (not self.charset or (table.charset or "").lower() in self.charset)
            and (self.core or table.owned_by != "core")
        )

    def _found(
        self, shape: TableShape, alike: _Alike, tables: list[str], limit: int, words: dict[str, str]
    ) -> Iterator[str]:
        """Yield what is so in tables that are made alike."""
        if self.has == "long-key":
            yield from _long_keys(shape, alike, limit)
        elif self.has == "long-row":
            length = _row_length(shape, alike)
            if length is not None and length > limit:
                yield f"a row may have {length:,} bytes in {len(shape.columns):,} columns"
        elif self.has == "expression-key":
            yield from (key.name or key.kind for key in shape.keys if _EXPRESSION in key.columns)
        elif self.has == "zero-date":
            yield from (column.name for column in shape.columns if column.zero_date)
        else:
            yield from (f"the name {table}" for table in tables if table.lower() in words)
            for column in shape.columns:
                if column.name.lower() in words:
                    yield f"{column.name} ({words[column.name.lower()]})"


def _long_keys(shape: TableShape, alike: _Alike, limit: int) -> Iterator[str]:
    columns = {column.name.lower(): column for column in shape.columns}
    for key in shape.keys:
        for part in key.columns if key.kind in _LONG_KEYS else ():
            column = columns.get(part.lower()) or columns.get(key_column(part).lower())
            length = None if column is None else key_length(part, column.type, _charset(column, alike))
            if length is not None and length > limit:
                yield f"{key.name or key.kind} on {part}, {length:,} bytes"


def _row_length(shape: TableShape, alike: _Alike) -> int | None:
    row_format = _OLD_FORMATS.get((alike.row_format or "").lower())
    if row_format is None:
        return None
    # Which columns take NULL is not known; to be sure it is assumed that none does.
    stored = [
        Stored(column.type, _charset(column, alike), nullable=False)
        for column in shape.columns
        if not column.generated
    ]
    return row_length(stored, row_format, has_key=any(key.kind == "primary" for key in shape.keys))


def _charset(column: Column, alike: _Alike) -> str | None:
    """Return the character set of a column, as it will be after the import."""
    of_collation = (column.collation or "").partition("_")[0]
    charset = (column.charset or of_collation or alike.charset or "").lower() or None
    return _NOW if charset in _BYTES_3 else charset
