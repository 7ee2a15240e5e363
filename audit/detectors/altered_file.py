"""Files of a known origin that hold what none of their versions holds."""

import re
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.files import HeldFile
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_ID = re.compile(r"[0-9a-f]{16}")


class AlteredFileFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches a file whose content is of no known version; line ends of Windows are no difference."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    path: str  # as seen from the install, its docroot or its configuration
    known: tuple[str, ...]  # of each version the first 16 digits of its git blob id

    def __post_init__(self) -> None:
        if wrong := [one for one in self.known if not _ID.fullmatch(one)]:
            raise ValueError(f'"{wrong[0]}" is no git blob id, cut to 16 digits')

    def watch(self, platform: Platform) -> Watch:
        """Ask for the file to be read."""
        del platform
        return Watch(held=frozenset({self.path}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the file if it holds something else."""
        del platform
        for held in inventory.of(HeldFile):
            if held.path == self.path and set(held.ids).isdisjoint(self.known):
                yield Evidence(held.location, "is none of the versions that are known here")
