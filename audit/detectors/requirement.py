"""PHP extensions that the code needs."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.code import Requirement
from audit.model.facts import Extension
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_GUARDED = "the code asks first whether it is there, or can do without it"
_VENDORED = "a library that comes with the code asks for it"
_INACTIVE = "what needs it is not active"


class RequirementFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches PHP extensions by name, or by what is known of them on the platform; name exactly one."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    php_extension: tuple[str, ...] = ()  # in lower case
    standing: Literal["lacks", "undocumented"] | None = None
    but_not: tuple[str, ...] = ()  # extensions that another rule speaks of
    own: bool | None = None  # True: only in code of the site itself; False: only in what others publish
    sure: bool = False  # True: not if there is nothing but doubtful places

    def __post_init__(self) -> None:
        if bool(self.php_extension) == bool(self.standing):
            raise ValueError("name exactly one of php_extension and standing")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: what the code needs is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each part of the code that needs one of them."""
        found = list(self._places(inventory, platform))
        if not self.sure or any(place.doubt is None for place in found):
            yield from found

    def _places(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence]:
        extensions = {one.path: one for one in inventory.of(Extension) if one.path}
        for found in inventory.of(Requirement):
            if found.kind != "php-extension" or not self._means(found.name, platform):
                continue
            part = extensions.get(found.extension or "")
            if self.own in {None, _is_own(found, part)}:
                yield Evidence(found.location, _said(found), _doubt(found, part))

    def _means(self, name: str, platform: Platform) -> bool:
        if self.php_extension:
            return name in self.php_extension
        known = platform.php is not None and platform.php.standing(name) == self.standing
        return known and name not in self.but_not


def _is_own(found: Requirement, part: Extension | None) -> bool:
    if found.vendored or found.package is not None:
        return False
    return part is None or not part.is_published


def _doubt(found: Requirement, part: Extension | None) -> str | None:
    if found.sure != "certain":
        return _GUARDED
    if found.vendored:
        return _VENDORED
    return _INACTIVE if part is not None and part.active is False else None


def _said(found: Requirement) -> str:
    if found.stated_by != "code":
        return f"{found.name}, as {found.stated_by} says" + (f" of {found.package}" if found.package else "")
    shown = f" ({', '.join(found.uses)})" if found.uses else ""
    more = f", in {found.times:,} places" if found.times > 1 else ""
    return f"{found.name}{shown}{more}"
