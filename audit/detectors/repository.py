"""A git repository: its size, what it holds besides code, and what it lacks."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.code import Repository, Versioned, VersionedState
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.sources.globs import Globs

_MEBIBYTE = 1024 * 1024
_SAID: dict[VersionedState, str] = {
    "submodule": "a submodule",
    "submodule-missing": "a submodule, and its code is not here",
    "nested": "a repository of its own, which the outer one does not hold",
    "lfs-pointer": "its content is in git LFS, and not here",
    "modified": "differs from the last commit",
    "missing": "was committed, and is not here",
    "staged": "was added, changed or deleted, and not committed",
    "conflict": "is in an unresolved merge",
    "untracked": "was never committed",
    "ignored": "is ignored",
    "ignored-built": "is ignored, and Composer may bring it",
    "data": "is committed",
    "large": "in the last commit",
    "large-in-history": "in older commits only",
}
_LARGE = frozenset({"large", "large-in-history"})
_SHOWN_AS_SIZE = frozenset({"data", *_LARGE})


class RepositoryFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches what a repository says of paths, the size of its objects, or how it is kept."""

    needs: ClassVar[tuple[SourceName, ...]] = ("code",)

    state: tuple[VersionedState, ...] = ()  # of paths
    path: tuple[str, ...] = ()  # globs of such paths as seen from the install; none: any
    but_not: tuple[str, ...] = ()  # globs of paths that are left out
    over: str | None = None  # name of a limit in bytes: of paths their size, else of all objects
    has: Literal["lfs", "shallow", "partial", "unmerged"] | None = None

    def __post_init__(self) -> None:
        if sum((bool(self.state), self.over is not None and not self.state, self.has is not None)) != 1:
            raise ValueError("give one of state, over and has; over goes with state as well")
        if (self.path or self.but_not) and not self.state:
            raise ValueError("path and but_not go with state")

    def watch(self, platform: Platform) -> Watch:
        """Return nothing, as repositories are read anyway; a limit must be known."""
        if self.over is not None:
            platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such path, or the repository; what of it could not be read makes nothing certain."""
        limit = 0 if self.over is None else platform.limits[self.over].value
        found = list(self._paths(inventory, limit) if self.state else self._repositories(inventory, limit))
        yield from found
        if not found:
            for repository in inventory.of(Repository):
                yield from (Unclear(repository.location, reason) for reason in repository.unread)

    def _paths(self, inventory: Inventory, limit: int) -> Iterator[Evidence]:
        within, without = Globs.of(self.path), Globs.of(self.but_not)
        for one in inventory.of(Versioned):
            if one.state not in self.state or (one.bytes or 0) < limit:
                continue
            if (self.path and not within.match(one.seen_as)) or without.match(one.seen_as):
                continue
            yield Evidence(one.location, _said(one))

    def _repositories(self, inventory: Inventory, limit: int) -> Iterator[Evidence]:
        for one in inventory.of(Repository):
            if self.over is not None:
                if one.bytes > limit:
                    yield Evidence(one.location, f"{_size(one.bytes)} of git objects")
                    large = (found for found in inventory.of(Versioned) if found.state in _LARGE)
                    yield from (Evidence(found.location, _said(found)) for found in large)
            elif text := self._kept(one):
                yield Evidence(one.location, text)

    def _kept(self, one: Repository) -> str:
        if self.has == "lfs":
            return f"git LFS keeps {', '.join(one.lfs)}" if one.lfs else ""
        if self.has == "shallow":
            return "its history was cut off when it was copied" if one.shallow else ""
        if self.has == "partial":
            return "some of its objects were never fetched" if one.partial else ""
        return f"commits of {', '.join(one.unmerged)} are not in {one.branch}" if one.unmerged else ""


def _said(one: Versioned) -> str:
    words = [_SAID[one.state]]
    if one.state in _SHOWN_AS_SIZE and one.bytes is not None:
        words.insert(0, _size(one.bytes))
    if one.files > 1:
        words.append(f"{one.files:,} files")
    if one.detail:
        words.append(one.detail)
    return ", ".join(words)


def _size(size: int) -> str:
    return f"{size / _MEBIBYTE:,.1f} MiB" if size >= _MEBIBYTE else f"{size:,} bytes"
