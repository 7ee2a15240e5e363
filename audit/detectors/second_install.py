"""A WordPress or Drupal below another one."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Cms
from audit.model.files import SecondInstall
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_NAMES: dict[Cms, str] = {"wordpress": "WordPress", "drupal": "Drupal"}


class SecondInstallFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches installs that lie below the folder that another one serves."""

    cms: tuple[Cms, ...] = ("wordpress", "drupal")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the source that holds installs."""
        return ("code",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: installs are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the folder of each, with its version."""
        del platform
        for second in inventory.of(SecondInstall):
            if second.cms in self.cms:
                version = f" {second.version}" if second.version else ""
                yield Evidence(second.location, f"{_NAMES[second.cms]}{version}")
