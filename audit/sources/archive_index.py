"""What lies in an archive: its folders, their names, and where each file begins."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator

from audit.model.facts import Problem
from audit.sources.archive_names import PackedNames
from audit.sources.tree import NOT_OF_THE_SITE, Entry, shown, unread

_ODD = re.compile(r"(?:\A|/)\.{0,2}(?:/|\Z)")  # a part that is empty, . or ..
_DRIVE = re.compile(r"[A-Za-z]:(?=/)")
_LONGEST = 4096  # characters of a path, as systems allow; each folder on the way costs as much memory
_ROOM = 512 * 1024 * 1024  # bytes that names may take: some three million files
_ENTRY, _FOLDER = 150, 450  # bytes that each takes beside its name
_SHARED = 64 * 1024  # bytes; small files of one size share their entry
_LOOSE = 20_000  # names that may take the room of a dict
_TOLD = 20  # problems of one kind, each with its place; of the others the number
_INNER = Entry("folder")

_OUTSIDE = "Its name leads out of the archive (..); it was not read."
_NAMELESS = "It has no name in the archive; it was not read."
_TOO_LONG = "Its path is too long; it was not read."
_ABSOLUTE = "Its name begins at the root of a disk; it was read as if it lay in the archive's own top folder."
_TWICE = "This name occurs more than once in the archive; the last one was read."
_BOTH = "This is a folder and a file of one name in the archive; the file was not read."
_FULL = "The archive holds more names than can be looked at; those that follow were left out."
_GONE = "This is a second name of a file that is not in the archive; it could not be read."


class _Folder:
    __slots__ = ("entries", "places")

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.places = array("Q")  # in the order of the entries


class Index:
    """
    Names as an archive has them in, folders as a tree has them out.

    >>> index = Index()
    >>> index.add("./wp-content/index.php", Entry("file", 5), 512)
    'wp-content/index.php'
    >>> index.add("../etc/passwd", Entry("file", 5), 2048)
    >>> [(folder, sorted(names)) for folder, names in index.folders()]
    [('', ['wp-content']), ('wp-content', ['index.php'])]
    >>> index.place("wp-content/index.php"), [problem.kind for problem in index.problems()]
    (512, ['outside-name'])
    """

    def __init__(self) -> None:
        self.is_full = False  # no more names are taken
        self._folders: dict[str, _Folder | None] = {"": _Folder()}  # None: it is no part of the site
        self._moved: dict[str, int] = {}  # places of names that occur again
        self._links: dict[str, str] = {}  # second names, with the first
        self._known: dict[int, Entry] = {}
        self._problems: list[Problem] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._room = _ROOM
        self._packed = PackedNames()  # all but the newest of them
        self._loose: dict[str, _Folder] = {}  # folders that have some of those
        self._count = 0  # of those
        self._is_packed = False  # no more are to come

    def sized(self, size: int) -> Entry:
        """Return the entry of a file of so many bytes."""
        if size >= _SHARED:
            return Entry("file", size)
        entry = self._known.get(size)
        if entry is None:
            entry = self._known[size] = Entry("file", size)
        return entry

    def add(self, name: str, entry: Entry, place: int = 0) -> str | None:
        """Take a member and return what the tree calls it; None: it is not in the tree."""
        path = self._cleaned(name)
        if not path:
            if path is not None and entry.kind != "folder":  # a folder may be the top itself
                self.tell("", "no-name", _NAMELESS)
            return None
        folder, _, base = path.rpartition("/")
        inside = self._folders.get(folder, self)
        if inside is self:
            inside = self._entered(folder)
        if not isinstance(inside, _Folder):
            return None
        old = inside.entries.get(base) or self._packed.entry(path)
        if old is not None:
            self._replace(path, inside, old, entry, place)
            return path
        if not self._has_room(len(base)):
            return None
        self._take(folder, inside, base, _INNER if entry.kind == "folder" else entry, place)
        if entry.kind == "folder":
            self._entered(path)
        return path

    def link(self, name: str, target: str) -> None:
        """Take a member that is a second name of an earlier one."""
        there = self._cleaned(target)
        entry = self.entry(there) if there else None
        if not there or entry is None or entry.kind == "folder":
            if path := self.add(name, Entry("other")):
                self.tell(path, "dangling-link", _GONE)
            return
        if path := self.add(name, entry):
            self._links[path] = there

    def tell(self, path: str, kind: str, text: str, *, hides: bool = True) -> None:
        """Note a problem; of a great many alike only the number is told."""
        self._counts[kind, text] += 1
        if self._counts[kind, text] <= _TOLD:
            self._problems.append(unread(path, kind, text, hides=hides))

    def problems(self) -> Iterator[Problem]:
        """Yield what went wrong."""
        yield from self._problems
        for (kind, text), count in self._counts.items():
            if count > _TOLD:
                yield unread("", kind, f"{text} The same is so {count - _TOLD} more times in this archive.")

    def folders(self) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Yield each folder with its entries, sorted by name, in the order of a walk over a disk."""
        return self.pack().folders()

    def entry(self, path: str) -> Entry | None:
        """Return what lies at a path; None: nothing."""
        folder, _, name = path.rpartition("/")
        inside = self._folders.get(folder)
        return (inside.entries.get(name) if inside else None) or self._packed.entry(path)

    def place(self, path: str) -> int | None:
        """Return the place of a file, once all names are known; None: there is none."""
        packed = self.pack()
        return self._moved[path] if path in self._moved else packed.place(path)

    def pack(self) -> PackedNames:
        """Return all names in little room; none is taken from here on."""
        if not self._is_packed:
            self._is_packed = True
            self._known.clear()
            self._pack_loose()
            for path, folder in self._folders.items():
                if folder is not None and not self._packed.holds(path):
                    self._packed.add(path, {}, ())
            self._folders.clear()
            for path, first in self._links.items():
                if (place := self.place(first)) is not None:
                    self._moved[path] = place
        return self._packed

    def _take(self, path: str, inside: _Folder, name: str, entry: Entry, place: int) -> None:
        """Note a name that is new in a folder."""
        if self._count >= _LOOSE:
            self._pack_loose()
        if not inside.entries:
            self._loose[path] = inside
        self._count += 1
        inside.entries[name] = entry
        inside.places.append(place)

    def _pack_loose(self) -> None:
        for path, folder in self._loose.items():
            self._packed.add(path, folder.entries, folder.places)
            folder.entries, folder.places = {}, array("Q")
        self._loose.clear()
        self._count = 0

    def _cleaned(self, name: str) -> str | None:
        """Return the path that a name means, "" for the top; None: it means none."""
        path = shown(name)
        if path.endswith("/"):
            path = path.rstrip("/") or "/"
        if _ODD.search(path) or _DRIVE.match(path):
            if drive := _DRIVE.match(path):
                path = path[drive.end() :]
            parts = [part for part in path.split("/") if part not in {"", "."}]
            if ".." in parts:
                self.tell(path[:_LONGEST], "outside-name", _OUTSIDE)
                return None
            if path.startswith("/") and parts:
                self.tell("", "absolute-name", _ABSOLUTE, hides=False)
            path = "/".join(parts)
        if len(path) > _LONGEST:
            self.tell(path[:_LONGEST], "unreadable", _TOO_LONG)
            return None
        return path

    def _entered(self, path: str) -> _Folder | None:
        """Return a folder, made with those above it where it is new."""
        known = path
        while known not in self._folders:
            known = known.rpartition("/")[0]
        inside = self._folders[known]
        rest = path[len(known) :].strip("/")
        for name in rest.split("/") if rest else ():
            known = f"{known}/{name}" if known else name
            if inside is None:
                self._folders[known] = None
                if not self._has_room(len(known) + _FOLDER):
                    return None
                continue
            inside = self._enter(known, inside, name)
            if self.is_full:
                return None
        return inside

    def _enter(self, path: str, above: _Folder, name: str) -> _Folder | None:
        old = above.entries.get(name) or self._packed.entry(path)
        if old is None:
            self._take(path.rpartition("/")[0], above, name, _INNER, 0)
        elif old.kind != "folder":
            self.tell(path, "duplicate-name", _BOTH)
            self._change(path, above, _INNER)
        if self._has_room(len(path) + len(name) + _FOLDER):
            self._folders[path] = None if name in NOT_OF_THE_SITE else _Folder()
        return self._folders.get(path)

    def _change(self, path: str, inside: _Folder, entry: Entry) -> None:
        name = path.rpartition("/")[2]
        if name in inside.entries:
            inside.entries[name] = entry
        else:
            self._packed.change(path, entry)

    def _replace(self, path: str, inside: _Folder, old: Entry, entry: Entry, place: int) -> None:
        """Let the later one of two have the name, but a folder if one of them is a folder."""
        if entry.kind == "folder":
            if old.kind != "folder":
                self._enter(path, inside, path.rpartition("/")[2])
        elif old.kind == "folder":
            self.tell(path, "duplicate-name", _BOTH)
        else:
            self.tell(path, "duplicate-name", _TWICE, hides=False)
            self._change(path, inside, entry)
            self._moved[path] = place
            self._links.pop(path, None)

    def _has_room(self, size: int) -> bool:
        self._room -= size + _ENTRY
        if self._room < 0 and not self.is_full:
            self.is_full = True
            self.tell("", "too-many", _FULL)
        return not self.is_full
