"""A network of sites (WordPress multisite)."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Database, Install, Layout, Location, Network, Setting, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_SWITCH = "MULTISITE"
_SUBDOMAINS = "SUBDOMAIN_INSTALL"
_REGISTRATION = "registration"
_GONE = frozenset({"archived", "spam", "deleted"})


class NetworkFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches a network of which all holds that is given, by the tables of the dump or by MULTISITE."""

    over: str | None = None  # name of a limit in the platform file: only networks of more sites
    several: bool = False  # True: only where there is more than one network
    alone: bool = False  # True: only where one site of it is in use, or none
    subdomains: bool | None = None  # its sites are sub-domains, or are folders
    layout: tuple[Layout, ...] = ()  # only where the code is laid out so
    lacks: tuple[str, ...] = ()  # constants: only where its configuration sets one of them nowhere
    open: bool = False  # True: only where visitors may make sites of their own

    def __post_init__(self) -> None:
        if sum((self.over is not None, self.several, self.alone, self.open, bool(self.lacks))) > 1:
            raise ValueError("give at most one of over, several, alone, open and lacks")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return what tells: the sites are in the database only."""
        if self.lacks:
            return ("configuration",)
        in_database = self.over or self.several or self.alone or self.open
        return ("database",) if in_database else ("configuration", "database")

    def watch(self, platform: Platform) -> Watch:
        """Ask for the constants and options that tell, and for the limit to be there."""
        if self.over is not None:
            _ = platform.limits[self.over]
        return Watch(settings=frozenset({_SWITCH, _SUBDOMAINS, *self.lacks}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the database of a network; where the dump shows none, the constant that switches it on."""
        if not self._is_laid_out_so(inventory):
            return
        if self.several:
            yield from _each(inventory.of(Network))
        elif self.lacks:
            yield from self._lacking(inventory)
        elif self.open:
            yield from _opened(inventory)
        else:
            yield from self._networks(inventory, platform)

    def _is_laid_out_so(self, inventory: Inventory) -> bool:
        if self.layout and not any(install.layout in self.layout for install in inventory.of(Install)):
            return False
        return self.subdomains is None or _by_subdomains(inventory) is self.subdomains

    def _networks(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence]:
        sites = inventory.of(Site)
        used = [site for site in sites if _GONE.isdisjoint(site.state)]
        limit = 0 if self.over is None else platform.limits[self.over].value
        networks = [database for database in inventory.of(Database) if database.network]
        for database in networks:
            if self.alone:
                if sites and len(used) <= 1:
                    yield Evidence(database.location, f"{len(used)} of {len(sites)} sites is in use")
            elif len(sites) > limit:
                yield Evidence(database.location, f"a network of {len(sites)} sites")
        if networks or self.over is not None or self.alone:
            return
        for place in _switched_on(inventory):
            yield Evidence(place, "MULTISITE is true")

    def _lacking(self, inventory: Inventory) -> Iterator[Evidence]:
        told = {setting.name for setting in inventory.of(Setting)}
        places = _switched_on(inventory)
        lacking = [name for name in self.lacks if name not in told]
        if lacking and places:
            yield Evidence(places[0], f"no {' and no '.join(lacking)} beside MULTISITE")


def _switched_on(inventory: Inventory) -> list[Location]:
    """Return where a configuration makes the install a network."""
    if not any(install.network for install in inventory.of(Install)):
        return []
    return [setting.location for setting in inventory.of(Setting) if setting.name == _SWITCH]


def _by_subdomains(inventory: Inventory) -> bool | None:
    """Tell whether the sites of a network are sub-domains; None: there is no network, or nothing tells."""
    if not any(install.network for install in inventory.of(Install)) and not inventory.of(Network):
        return None
    told = [network.subdomains for network in inventory.of(Network) if network.subdomains is not None]
    told += [bool(setting.value) for setting in inventory.of(Setting) if setting.name == _SUBDOMAINS]
    return any(told) if told else None


def _each(networks: list[Network]) -> Iterator[Evidence]:
    """Yield the networks, if there are several."""
    for network in networks if len(networks) > 1 else ():
        said = f"network {network.id}, {network.domain}{network.path}: {network.sites} sites"
        yield Evidence(network.location, said)


def _opened(inventory: Inventory) -> Iterator[Evidence]:
    for setting in inventory.of(Setting):
        if setting.name == _REGISTRATION and setting.kind == "option" and setting.value in {"blog", "all"}:
            yield Evidence(setting.location, f'{_REGISTRATION} is "{setting.value}"')
