"""An export of All-in-One WP Migration (.wpress) as a tree; read about in its 6.x and 7.x sources."""

import bz2
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from audit.sources.archive_chunks import Chunked, Piece
from audit.sources.archive_cursor import Cursor, Jumping
from audit.sources.archive_index import Index
from audit.sources.archive_members import Budget, Deflate, Handle, Member, Unpacker, UnreadableError, Window
from audit.sources.archive_tree import take
from audit.sources.blobs import Blob, Raw
from audit.sources.tree import Entry

_HEADER = 4377  # bytes: name 255, size 14, time 12, folder 4096; newer ones end with 8 of a checksum
_ABOUT = "package.json"
_ABOUT_SIZE = 1024 * 1024  # bytes
_BLANK = b" \t\n\r\v\0"  # what PHP's trim takes away
_NUMBER = re.compile(rb"\d{1,14}\Z")
_CHECKSUM = re.compile(rb"[0-9a-fA-F]{8}\Z")
_MAGIC = {"gzip": b"\x78", "bzip2": b"BZh"}  # begins what gzcompress and bzcompress write
_PASSWORD = "This file is encrypted with a password in the archive; it was not read."  # noqa: S105 - a sentence
_ENCRYPTED = (
    "The archive is encrypted with a password: only the names of its files could be read."
    " Make the export again without a password."
)
_UNENDED = "The archive lacks its closing block: it is cut short, and files may be missing."
_DAMAGED = "The archive is damaged; what comes behind this place could not be read."


class WpressMember(NamedTuple):
    """What a header tells."""

    place: int
    name: bytes
    size: int  # bytes in the archive
    checksum: int | None  # of the file; None: not told

    @property
    def start(self) -> int:
        """Return where the bytes begin."""
        return self.place + _HEADER


def is_wpress(head: bytes) -> bool:
    r"""
    Tell whether a file begins with the header of a member: there is nothing else to know it by.

    >>> is_wpress(b"package.json" + bytes(243) + b"12" + bytes(12) + b"1700000000\0\0." + bytes(99))
    True
    """
    name, size, time, folder = head[:255], head[255:269], head[269:281], head[281:]
    fields = (name, size, time, folder[: _HEADER - 281 - 8])
    return (
        len(folder) > 0
        and all(field.rstrip(b"\0") and b"\0" not in field.rstrip(b"\0") for field in fields)
        and _NUMBER.match(size.rstrip(b"\0")) is not None
        and _NUMBER.match(time.rstrip(b"\0")) is not None
    )


class Wpress:
    """Members one after the other, each behind its header."""

    is_sequential = False

    def __init__(self, blob: Blob) -> None:
        self._handle = Handle(blob)
        self._budget = Budget(blob.size)
        self._is_encrypted = False
        self._packing: str | None = None  # gzip or bzip2; None: nothing is packed

    def fill(self, index: Index) -> None:
        """Note all members. Raises OSError, or AuditError."""
        cursor = Jumping(self._handle.file())
        for member in _members(cursor, index):
            name = member.name.decode("utf-8", "surrogateescape")
            if name == _ABOUT:
                self._learn(member)
            is_plain = name == _ABOUT or not (self._is_encrypted or self._packing)
            index.add(name, index.sized(member.size) if is_plain else Entry("file"), member.place)
            if index.is_full:
                return
        if self._is_encrypted:
            index.tell("", "encrypted", _ENCRYPTED)

    def open(self, place: int, wanted: int | None = None) -> Member:
        """Return the member that begins at a place. Raises OSError, or AuditError."""
        with self._handle.lent(shared=bool(wanted)) as file:
            return self._open(file, place, is_shared=bool(wanted))

    def _open(self, file: Raw, place: int, *, is_shared: bool) -> Member:
        member = _member(Jumping(file, place))
        if member is None:
            raise UnreadableError("damaged", _DAMAGED)
        is_about = member.name == _ABOUT.encode()
        if self._is_encrypted and not is_about:
            raise UnreadableError("encrypted", _PASSWORD)
        window = Window(file, member.start, member.size, owned=not is_shared)
        packing = None if is_about else self._packing
        if packing and not _is_packed(file, member, packing):
            packing = None
        if packing is None and not is_shared:
            return window
        pieces = iter([(window, None)]) if packing is None else _pieces(file, member, packing)
        return Chunked(pieces, self._budget, window.close, checksum=member.checksum, size=None)

    def _learn(self, member: WpressMember) -> None:
        """Learn from the archive's own description how its members are written."""
        with closing(Window(self._handle.file(), member.start, member.size)) as file:
            text = take(file, _ABOUT_SIZE)
        try:
            about = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(about, dict):
            return
        self._is_encrypted = bool(about.get("Encrypted"))
        packing = about.get("Compression")
        if isinstance(packing, dict) and packing.get("Enabled"):
            self._packing = "bzip2" if packing.get("Type") == "bzip2" else "gzip"


def _members(cursor: Cursor, index: Index) -> Iterator[WpressMember]:
    while True:
        place = cursor.offset
        member = _member(cursor)
        if member is None:
            if not cursor.reaches(place + _HEADER):
                index.tell("", "truncated", _UNENDED)
            elif not _is_end(cursor, place):
                index.tell("", "damaged", _DAMAGED)
            return
        yield member
        cursor.skip(member.size)


def _member(cursor: Cursor) -> WpressMember | None:
    """Return the member whose header begins here; None: there is none."""
    place = cursor.offset
    header = cursor.take(_HEADER)
    name, size = header[:255].partition(b"\0")[0].strip(_BLANK), header[255:269].strip(_BLANK)
    if len(header) < _HEADER or not name or not _NUMBER.match(size):
        return None
    folder = header[281:].partition(b"\0")[0].strip(_BLANK)
    checksum = header[-8:] if len(folder) < 4088 and _CHECKSUM.match(header[-8:]) else None
    path = name if folder in {b".", b""} else folder + b"/" + name
    return WpressMember(place, path, int(size), None if checksum is None else int(checksum, 16))


def _is_end(cursor: Cursor, place: int) -> bool:
    """Tell whether the closing block begins here: it has no name, and since 7.x the size and a checksum."""
    cursor.skip(place - cursor.offset)
    block = cursor.take(_HEADER)
    return not block[:255].strip(b"\0") and not block[269:4369].strip(b"\0")


def _is_packed(file: Raw, member: WpressMember, packing: str) -> bool:
    """Tell whether a member begins with a packed piece: descriptions of the site are never packed."""
    file.seek(member.start)
    head = take(file, min(7, member.size))
    return head[4:].startswith(_MAGIC[packing]) and int.from_bytes(head[:4], "big") <= member.size - 4


def _pieces(file: Raw, member: WpressMember, packing: str) -> Iterator[Piece]:
    """Yield the pieces of a packed member, each behind its size. Raises EOFError where the archive ends."""
    at, end = member.start, member.start + member.size
    while at < end:
        file.seek(at)
        size = take(file, 4)
        if len(size) < 4:
            raise EOFError
        at += 4
        length = int.from_bytes(size, "big")
        if length > end - at:
            raise ValueError
        unpacker: Unpacker = bz2.BZ2Decompressor() if packing == "bzip2" else Deflate(zlib.MAX_WBITS)
        yield Window(file, at, length), unpacker
        at += length
