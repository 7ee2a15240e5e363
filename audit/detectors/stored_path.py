"""Paths of the old server that the text of a database holds."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.database import PathMentions
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern

_NAMED = 3  # tables


class StoredPathFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches absolute paths by a pattern, and by the tables that they stand in."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    matches: str | None = None  # a pattern over the path; none given: any
    but_not: str | None = None  # one over paths that are left out
    but_not_table: str | None = None  # one over tables: left out is what is mentioned in such tables only

    def __post_init__(self) -> None:
        for pattern in filter(None, (self.matches, self.but_not, self.but_not_table)):
            compile_pattern(pattern)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: paths are always counted."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each path, with how often it is mentioned and where."""
        del platform
        for found in inventory.of(PathMentions):
            if self._fits(found):
                tables = ", ".join(part.table for part in found.tables[:_NAMED])
                times = "once" if found.mentions == 1 else f"{found.mentions:,} times"
                yield Evidence(found.location, f"{found.path}: {times}{f', in {tables}' if tables else ''}")

    def _fits(self, found: PathMentions) -> bool:
        if self.matches is not None and not compile_pattern(self.matches).search(found.path):
            return False
        if self.but_not is not None and compile_pattern(self.but_not).search(found.path):
            return False
        if self.but_not_table is None or not found.tables:
            return True
        spared = compile_pattern(self.but_not_table)
        return not all(spared.search(part.table) for part in found.tables)
