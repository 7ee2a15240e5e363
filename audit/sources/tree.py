"""A tree of files as the walk found it, and what reads a file of it."""

from __future__ import annotations

import posixpath

from audit.sources.names import Names

TYPE_CHECKING = False  # as type checkers know it; typing takes as long to import as a small tree to walk
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal, Protocol

    from audit.model.facts import Problem
    from audit.sources.blobs import Raw
else:
    Protocol = object

FILE_LIMIT = 8 * 1024 * 1024  # bytes read of one file; PHP and configuration are smaller by far
NOT_OF_THE_SITE = {".git": "git data", ".svn": "Subversion data", ".hg": "Mercurial data"}  # not walked
_LINKS_IN_A_PATH = 40  # as Linux allows
_RECENT = 5000  # names of folders that were asked for last, which are often asked for again


class _Value:
    """What is equal when all of it is."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._parts() == self._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._parts()))})"

    def _parts(self) -> tuple[object, ...]:
        raise NotImplementedError


class Entry(_Value):
    """What a name in a folder stands for; never changed, as many names share one."""

    __slots__ = ()

    kind: Literal["file", "folder", "link", "other"]
    size: int | None = None  # bytes, of a file; None: no file, or nobody asked for sizes
    target: str = ""  # of a link, as it is written

    def __new__(  # noqa: PYI034 - it chooses the smallest class for what it holds
        cls, kind: Literal["file", "folder", "link", "other"], size: int | None = None, target: str = ""
    ) -> Entry:
        """Return an entry of the least size: there may be a million of them."""
        if kind == "file" and size is not None:
            return int.__new__(_SizedFile, size)
        entry = object.__new__(_Unsized)
        entry.kind, entry.target = kind, target
        return entry

    def __reduce__(self) -> tuple[object, ...]:
        # For another process: what it is made from, as its class takes nothing.
        return Entry, (self.kind, self.size, self.target)

    def _parts(self) -> tuple[object, ...]:
        return self.kind, self.size, self.target


class _SizedFile(Entry, int):
    """A file that is its size: a number within would take as much again."""

    __slots__ = ()
    kind = "file"

    @property
    def size(self) -> int:  # type: ignore[override] # it only tells more exactly
        return int(self)

    def __bool__(self) -> bool:
        return True


class _Unsized(Entry):
    __slots__ = ("kind", "target")


class File(_Value):
    """The bytes of a file, as many as were asked for."""

    __slots__ = ("cut", "data", "path")

    def __init__(self, path: str, data: bytes, cut: bool = False) -> None:
        self.path = path
        self.data = data
        self.cut = cut  # True: the file is longer

    def _parts(self) -> tuple[object, ...]:
        return self.path, self.data, self.cut


class Tree(Protocol):
    """
    Something that holds a site's files.

    Paths are relative, with /, "" for the top, and printable: a name that is no UTF-8 is shown escaped.
    """

    label: str  # what the user called it
    place: str | None  # the folder on disk; None: it is in no folder of its own
    is_sequential: bool  # True: quick only in its own order, and by one process: a packed archive

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries by name, and what could not be listed."""

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit bytes, or why they cannot be had; "../name" is a file beside the top."""

    def rank(self, path: str) -> int:
        """Return where a file comes in the order in which files are read most quickly; 0: it is all one."""

    def open(self, path: str) -> Raw:
        """Return a file that may be large, to be read in pieces. Raises OSError, or AuditError."""


def shown(name: str) -> str:
    r"""
    Return a name that can be printed and encoded, whatever bytes it is made of.

    >>> shown("caf\udce9\n.php")
    'caf\\xe9\\n.php'
    """
    if name.isprintable():
        return name
    plain = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in plain)


def unread(path: str, kind: str, text: str, *, hides: bool = True) -> Problem:
    """Return the problem of a place in the code that was not looked at."""
    from audit.model.facts import Location, Problem  # noqa: PLC0415 - as above

    return Problem(location=Location(path or "."), kind=kind, text=text, source="code", hides=hides)


class Numbered:
    """
    Entries as numbers: the size of a file, or less than 0.

    >>> numbered = Numbered()
    >>> numbers = [numbered.number(Entry("file", 5)), numbered.number(Entry("folder"))]
    >>> numbers, [numbered.entry(number).kind for number in numbers]
    ([5, -1], ['file', 'folder'])
    """

    __slots__ = ("_numbers", "unsized")

    def __init__(self) -> None:
        self.unsized: list[Entry] = []  # alike ones once; ~ of their numbers
        self._numbers: dict[Entry, int] = {}

    def number(self, entry: Entry) -> int:
        """Return the number of an entry."""
        if isinstance(entry, int):
            return int(entry)
        if entry not in self._numbers:
            self._numbers[entry] = ~len(self.unsized)
            self.unsized.append(entry)
        return self._numbers[entry]

    def entry(self, number: int) -> Entry:
        """Return the entry of a number."""
        return int.__new__(_SizedFile, number) if number >= 0 else self.unsized[~number]


class Listing:
    """
    What lies where, without opening anything.

    >>> names = {"a": Entry("folder"), "b": Entry("link", target="a")}
    >>> listing = Listing([("", names), ("a", {"c": Entry("file")})])
    >>> sorted(listing.folder("b")), listing.resolve("b/c")
    (['c'], 'a/c')
    """

    def __init__(self, folders: Iterable[tuple[str, dict[str, Entry]]]) -> None:
        self._names = Names()
        self._numbered = Numbered()
        self._recent: dict[str, dict[str, Entry]] = {}
        self._room = _RECENT
        self._folders = {path: self._names.add(self._numbers(names)) for path, names in folders}

    def folders(self) -> Iterator[str]:
        """Yield the path of each folder that was listed."""
        return iter(self._folders)

    def folders_below(self, top: str) -> Iterator[str]:
        """Yield a folder that was listed and all below it, not through links; nothing where there is none."""
        todo = [top] if top in self._folders else []
        while todo:
            folder = todo.pop()
            yield folder
            prefix = f"{folder}/" if folder else ""
            names = self._names.group(self._folders[folder])
            inner = (prefix + name for name, number in names if number < 0)  # folders have no size
            todo += [path for path in inner if path in self._folders][::-1]

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield everything that was found, with its path."""
        for folder, group in self._folders.items():
            prefix = f"{folder}/" if folder else ""
            yield from ((prefix + name, entry) for name, entry in self._group(group))

    def folder(self, path: str) -> dict[str, Entry]:
        """Return the entries of a folder by name, through links inside the tree; {} where there is none."""
        if path in self._recent:
            return self._recent[path]
        place = self.resolve(path)
        group = None if place is None else self._folders.get(place)
        if place is None or group is None:
            return {}
        if place not in self._recent:
            self._keep(place, dict(self._group(group)))
        return self._recent[place]

    def is_folder(self, path: str) -> bool:
        """Tell whether a folder was listed there, or a link inside the tree leads to one."""
        return self.resolve(path) in self._folders

    def is_file(self, path: str) -> bool:
        """Tell whether a file lies there, or a link inside the tree leads to one."""
        place = self.resolve(path)
        return place is not None and (found := self._get(place)) is not None and found.kind == "file"

    def is_hidden(self, path: str) -> bool:
        """Tell whether the way to a path leads through a link or a folder that could not be looked into."""
        parts = path.split("/")
        for length in range(1, len(parts) + 1):
            here = "/".join(parts[:length])
            if here in self._folders:
                continue
            entry = self._get(here)
            if entry is None:
                return False
            if entry.kind == "link":
                place = self.resolve(here)
                return place is None or self.is_hidden("/".join([place, *parts[length:]]))
            if entry.kind == "folder":
                return True
        return False

    def resolve(self, path: str) -> str | None:
        """Return the path without links; None where it leads out of the tree, in circles or nowhere."""
        if path in self._folders:
            return path  # those that were listed lie behind no link
        above = path.rpartition("/")[0]
        done = above if above in self._folders else ""
        rest, links = _parts_of(path[len(done) :]), 0
        while rest:
            part = rest.pop()
            if part == "..":
                if not done:
                    return None
                done = posixpath.dirname(done)
                continue
            here = f"{done}/{part}" if done else part
            if here in self._folders:
                done = here
                continue
            entry = self._get(here)
            if entry is None:
                return None
            if entry.kind != "link":
                done = here
                continue
            links += 1
            if links > _LINKS_IN_A_PATH or entry.target.startswith("/"):
                return None
            rest += _parts_of(entry.target)
        return done

    def _get(self, path: str) -> Entry | None:
        folder, _, name = path.rpartition("/")
        if folder in self._recent:
            return self._recent[folder].get(name)
        group = self._folders.get(folder)
        number = None if group is None else self._names.find(group, name)
        return None if number is None else self._numbered.entry(number)

    def _keep(self, path: str, entries: dict[str, Entry]) -> None:
        self._room -= len(entries) + 1
        if self._room < 0:
            self._recent, self._room = {}, _RECENT
        self._recent[path] = entries

    def _numbers(self, entries: dict[str, Entry]) -> dict[str, int]:
        number = self._numbered.number  # often a million: each call more would be felt
        return {name: entry if isinstance(entry, int) else number(entry) for name, entry in entries.items()}

    def _group(self, group: int) -> Iterator[tuple[str, Entry]]:
        new, unsized = int.__new__, self._numbered.unsized
        for name, number in self._names.group(group):  # as above
            yield name, new(_SizedFile, number) if number >= 0 else unsized[~number]


def _parts_of(path: str) -> list[str]:
    """Return the names of a path, the last one first."""
    return [part for part in reversed(path.split("/")) if part not in ("", ".")]
