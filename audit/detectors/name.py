"""Names of files and folders that another system may not keep apart, store or show."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.files import Area, NameTrouble, OddName
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_SAID: dict[NameTrouble, str] = {
    "case": "differs from {} in the case of letters only",
    "form": "differs from {} in how Unicode writes it only",
    "control": "has a character that cannot be shown, or a backslash",
    "space": "begins or ends with a space, or ends with a dot",
}


class NameFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches names by what is odd about them."""

    trouble: tuple[NameTrouble, ...]
    area: Area | None = None  # where they lie; none: anywhere

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that hold names."""
        return ("code", "files") if self.area is None else (self.area,)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: odd names are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such name."""
        del platform
        for odd in inventory.of(OddName):
            if odd.trouble in self.trouble and self.area in {None, odd.area}:
                yield Evidence(odd.location, _SAID[odd.trouble].format(odd.other))
