"""Files that hold compiled or encoded code."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.code import Binary
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs


class BinaryFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches files by the format of the code in them; third-party code counts as any other."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    format: tuple[str, ...]  # ELF, PE, jar, ioncube, ...
    but_not: tuple[str, ...] = ()  # globs of paths that are left out

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: such files are always looked for."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such file."""
        del platform
        left_out = Globs.of(self.but_not)
        for found in inventory.of(Binary):
            if found.format in self.format and not left_out.match(found.seen_as):
                size = "" if found.size is None else f", {found.size:,} bytes"
                yield Evidence(found.location, f"{found.format}{size}")
