"""A tree that is a folder on disk."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from audit.model.facts import Problem
from audit.sources.tree import FILE_LIMIT, NOT_OF_THE_SITE, Entry, File, shown, unread

_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a FIFO must not stop the scan


class Directory:
    """The files below a folder; links are noted, never followed."""

    def __init__(self, root: str | Path) -> None:
        self.label = shown(str(root))
        self._root = os.path.realpath(root)
        self._odd: dict[str, str] = {}  # paths that cannot be printed, by how they are shown

    def walk(self) -> Iterator[tuple[str, list[Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        waiting = [""]
        while waiting:
            folder = waiting.pop()
            try:
                entries, problems = self._list(folder)
            except OSError as error:
                yield unread(folder, "unreadable", f"The folder could not be listed ({error.strerror}).")
                continue
            yield from problems
            yield folder, entries
            prefix = f"{folder}/" if folder else ""
            inner = (entry for entry in reversed(entries) if entry.kind == "folder")
            waiting += [prefix + entry.name for entry in inner if entry.name not in NOT_OF_THE_SITE]

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        try:
            descriptor = os.open(f"{self._root}/{self._odd.get(path, path)}", _OPEN)
        except OSError as error:
            return unread(path, "unreadable", f"The file could not be opened ({error.strerror}).")
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return unread(path, "no-file", "This is a device, a pipe or a folder by now, not a file.")
            return File(path, *_read(descriptor, limit))
        except OSError as error:
            return unread(path, "unreadable", f"The file could not be read ({error.strerror}).")
        finally:
            os.close(descriptor)

    def _list(self, folder: str) -> tuple[list[Entry], list[Problem]]:
        entries, problems = [], []
        place = self._odd.get(folder, folder)
        with os.scandir(f"{self._root}/{place}") as found:
            for item in found:
                name = shown(item.name)
                path = f"{folder}/{name}".lstrip("/")
                if place != folder or name != item.name:
                    self._odd[path] = f"{place}/{item.name}".lstrip("/")
                try:
                    entries.append(self._entry(item, name))
                except OSError as error:
                    text = f"It could not be examined ({error.strerror})."
                    problems.append(unread(path, "unreadable", text))
        entries.sort()
        return entries, problems

    def _entry(self, item: "os.DirEntry[str]", name: str) -> Entry:
        if item.is_symlink():
            return Entry(name, "link", target=shown(self._target(item.path)))
        if item.is_dir(follow_symlinks=False):
            return Entry(name, "folder")
        if item.is_file(follow_symlinks=False):
            return Entry(name, "file", item.stat(follow_symlinks=False).st_size)
        return Entry(name, "other")

    def _target(self, link: str) -> str:
        """Return where a link leads, relative where that is inside the tree."""
        target = str(Path(link).readlink())
        if target == self._root or target.startswith(f"{self._root}/"):
            return os.path.relpath(target, Path(link).parent)
        return target


def _read(descriptor: int, limit: int) -> tuple[bytes, bool]:
    pieces, left = [], limit + 1
    while left and (piece := os.read(descriptor, min(left, 1 << 17))):
        pieces.append(piece)
        left -= len(piece)
    data = b"".join(pieces)
    return data[:limit], len(data) > limit
