"""A tree without what a bundle laid into it, and with what it moved away back in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.sources.tree import FILE_LIMIT, Entry, File, unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from audit.model.facts import Problem
    from audit.sources.blobs import Raw
    from audit.sources.tree import Tree

_HIDDEN = "This belongs to the backup, not to the site."


class Part:
    """A tree less some files and folders; files may stand in another place than they lie in."""

    def __init__(self, tree: Tree, hidden: Sequence[str], moved: Mapping[str, tuple[str, Entry]]) -> None:
        self.label = tree.label
        self.place = tree.place
        self.is_sequential = tree.is_sequential
        self._tree = tree
        self._hidden = frozenset(hidden)
        self._moved = dict(moved)  # where a file lies and what is known of it, by where it stands

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, and what could not be listed."""
        for item in self._tree.walk():
            if not isinstance(item, tuple):
                if not self._hides(item.location.path):
                    yield item
                continue
            folder, entries = item
            if not self._hides(folder):
                yield folder, self._shown(folder, entries)

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit bytes of a file, or why they cannot be had."""
        if path in self._moved:
            found = self._tree.read(self._moved[path][0], limit)
            return File(path, found.data, found.cut) if isinstance(found, File) else found
        if self._hides(path):
            return unread(path, "unreadable", _HIDDEN)
        return self._tree.read(path, limit)

    def rank(self, path: str) -> int:
        """Return where a file comes in the order in which files are read most quickly."""
        return self._tree.rank(self._real(path))

    def open(self, path: str) -> Raw:
        """Return a file to be read in pieces. Raises OSError, or AuditError."""
        return self._tree.open(self._real(path))

    def _real(self, path: str) -> str:
        return self._moved[path][0] if path in self._moved else path

    def _hides(self, path: str) -> bool:
        """Tell whether a path is hidden, itself or with a folder above it."""
        while path:
            if path in self._hidden:
                return True
            path = path.rpartition("/")[0]
        return False

    def _shown(self, folder: str, entries: dict[str, Entry]) -> dict[str, Entry]:
        start = f"{folder}/" if folder else ""
        added = {
            path[len(start) :]: entry
            for path, (_, entry) in self._moved.items()
            if path.rpartition("/")[0] == folder
        }
        if not added and not any(start + name in self._hidden for name in entries):
            return entries
        kept = {name: entry for name, entry in entries.items() if start + name not in self._hidden}
        return dict(sorted({**kept, **added}.items()))
