"""Programs that PHP code starts."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.code import Program
from audit.model.inventory import Inventory, SourceName
from audit.model.php import ProgramStanding
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs

_GUARDED = "the code asks first whether it is there"
_VENDORED = "in a library that comes with the code, which may never call it"


class ProgramFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches programs by name, by what the platform says of them, or because their name is computed."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...] = ()  # patterns with * and ?, in lower case
    standing: tuple[ProgramStanding, ...] = ()
    computed: bool = False  # True: also those whose name is only known at run time
    not_name: tuple[str, ...] = ()  # patterns of names that are left out
    own: bool | None = None  # True: only in code of the site itself; False: only in public extensions
    sure: bool = False  # True: not if there is nothing but doubtful places
    files: tuple[str, ...] = ()  # globs, seen from the install; none given: all files
    but_not: tuple[str, ...] = ()  # globs of files that are left out

    def __post_init__(self) -> None:
        if not self.name and not self.standing and not self.computed:
            raise ValueError("give name, standing or computed")

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: programs are always looked for."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that starts such a program."""
        found = list(self._places(platform, inventory))
        if not self.sure or any(place.doubt is None for place in found):
            yield from found

    def _places(self, platform: Platform, inventory: Inventory) -> Iterator[Evidence]:
        globs, left_out = Globs.of(self.files) if self.files else None, Globs.of(self.but_not)
        for found in inventory.of(Program):
            if self.own not in {None, found.own} or not self._fits(found, platform):
                continue
            if left_out.match(found.seen_as) or not (globs is None or globs.match(found.seen_as)):
                continue
            doubt = _GUARDED if found.guarded else _VENDORED if found.vendored else None
            yield Evidence(found.location, _said(found), doubt)

    def _fits(self, found: Program, platform: Platform) -> bool:
        if found.name is None:
            return self.computed
        name = _bare(found.name)
        if any(fnmatchcase(name, pattern) for pattern in self.not_name):
            return False
        standing = platform.programs.standing(name)
        return standing in self.standing or any(fnmatchcase(name, pattern) for pattern in self.name)


def _bare(name: str) -> str:
    return name.lower().removesuffix(".exe")


def _said(found: Program) -> str:
    if found.name is None:
        return f"a command made at run time, by {found.by}"
    return f"{found.path or found.name}, by {found.by}"
