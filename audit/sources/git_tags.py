"""The files of the tags of a repository, by their git blob ids: only trees are read, and nothing is run."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from audit.sources.git import GitFolder, History, UnsafeError
from audit.sources.git_objects import Objects

_TAGS = "refs/tags/"
_DEEPEST = 64  # folders in folders; a core has a dozen
_KEPT = 50_000  # trees; most are the same from one release to the next
_FILE = re.compile(rb"0*100[0-7]{3}")
_FOLDER = re.compile(rb"0*40000")


class TreeEntry(NamedTuple):
    """A name in a tree."""

    name: str
    id: bytes
    is_folder: bool  # False: a file; links and submodules are left out


class Tags:
    """The tags of a clone, bare or not. Raises UnsafeError where it cannot be opened."""

    def __init__(self, place: str) -> None:
        folder = GitFolder(place, place) if os.path.lexists(f"{place}/.git") else _Bare(place)
        self._objects: Objects = folder.objects()
        self._history = History(self._objects)
        self._refs = folder.refs()
        self._trees: dict[bytes, list[TreeEntry]] = {}

    def names(self) -> list[str]:
        """Return the names of all tags."""
        return [name.removeprefix(_TAGS) for name in self._refs if name.startswith(_TAGS)]

    def root(self, tag: str) -> bytes | None:
        """Return the tree of a tag; None where it is not here."""
        commit = self._history.commit(bytes.fromhex(self._refs[_TAGS + tag]))
        return None if commit is None else commit.tree

    def folder(self, tree: bytes) -> list[TreeEntry]:
        """Return what lies in a folder. Raises UnsafeError where that is not here."""
        known = self._trees.get(tree)
        if known is None:
            found = self._objects.read(tree)
            if found is None or found[0] != b"tree":
                raise UnsafeError("A folder of it is not in the clone: it is shallow, partial or damaged.")
            known = list(_entries(found[1]))
            if len(self._trees) < _KEPT:
                self._trees[tree] = known
        return known

    def files(self, tree: bytes) -> Iterator[tuple[str, str]]:
        """Yield the path and the blob id of each file below a folder."""
        todo = [("", tree, 0)]
        while todo:
            prefix, place, depth = todo.pop()
            for entry in self.folder(place):
                if not entry.is_folder:
                    yield prefix + entry.name, entry.id.hex()
                elif depth < _DEEPEST:
                    todo.append((f"{prefix}{entry.name}/", entry.id, depth + 1))

    def close(self) -> None:
        """Let go of the clone's files."""
        self._objects.close()


class _Bare(GitFolder):
    """A repository without a work tree."""

    def __init__(self, place: str) -> None:
        real = Path(os.path.realpath(place))
        self.top = str(real.parent)
        self.work = self.place = self.common = str(real)
        if not (real / "HEAD").is_file() or not (real / "objects").is_dir():
            raise UnsafeError("It is no git repository.")


def _entries(tree: bytes) -> Iterator[TreeEntry]:
    for mode, name, sha in Objects.entries(tree):
        if _FOLDER.fullmatch(mode):
            yield TreeEntry(name.decode("utf-8", "surrogateescape"), sha, is_folder=True)
        elif _FILE.fullmatch(mode):
            yield TreeEntry(name.decode("utf-8", "surrogateescape"), sha, is_folder=False)
