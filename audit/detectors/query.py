"""Parameters of addresses that PHP code reads."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Occurrence
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch


class QueryFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches parameters that code of the site itself, or of anybody, reads by these names."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...]  # patterns with * and ?
    but_not: tuple[str, ...] = ()  # patterns of names that are left out
    own: bool = True  # False: in what others publish

    def watch(self, platform: Platform) -> Watch:
        """Ask for the names."""
        del platform
        asked = CodeWatch(queries=frozenset(self.name), own=self.own)
        return Watch(code=frozenset({asked}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line that reads one."""
        del platform
        for found in inventory.of(Occurrence):
            if found.kind != "query" or found.own is not self.own or found.vendored:
                continue
            if _among(found.name, self.name) and not _among(found.name, self.but_not):
                yield Evidence(found.location, f"reads {found.name}")


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
