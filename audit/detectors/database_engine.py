"""Cores that are too old for a database that the platform has."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Cms, Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.versions import in_range

_NAMES: dict[Cms, str] = {"wordpress": "WordPress", "drupal": "Drupal"}


class DatabaseEngineFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches installs whose core a database is not for, as the platform's file says."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    database: str | None = None  # as in "MySQL 8.4"; None: the one that a site gets unless it chooses

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every install is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the version file of each such install."""
        offer = platform.databases
        if offer is None:
            return
        database = self.database or offer.usual
        ranges = {one.cms: one.versions for one in offer.suited if one.database == database}
        for install in inventory.of(Install):
            if install.cms not in ranges or not install.core:
                continue
            name = _NAMES[install.cms]
            fits = [in_range(install.version, one) for one in ranges[install.cms]]
            if None in fits:
                yield Unclear(install.location, "The version of the core is not known.")
            elif not any(fits):
                text = f"{name} {install.version} is not among the versions for {database}"
                yield Evidence(install.location, text)
