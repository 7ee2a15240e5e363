"""The folder .git, opened without git: only plain files inside the tree are read, and nothing is run."""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple, cast

from audit.sources.git_files import is_folder, is_longer, listed, open_plain
from audit.sources.git_objects import Objects

if TYPE_CHECKING:
    import hashlib

    import git

_SMALL = 1 << 20  # bytes of a file of settings or names
_REFS = 20_000  # names; more are not read
_DEEP = 16  # folders of a name
_LOOSE_REF = 64  # bytes of a file that holds an object's name
_LONGEST = 4096  # bytes of a path
_LINKED = 5  # names that stand for names, as git allows
_REF = re.compile(r"refs/[^\x00-\x20\x7f]{1,1000}|[A-Z_]{1,100}")
_HEX = frozenset({40, 64})  # digits of a SHA-1 and of a SHA-256
_NO_FOLDER = frozenset({b"", b".", b"..", b".git"})
_NO_GIT = os.devnull  # what can never be run


class UnsafeError(Exception):
    """Something of a repository that is not opened; the text says why."""


class Commit(NamedTuple):
    """A commit, as far as a history needs it."""

    tree: bytes
    parents: tuple[bytes, ...]
    seconds: int  # when it was made, since 1970


class GitFolder:
    """
    A repository's own folder.

    Only what lies in the scanned tree is opened, whatever links, .git files and commondir say.
    """

    def __init__(self, top: str, work: str) -> None:
        self.top = os.path.realpath(top)
        self.work = work
        self.place = self._place(f"{work}/.git")
        self.common = self._common()

    def read(self, name: str, limit: int = _SMALL, *, shared: bool = True) -> bytes | None:
        """Return a file of it; None where there is none. Raises UnsafeError for what must not be read."""
        return self._read(f"{self.common if shared else self.place}/{name}", limit)

    def written(self, name: str) -> float:
        """Return when a file was written, in seconds since 1970; 0 where there is none."""
        try:
            return os.lstat(f"{self.place}/{name}").st_mtime
        except OSError:
            return 0.0

    def head(self, refs: dict[str, str]) -> tuple[str | None, str | None]:
        """Return the commit that is checked out and the name of its branch; None where there is neither."""
        said = _text(self.read("HEAD", shared=False))
        if not said.startswith("ref:"):
            return said if _is_name(said) else None, None
        name = said[4:].strip()
        return refs.get(name), name.removeprefix("refs/heads/")

    def refs(self) -> dict[str, str]:
        """Return the full name of each branch, tag and the like, with the hex name of its object."""
        found: dict[str, str] = {}
        for line in _text(self.read("packed-refs", 16 * _SMALL)).splitlines():
            sha, _, name = line.partition(" ")
            if _is_name(sha) and name.startswith("refs/") and len(found) < _REFS:
                found[name] = sha
        linked: dict[str, str] = {}
        for name in self._loose_refs():
            said = _text(self.read(name, _LOOSE_REF * 64))
            if said.startswith("ref:"):
                linked[name] = said[4:].strip()
            elif _is_name(said):
                found[name] = said
        found |= {name: found[target] for name, target in linked.items() if target in found}
        return dict(sorted(found.items()))

    def ref(self, name: str) -> str | None:
        """Return the hex name of the object that a full name, or HEAD and the like, stands for."""
        for _ in range(_LINKED):
            if not _REF.fullmatch(name) or ".." in name:
                return None
            is_inner = is_folder(f"{self.common}/{name}")  # it may be packed all the same
            said = "" if is_inner else _text(self.read(name, _LOOSE_REF * 64, shared="/" in name))
            if not said.startswith("ref:"):
                found = said.split(maxsplit=1)[0] if said else self._packed_ref(name)
                return found if found and _is_name(found) else None
            name = said[4:].strip()
        return None

    def objects(self, width: int = 20, work: int | None = None) -> Objects:
        """Return its store of objects; see there."""
        return Objects(f"{self.common}/objects", self._inside, width, work)

    def holds(self, place: str) -> bool:
        """Tell whether a place lies in what may be opened, links and all."""
        return self._inside(place)

    def _packed_ref(self, name: str) -> str | None:
        packed = self.read("packed-refs", 16 * _SMALL) or b""
        line = re.search(rb"(?m)^([0-9a-f]+) " + re.escape(os.fsencode(name)) + rb"\r?$", packed)
        return line[1].decode() if line else None

    def _loose_refs(self) -> Iterator[str]:
        todo, seen = ["refs"], 0
        while todo:
            folder = todo.pop()
            place = f"{self.common}/{folder}"
            if not is_folder(place) or not self._inside(place):
                continue
            for item in listed(place):
                seen += 1
                path = f"{folder}/{item.name}"
                if seen > _REFS or path.count("/") > _DEEP or item.is_symlink():
                    continue
                if item.is_dir(follow_symlinks=False):
                    todo.append(path)
                elif not item.name.endswith(".lock"):
                    yield path

    def _place(self, path: str) -> str:
        """Return the folder that a .git is, or that a .git file names."""
        found = os.lstat(path)
        if stat.S_ISDIR(found.st_mode):
            return path
        if not stat.S_ISREG(found.st_mode):
            raise UnsafeError("It is a link, and links are not followed here.")
        said = _text(self._read(path, _LOOSE_REF * 64))
        if not said.startswith("gitdir:"):
            raise UnsafeError("It is a file that names no folder.")
        return self._allowed(_seen_from(self.work, said[7:].strip()), "It names a folder that is not here")

    def _common(self) -> str:
        """Return the folder that holds what all work trees share."""
        said = _text(self._read(f"{self.place}/commondir", _LOOSE_REF * 64))
        if not said:
            return self.place
        return self._allowed(_seen_from(self.place, said), "Its common part lies outside, or is not here")

    def _allowed(self, place: str, otherwise: str) -> str:
        real = os.path.realpath(place) if "\0" not in place else ""
        if not self._inside(real) or not is_folder(real):
            raise UnsafeError(f"{otherwise}; nothing outside of the scanned folder is opened.")
        return real

    def _inside(self, place: str) -> bool:
        return f"{os.path.realpath(place)}/".startswith(f"{self.top.rstrip('/')}/")

    def _read(self, place: str, limit: int) -> bytes | None:
        folder, _, name = place.rpartition("/")
        if not self._inside(folder):
            raise UnsafeError("A folder of it is a link that leads out of the scanned folder.")
        try:
            with open_plain(place) as file:
                data = None if is_longer(file, limit) else file.read(limit)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnsafeError(f"{name} could not be opened ({error.strerror}).") from error
        if data is None:
            raise UnsafeError(f"{name} is larger than any real one.")
        return data


