"""Files, folders and links, by name or by size."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from audit.model.facts import NotedFile
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs

_MEBIBYTE = 1024 * 1024


class FileFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches paths, seen from the install, by globs, by size over a limit of the platform, or by both."""

    path: tuple[str, ...] = ()  # * and ? stay in one folder, **/ stands for any folders
    kind: Literal["file", "folder", "link"] = "file"
    over: str | None = None  # name of a limit in the platform file, in bytes
    but_not: tuple[str, ...] = ()  # globs of paths that are left out

    def __post_init__(self) -> None:
        if not self.path and self.over is None:
            raise ValueError("give path, over, or both")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return where such a path may lie: uploads are seldom in a repository of code."""
        is_anywhere = any(glob.startswith(("**", "wp-content/uploads")) for glob in self.path)
        return ("code", "files") if is_anywhere or not self.path else ("code",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for files above the limit, else for what the globs match."""
        if self.over is None:
            return Watch(files=frozenset(self.path))
        return Watch(over=frozenset({platform.limits[self.over].value}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each matching path."""
        globs = Globs.of(self.path) if self.path else None
        left_out = Globs.of(self.but_not)
        limit = None if self.over is None else platform.limits[self.over].value
        for found in inventory.of(NotedFile):
            if found.kind != self.kind or (limit is not None and (found.size or 0) <= limit):
                continue
            if left_out.match(found.seen_as):
                continue
            if globs is None or globs.match(found.seen_as):
                yield Evidence(found.location, _said(found.size))


def _said(size: int | None) -> str:
    if size is None:
        return "is there"
    return f"{size / _MEBIBYTE:,.1f} MiB" if size >= _MEBIBYTE else f"{size:,} bytes"
