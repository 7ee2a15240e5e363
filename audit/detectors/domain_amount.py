"""How many domains lead to a site."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Location, Site
from audit.model.inventory import Inventory, SourceName
from audit.model.redirects import Redirect
from audit.model.rules import Evidence, Platform, Unclear, Watch

_LOCAL = (".local", ".localhost", ".test", ".internal", ".invalid")
_NAMED = 5


class DomainAmountFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches where more names lead to the sites of an install than a limit of the platform allows.

    Counted are the names that sites answer to, and those that redirects speak of; not those of workstations.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration", "database")

    over: str  # name of a limit in the platform file

    def watch(self, platform: Platform) -> Watch:
        """Ask for the limit to be there: names are always collected."""
        _ = platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield one place, with how many names there are."""
        names = {host: place for host, place in _named(inventory) if _is_public(host)}
        if len(names) > platform.limits[self.over].value:
            shown = sorted(names)
            more = f" and {len(shown) - _NAMED:,} more" if len(shown) > _NAMED else ""
            said = f"{len(shown):,} names: {', '.join(shown[:_NAMED])}{more}"
            yield Evidence(names[shown[0]], said)


def _named(inventory: Inventory) -> Iterator[tuple[str, Location]]:
    for site in inventory.of(Site):
        for host in site.hosts:
            yield _plain(host), site.location
    for redirect in inventory.of(Redirect):
        if redirect.host and redirect.enabled:
            yield _plain(redirect.host), redirect.location


def _plain(host: str) -> str:
    return host.lower().partition(":")[0].rstrip(".")


def _is_public(host: str) -> bool:
    is_name = "." in host and not host.replace(".", "").isdigit() and "*" not in host
    return is_name and not host.endswith(_LOCAL)
