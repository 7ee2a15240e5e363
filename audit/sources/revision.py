"""A tree that is a commit of a git repository."""

import errno
import os
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.git import UnsafeError
from audit.sources.git_streams import Opened
from audit.sources.revision_names import Revisions
from audit.sources.revision_repository import Repository
from audit.sources.tree import FILE_LIMIT, NOT_OF_THE_SITE, Entry, File, shown, unread

_ENTRIES = 2_000_000  # names; a few small objects can stand for any number
_LONGEST = 4096  # characters of a path; git checks out no more
_KEPT = 100_000  # names of folders that files were read from
_LINK = 4096  # bytes of a link
_NAMED = 5  # so many names a problem tells
_KINDS: dict[int, Literal["file", "folder", "link", "other"]] = {
    0o10: "file",
    0o04: "folder",
    0o12: "link",
}  # by what stands in a mode before the rights
_SUBMODULE = 0o16
_INNER, _OTHER = Entry("folder"), Entry("other")
_ABSENT = "The file's content is not in the repository: it is a shallow or partial clone, or damaged."
_ABSENT_FOLDER = (
    "What this folder holds is not in the repository (a shallow or partial clone) or is damaged, so it was"
    " not read. Give a whole clone."
)
_SPENT = "More was to be unpacked than any real repository holds; this file was not read."
_TOO_DEEP = "This folder lies too deep; what it holds was not read."
_ALIKE = "Another name in this folder differs only in characters that cannot be shown; it was not read."
_NO_NAME = "Nothing on a disk can have this name; it was not read."
_TOO_MANY = f"The commit has more than {_ENTRIES:,} names; the others were not read."
_MODULE = (
    "This is a submodule: its files are in a repository of their own and not in this commit, so they were"
    " not read. Give a folder in which they are checked out to have them audited."
)


class _Item(NamedTuple):
    """What a name in a folder of a commit stands for."""

    kind: Literal["file", "folder", "link", "other"]
    sha: bytes
    is_module: bool


class Revision:
    """
    The files of a commit as git keeps them, without any filter, line end or attribute applied.

    Links are noted and never followed. Raises AuditError where there is no such repository or commit.
    """

    place: str | None = None
    is_sequential = False

    def __init__(self, path: str, revision: str) -> None:
        self.label = shown(f"{path}@{revision}")
        self._path = path
        try:
            self._open_repository()
            named = Revisions(self._repository, shown(path)).find(revision)
        except UnsafeError as error:
            raise AuditError(f"{shown(path)} cannot be read as a git repository. {error}") from error
        self.width = self._repository.width  # bytes of the names of contents
        self.commit = named.commit  # hex id; None: a tree without a commit was named
        self._top = named.tree

    def __getstate__(self) -> tuple[str, str, str | None, bytes]:
        return self._path, self.label, self.commit, self._top  # another process opens the files itself

    def __setstate__(self, state: tuple[str, str, str | None, bytes]) -> None:
        self._path, self.label, self.commit, self._top = state
        self._open_repository()

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        yield from _Walk(self._repository).run(self._top)

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        item = self._find(path)
        if item is None:
            return unread(path, "unreadable", "The file could not be opened (it is not in the commit).")
        if item.kind != "file":
            return unread(path, "no-file", "This is a folder, a link or a submodule, not a file.")
        found = self._repository.start(item.sha, limit)
        if found is None:
            return unread(path, "unreadable", _SPENT if self._repository.is_spent else _ABSENT)
        return File(path, found.data, cut=found.cut)

    def rank(self, path: str) -> int:
        """Return where a file lies in the packs: read in this order, most is unpacked once."""
        item = self._find(path)
        return 0 if item is None else self._repository.place(item.sha)

    def open(self, path: str) -> Opened:
        """Return a file that may be large, to be read in pieces. Raises OSError where it cannot be."""
        item = self._find(path)
        if item is None or item.kind != "file":
            raise OSError(errno.ENOENT, "it is no file of the commit")
        return self._repository.open(item.sha)

    def blob(self, path: str) -> bytes | None:
        """Return the name of a file's content; None where no file lies there."""
        item = self._find(path)
        return item.sha if item is not None and item.kind == "file" else None

    def tree(self, folder: str) -> bytes | None:
        """Return the name of all that lies in a folder; None where there is none."""
        item = self._find(folder) if folder else None
        return item.sha if item is not None and item.kind == "folder" else None if folder else self._top

    def names(self, folder: str) -> frozenset[str] | None:
        """Return what lies in a folder; None where there is none."""
        names = self._folder(folder)
        return None if names is None else frozenset(names)

    def blobs(self) -> Iterator[tuple[str, bytes]]:
        """Yield all files with the names of their contents."""
        waiting = [("", self._top)]
        while waiting:
            folder, sha = waiting.pop()
            for name, item in _items(self._repository.tree(sha) or []):
                if item is not None and item.kind == "folder":
                    waiting.append((f"{folder}{name}/", item.sha))
                elif item is not None and item.kind == "file":
                    yield f"{folder}{name}", item.sha

    def close(self) -> None:
        """Let go of the repository's files; nothing can be read any more."""
        self._closing()

    def _open_repository(self) -> None:
        self._repository = Repository(self._path)
        self._closing = weakref.finalize(self, self._repository.close)
        self._folders: OrderedDict[str, dict[str, _Item]] = OrderedDict()  # that were looked at last
        self._room = _KEPT

    def _find(self, path: str) -> _Item | None:
        """Return what lies at a path, which leads through no link."""
        folder, _, name = path.rpartition("/")
        if len(path) > 2 * _LONGEST:
            return None
        names = self._folder(folder)
        return None if names is None else names.get(name)

    def _folder(self, path: str) -> dict[str, _Item] | None:
        """Return what a folder holds, from the nearest folder above that is known."""
        known, rest = path, list[str]()
        while known not in self._folders and known:
            known, _, name = known.rpartition("/")
            rest.append(name)
        names = self._folders.get(known)
        if names is None:
            names = self._keep("", self._top)
        else:
            self._folders.move_to_end(known)
        while rest and names is not None:
            name = rest.pop()
            item = names.get(name)
            if item is None or item.kind != "folder":
                return None
            known = f"{known}/{name}" if known else name
            names = self._keep(known, item.sha)
        return names

    def _keep(self, path: str, sha: bytes) -> dict[str, _Item] | None:
        entries = self._repository.tree(sha)
        if entries is None:
            return None
        names = {name: item for name, item in _items(entries) if item is not None}
        self._folders[path] = names
        self._room -= len(names) + 10
        while self._room < 0 and len(self._folders) > 1:
            _, old = self._folders.popitem(last=False)
            self._room += len(old) + 10
        return names


