"""What a change did not touch: files that are as they were in an earlier commit of the repository."""

import hashlib
import os
from functools import cached_property
from pathlib import Path

from audit.errors import AuditError
from audit.model.rules import Evidence
from audit.sources.git import is_repository
from audit.sources.revision import Revision
from audit.sources.tree import File, Tree

_BARE = ("HEAD", "objects", "refs")  # what lies in a repository without a work tree
_HASHES = {20: hashlib.sha1, 32: hashlib.sha256}  # by the length of their digests, as git names contents


class Unchanged:
    """
    Tells places that are as they were from those that a change touched.

    A file is compared by its content, so that work which is not committed counts, and a file that only
    moved does not; nor does one whose line ends alone differ. A folder counts where something in it is
    gone. What is in a database is no part of the repository, and as it was.
    """

    def __init__(self, tree: Tree, path: str, revision: str) -> None:
        """Open the commit. Raises AuditError where there is no repository, or no such commit in it."""
        top = _top(path)
        self.revision = revision
        self._tree = tree
        self._then = Revision(top, revision)
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(top)).replace(os.sep, "/")
        self._prefix = "" if inside == "." else f"{inside}/"
        self._known: dict[str, bool] = {}

    def holds(self, place: Evidence) -> bool:
        """Tell whether a place is as it was."""
        path = place.location.path
        if place.location.table is not None:
            return True
        if path not in self._known:
            self._known[path] = self._is_as_it_was(path)
        return self._known[path]

    def _is_as_it_was(self, path: str) -> bool:
        there = self._prefix.rstrip("/") if path == "." else self._prefix + path
        before, file = self._then.blob(there), self._tree.read(path)
        if isinstance(file, File):
            return not file.cut and self._is_content(file.data, before)
        names = self._then.names(there)
        if names is None:
            return before is None  # neither then nor now a file
        inside = "" if path == "." else f"{path}/"
        return not any(self._is_gone(f"{there}/{name}".lstrip("/"), inside + name) for name in names)

    def _is_content(self, data: bytes, before: bytes | None) -> bool:
        forms = (data, data.replace(b"\r\n", b"\n")) if b"\r\n" in data else (data,)
        for form in forms:
            name = self._named(form)
            if name == before or (before is None and name in self._all):
                return True
        return False

    def _is_gone(self, before: str, now: str) -> bool:
        return self._then.blob(before) is not None and not isinstance(self._tree.read(now, 1), File)

    def _named(self, data: bytes) -> bytes:
        return _HASHES[self._then.width](b"blob %d\0%b" % (len(data), data)).digest()

    @cached_property
    def _all(self) -> frozenset[bytes]:
        return frozenset(self._then.blobs())


def _top(path: str) -> str:
    """Return the folder of the repository that a path lies in."""
    place = Path(path).resolve()
    for folder in (place, *place.parents):
        own = folder / ".git"
        if (own.exists() and is_repository(str(own))) or all((folder / name).exists() for name in _BARE):
            return str(folder)
    raise AuditError(f"{path} lies in no git repository, so nothing tells what changed.")
