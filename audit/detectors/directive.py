"""What becomes of the directives of a .htaccess, and files that Apache itself refuses."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.server import ServerDirective, ServerFile, ServerOutcome
from audit.parsers.patterns import compile_pattern


class DirectiveFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches directives of the site's own files by what becomes of them and what they are for."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    outcome: tuple[ServerOutcome, ...] = ()  # none given: any
    group: tuple[str, ...] = ()  # none given: any
    name: tuple[str, ...] = ()  # in lower case; none given: any
    text: str | None = None  # a pattern over what stands there, which has no secrets
    refused_files: bool = False  # instead: files for which Apache answers with an error

    def __post_init__(self) -> None:
        if not (self.outcome or self.group or self.name or self.refused_files):
            raise ValueError("give outcome, group, name or refused_files")
        if self.text is not None:
            compile_pattern(self.text)

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing: such files are always read."""
        del platform
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each directive, or each file."""
        del platform
        if self.refused_files:
            for file in inventory.of(ServerFile):
                if file.own and file.error and file.kind == "htaccess":
                    line = f"line {file.error_line}: " if file.error_line else ""
                    yield Evidence(file.location, f"{line}{file.error}")
            return
        for found in inventory.of(ServerDirective):
            if found.own and self._fits(found):
                yield Evidence(found.location, found.text)

    def _fits(self, found: ServerDirective) -> bool:
        return (
            (not self.outcome or found.outcome in self.outcome)
            and (not self.group or found.group in self.group)
            and (not self.name or found.name.lower() in self.name)
            and (self.text is None or compile_pattern(self.text).search(found.text) is not None)
        )