class WorkTree:
    """The files beside a .git, by the bytes of their names."""

    def __init__(self, place: str) -> None:
        self._place = os.fsencode(os.path.realpath(place))
        self._plain: dict[bytes, bool] = {b"": True}

    def status(self, path: bytes) -> os.stat_result | None:
        """Return what the disk says of a path; None where nothing is, or behind a link."""
        folder, _, name = path.rpartition(b"/")
        if len(path) > _LONGEST or name in _NO_FOLDER or b"\0" in path or not self._is_plain(folder):
            return None
        try:
            return os.lstat(self._place + b"/" + path)
        except OSError:
            return None

    def target(self, path: bytes) -> bytes:
        """Return where a link leads."""
        try:
            return os.readlink(self._place + b"/" + path)  # noqa: PTH115 - pathlib would tidy it up
        except OSError:
            return b""

    def read(self, path: bytes, limit: int) -> bytes | None:
        """Return a file's bytes; None where it cannot be read or is longer."""
        with self._opened(path) as file:
            data = file.read(limit + 1) if file else None
        return None if data is None or len(data) > limit else data

    def digest(self, path: bytes, digest: "hashlib._Hash") -> bytes | None:
        """Return the digest of a file of any length."""
        with self._opened(path) as file:
            if file is None:
                return None
            while piece := file.read(_SMALL):
                digest.update(piece)
        return digest.digest()

    @contextmanager
    def _opened(self, path: bytes) -> "Iterator[BufferedReader | None]":
        if self.status(path) is None:
            yield None
            return
        try:
            file = open_plain(self._place + b"/" + path)
        except OSError:
            yield None
            return
        with file:
            yield file

    def _is_plain(self, folder: bytes) -> bool:
        """Tell whether a folder is one, and no part of the way to it is a link, "..", or .git."""
        known = self._plain.get(folder)
        if known is not None:
            return known
        path = b""
        for name in folder.split(b"/"):
            path = path + b"/" + name if path else name
            if path not in self._plain:
                self._plain[path] = name not in _NO_FOLDER and self._is_folder(path)
            if not self._plain[path]:
                self._plain[folder] = False
                return False
        return True

    def _is_folder(self, path: bytes) -> bool:
        try:
            return stat.S_ISDIR(os.lstat(self._place + b"/" + path).st_mode)
        except (OSError, ValueError):
            return False


class History:
    """Commits, read by GitPython from a store of objects of ours: GitPython itself opens no file."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._git = _gitpython()

    def commit(self, sha: bytes) -> Commit | None:
        """Return a commit, also the one that a tag names; None where it is not there or damaged."""
        for _ in range(_DEEP):
            found = self._objects.read(sha)
            if found is None:
                return None
            kind, data = found
            try:
                if kind == b"commit":
                    return self._parsed(sha, data)
                if kind != b"tag":
                    return None
                sha = bytes.fromhex(data[7:47].decode("ascii"))
            except (ValueError, LookupError, AttributeError, TypeError, OverflowError):
                return None
        return None

    def _parsed(self, sha: bytes, data: bytes) -> Commit:
        stand_in = cast("git.Repo", _Bytes(data))
        commit = self._git.Commit(stand_in, sha)
        parents = tuple(parent.binsha for parent in commit.parents)
        return Commit(commit.tree.binsha, parents, max(0, min(int(commit.committed_date), 1 << 40)))


class _Bytes:
    """All that GitPython needs of a repository to read one commit: where its bytes are."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def odb(self) -> "_Bytes":
        return self

    def stream(self, sha: bytes) -> tuple[bytes, bytes, int, BytesIO]:
        return sha, b"commit", len(self._data), BytesIO(self._data)


def is_repository(place: str) -> bool:
    """Tell whether a .git is one at all: a file or link that leads to a folder, or a folder with a head."""
    return not is_folder(place) or _is_there(f"{place}/HEAD")


def _is_there(place: str) -> bool:
    try:
        os.lstat(place)
    except (OSError, ValueError):
        return False
    return True


def _seen_from(folder: str, said: str) -> str:
    return said if said.startswith("/") else f"{folder}/{said}"


def _gitpython() -> ModuleType:
    """Import GitPython without letting it start git, which it does when it is imported: only now, if ever."""
    with _environment(GIT_PYTHON_REFRESH="quiet", GIT_PYTHON_GIT_EXECUTABLE=_NO_GIT):
        import git  # noqa: PLC0415 - most trees hold no repository
    return git


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape").strip()


def _is_name(text: str) -> bool:
    return len(text) in _HEX and not text.strip("0123456789abcdef")
