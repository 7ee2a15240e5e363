"""What a repository says of the paths of its work tree, as facts: a few are named, all are counted."""

import os
import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator

from audit.collectors.places import Places
from audit.collectors.repository.files import Disk, Group, Loose, Untracked
from audit.collectors.repository.history import Large
from audit.collectors.repository.index import Index, data_folder, readable
from audit.collectors.repository.tracked import Comparison, Difference
from audit.model.code import Versioned, VersionedState
from audit.model.facts import Location
from audit.parsers.privacy import without_secrets
from audit.sources.git import WorkTree, is_repository
from audit.sources.tree import Listing

_PLACES = 100  # of a state that are named
_TEXT = 1 << 18  # bytes of a .gitignore and the like
_CODE = frozenset(
    ".php .inc .module .install .theme .profile .engine .phtml .twig .tpl .js .mjs .css".split()
)  # what a site cannot do without


class Work:
    """A work tree: its folder on disk and in the tree, and the installs in it."""

    def __init__(self, place: str, folder: str, listing: Listing, places: Places) -> None:
        self.place = place
        self.folder = folder
        self.listing = listing
        self.files = WorkTree(place)
        self._places = places
        self._named: Counter[VersionedState] = Counter()

    def text(self, path: str) -> str:
        """Return a small text file; "" where there is none to read."""
        data = self.files.read(os.fsencode(path), _TEXT)
        return (data or b"").decode("utf-8", "surrogateescape")

    def said(
        self, state: VersionedState, path: str, detail: str = "", files: int = 1, size: int | None = None
    ) -> Iterator[Versioned]:
        """Yield the fact, unless enough of its state are named already."""
        self._named[state] += 1
        if self._named[state] <= _PLACES:
            whole = posixpath.join(self.folder, path)
            root, seen_as = self._places.of(whole)
            yield Versioned(
                location=Location(whole),
                install=root,
                state=state,
                seen_as=seen_as,
                detail=without_secrets(detail),
                files=files,
                bytes=size,
            )

    def large(self, found: Iterator[Large], current: frozenset[bytes]) -> Iterator[Versioned]:
        """Yield the large files of the history."""
        for one in found:
            state: VersionedState = "large" if one.sha in current else "large-in-history"
            path = "." if one.path is None else readable(one.path)
            detail = "in a part of the history that was not looked at" if one.path is None else ""
            yield from self.said(state, path, detail, size=one.size)

    def links(self, index: Index, urls: dict[str, str]) -> Iterator[Versioned]:
        """Yield the submodules: those of the index, and those that .gitmodules alone speaks of."""
        for path in sorted({*index.commits, *urls}):
            inside = self.listing.folder(posixpath.join(self.folder, path))
            state: VersionedState = "submodule" if inside.keys() - {".git"} else "submodule-missing"
            yield from self.said(state, path, urls.get(path, ""))

    def data(self, index: Index) -> Iterator[Versioned]:
        """Yield the folders of uploads, caches and tools that are tracked."""
        counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for path, size in index.sizes.items():
            seen_as = self._places.of(posixpath.join(self.folder, path))[1]
            if (folder := data_folder(seen_as)) is not None:
                inner = path.removesuffix(seen_as[len(folder) :])
                counts[inner][0] += 1
                counts[inner][1] += size
        for folder, (files, size) in sorted(counts.items()):
            yield from self.said("data", folder, files=files, size=size)

    def differences(self, index: Index, comparison: Comparison) -> Iterator[tuple[bytes, Difference]]:
        """Yield how tracked files differ on disk from the index, and those that git LFS left out."""
        for entry in index.entries():
            if (difference := comparison.of(entry)) is not None:
                yield entry.path, difference
            elif comparison.is_pointer(entry):
                yield entry.path, "lfs-pointer"

    def untracked(self, index: Index, exclude: str, *, any_case: bool) -> Iterator[Versioned | int]:
        """Yield what git does not hold, by the topmost folder of it; last how many files were never added."""
        walk = Untracked(
            self.listing,
            self.folder,
            index.tracking,
            Disk(self.text, self._is_repository),
            any_case=any_case,
        )
        groups: dict[Group, list[int]] = {}
        untracked = 0
        for one in walk.find(exclude):
            if isinstance(one, Loose):
                untracked += one.group.state == "untracked"
                count = groups.setdefault(one.group, [0, 0])
                count[0] += 1
                count[1] += posixpath.splitext(one.path)[1].lower() in _CODE
            else:
                groups[one] = [1, 1]
        for group, (files, code) in groups.items():
            if group.state == "nested":
                yield from self.said(group.state, group.path)
            elif group.state == "untracked" and code:
                yield from self.said(group.state, group.path, files=files)
            elif code:
                state: VersionedState = "ignored-built" if _is_locked(index, group.path) else "ignored"
                yield from self.said(state, group.path, group.by, code)
        yield untracked

    def _is_repository(self, path: str) -> bool:
        return is_repository(f"{self.place}/{path}/.git")


def _is_locked(index: Index, path: str) -> bool:
    """Tell whether a composer.lock beside or above a path is tracked."""
    while path:
        path = posixpath.dirname(path)
        if posixpath.join(path, "composer.lock") in index.sizes:
            return True
    return False
