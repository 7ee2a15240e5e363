"""What a table is made of, as CREATE TABLE and ALTER TABLE say it."""

from typing import NamedTuple


class ColumnDefined(NamedTuple):
    """A column; what it does not say is that of its table."""

    name: str
    type: str | None = None  # In lower case, without blanks before the bracket; None: it has none.
    charset: str | None = None
    collation: str | None = None
    generated: bool = False
    zero_date: bool = False  # Its default is 0000-00-00, which a strict server refuses.


class KeyDefined(NamedTuple):
    """A key; one that MySQL would name itself may have no name."""

    kind: str  # primary, unique, key, fulltext, spatial or vector
    name: str | None
    columns: tuple[str, ...]  # With the length of a prefix: "title(191)"; "(...)" for an expression.


class ForeignKeyDefined(NamedTuple):
    """A foreign key and the table that it needs."""

    name: str | None
    columns: tuple[str, ...]
    table: str
    database: str | None = None  # None: that of the table itself.


class TableDetails(NamedTuple):
    """The parts of a table. Tables that are made alike share one of these."""

    columns: tuple[ColumnDefined, ...] = ()
    keys: tuple[KeyDefined, ...] = ()
    foreign_keys: tuple[ForeignKeyDefined, ...] = ()
    partitions: int = 0
    partitioned_by: str | None = None  # "RANGE", "LINEAR HASH"; None: there are no partitions.
    tablespace: str | None = None

    def with_more(self, added: "TableDetails") -> "TableDetails":
        """Return these parts and what an ALTER TABLE adds to them."""
        return self._replace(keys=self.keys + added.keys, foreign_keys=self.foreign_keys + added.foreign_keys)
