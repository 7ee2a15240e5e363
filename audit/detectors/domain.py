"""Hosts that the text of a database names."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.database import HostMentions
from audit.model.facts import Site
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern

_NAMED = 3  # tables


class DomainFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches hosts of which all holds that is given."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    matches: str | None = None  # a pattern over the host
    # own: a name of a site; related: not one, but below the same domain, or above; other: neither
    whose: tuple[Literal["own", "related", "other"], ...] = ("own", "related", "other")
    plain: bool = False  # True: only where it is mentioned with http://
    encrypted: bool = False  # True: and only where the site itself is served by https://

    def __post_init__(self) -> None:
        if self.matches is not None:
            compile_pattern(self.matches)
        elif not self.plain and len(self.whose) > 2:
            raise ValueError("give matches, whose or plain")

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: hosts are always counted."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such host, with how often it is mentioned."""
        del platform
        sites = inventory.of(Site)
        if self.encrypted and not any((site.url or "").startswith("https://") for site in sites):
            return
        own = {host.lower() for site in sites for host in site.hosts}
        bases = {host.removeprefix("www.") for host in own}
        pattern = None if self.matches is None else compile_pattern(self.matches)
        for found in inventory.of(HostMentions):
            if self.plain and not found.http:
                continue
            if pattern is not None and not pattern.search(found.host):
                continue
            if _whose(found.host, own, bases) in self.whose:
                yield Evidence(found.location, _said(found, plain=self.plain))


def _whose(host: str, own: set[str], bases: set[str]) -> Literal["own", "related", "other"]:
    if host in own or host.removeprefix("www.") in bases:
        return "own"
    near = any(host.endswith(f".{base}") for base in bases)
    above = any(base.endswith(f".{host}") for base in bases)
    return "related" if near or above else "other"


def _said(found: HostMentions, *, plain: bool) -> str:
    number = found.http if plain else found.mentions
    times = "once" if number == 1 else f"{number:,} times"
    tables = ", ".join(part.table for part in found.tables[:_NAMED])
    least = "at least " if found.at_least else ""
    scheme = "http://" if plain else ""
    return f"{scheme}{found.host}: {least}{times}{f', most in {tables}' if tables else ''}"
