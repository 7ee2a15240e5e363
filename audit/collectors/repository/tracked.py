"""Which tracked files differ from the last commit: in the index, on disk, or in nothing but line ends."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from audit.model.code import VersionedState
from audit.parsers.git_index import FOLDER, GITLINK, LINK, Tracked
from audit.sources.git import WorkTree
from audit.sources.git_objects import Objects

Difference = VersionedState | Literal["line-ends", "not-compared"]

_COMPARED = 2 << 30  # bytes of files that are read to be compared
_WHOLE = 16 << 20  # bytes of a file whose line ends are looked at
_LONGEST = 4096  # bytes of a path
_POINTER = 1024  # bytes; what git LFS writes in place of a file is shorter
_LFS = b"version https://git-lfs"

Filter = Callable[[bytes], str | None]  # the filter of a path; "" for another change; None: none


class Settings(NamedTuple):
    """What a repository says of its work tree."""

    modes: bool = True  # whether a file may be run is kept
    links: bool = True  # links are links, not files that hold their target
    any_case: bool = False
    written: float = 0.0  # when the index was; what is as new may have changed unseen


class Committed(NamedTuple):
    """A file of a commit."""

    path: bytes
    mode: int
    sha: bytes


def committed(objects: Objects, tree: bytes) -> Iterator[Committed]:
    """Yield the files of a commit's tree in the order of an index. Raises LookupError where a part lacks."""
    todo = [(b"", 0o040000, tree)]
    while todo:
        path, mode, sha = todo.pop()
        if mode != FOLDER:
            yield Committed(path, _as_indexed(mode), sha)
            continue
        found = objects.tree(sha)
        if found is None or len(path) > _LONGEST:
            raise LookupError(sha.hex())
        prefix = path + b"/" if path else b""
        entries = [(prefix + name, int(kind, 8), inner) for kind, name, inner in found]
        todo += reversed(entries)


def staged(index: Iterator[Tracked], commit: Iterator[Committed]) -> Iterator[tuple[bytes, Difference]]:
    """Yield the paths whose entry in the index is not what was committed."""
    before = next(commit, None)
    last = b""
    for entry in index:
        while before is not None and before.path < entry.path:
            yield before.path, "staged"
            before = next(commit, None)
        same = before if before is not None and before.path == entry.path else None
        if same is not None:
            before = next(commit, None)
        if entry.stage:
            if entry.path != last:
                yield entry.path, "conflict"
            last = entry.path
        elif (same is None or same[1:] != (entry.mode, entry.sha)) and entry.path != last:
            yield entry.path, "staged"
    while before is not None:
        yield before.path, "staged"
        before = next(commit, None)


def _as_indexed(mode: int) -> int:
    """Return a mode as an index has it: old commits know more of them."""
    return (0o100755 if mode & 0o100 else 0o100644) if mode >> 12 == 8 else mode


class Comparison:
    """Files on disk, held against the index; reads as few of them as will do."""

    def __init__(self, work: WorkTree, objects: Objects, settings: Settings, filtered: Filter) -> None:
        self._work = work
        self._objects = objects
        self._settings = settings
        self._filtered = filtered
        self._left = _COMPARED

    def of(self, entry: Tracked) -> Difference | None:
        """Return how a tracked file differs on disk; None where it does not."""
        if entry.stage or entry.absent or entry.mode in (GITLINK, FOLDER):
            return None
        found = self._work.status(entry.path)
        if found is None:
            return "missing"
        if self._is_another_kind(entry, found.st_mode):
            return "modified"
        if stat.S_ISLNK(found.st_mode):
            return None if _is_blob(self._work.target(entry.path), entry.sha) else "modified"
        return None if self._is_as_seen(entry, found) else self._content(entry, found)

    def is_pointer(self, entry: Tracked) -> bool:
        """Tell whether git LFS has the content of a file, and here is only where to get it."""
        if not 0 < entry.size < _POINTER or self._filtered(entry.path) != "lfs":
            return False
        return (self._work.read(entry.path, _POINTER) or b"").startswith(_LFS)

    def _is_another_kind(self, entry: Tracked, mode: int) -> bool:
        """Tell whether something else lies there than was added: a link, a folder, a program."""
        if entry.intended or stat.S_ISLNK(mode):
            return entry.intended or entry.mode != LINK
        if not stat.S_ISREG(mode) or entry.mode == LINK:
            return not stat.S_ISREG(mode) or self._settings.links
        return self._settings.modes and bool(mode & 0o100) != bool(entry.mode & 0o100)

    def _is_as_seen(self, entry: Tracked, found: os.stat_result) -> bool:
        """Tell whether nothing has touched the file since git last looked, as git itself would."""
        seconds, nano = divmod(found.st_mtime_ns, 1_000_000_000)
        is_same = (seconds & 0xFFFFFFFF, found.st_size & 0xFFFFFFFF) == (entry.seconds, entry.size)
        return is_same and entry.nanoseconds in (0, nano) and entry.seconds < int(self._settings.written)

    def _content(self, entry: Tracked, found: os.stat_result) -> Difference | None:
        if self._left < found.st_size:
            return "not-compared"
        self._left -= found.st_size
        if found.st_size > _WHOLE:
            if (
                self._work.digest(
                    entry.path, hashlib.sha1(b"blob %d\0" % found.st_size, usedforsecurity=False)
                )
                == entry.sha
            ):
                return None
            data = None
        else:
            data = self._work.read(entry.path, _WHOLE)
            if data is None:
                return "not-compared"
            if _is_blob(data, entry.sha):
                return None
        kind = self._filtered(entry.path)
        if kind is not None:
            return self._after_filter(kind, entry, found.st_size)
        return "modified" if data is None else self._line_ends(entry, data)

    def _line_ends(self, entry: Tracked, data: bytes) -> Difference:
        plain = data.replace(b"\r\n", b"\n")
        if plain != data and _is_blob(plain, entry.sha):
            return "line-ends"
        kept = self._objects.read(entry.sha) if b"\0" not in data else None
        if kept is not None and kept[1].replace(b"\r\n", b"\n") == plain:
            return "line-ends"
        return "modified"

    def _after_filter(self, kind: str, entry: Tracked, size: int) -> Difference | None:
        """Compare a file of git LFS with what its pointer says; what other filters make is not known."""
        kept = self._objects.read(entry.sha, _POINTER) if kind == "lfs" else None
        if kept is None or not kept[1].startswith(_LFS):
            return "not-compared"
        if b"\nsize %d\n" % size not in kept[1]:
            return "modified"
        digest = self._work.digest(entry.path, hashlib.sha256())
        return None if digest is not None and digest.hex().encode() in kept[1] else "modified"


def _is_blob(data: bytes, sha: bytes) -> bool:
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).digest() == sha
