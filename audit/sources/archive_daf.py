"""An archive of Duplicator (.daf) as a tree; read about in the sources of its formats 1 to 5."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.sources.archive_chunks import Chunked, Piece
from audit.sources.archive_cursor import Cursor, Jumping
from audit.sources.archive_index import Index
from audit.sources.archive_members import Budget, Deflate, Handle, Member, UnreadableError, Window
from audit.sources.blobs import Blob, Raw
from audit.sources.tree import Entry

_HEAD = 512  # bytes in which a header ends, but for its path
_START = re.compile(rb"<A><V>[0-9.]{1,20}</V>")
_HEADER = re.compile(rb"(?:<C>(\w{0,8})</C>|<X>([\s\S]{2})</X><P>[\s\S]{0,300}?</P>)</A>")
_PACKED, _ENCRYPTED = 1, 2  # flags
_FILE = re.compile(
    rb"<F><FS>(\d{1,18})</FS><MT>-?\d{0,20}</MT><P>[^<]{0,20}</P>(?:<X>([\s\S]{2})</X>)?"
    rb"<HA>([^<]{0,64})</HA><RPL>(\d{1,5})</RPL><RP>"
)
_FOLDER = re.compile(rb"<D><MT>-?\d{0,20}</MT><P>[^<]{0,20}</P><RPL>(\d{1,5})</RPL><RP>")
_PIECE = re.compile(rb"<G><OS>(\d{1,18})</OS><SS>(\d{1,18})</SS><HA>[^<]{0,64}</HA></G>")
_CHECKSUM = re.compile(rb"[0-9a-f]{8}\Z")
_PASSWORD = "This file is encrypted with a password in the archive; it was not read."  # noqa: S105 - a sentence
_LOCKED = "Files of this archive are encrypted with a password and were not read, {:,} in all."
_CUT = "The archive ends in the middle; what came behind is missing."
_DAMAGED = "The archive is damaged; what comes behind this place could not be read."


class _DafMember(NamedTuple):
    place: int
    name: bytes
    size: int | None  # None: a folder
    flags: int
    checksum: int | None
    start: int  # where its pieces begin


def is_daf(head: bytes) -> bool:
    """
    Tell whether a file begins as such archives do.

    >>> is_daf(b"<A><V>1.0.0</V><C>true</C></A>")
    True
    """
    return _START.match(head) is not None


class Daf:
    """Files and folders, each behind its header, the bytes of files in pieces with headers of their own."""

    is_sequential = False

    def __init__(self, blob: Blob) -> None:
        self._handle = Handle(blob)
        self._budget = Budget(blob.size)
        self._flags = 0

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""
        cursor = Jumping(self._handle.file())
        encrypted = 0
        for member in self._members(cursor, index):
            name = member.name.decode("utf-8", "surrogateescape")
            is_folder = member.size is None
            index.add(name, Entry("folder") if is_folder else index.sized(member.size or 0), member.place)
            encrypted += not is_folder and bool(member.flags & _ENCRYPTED)
            if index.is_full:
                break
        if encrypted:
            index.tell("", "encrypted", _LOCKED.format(encrypted))

    def open(self, place: int, wanted: int | None = None) -> Member:
        """Return the member that begins at a place. Raises OSError, or AuditError."""
        with self._handle.lent(shared=bool(wanted)) as file:
            return self._open(file, place, is_shared=bool(wanted))

    def _open(self, file: Raw, place: int, *, is_shared: bool) -> Member:
        member = _member(Jumping(file, place), self._flags)
        if member is None or member.size is None:
            raise UnreadableError("damaged", _DAMAGED)
        if member.flags & _ENCRYPTED:
            raise UnreadableError("encrypted", _PASSWORD)
        close = Window(file, 0, 0, owned=not is_shared).close
        return Chunked(_pieces(file, member), self._budget, close, checksum=member.checksum, size=None)

    def _members(self, cursor: Cursor, index: Index) -> Iterator[_DafMember]:
        head = cursor.take(_HEAD)
        start = _START.match(head)
        about = _HEADER.match(head, start.end()) if start else None
        if about is None:
            index.tell("", "damaged", _DAMAGED)
            return
        is_packed = (about[1] or b"").lower() in {b"true", b"1", b"on", b"yes"}
        self._flags = int.from_bytes(about[2], "little") if about[2] else _PACKED * is_packed
        cursor.skip(about.end() - len(head))
        while cursor.reaches(cursor.offset + 1):
            member = _member(cursor, self._flags)
            is_whole = member is not None and _pass_pieces(cursor, member)
            if member is not None:
                yield member
            if not is_whole:
                is_cut = not cursor.reaches(cursor.offset + _HEAD)
                index.tell("", "truncated" if is_cut else "damaged", _CUT if is_cut else _DAMAGED)
                return


def _member(cursor: Cursor, flags: int) -> _DafMember | None:
    """Return the member whose header begins here; None: there is none."""
    place = cursor.offset
    head = cursor.take(_HEAD)
    file = _FILE.match(head)
    match = file or _FOLDER.match(head)
    if match is None:
        cursor.skip(-len(head))
        return None
    cursor.skip(match.end() - len(head))
    length = int(match[file.lastindex or 4] if file else match[1])
    name = cursor.take(length)
    if cursor.take(9) != (b"</RP></F>" if file else b"</RP></D>"):
        return None
    if file is None:
        return _DafMember(place, name, None, 0, None, cursor.offset)
    own = int.from_bytes(file[2], "little") if file[2] else flags
    checksum = int(file[3], 16) if _CHECKSUM.match(file[3]) else None
    return _DafMember(place, name, int(file[1]), own, checksum, cursor.offset)


def _pass_pieces(cursor: Cursor, member: _DafMember) -> bool:
    """Go behind the bytes of a member; tell whether they are all there."""
    left = member.size or 0
    while left > 0:
        head = cursor.take(_HEAD)
        piece = _PIECE.match(head)
        if piece is None:
            cursor.skip(-len(head))
            return False
        cursor.skip(piece.end() - len(head) + int(piece[2]))
        left -= int(piece[1])
        if not cursor.reaches(cursor.offset):
            return False
    return True


def _pieces(file: Raw, member: _DafMember) -> Iterator[Piece]:
    """Yield the pieces of a member. Raises EOFError at the end of the archive."""
    cursor = Jumping(file, member.start)
    left = member.size or 0
    while left > 0:
        place = cursor.offset
        head = cursor.take(_HEAD)
        piece = _PIECE.match(head)
        if piece is None:
            if len(head) < _HEAD:
                raise EOFError
            raise ValueError
        start, stored = place + piece.end(), int(piece[2])
        yield Window(file, start, stored), Deflate() if member.flags & _PACKED else None
        cursor.skip(start + stored - cursor.offset)
        left -= int(piece[1])
