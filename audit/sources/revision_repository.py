"""The repository that a user named: a work tree, a bare repository, or the folder .git itself."""

import os
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from audit.errors import AuditError
from audit.sources.git import GitFolder, UnsafeError
from audit.sources.git_files import is_folder, plain
from audit.sources.git_objects import Objects
from audit.sources.git_streams import Opened

_SMALL = 1 << 20  # bytes of a file of settings
_WORK = 2 << 30  # bytes that may be unpacked of any repository
_TIMES = 256  # and so many of each byte on disk: PHP is packed 5 times, and told as changes 50 times
_BORROWED = 5  # repositories that borrow from one another, as git allows
_OTHERS = 32  # that it borrows from
_FORMAT = re.compile(rb"(?im)^[^#;\n]*?\b(objectformat|refstorage)[ \t]*=[ \t]*\"?([a-z0-9]+)")
_WORK_TREE = re.compile(rb"(?im)^[ \t]*worktree[ \t]*=[ \t]*\"?([^\"\r\n]+)")
_GITDIR = "gitdir:"
_WIDTHS = {"sha1": 20, "sha256": 32}


class Content(NamedTuple):
    """The first bytes of an object."""

    data: bytes
    cut: bool  # True: it is longer


class Repository:
    """
    A repository, opened without git, and nothing of its configuration is obeyed.

    Only what lies below the folder that was named is opened, or, where that is a linked work tree or a
    submodule, below the repository which itself names that folder: a .git file alone leads nowhere.
    Replacements (refs/replace) and grafts are not looked at.
    """

    def __init__(self, path: str) -> None:
        self.folder = _opened(path)
        self.notes: list[str] = []  # what was left out, as sentences
        config = self.folder.read("config") or b""
        said = {name.lower().decode(): value.lower().decode() for name, value in _FORMAT.findall(config)}
        if said.get("refstorage", "files") != "files" or is_folder(f"{self.folder.common}/reftable"):
            raise AuditError(
                f"{path} keeps its branches and tags in the form reftable, which is not read here."
                " Give a copy that git clone makes with --ref-format=files."
            )
        form = said.get("objectformat", "sha1")
        if form not in _WIDTHS:
            raise AuditError(f"{path} names its objects in a form that is not known here ({form}).")
        self.width = _WIDTHS[form]
        self.is_shallow = bool(self.folder.read("shallow"))
        self._stores: list[Objects] = []
        size = _size(f"{self.folder.common}/objects")
        try:
            self._stores.append(self.folder.objects(self.width, _WORK + _TIMES * size))
            self._stores += self._borrowed(_WORK + _TIMES * size)
        except OSError as error:
            self.close()
            raise AuditError(f"{path} could not be read: {error.strerror}.") from error
        self.notes += [note for store in self._stores for note in store.unread]

    @property
    def is_spent(self) -> bool:
        """Tell whether more was asked for than any real repository holds."""
        return any(store.is_spent for store in self._stores)

    def read(self, sha: bytes) -> tuple[bytes, bytes] | None:
        """Return kind and content of a commit, tree or tag; None where it is not there or damaged."""
        return next((found for store in self._stores if (found := store.read(sha))), None)

    def tree(self, sha: bytes) -> list[tuple[bytes, bytes, bytes]] | None:
        """Return mode, name and object of each entry of a tree; None where it is not there or damaged."""
        every = (store.tree(sha) for store in self._stores)
        return next((found for found in every if found is not None), None)

    def size(self, sha: bytes) -> int | None:
        """Return how large an object is; None where it is not there or damaged."""
        for store in self._stores:
            if (size := store.size(sha)) is not None:
                return size
        return None

    def place(self, sha: bytes) -> int:
        """Return where it comes in the order in which objects are read most quickly."""
        for number, store in enumerate(self._stores):
            if (found := store.place(sha)) is not None:
                return ((number << 10) + found[0] << 44) + found[1]
        return 0

    def start(self, sha: bytes, limit: int) -> Content | None:
        """Return its first bytes; None where it is not there or damaged."""
        for store in self._stores:
            data = store.start(sha, limit + 1)
            if data is not None:
                return Content(data[:limit], len(data) > limit)
        return None

    def open(self, sha: bytes) -> Opened:
        """Return an object to be read in pieces. Raises OSError where it cannot be."""
        failed = OSError(0, "it is not in the repository")
        for store in self._stores:
            try:
                return store.open(sha)
            except OSError as error:
                failed = error
        raise failed

    def starting(self, name: str) -> list[bytes]:
        """Return the names of all objects whose hex name starts like this."""
        return sorted({sha for store in self._stores for sha in store.starting(name)})

    def close(self) -> None:
        """Let go of its files."""
        for store in self._stores:
            store.close()

    def _borrowed(self, work: int) -> Iterator[Objects]:
        """Yield the stores that it borrows objects from, as far as they lie in it."""
        todo = [(f"{self.folder.common}/objects", 0)]
        seen = {os.path.realpath(todo[0][0])}
        outside = 0
        while todo:
            place, depth = todo.pop(0)
            lines = (plain(f"{place}/info/alternates", _SMALL) or b"").splitlines()
            for line in lines if depth < _BORROWED else ():
                name = os.fsdecode(line.strip())
                if not name or name.startswith("#") or "\0" in name:
                    continue
                real = os.path.realpath(name if name.startswith("/") else f"{place}/{name}")
                if real in seen:
                    continue
                seen.add(real)
                if not self.folder.holds(real) or not is_folder(real) or len(seen) > _OTHERS:
                    outside += 1
                    continue
                todo.append((real, depth + 1))
                yield Objects(real, self.folder.holds, self.width, work)
        if outside:
            self.notes.append(
                "It borrows objects from another repository that lies outside of it or is not here;"
                " nothing outside is opened."
            )


