"""Outside services that a site is set up to use."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.stored import Service, ServiceKind
from audit.parsers.patterns import compile_pattern


class ServiceFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches services by their kind and, if given, by their name, and by what the setting says of them."""

    needs: ClassVar[tuple[SourceName, ...]] = ("configuration", "database")

    kind: ServiceKind
    name: tuple[str, ...] = ()  # what a person calls it, in any case; none given: any
    detail: str | None = None  # a pattern over the kind or public host that is set

    def __post_init__(self) -> None:
        if self.detail is not None:
            compile_pattern(self.detail)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: services are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the setting of each such service."""
        del platform
        names = {name.lower() for name in self.name}
        pattern = None if self.detail is None else compile_pattern(self.detail)
        for found in inventory.of(Service):
            if found.kind != self.kind or (names and found.name.lower() not in names):
                continue
            if pattern is None or (found.detail is not None and pattern.search(found.detail)):
                yield Evidence(found.location, _said(found))


def _said(found: Service) -> str:
    detail = f" ({found.detail})" if found.detail else ""
    site = f" of site {found.site}" if found.site not in {None, 1} else ""
    return f"{found.name}{detail}, set by {found.setting}{site}"
