"""Cookies that PHP code sets or reads by their names."""

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.facts import Occurrence
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch

_SETTING = frozenset({"setcookie", "setrawcookie"})
_NAME = re.compile(r"[A-Za-z0-9_.-]+")
_SAID = {"set": "sets {}", "read": "reads {}"}


class CookieFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches the literal names of cookies in code of the site itself; of all that is given each must hold.

    A constant in place of a name is no name: those of the CMS itself are in constants.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    how: tuple[Literal["set", "read"], ...]
    dropped: bool = False  # True: only those that do not reach PHP on the platform
    name: str | None = None  # a pattern over the name, in which small and capital letters differ
    but_not: str | None = None  # one over names that are left out

    def __post_init__(self) -> None:
        if not (self.dropped or self.name):
            raise ValueError("give dropped, name or both")
        for pattern in filter(None, (self.name, self.but_not)):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f'"{pattern}" is no pattern: {error}') from error

    def watch(self, platform: Platform) -> Watch:
        """Ask for the calls that set cookies, or for the names that are read."""
        del platform
        calls = _SETTING if "set" in self.how else frozenset[str]()
        asked = CodeWatch(calls=calls, cookies="read" in self.how, own=True, text=self.name)
        return Watch(code=frozenset({asked}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line with such a name."""
        for found in inventory.of(Occurrence):
            if not found.own:
                continue
            how, name = _named(found)
            if name is not None and how in self.how and self._fits(name, platform):
                yield Evidence(found.location, _SAID[how].format(name))

    def _fits(self, name: str, platform: Platform) -> bool:
        if self.dropped and (platform.cookies is None or platform.cookies.reaches_php(name)):
            return False
        if self.but_not is not None and re.search(self.but_not, name):
            return False
        return self.name is None or re.search(self.name, name) is not None


def _named(found: Occurrence) -> tuple[Literal["set", "read"], str | None]:
    if found.kind == "cookie":
        return "read", found.name
    if found.kind != "call" or found.name not in _SETTING or found.text is None:
        return "set", None
    # What stands there in capital letters may be a constant, of which only the name is known.
    return "set", found.text if _NAME.fullmatch(found.text) and not found.text.isupper() else None
