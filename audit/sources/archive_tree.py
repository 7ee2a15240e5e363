"""An archive as a tree: an index of what it holds, and a format that opens one member."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from audit.errors import AuditError
from audit.sources.archive_index import Index
from audit.sources.archive_members import STEP, Member, UnreadableError
from audit.sources.blobs import Blob
from audit.sources.tree import FILE_LIMIT, Entry, File, unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.model.facts import Problem
    from audit.sources.archive_cursor import Source
    from audit.sources.blobs import Raw


class Format(Protocol):
    """A kind of archive; what is sent to another process opens it anew there."""

    is_sequential: bool  # True: reading a member may mean to read all before it

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""

    def open(self, place: int, wanted: int | None = None) -> Member:
        """
        Return the member that begins at a place. Raises as above.

        wanted: so many bytes are read of it, before any other member is opened so; None: as may be.
        """


class ArchiveTree:
    """The files of an archive; nothing is unpacked to disk."""

    def __init__(self, blob: Blob, form: Format) -> None:
        self.blob = blob
        self.label = blob.name
        self.place: str | None = None
        self.is_sequential = form.is_sequential
        self._format = form
        self._filled: Index | None = None

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        index = self._index()
        yield from index.problems()
        yield from index.folders()

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        try:
            with closing(self._format.open(self._place(path), limit + 1)) as file:
                data = take(file, limit + 1)
        except UnreadableError as error:
            return unread(path, error.kind, str(error))
        except AuditError as error:
            return unread(path, "unreadable", str(error))
        except OSError as error:
            return unread(path, "unreadable", f"The file could not be read ({error.strerror}).")
        if file.damage and not file.cut:
            return unread(path, "damaged", file.damage)
        return File(path, data[:limit], cut=len(data) > limit or file.cut)

    def rank(self, path: str) -> int:
        """Return where in the archive a file begins."""
        return self._index().place(path) or 0

    def open(self, path: str) -> Raw:
        """Return a file to be read in pieces. Raises OSError, or AuditError, where that cannot be."""
        return self._format.open(self._place(path))

    def member(self, path: str) -> Blob:
        """Return a file that other processes can open, too."""
        entry = self._index().entry(path)
        return Blob(path, _Opener(self._format, self._place(path)), entry.size if entry else None)

    def _index(self) -> Index:
        if self._filled is None:
            self._filled = Index()
            try:
                self._format.fill(self._filled)
            except UnreadableError as error:
                self._filled.tell("", error.kind, str(error))
            except AuditError as error:
                self._filled.tell("", "unreadable", str(error))
            except OSError as error:
                text = f"The archive could not be read to its end ({error.strerror})."
                self._filled.tell("", "unreadable", text)
            self._filled.pack()
        return self._filled

    def _place(self, path: str) -> int:
        index = self._index()
        entry, place = index.entry(path), index.place(path)
        if entry is None or place is None:
            raise UnreadableError("unreadable", "The archive holds no such file.")
        if entry.kind != "file":
            raise UnreadableError(
                "no-file", "This is a folder, a link or a device in the archive, not a file."
            )
        return place


def take(file: Source, size: int) -> bytes:
    """Return so many bytes, fewer only at the end."""
    pieces = []
    while size > 0 and (data := file.read(min(size, STEP))):
        pieces.append(data)
        size -= len(data)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Opener:
    """Opens a member; to another process only what opens the archive is sent, not its index."""

    def __init__(self, form: Format, place: int) -> None:
        self._format, self._at = form, place

    def __call__(self) -> Raw:
        return self._format.open(self._at)
