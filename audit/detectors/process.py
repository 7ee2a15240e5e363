"""What a server runs besides answering requests with PHP, and what a site is built with."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import ClassVar

from msgspec import Struct

from audit.model.code import Process, ProcessKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern
from audit.sources.globs import Globs


class ProcessFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches processes by their kind, and if given by their name and language."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    kind: tuple[ProcessKind, ...]
    name: tuple[str, ...] = ()  # patterns with * and ?, in lower case; none given: any name
    not_name: tuple[str, ...] = ()  # patterns of names that are left out
    language: tuple[str, ...] = ()  # none given: any, or none known
    text: str | None = None  # a pattern over what is run
    not_text: str | None = None  # one over what is left out
    for_work: bool = False  # True: those that only developers' own computers run, and no others
    anywhere: bool = False  # True: also what public extensions bring along
    but_not: tuple[str, ...] = ()  # globs of files that are left out

    def __post_init__(self) -> None:
        for pattern in filter(None, (self.text, self.not_text)):
            compile_pattern(pattern)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: processes are always looked for."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that tells of such a process."""
        del platform
        left_out = Globs.of(self.but_not)
        for found in inventory.of(Process):
            if not self._fits(found) or left_out.match(found.seen_as):
                continue
            if (found.own or self.anywhere) and found.for_work is self.for_work:
                yield Evidence(found.location, f"{found.name}: {found.text}" if found.text else found.name)

    def _fits(self, found: Process) -> bool:
        name = found.name.lower()
        return (
            found.kind in self.kind
            and (not self.name or any(fnmatchcase(name, pattern) for pattern in self.name))
            and not any(fnmatchcase(name, pattern) for pattern in self.not_name)
            and (not self.language or found.language in self.language)
            and (self.text is None or compile_pattern(self.text).search(found.text) is not None)
            and (self.not_text is None or compile_pattern(self.not_text).search(found.text) is None)
        )
