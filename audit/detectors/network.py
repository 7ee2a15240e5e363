"""A network of sites (WordPress multisite)."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Database, Install, Network, Setting, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class NetworkFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches a network, by the tables of the dump or by MULTISITE in the configuration."""

    over: str | None = None  # name of a limit in the platform file: only networks of more sites
    several: bool = False  # True: only where there is more than one network

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return what tells: the number of sites is in the database only."""
        return ("database",) if self.over or self.several else ("configuration", "database")

    def watch(self, platform: Platform) -> Watch:
        """Ask for MULTISITE."""
        del platform
        return Watch(settings=frozenset({"MULTISITE"}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the database of a network; where the dump shows none, the constant that switches it on."""
        if self.several:
            yield from _each(inventory.of(Network))
            return
        sites = len(inventory.of(Site))
        limit = 0 if self.over is None else platform.limits[self.over].value
        networks = [database for database in inventory.of(Database) if database.network]
        for database in networks:
            if sites > limit:
                yield Evidence(database.location, f"a network of {sites} sites")
        if networks or self.over is not None:
            return
        if any(install.network for install in inventory.of(Install)):
            for setting in inventory.of(Setting):
                if setting.name == "MULTISITE":
                    yield Evidence(setting.location, "MULTISITE is true")


def _each(networks: list[Network]) -> Iterator[Evidence]:
    """Yield the networks, if there are several."""
    for network in networks if len(networks) > 1 else ():
        said = f"network {network.id}, {network.domain}{network.path}: {network.sites} sites"
        yield Evidence(network.location, said)
