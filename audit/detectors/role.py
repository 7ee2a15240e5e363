"""What extensions are for: that there are some for a purpose, or that there is none."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from audit.model.facts import Extension, Origin
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.stored import Service, ServiceKind


class RoleFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches extensions that are, or may be, active, by what they are for and where they are from.

    Only if nothing that `unless` names is or may be active, and no service of `without` is set up.
    """

    role: tuple[str, ...] = ()  # mail, forms, ecommerce, ...; none given: any
    origin: tuple[Origin, ...] = ()  # none given: any
    mainly: bool = False  # True: only where that is what they are for in the first place
    without: tuple[ServiceKind, ...] = ()
    unless: tuple[str, ...] = ()  # patterns of slugs, with * and ?

    def __post_init__(self) -> None:
        if not (self.role or self.origin):
            raise ValueError("give role or origin")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that tell; a service may be set up in the database only."""
        return ("code", "database") if self.without or self.unless else ("code",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: extensions and services are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such extension."""
        del platform
        there = [one for one in inventory.of(Extension) if False not in {one.active, one.installed}]
        served = {service.kind for service in inventory.of(Service)}
        if not served.isdisjoint(self.without) or any(self._is_excepted(one.slug) for one in there):
            return
        for extension in there:
            roles = extension.roles[:1] if self.mainly else extension.roles
            is_for = not self.role or not set(self.role).isdisjoint(roles)
            if is_for and (not self.origin or extension.origin in self.origin):
                version = f" {extension.version}" if extension.version else ""
                state = "active" if extension.active else "not known whether active"
                yield Evidence(extension.location, f"{extension.name}{version}, {state}")

    def _is_excepted(self, slug: str) -> bool:
        return any(fnmatchcase(slug.lower(), pattern) for pattern in self.unless)
