"""Redirects that answer some requests for an address, and others not."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.inventory import Inventory, SourceName
from audit.model.redirects import Dependence, Redirect
from audit.model.rules import Evidence, Platform, Unclear, Watch


class DependentRedirectFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches redirects that have to be moved by what they depend on beside the path.

    Those that the platform's own settings do, such as leading all domains to one, are left out.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code", "database")

    on: tuple[Dependence, ...]  # host, cookie, user-agent, ...

    def __post_init__(self) -> None:
        if not self.on:
            raise ValueError('"on" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: redirects are always looked for."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such redirect."""
        del platform
        for found in inventory.of(Redirect):
            if found.platform or found.stays or not found.enabled:
                continue
            depends = {*found.depends, *(("host",) if found.host else ())}
            if not depends.isdisjoint(self.on):
                target = found.target or f"an answer {found.status or ''}".rstrip()
                host = f"{found.host} " if found.host else ""
                yield Evidence(found.location, f"{host}{found.source or 'in code'} to {target}")
