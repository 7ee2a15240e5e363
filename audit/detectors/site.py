"""The sites that a database tells of, by their addresses."""

from collections.abc import Iterator
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from audit.model.facts import Database, Location, Network, Setting, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.web_addresses import host_of, site_of

Trouble = Literal[
    "two-addresses",  # siteurl and home differ
    "unlisted",  # a network's list of sites names another host than the site itself
    "own-domain",  # neither the network's domain nor one below it
    "by-number",  # its address has no name, but a number or localhost
    "by-port",
]
_FOLDER = "the core may lie in a folder of its own, as its path says"
_LOCAL = (".local", ".localhost", ".test")


class SiteFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches sites by what is odd about their addresses."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    trouble: Trouble
    over: str | None = None  # name of a limit in the platform file: only if there are more such sites

    def watch(self, platform: Platform) -> Watch:
        """Ask for the limit to be there; addresses are always read."""
        if self.over is not None:
            _ = platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such site."""
        found = list(self._found(inventory))
        if self.over is None or len(found) > platform.limits[self.over].value:
            yield from found

    def _found(self, inventory: Inventory) -> Iterator[Evidence]:
        if self.trouble == "two-addresses":
            yield from _two_addresses(inventory)
        elif self.trouble == "own-domain":
            yield from _own_domains(inventory)
        else:
            is_so = {"unlisted": _unlisted, "by-number": _by_number, "by-port": _by_port}[self.trouble]
            for site in inventory.of(Site):
                if said := is_so(site):
                    yield Evidence(site.location, said)


def _two_addresses(inventory: Inventory) -> Iterator[Evidence]:
    told: dict[tuple[Location, int | None], dict[str, str]] = {}
    for setting in inventory.of(Setting):
        is_address = setting.kind == "option" and setting.name in {"home", "siteurl"}
        if is_address and isinstance(setting.value, str):
            told.setdefault((setting.location, setting.site), {})[setting.name] = setting.value
    for (place, site), values in told.items():
        if len(values) < 2:
            continue
        home, core = (_parts(values[name]) for name in ("home", "siteurl"))
        if home is None or core is None or home == core:
            continue
        whose = f" of site {site}" if site not in {None, 1} else ""
        same_host = home[:2] == core[:2]
        said = f'home{whose} is "{values["home"]}", siteurl is "{values["siteurl"]}"'
        yield Evidence(place, said, _FOLDER if same_host and core[2].startswith(home[2]) else None)


def _parts(address: str) -> tuple[str, str, str] | None:
    """Return scheme, host with port, and path of an address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return (parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/")) if parts.netloc else None


def _unlisted(site: Site) -> str | None:
    listed, own = host_of(site.listed), host_of(site.url)
    if listed is None or own is None or listed == own:
        return None
    return f"site {site.id}: the list of sites says {listed}, its own address {own}"


def _own_domains(inventory: Inventory) -> Iterator[Evidence]:
    homes = {site_of(network.domain) for network in inventory.of(Network)}
    homes.discard(None)
    if not homes or not any(database.network for database in inventory.of(Database)):
        return
    for site in inventory.of(Site):
        host = site_of(site.url)
        if host and not any(host == home or host.endswith(f".{home}") for home in homes):
            state = f" ({', '.join(site.state)})" if site.state else ""
            yield Evidence(site.location, f"site {site.id}{state} is served at {host}")


def _by_number(site: Site) -> str | None:
    host = host_of(site.url)
    if host is None:
        return None
    is_number = ":" in host or host.replace(".", "").isdigit()
    is_local = host == "localhost" or host.endswith(_LOCAL)
    return f"site {site.id} is at {host}" if is_number or is_local else None


def _by_port(site: Site) -> str | None:
    try:
        port = urlsplit(site.url or "").port
    except ValueError:
        return None
    return f"site {site.id} is at port {port}" if port not in {None, 80, 443} else None