class _Walk:
    """One walk over a commit."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._sizes: dict[int, Entry] = {}
        self._seen = 0
        self._absent: list[str] = []  # the first files whose content is not here
        self._absences = 0

    def run(self, top: bytes) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder and what could not be listed."""
        waiting = [("", top)]
        while waiting:
            folder, sha = waiting.pop()
            found = self._repository.tree(sha)
            if found is None:
                yield unread(folder, "unreadable", _SPENT if self._repository.is_spent else _ABSENT_FOLDER)
                continue
            self._seen += len(found)
            if self._seen > _ENTRIES:
                yield unread(folder, "too-many", _TOO_MANY)
                break
            prefix = f"{folder}/" if folder else ""
            entries: dict[str, Entry] = {}
            inner: list[tuple[str, bytes]] = []
            for name, item in sorted(_items(found), key=lambda pair: pair[0]):
                path = prefix + name
                if item is None:
                    yield unread(path, "unreadable", _ALIKE if name in entries else _NO_NAME)
                    continue
                entries[name] = self._entry(path, item)
                if item.kind == "folder" and name not in NOT_OF_THE_SITE:
                    if len(path) > _LONGEST:
                        yield unread(path, "unreadable", _TOO_DEEP)
                    else:
                        inner.append((path, item.sha))
                elif item.is_module:
                    yield unread(path, "submodule", _MODULE)
            yield folder, entries
            waiting += reversed(inner)
        yield from self._gaps()

    def _entry(self, path: str, item: _Item) -> Entry:
        if item.kind == "folder":
            return _INNER
        if item.kind == "other":
            return _OTHER
        if item.kind == "link":
            found = self._repository.start(item.sha, _LINK)
            if found is None:
                self._miss(path)
            return Entry("link", target=shown(os.fsdecode(found.data)) if found else "")
        size = self._repository.size(item.sha)
        if size is None:
            self._miss(path)
            return Entry("file")
        return self._sizes.setdefault(size, Entry("file", size))

    def _miss(self, path: str) -> None:
        self._absences += 1
        if len(self._absent) < _NAMED:
            self._absent.append(path)

    def _gaps(self) -> Iterator[Problem]:
        """Yield what is not here of the whole commit."""
        for note in self._repository.notes:
            yield unread("", "repository", note, hides=bool(self._absences))
        if self._absences:
            more = self._absences - len(self._absent)
            names = ", ".join(self._absent) + (f" and {more:,} more" if more else "")
            text = (
                "The repository lacks the content of files of this commit: it is a shallow or partial clone,"
                f" or damaged. Give a whole clone. Not read: {names}."
            )
            yield unread("", "not-in-repository", text)


def _items(entries: list[tuple[bytes, bytes, bytes]]) -> Iterator[tuple[str, _Item | None]]:
    """Yield what the names of a folder stand for, by what can be shown of them; None: it is left out."""
    seen: set[str] = set()
    for mode, raw, sha in entries:
        name = shown(raw.decode("utf-8", "surrogateescape"))
        if name in seen or name in {".", ".."}:
            yield name, None
            continue
        seen.add(name)
        kind = int(mode, 8) >> 12
        yield name, _Item(_KINDS.get(kind, "other"), sha, kind == _SUBMODULE)
