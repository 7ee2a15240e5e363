"""A tree that is a folder on disk."""

from __future__ import annotations

import errno
import os
import stat

from audit.sources.tree import FILE_LIMIT, NOT_OF_THE_SITE, Entry, File, shown, unread

TYPE_CHECKING = False  # as type checkers know it; typing takes as long to import as a small tree to walk
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from audit.model.facts import Problem
    from audit.sources.blobs import Raw

    Listed = tuple[
        dict[str, Entry], list[str], list[Problem]
    ]  # entries, folders to be walked, what went wrong

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
_FILE = _OPEN | os.O_NONBLOCK  # a FIFO must not stop the scan
_FOLDER = _OPEN | os.O_DIRECTORY
_AT_ONCE = 1000  # characters of a path opened in one go; the system takes 4,096 bytes (macOS: 1,024)
_LONGEST = 32 * 1024  # characters of a path that is entered; every folder below costs as much memory
_SHARED = 64 * 1024  # bytes; small files of one size share their entry
_UNSIZED, _INNER, _LINK, _OTHER = (Entry(kind) for kind in ("file", "folder", "link", "other"))
_TOO_DEEP = "This folder lies too deep; what it holds was not read."
_ALIKE = "Another name in this folder differs only in characters that cannot be shown; it was not read."


