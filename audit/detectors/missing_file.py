"""Files that lack though their neighbours are there."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Install
from audit.model.files import HeldFile
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class MissingFileFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches installs without a file in their docroot, where one of the files that come with it is there.

    Only where the core itself lies in the docroot: others have files made when the site is built.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    path: str  # as seen from the docroot
    beside: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.beside:
            raise ValueError('"beside" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Ask for the file and its neighbours."""
        del platform
        return Watch(held=frozenset({self.path, *self.beside}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each install that lacks it."""
        del platform
        held = {found.location.path for found in inventory.of(HeldFile)}
        for install in inventory.of(Install):
            if not install.core or install.layout != "classic":
                continue
            there = next((name for name in self.beside if _in(install.docroot, name) in held), None)
            if there is not None and _in(install.docroot, self.path) not in held:
                yield Evidence(install.location, f"no {self.path} beside {there}")


def _in(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"
