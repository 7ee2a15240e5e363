"""PHP files with short open tags."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Occurrence
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch


class ShortTagFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches files with <? before code, in code of the site itself or in what others publish."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    own: bool = True

    def watch(self, platform: Platform) -> Watch:
        """Ask for them."""
        del platform
        return Watch(code=frozenset({CodeWatch(short_tags=True, own=self.own)}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the first one of each file."""
        del platform
        for found in inventory.of(Occurrence):
            if found.kind == "short-tag" and found.own is self.own and not found.vendored:
                yield Evidence(found.location, f"{found.name}, {found.text}")
