"""PHP extensions that the code needs."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.code import Requirement
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_GUARDED = "the code asks first whether it is there"
_VENDORED = "a library that comes with the code asks for it"


class RequirementFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches PHP extensions by name, or by what is known of them on the platform; name exactly one."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    php_extension: tuple[str, ...] = ()  # in lower case
    standing: Literal["lacks", "undocumented"] | None = None
    but_not: tuple[str, ...] = ()  # extensions that another rule speaks of

    def __post_init__(self) -> None:
        if bool(self.php_extension) == bool(self.standing):
            raise ValueError("name exactly one of php_extension and standing")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: what the code needs is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each part of the code that needs one of them."""
        for found in inventory.of(Requirement):
            if found.kind == "php-extension" and self._means(found.name, platform):
                doubt = _GUARDED if found.sure == "guarded" else _VENDORED if found.vendored else None
                yield Evidence(found.location, _said(found), doubt)

    def _means(self, name: str, platform: Platform) -> bool:
        if self.php_extension:
            return name in self.php_extension
        known = platform.php is not None and platform.php.standing(name) == self.standing
        return known and name not in self.but_not


def _said(found: Requirement) -> str:
    shown = f" ({', '.join(found.uses)})" if found.uses else ""
    more = f", in {found.times:,} places" if found.times > 1 else ""
    return f"{found.name}{shown}{more}"
