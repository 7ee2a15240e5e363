"""Paths and folders over a limit of the platform."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from audit.model.files import Area, Extreme
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_SAID = {"longest": "{:,} bytes long", "fullest": "{:,} files directly in it"}


class ExtremeFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches the longest paths or the fullest folders, as far as they are over a limit."""

    kind: Literal["longest", "fullest"]
    over: str  # name of a limit in the platform file; a platform without it has no such limit
    area: Area | None = None  # where they lie; none: anywhere

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that hold them."""
        return ("code", "files") if self.area is None else (self.area,)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: extremes are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each path or folder that is over the limit, of the most extreme ones."""
        limit = platform.limits.get(self.over)
        for extreme in inventory.of(Extreme) if limit else ():
            is_over = limit is not None and extreme.kind == self.kind and extreme.number > limit.value
            if is_over and self.area in {None, extreme.area}:
                yield Evidence(extreme.location, _SAID[self.kind].format(extreme.number))
