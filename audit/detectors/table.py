"""Tables of a dump."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Table
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class TableFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches tables by name behind the prefix, by engine, by row format, or by rows over a limit."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    name: tuple[str, ...] = ()  # without the prefix, and in a network without the site's number
    engine: tuple[str, ...] = ()
    row_format: tuple[str, ...] = ()
    over: str | None = None  # name of a limit in the platform file, in rows

    def __post_init__(self) -> None:
        if not (self.name or self.engine or self.row_format):
            raise ValueError("give at least one of name, engine and row_format")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every table is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each table of which all holds that is given."""
        limit = None if self.over is None else platform.limits[self.over].value
        for table in inventory.of(Table):
            if self.name and not _among(table.bare_name or table.name, self.name):
                continue
            if self.engine and table.engine is None:
                yield Unclear(table.location, f"The dump does not say which engine {table.name} has.")
                continue
            if self.engine and not _among(table.engine, self.engine):
                continue
            if self.row_format and not _among(table.row_format, self.row_format):
                continue
            if limit is None or table.rows > limit:
                yield Evidence(table.location, _said(table))


def _among(value: str | None, words: tuple[str, ...]) -> bool:
    return value is not None and value.lower() in {word.lower() for word in words}


def _said(table: Table) -> str:
    kind = ", ".join(word for word in (table.engine, table.row_format) if word)
    return f"{table.name}: {table.rows:,} rows{f', {kind}' if kind else ''}"
