"""The lists of a zip: its central directory, and where that is missing the headers of its members."""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.errors import AuditError
from audit.sources.archive_cursor import Cursor, Jumping
from audit.sources.blobs import Raw

RECORD = b"PK\x01\x02"
LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR = b"PK\x06\x07"
_DESCRIPTOR = b"PK\x07\x08"
_MAX_16, _MAX_32 = 0xFFFF, 0xFFFFFFFF
_LONGEST = 1 << 62  # bytes, beyond which no system counts
_COMMENT = 64 * 1024
_UTF8 = 0x800
_LATER = 8  # a flag: sizes and checksum follow the data
_FAT, _UNIX = 0, 3  # systems that make archives
_SPLIT = "It is one part of a zip archive that was split into several. Name the whole (zip -s 0 makes it)."


class ZipMember(NamedTuple):
    """What is told of a member."""

    place: int  # of what tells it
    name: str
    system: int  # that made it
    flags: int
    method: int
    checksum: int | None  # None: not known
    packed: int | None  # bytes; None: not known
    size: int | None  # bytes; None: not known
    attributes: int
    header: int  # where its own header begins

    @property
    def is_encrypted(self) -> bool:
        """Tell whether it needs a password."""
        return bool(self.flags & 1)


class Directory(NamedTuple):
    """Where the central directory lies."""

    start: int
    size: int
    shift: int  # bytes before the archive that its offsets do not count
    members: int  # how many; of very many only the end of the number


def find_directory(file: Raw, size: int) -> Directory | None:
    """Return where the central directory of a zip lies; None: nowhere. Raises AuditError for a split zip."""
    begin = max(0, size - _COMMENT - 22)
    file.seek(begin)
    tail = _all(file, size - begin)
    at = _end_record(tail)
    if at < 0:
        return None
    disk, first, _, count, length, offset, _ = struct.unpack_from("<4H2LH", tail, at + 4)
    end = begin + at
    if whole := _find_64(file, end):
        disk, first, count, length, offset, end = whole
    if disk or first:
        raise AuditError(_SPLIT)
    start = end - length
    if start < 0 or (length and offset > start):
        return None
    file.seek(start)
    if _all(file, 4) not in {RECORD, _END, _END_64}:
        return None
    return Directory(start, length, start - offset, count)


def read_directory(file: Raw, directory: Directory) -> Iterator[ZipMember]:
    """Yield the members that the directory tells of, as far as it can be read."""
    cursor = Jumping(file, directory.start)
    while cursor.offset < directory.start + directory.size:
        member = read_record(cursor, directory.shift)
        if member is None:
            return
        yield member


def read_record(cursor: Cursor, shift: int) -> ZipMember | None:
    """Return the member of a record; None: there is no record."""
    place = cursor.offset
    record = cursor.take(46)
    if len(record) < 46 or not record.startswith(RECORD):
        return None
    told = struct.unpack("<4sBB3H4s3L5H2L", record)
    (_, _, system, _, flags, method, _, checksum, packed, size, named, extras, comment, disk, _, *last) = told
    attributes, header = last
    rest = cursor.take(named + extras)
    cursor.skip(comment)
    if len(rest) < named + extras or disk not in {0, _MAX_16}:
        return None
    size, packed, header = _wide(rest[named:], (size, packed, header))
    if max(size, packed, header) > _LONGEST:
        return None
    name = _name(rest[:named], flags, system)
    return ZipMember(place, name, system, flags, method, checksum, packed, size, attributes, header + shift)


