"""What a change did not touch: files that are as they were in an earlier commit of the repository."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from audit.errors import AuditError
from audit.model.rules import Evidence
from audit.sources.excluded import Excluded
from audit.sources.git import is_repository
from audit.sources.revision import Revision
from audit.sources.tree import File, Tree

_BARE = ("HEAD", "objects", "refs")  # what lies in a repository without a work tree
_HASHES = {20: hashlib.sha1, 32: hashlib.sha256}  # by the length of their digests, as git names contents


class Unchanged:
    """
    Tells places that are as they were from those that a change touched.

    A file is compared by its content, so that work which is not committed counts, and a file that only
    moved does not; nor does one whose line ends alone differ. A folder counts where something below it
    was changed by a commit, the top where a name in it was, and both where a file is gone. What is in a
    dump is no part of the change.
    """

    def __init__(self, tree: Tree, path: str, revision: str, dumps: Collection[str] = ()) -> None:
        """Open the commit. Raises AuditError where there is no repository, or no such commit in it."""
        top = _top(path)
        self.revision = revision
        self._tree = tree.whole if isinstance(tree, Excluded) else tree
        self._then = Revision(top, revision)
        self._now = Revision(top, "HEAD")
        inside = os.path.relpath(os.path.realpath(path), os.path.realpath(top)).replace(os.sep, "/")
        self._prefix = "" if inside == "." else f"{inside}/"
        self._known = dict.fromkeys(dumps, True)

    def holds(self, place: Evidence) -> bool:
        """Tell whether a place is as it was."""
        path = place.location.path
        if place.location.table is not None:
            return True
        if path not in self._known:
            self._known[path] = self._is_as_it_was(path)
        return self._known[path]

    def _is_as_it_was(self, path: str) -> bool:
        file = self._tree.read(path)
        if isinstance(file, File):
            return not file.cut and self._is_content(file.data, self._then.blob(self._prefix + path))
        there = self._prefix.rstrip("/") if path == "." else self._prefix + path
        names = self._then.names(there)
        if names is None or any(self._is_gone(f"{there}/{name}".lstrip("/")) for name in names):
            return False
        if path == ".":
            return names == self._now.names(there)
        return self._then.tree(there) == self._now.tree(there)

    def _is_content(self, data: bytes, before: bytes | None) -> bool:
        forms = (data, data.replace(b"\r\n", b"\n")) if b"\r\n" in data else (data,)
        names = {_HASHES[self._then.width](b"blob %d\0%b" % (len(form), form)).digest() for form in forms}
        if before is not None:
            return before in names
        return any(self._is_gone(path) for name in names for path in self._places.get(name, ()))

    def _is_gone(self, before: str) -> bool:
        """Tell whether a file of the commit is no longer there; one beside the site is not looked for."""
        if not before.startswith(self._prefix) or self._then.blob(before) is None:
            return False
        return not isinstance(self._tree.read(before.removeprefix(self._prefix), 1), File)

    @cached_property
    def _places(self) -> dict[bytes, list[str]]:
        """Return the files of the commit by what they hold."""
        places: defaultdict[bytes, list[str]] = defaultdict(list)
        for path, name in self._then.blobs():
            places[name].append(path)
        return places


def _top(path: str) -> str:
    """Return the folder of the repository that a path lies in."""
    place = Path(path).resolve()
    for folder in (place, *place.parents):
        own = folder / ".git"
        if (own.exists() and is_repository(str(own))) or all((folder / name).exists() for name in _BARE):
            return str(folder)
    raise AuditError(f"{path} lies in no git repository, so nothing tells what changed.")
