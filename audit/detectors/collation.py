"""The order of letters that tables use, where it is another than elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Location, Table, TableShape
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_SHOWN = 3  # tables
_PLAIN = ("utf8mb3_", "utf8mb4_", "utf8_")  # others are of columns for hashes and names, and never joined
_EXACT = "_bin"  # is chosen on purpose


class CollationFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches collations by their name, or where tables of one database have different ones."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    name: tuple[str, ...] = ()  # * stands for anything
    mixed: bool = False

    def __post_init__(self) -> None:
        if bool(self.name) is self.mixed:
            raise ValueError("give one of name and mixed")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every table is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each collation with some of its tables; of mixed ones those that fewer tables have."""
        del platform
        yield from self._mixed(inventory) if self.mixed else self._named(inventory)

    def _named(self, inventory: Inventory) -> Iterator[Evidence]:
        shapes = {(shape.location.path, shape.id): shape for shape in inventory.of(TableShape)}
        matching = cache(lambda collation: any(fnmatchcase(collation, name) for name in self.name))
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for table in inventory.of(Table):
            shape = shapes.get((table.location.path, table.shape)) if table.shape is not None else None
            columns = shape.columns if shape else ()
            for collation in dict.fromkeys((table.collation, *(column.collation for column in columns))):
                if collation and matching(collation):
                    found[table.location.path, collation].append(table.name)
        for (dump, collation), tables in found.items():
            yield Evidence(Location(dump, table=tables[0]), _said(collation, tables))

    def _mixed(self, inventory: Inventory) -> Iterator[Evidence]:
        tables: defaultdict[tuple[str, str | None], dict[str, list[str]]] = defaultdict(dict)
        for table in inventory.of(Table):
            if (
                table.collation
                and table.collation.startswith(_PLAIN)
                and not table.collation.endswith(_EXACT)
            ):
                same = tables[table.location.path, table.database].setdefault(_as_now(table.collation), [])
                same.append(table.name)
        for (dump, _), by_collation in tables.items():
            counts = Counter({collation: len(names) for collation, names in by_collation.items()})
            for collation, _ in counts.most_common()[1:]:
                names = by_collation[collation]
                yield Evidence(Location(dump, table=names[0]), _said(collation, names))


def _as_now(collation: str) -> str:
    """Return a collation by its newer name: utf8 was called utf8mb3 later."""
    return f"utf8mb3_{collation[5:]}" if collation.startswith("utf8_") else collation


def _said(collation: str, tables: list[str]) -> str:
    more = f" and {len(tables) - _SHOWN:,} more" if len(tables) > _SHOWN else ""
    return f"{collation}: {', '.join(tables[:_SHOWN])}{more}"
