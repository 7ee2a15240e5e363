"""How the folders of an install are laid out."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Install, Layout
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class LayoutFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches installs whose core, content and configuration are laid out in one of these ways.

    Those that were made for one of certain hosts are left alone.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    layout: tuple[Layout, ...]
    not_made_for: tuple[str, ...] = ()  # hosts and tools, as an install's "made_for" has them

    def __post_init__(self) -> None:
        if not self.layout:
            raise ValueError('"layout" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every install is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such install."""
        del platform
        for install in inventory.of(Install):
            if install.layout in self.layout and set(self.not_made_for).isdisjoint(install.made_for):
                yield Evidence(install.location, f"the layout is that of {install.layout}")
