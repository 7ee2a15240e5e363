"""Addresses that a Drupal gives to its pages."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.stored import AliasCharacter
from audit.parsers.versions import in_range, parse_range


class AliasFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches addresses in which a character stands as it is, in cores of a range."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    character: str
    core: str | None = None  # a range of versions of the CMS, such as "<8"; none: any

    def __post_init__(self) -> None:
        if self.core is not None:
            parse_range(self.core)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: such addresses are counted anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield how many there are in each site; without a core to look at it may be any."""
        del platform
        versions = [install.version for install in inventory.of(Install)]
        if self.core and any(in_range(version, self.core) is False for version in versions):
            return
        for found in inventory.of(AliasCharacter):
            if found.character == self.character:
                number = f"{found.aliases:,} address{'es' * (found.aliases > 1)}"
                yield Evidence(found.location, f"{number}, such as {', '.join(found.examples)}")
