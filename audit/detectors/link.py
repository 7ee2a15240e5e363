"""Symbolic links, by where they lead."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.files import Area, Leads, Link
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs


class LinkFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches links of which all that is given is so."""

    leads: tuple[Leads, ...] = ()  # none: wherever they lead
    absolute: bool | None = None  # the target begins at the root of the server
    area: Area | None = None  # where the link lies
    but_not: tuple[str, ...] = ()  # globs of paths that are left out

    def __post_init__(self) -> None:
        if not self.leads and self.absolute is None and self.area is None:
            raise ValueError("give leads, absolute or area")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that hold links."""
        return ("files",) if self.area == "files" else ("code",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: links are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each link, with its target."""
        del platform
        left_out = Globs.of(self.but_not)
        for link in inventory.of(Link):
            if self.leads and link.leads not in self.leads:
                continue
            if self.absolute not in {None, link.absolute} or self.area not in {None, link.area}:
                continue
            if not left_out.match(link.seen_as):
                yield Evidence(link.location, f"leads to {link.target}")
