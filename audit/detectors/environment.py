"""Names of the environment that code asks for to learn where it runs."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Occurrence
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs


class EnvironmentFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches what code of the site itself asks for by getenv(), env(), $_ENV, $_SERVER or defined().

    Code that asks in several of these ways on one line is told once.
    """

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    name: tuple[str, ...]  # patterns with * and ?, in which small and capital letters differ
    but_not: tuple[str, ...] = ()  # patterns of names that are left out
    but_not_in: tuple[str, ...] = ()  # globs of files that are left out

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError('"name" names at least one')

    def watch(self, platform: Platform) -> Watch:
        """Ask for the names."""
        del platform
        asked = CodeWatch(environment=frozenset(self.name), own=True, but_not=self.but_not_in)
        return Watch(code=frozenset({asked}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line that asks for one."""
        del platform
        left_out = Globs.of(self.but_not_in)
        for found in inventory.of(Occurrence):
            if found.kind != "environment" or not found.own or found.vendored:
                continue
            if not _among(found.name, self.name) or _among(found.name, self.but_not):
                continue
            if not left_out.match(found.seen_as):
                yield Evidence(found.location, f"asks for {found.name}")


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
