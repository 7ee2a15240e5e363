"""Calls in the PHP code of plugins, themes and custom code."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Occurrence
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs


class CodeFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches calls of PHP functions, and the backtick operator; the core's own code is not searched."""

    call: tuple[str, ...] = ()
    backtick: bool = False
    files: tuple[str, ...] = ()  # globs, seen from the install; none given: all files
    but_not: tuple[str, ...] = ()  # globs of files that are left out

    def __post_init__(self) -> None:
        if not self.call and not self.backtick:
            raise ValueError("name functions in call, or set backtick")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return where such code may lie: some sites have PHP among their uploads."""
        return ("code",) if self.files else ("code", "files")

    def watch(self, platform: Platform) -> Watch:
        """Ask for the calls."""
        del platform
        names = frozenset(name.lower() for name in self.call)
        return Watch(code=frozenset({CodeWatch(names, self.backtick, self.files, self.but_not)}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line that calls one of them."""
        del platform
        names = {name.lower() for name in self.call}
        globs, left_out = Globs(self.files) if self.files else None, Globs(self.but_not)
        for found in inventory.of(Occurrence):
            is_asked = found.name in names if found.kind == "call" else self._asks_for(found)
            is_near = globs is None or globs.match(found.seen_as)
            if is_asked and is_near and not left_out.match(found.seen_as):
                text = f"{found.name}()" if found.kind == "call" else "a command in backticks"
                yield Evidence(found.location, text)

    def _asks_for(self, found: Occurrence) -> bool:
        return self.backtick and found.kind == "backtick"
