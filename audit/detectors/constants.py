"""Constants of the configuration, by what their names have in common."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class ConstantsFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches constants that the configuration sets, whatever their values."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration",)

    name: tuple[str, ...]  # patterns with * and ?, in which small and capital letters differ
    but_not: tuple[str, ...] = ()  # patterns of names that are left out

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError('"name" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: names are always stated, and no value is wanted."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that sets one."""
        del platform
        for setting in inventory.of(Setting):
            if setting.kind != "constant" or _among(setting.name, self.but_not):
                continue
            if _among(setting.name, self.name):
                yield Evidence(setting.location, f"{setting.name} is set")


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
