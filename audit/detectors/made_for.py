"""Hosts and tools that a site was made for."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class MadeForFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches an install in or around which the files of a host or tool lie, by the name of that."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...]  # as an install's "made_for" has them

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError('"name" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every install is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such install, with the names that fit."""
        del platform
        for install in inventory.of(Install):
            if names := [name for name in install.made_for if name in self.name]:
                yield Evidence(install.location, f"made for {', '.join(names)}")
