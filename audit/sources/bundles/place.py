"""A folder in which a bundle may lie, looked at as little as tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import DecodeError, json
from msgspec.structs import replace

from audit.sources.blobs import DumpInput
from audit.sources.bundles.part import Part
from audit.sources.directory import Directory
from audit.sources.mounted import Below
from audit.sources.tree import Entry, File, Listing, unread

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from audit.model.facts import Problem
    from audit.sources.blobs import Blob, Layout
    from audit.sources.tree import Tree

_DEPTH = 6  # folders below the top in which something of a bundle may lie
_LONGEST = 255  # characters of a name, as file systems allow
_HEAD = 64 * 1024  # bytes read of a file that describes the bundle
_NOT_THERE: dict[str, Entry] = {}
_NOTHING = Entry("other")
_NOISE = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}  # what systems add to a folder or an archive


class Look(Protocol):
    """What lies in folders of a tree."""

    def folder(self, path: str) -> Mapping[str, Entry]:
        """Return the entries of a folder by name; nothing where there is none."""


class DiskLook:
    """Folders on disk, each listed when it is asked for."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._listed: dict[str, dict[str, Entry]] = {}

    def folder(self, path: str) -> Mapping[str, Entry]:
        """Return the entries of a folder by name; a link is not followed."""
        if path not in self._listed:
            self._listed[path] = self._list(path)
        return self._listed[path]

    def _list(self, path: str) -> dict[str, Entry]:
        above, _, name = path.rpartition("/")
        if path and ((entry := self.folder(above).get(name)) is None or entry.kind != "folder"):
            return _NOT_THERE
        # The walk begins with the folder itself, and goes on only if asked.
        first = next(iter(Directory(f"{self._root}/{path}").walk()))
        return first[1] if isinstance(first, tuple) else _NOT_THERE


class TreeLook:
    """The upper folders of a tree that has to be walked to be known, such as an archive."""

    def __init__(self, tree: Tree) -> None:
        self._listing = Listing(
            item for item in tree.walk() if isinstance(item, tuple) and item[0].count("/") < _DEPTH
        )

    def folder(self, path: str) -> Mapping[str, Entry]:
        """Return the entries of a folder by name; a link is not followed."""
        return self._listing.folder(path) if self._listing.resolve(path) == path else _NOT_THERE


def look(tree: Tree) -> Look:
    """Return what looks into the upper folders of a tree."""
    return DiskLook(tree.place) if isinstance(tree, Directory) and tree.place else TreeLook(tree)


class Place:
    """A folder of a tree; its paths are relative to that folder."""

    def __init__(self, tree: Tree, look: Look, top: str = "") -> None:
        self.tree = tree
        self.top = top
        self._look = look

    @property
    def is_packed(self) -> bool:
        """
        Tell whether this is an archive.

        A folder may be that of a site at work, in which a tool left its files behind: they tell nothing then.
        """
        return self.tree.place is None

    def places(self) -> Iterator[Place]:
        """Yield this folder and, as archives like to have one folder around all, those that are alone."""
        place: Place | None = self
        for _ in range(3):
            if place is None:
                return
            yield place
            names = place.names()
            alone = len(names) == 1 and place.entries()[names[0]].kind == "folder"
            place = place.within(names[0]) if alone else None

    def within(self, folder: str) -> Place:
        """Return a folder of this place as a place of its own."""
        return Place(self.tree, self._look, self.path_of_tree(folder))

    def entries(self, folder: str = "") -> Mapping[str, Entry]:
        """Return the entries of a folder by name; nothing where there is none."""
        return self._look.folder(self.path_of_tree(folder))

    def names(self) -> list[str]:
        """Return the names at the top, without what systems add."""
        return [name for name in self.entries() if name not in _NOISE]

    def has_file(self, path: str) -> bool:
        """Tell whether a file lies there."""
        return self._entry(path).kind == "file"

    def has_folder(self, path: str) -> bool:
        """Tell whether a folder lies there."""
        return self._entry(path).kind == "folder"

    def files(self, folder: str, name: re.Pattern[str]) -> list[str]:
        """Return the paths of the files of a folder whose whole names match, in their order."""
        return self._matching(folder, name, "file")

    def folders(self, folder: str, name: re.Pattern[str]) -> list[str]:
        """Return the paths of the folders in a folder whose whole names match, in their order."""
        return self._matching(folder, name, "folder")

    def head(self, path: str, size: int = _HEAD) -> bytes:
        """Return the first bytes of a file; none where it cannot be read."""
        file = self.tree.read(self.path_of_tree(path), size)
        return file.data if isinstance(file, File) else b""

    def json(self, path: str) -> Mapping[str, object]:
        """Return the object that a JSON file holds; nothing where it holds none."""
        try:
            value = json.decode(self.head(path))
        except (DecodeError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def site(
        self, folder: str = "", *, without: Sequence[str] = (), moved: Mapping[str, str] | None = None
    ) -> Tree:
        """Return a folder as the tree of a site; without and moved are relative to this place."""
        tree = self.tree
        start = self.path_of_tree(folder)
        if start:
            tree = Below(tree, start)
        cut = len(folder) + 1 if folder else 0
        inside = [path[cut:] for path in without if not folder or path.startswith(f"{folder}/")]
        inside += [name for name in _NOISE if name in self.entries(folder)]
        if not inside and not moved:
            return tree
        back = {new: (old[cut:], self._entry(old)) for new, old in (moved or {}).items()}
        return Part(tree, inside, back)

    def blob(self, path: str) -> Blob:
        """Return a file to be read in pieces."""
        from audit.sources.archive import member_blob  # noqa: PLC0415 - a folder of a site needs no archives

        return member_blob(self.tree, self.path_of_tree(path))

    def dump(self, name: str, paths: Sequence[str], layout: Layout = "stream") -> DumpInput:
        """Return a database that lies in files of this place."""
        return DumpInput(self.path_of_tree(name), layout, tuple(self.blob(path) for path in paths))

    def dumps(self, paths: Sequence[str]) -> tuple[DumpInput, ...]:
        """Return databases of which each lies in a file of this place."""
        return tuple(self.dump(path, [path]) for path in paths)

    def tables(self, folder: str, paths: Sequence[str]) -> DumpInput:
        """Return a database of which each table lies in a file of a folder, unless one file holds all."""
        return self.dump(folder, paths, "tables" if len(paths) > 1 else "stream")

    def problem(self, path: str, kind: str, text: str, *, hides: bool = True) -> Problem:
        """Return the problem of a file or folder of this place."""
        return unread(self.path_of_tree(path), kind, text, hides=hides)

    def locked(self, path: str, text: str) -> Problem:
        """Return the problem of a database that is encrypted."""
        return replace(self.problem(path, "encrypted", text), source="database")

    def path_of_tree(self, path: str) -> str:
        """Return the path in the tree of what has a path here."""
        return f"{self.top}/{path}".strip("/")

    def _entry(self, path: str) -> Entry:
        folder, _, name = path.rpartition("/")
        return self.entries(folder).get(name, _NOTHING)

    def _matching(self, folder: str, name: re.Pattern[str], kind: str) -> list[str]:
        found = (each for each, entry in self.entries(folder).items() if entry.kind == kind)
        names = (each for each in found if len(each) <= _LONGEST and name.fullmatch(each))
        return sorted(f"{folder}/{each}".lstrip("/") for each in names)
