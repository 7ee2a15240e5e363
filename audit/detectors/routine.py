"""Code that lives in the database: triggers, procedures, functions, events, views."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.facts import Routine, RoutineKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class RoutineFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches routines by their kind."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    kind: tuple[RoutineKind, ...]

    def watch(self, platform: Platform) -> Watch:
        """Return nothing: every routine is collected anyway."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each routine of these kinds."""
        del platform
        for routine in inventory.of(Routine):
            if routine.kind in self.kind:
                yield Evidence(routine.location, f"{routine.kind} {routine.name}")
