"""What is wrong with the redirects of a site."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.inventory import Inventory, SourceName
from audit.model.redirects import FlawKind, RedirectFlaw
from audit.model.rules import Evidence, Platform, Unclear, Watch


class RedirectFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches redirects with a flaw of one of these kinds."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code", "database")

    flaw: tuple[FlawKind, ...]
    moving: bool = False  # True: only those that have to be moved, not what the CMS goes on answering

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: redirects are always looked for."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each flaw."""
        del platform
        for found in inventory.of(RedirectFlaw):
            if found.kind in self.flaw and not (self.moving and found.stays):
                target = f" to {found.target}" if found.target else ""
                yield Evidence(found.location, f"{found.source}{target}: {found.text}", doubt=found.doubt)