class _Named(GitFolder):
    """A repository's own folder, found in any of its shapes."""

    def __init__(self, top: str, work: str, place: str, common: str) -> None:
        self.top = top
        self.work = work
        self.place = place
        self.common = common


def _opened(path: str) -> GitFolder:
    """Return the repository's own folder. Raises AuditError where there is none, or none that may be read."""
    if not os.path.lexists(path):
        raise AuditError(f"{path} does not exist. Name the folder of a git repository.")
    real = os.path.realpath(path)
    try:
        if os.path.lexists(f"{real}/.git"):
            if (outer := _outside(real)) is not None:
                return outer
            return GitFolder(real, real)
        if os.path.lexists(f"{real}/HEAD") and is_folder(f"{real}/objects"):
            return _Named(real, real, real, real)
        if (common := _linked(real)) is not None:
            return _Named(common, real, real, common)
    except UnsafeError as error:
        raise AuditError(f"{path}/.git cannot be opened. {error}") from error
    except OSError as error:
        raise AuditError(f"{path}/.git cannot be opened ({error.strerror}).") from error
    raise AuditError(f"{path} is no git repository. {_cure(real)}")


def _outside(work: str) -> GitFolder | None:
    """Return the repository elsewhere that a .git file names, if that names this folder in return."""
    said = _line(f"{work}/.git")
    if not said.startswith(_GITDIR):
        return None
    place = _joined(work, said.removeprefix(_GITDIR).strip())
    if f"{place}/".startswith(f"{work}/"):
        return None
    if not is_folder(place):
        raise UnsafeError(f"It names {place}, which is not here: give the repository itself.")
    if (common := _linked(place)) is not None:
        if _joined(place, _line(f"{place}/gitdir")) == f"{work}/.git":
            return _Named(common, work, place, common)
    else:
        named = _WORK_TREE.search(plain(f"{place}/config", _SMALL) or b"")
        if named is not None and _joined(place, os.fsdecode(named[1]).strip()) == work:
            return _Named(place, work, place, place)
    raise UnsafeError(f"It names {place}, which does not name this folder in return: give that one itself.")


def _linked(place: str) -> str | None:
    """Return the repository whose linked work tree has its own things in this folder."""
    said = _line(f"{place}/commondir")
    common = _joined(place, said) if said else ""
    return common if said and f"{place}/".startswith(f"{common}/worktrees/") else None


def _joined(folder: str, said: str) -> str:
    return os.path.realpath(os.path.join(folder, said)) if "\0" not in said else ""  # noqa: PTH118 - resolved as git does


def _line(place: str) -> str:
    return os.fsdecode(plain(place, _SMALL) or b"").strip()


def _cure(place: str) -> str:
    for above in PurePath(place).parents:
        if os.path.lexists(f"{above}/.git"):
            return f"It lies in the repository {above}: name that."
    return "Name the folder that holds .git, or a bare repository."


def _size(place: str) -> int:
    """Return the bytes of the packs, which tell how much can be in them."""
    try:
        with os.scandir(f"{place}/pack") as found:
            return sum(item.stat(follow_symlinks=False).st_size for item in found)
    except OSError:
        return 0