def read_local(cursor: Cursor) -> ZipMember | None:
    """Return the member of a header before its bytes, where the cursor is left; None: there is none."""
    place = cursor.offset
    header = cursor.take(30)
    if len(header) < 30 or not header.startswith(LOCAL):
        return None
    told = struct.unpack_from("<3H4s3L2H", header, 4)
    _, flags, method, _, checksum, packed, size, named, extras = told
    rest = cursor.take(named + extras)
    if len(rest) < named + extras:
        return None
    size, packed, _ = _wide(rest[named:], (size, packed, 0))
    if max(size, packed) > _LONGEST:
        return None
    is_later = bool(flags & _LATER) and not packed
    name = _name(rest[:named], flags, _UNIX)  # the system is told in the directory only
    member = ZipMember(place, name, _UNIX, flags, method, checksum, packed, size, 0, place)
    return member._replace(checksum=None, packed=None, size=None) if is_later else member


def read_headers(file: Raw, measure: Callable[[ZipMember, int], int | None]) -> Iterator[ZipMember]:
    """Yield the members of a zip without a directory; measure tells how long the packed bytes of one are."""
    cursor = Jumping(file)
    if cursor.take(4) != _DESCRIPTOR:  # so begins what was to be split, and was not
        cursor.skip(-4)
    while member := read_local(cursor):
        length = measure(member, cursor.offset) if member.packed is None else member.packed
        yield member
        if length is None:
            return
        cursor.skip(length)
        if member.packed is None:
            _pass_descriptor(cursor)


def _end_record(tail: bytes) -> int:
    """Return where the last record begins, best one whose comment fills the rest; -1: nowhere."""
    found = [at for at in _places(tail) if at + 22 <= len(tail)]
    whole = (at for at in found if at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail))
    return next(whole, found[0] if found else -1)


def _places(tail: bytes) -> Iterator[int]:
    at = tail.rfind(_END)
    while at >= 0:
        yield at
        at = tail.rfind(_END, 0, at)


def _find_64(file: Raw, end: int) -> tuple[int, int, int, int, int, int] | None:
    if end < 20:
        return None
    file.seek(end - 20)
    locator = _all(file, 20)
    if not locator.startswith(_LOCATOR):
        return None
    disk, offset, disks = struct.unpack_from("<LQL", locator, 4)
    if disk or disks > 1:
        raise AuditError(_SPLIT)
    for place in (end - 20 - 56, offset):
        file.seek(max(place, 0))
        record = _all(file, 56)
        if len(record) == 56 and record.startswith(_END_64):
            own, first, _, count, length, start = struct.unpack_from("<2L4Q", record, 16)
            return own, first, count, length, start, place
    return None


def _wide(extras: bytes, told: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return sizes and offset, from the field for large ones where they do not fit."""
    if _MAX_32 not in told:
        return told
    at = 0
    while at + 4 <= len(extras):
        kind, length = struct.unpack_from("<2H", extras, at)
        if kind == 1:
            field = extras[at + 4 : at + 4 + length]
            numbers = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            size, packed, header = (next(numbers, value) if value == _MAX_32 else value for value in told)
            return size, packed, header
        at += 4 + length
    return told


def _name(name: bytes, flags: int, system: int) -> str:
    """Return a name: few programs that write UTF-8 say so, and what is valid UTF-8 is nothing else."""
    try:
        text = name.decode()
    except UnicodeDecodeError:
        is_old = system == _FAT and not flags & _UTF8
        text = name.decode("cp437") if is_old else name.decode("utf-8", "surrogateescape")
    if system == _FAT and "/" not in text:
        return text.replace("\\", "/")  # as unzip does: what wrote it took its own separator
    return text


def _pass_descriptor(cursor: Cursor) -> None:
    """Go behind the sizes that follow the bytes: with or without a mark, each of four bytes or of eight."""
    ahead = cursor.take(28)
    starts = (size for size in (16, 12, 24, 20) if ahead[size : size + 4] in {LOCAL, RECORD})
    cursor.skip(next(starts, 16 if ahead.startswith(_DESCRIPTOR) else 12) - len(ahead))


def _all(file: Raw, size: int) -> bytes:
    pieces = []
    while size > 0 and (data := file.read(size)):
        pieces.append(data)
        size -= len(data)
    return b"".join(pieces)
