"""What a site tells a managed host in the host's own file."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern


class HostSettingFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches values by the names of their files and keys and, if given, by a pattern over the value."""

    file: tuple[str, ...]  # in lower case
    key: str  # the way to the value, with dots; * stands for anything
    matches: str | None = None
    but_not: str | None = None  # a pattern over values that are left out

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    def __post_init__(self) -> None:
        if not self.file:
            raise ValueError('"file" names at least one')
        for pattern in filter(None, (self.matches, self.but_not)):
            compile_pattern(pattern)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: such files are always read."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such value."""
        del platform
        for one in inventory.of(HostSetting):
            if one.file not in self.file or not fnmatchcase(one.key, self.key):
                continue
            if self.matches is not None and not compile_pattern(self.matches).search(one.value):
                continue
            if self.but_not is None or not compile_pattern(self.but_not).search(one.value):
                yield Evidence(one.location, f"{one.key}: {one.value}")
