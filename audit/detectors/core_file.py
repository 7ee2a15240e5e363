"""Files of the core that are not as released, and cores that are of no release."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.code import CoreCheck, CoreFile, CoreFileState, CoreState
from audit.model.facts import Install
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch

_UNJUDGED = ("unrecognised", "incomplete")


class CoreFileFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches files of the core by their state, or a core by how it compares as a whole; name exactly one."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    file: CoreFileState | None = None
    core: CoreState | None = None

    def __post_init__(self) -> None:
        if (self.file is None) == (self.core is None):
            raise ValueError("name exactly one of file and core")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every core is compared anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each file, or the core; what could not be compared is unclear."""
        del platform
        checks = inventory.of(CoreCheck)
        for check in checks:
            if self.core == check.state:
                yield Evidence(check.location, check.note or _said_of(check))
            elif check.state in _UNJUDGED:
                yield Unclear(check.location, check.note or "Its files could not be compared.")
            elif self.file is not None:
                yield from self._files(inventory, check)
        seen = {check.install for check in checks}
        for install in inventory.of(Install):
            if install.core and install.root not in seen:
                yield Unclear(install.location, "No releases of this core are known, so it was not compared.")

    def _files(self, inventory: Inventory, check: CoreCheck) -> Iterator[Evidence]:
        named = [
            one for one in inventory.of(CoreFile) if one.state == self.file and one.install == check.install
        ]
        for one in named:
            yield Evidence(one.location, _said(one, check))
        if (rest := _count(check, self.file) - len(named)) > 0:
            yield Evidence(check.location, f"and {rest:,} more files")


def _said(found: CoreFile, check: CoreCheck) -> str:
    release = check.matched[0] if check.matched else "the release"
    others = ", ".join(found.of)
    if found.state == "missing":
        return f"is not there; {release} has it"
    if found.state == "left-over":
        return f"is of another release: {others}"
    if found.state == "unknown":
        return "no release has this file"
    return f"is that of {others}" if others else f"is not as {release} has it"


def _said_of(check: CoreCheck) -> str:
    return f"{check.files:,} files compared with {' and '.join(check.matched) or 'no release'}"


def _count(check: CoreCheck, state: CoreFileState | None) -> int:
    counts = {
        "modified": check.modified,
        "missing": check.missing,
        "unknown": check.unknown,
        "left-over": check.left_over,
    }
    return counts[state] if state else 0
