"""What could not be looked at, or is broken in itself, where that is a finding of its own."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Problem
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch


class ProblemFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches problems by the word for their kind."""

    kind: tuple[str, ...]
    source: SourceName

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the source that such a problem is of."""
        return (self.source,)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: problems are always stated."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each, with its own sentence."""
        del platform
        for problem in inventory.of(Problem):
            if problem.kind in self.kind and problem.source == self.source:
                yield Evidence(problem.location, problem.text)