class Directory:
    """The files below a folder; links are noted, never followed."""

    is_sequential = False

    def __init__(self, root: str | Path, *, sizes: bool = True) -> None:
        self.label = shown(str(root))
        self._root = os.path.realpath(root)
        self.place: str | None = self._root
        self._sizes = sizes
        self._known: dict[int, Entry] = {}  # small files by size
        self._odd: dict[
            str, str
        ] = {}  # what the system calls names that cannot be printed, and folders below

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                entries, folders, problems = self._list(folder)
            except OSError as error:
                yield unread(folder, "unreadable", f"The folder could not be listed ({error.strerror}).")
                continue
            if problems:
                yield from problems
            yield folder, entries
            if not folders:
                continue
            inner = [name for name in folders if name not in NOT_OF_THE_SITE]
            if len(folder) > _LONGEST:
                yield from (unread(f"{folder}/{name}", "unreadable", _TOO_DEEP) for name in inner)
            else:
                waiting += [f"{folder}/{name}" for name in inner] if folder else inner
        self._known.clear()

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        try:
            descriptor = self._open(self._real(path), _FILE)
        except OSError as error:
            return unread(path, "unreadable", f"The file could not be opened ({error.strerror}).")
        except ValueError:  # somebody's configuration names it, with a NUL or half a character
            return unread(path, "unreadable", "The file could not be opened (no file can have this name).")
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return unread(path, "no-file", "This is a device, a pipe or a folder by now, not a file.")
            return _read(path, descriptor, status.st_size, limit)
        except OSError as error:
            return unread(path, "unreadable", f"The file could not be read ({error.strerror}).")
        finally:
            os.close(descriptor)

    def rank(self, path: str) -> int:
        """Return 0: files of a folder are read in any order."""
        del path
        return 0

    def open(self, path: str) -> Raw:
        """Return a file to be read in pieces. Raises OSError where it cannot be opened or is none."""
        descriptor = self._open(self._real(path), _FILE)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "it is no file")
        return os.fdopen(descriptor, "rb", buffering=0)

    def _list(self, folder: str) -> Listed:
        """Look at each name of a folder; these lines are nearly all that a walk costs."""
        place = self._odd.get(folder, folder)
        names, folders, problems = [], [], []
        others: list[os.DirEntry[str]] = []
        descriptor = self._open(place, _FOLDER)
        try:
            for item in os.scandir(descriptor):  # it closes itself at the end, and when it fails
                names.append(item.name)
                if not item.is_file(follow_symlinks=False):
                    others.append(item)
            names.sort()
            entries = dict.fromkeys(names, _UNSIZED)
            for item in others:
                if item.is_dir(follow_symlinks=False):
                    entries[item.name] = _INNER
                    folders.append(item.name)
                else:
                    entries[item.name] = _LINK if item.is_symlink() else _OTHER
            if self._sizes or len(folders) < len(others):
                problems = self._fill(entries, folder, place, descriptor)
        finally:
            os.close(descriptor)
        if not "".join(names).isprintable():
            return self._name(folder, place, entries, problems)
        if folders:
            folders.sort(reverse=True)
            if place != folder:
                self._odd |= {f"{folder}/{name}": f"{place}/{name}" for name in folders}
        return entries, folders, problems

    def _fill(self, entries: dict[str, Entry], folder: str, place: str, descriptor: int) -> list[Problem]:
        """Set the sizes of files and the targets of links, and drop what vanished since."""
        gone = {}
        for name, entry in entries.items():
            try:
                if entry is _LINK:
                    target = self._within(os.readlink(name, dir_fd=descriptor), place)
                    entries[name] = Entry("link", target=shown(target))
                elif entry is _UNSIZED and self._sizes:
                    size = os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_size
                    entries[name] = self._known.get(size) or self._sized(size)
            except OSError as error:
                gone[name] = error
        for name in gone:
            del entries[name]
        return [_gone(folder, name, error) for name, error in gone.items()]

    def _sized(self, size: int) -> Entry:
        entry = Entry("file", size)
        if size < _SHARED:
            self._known[size] = entry
        return entry

    def _within(self, target: str, place: str) -> str:
        """Return where a link in a folder leads, relative where that is inside the tree."""
        top = self._root.rstrip("/")
        if target == self._root or target.startswith(f"{top}/"):
            return os.path.relpath(target, f"{top}/{place}")
        return target

    def _name(self, folder: str, place: str, found: dict[str, Entry], problems: list[Problem]) -> Listed:
        """Give names that cannot be printed one that can be, and keep what the system calls them."""
        prefix, before = (f"{folder}/" if folder else ""), (f"{place}/" if place else "")
        entries: dict[str, Entry] = {}
        folders = []
        for name, entry in found.items():
            printed = shown(name)
            path = prefix + printed
            if printed in entries:
                problems.append(unread(path, "unreadable", _ALIKE))
                continue
            entries[printed] = entry
            if entry is _INNER:
                folders.append(printed)
            if printed != name or (entry is _INNER and place != folder):
                self._odd[path] = before + name
        folders.sort(reverse=True)
        return {name: entries[name] for name in sorted(entries)}, folders, problems

    def _real(self, path: str) -> str:
        """Return what the system calls a path of the tree."""
        if not self._odd or path in self._odd:
            return self._odd.get(path, path)
        folder, slash, name = path.rpartition("/")
        return f"{self._odd.get(folder, folder)}{slash}{name}"

    def _open(self, place: str, flags: int) -> int:
        """Open what lies in the tree, however long its path is."""
        path = f"{self._root}/{place}"
        if len(path) <= _AT_ONCE:
            return os.open(path, flags)
        above: int | None = None
        try:
            while len(path) > _AT_ONCE and (end := path.rfind("/", 1, _AT_ONCE)) > 0:
                above, left = os.open(path[:end], _FOLDER, dir_fd=above), above
                path = path[end + 1 :]
                if left is not None:
                    os.close(left)
            return os.open(path, flags, dir_fd=above)
        finally:
            if above is not None:
                os.close(above)


def _gone(folder: str, name: str, error: OSError) -> Problem:
    path = f"{folder}/{shown(name)}".lstrip("/")
    return unread(path, "unreadable", f"It could not be examined ({error.strerror}).")


def _read(path: str, descriptor: int, size: int, limit: int) -> File:
    """Return what is in a file, which may be longer or shorter by now than its size."""
    pieces, left = [], limit + 1
    while left and (piece := os.read(descriptor, min(left, max(size, 1 << 12) + 1))):
        pieces.append(piece)
        left -= len(piece)
        size -= len(piece)
    data = b"".join(pieces)
    return File(path, data[:limit], cut=len(data) > limit)
