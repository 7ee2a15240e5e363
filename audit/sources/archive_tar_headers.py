"""The headers of a tar: ustar, GNU and pax, as GNU tar 1.34 writes and reads them."""

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from audit.sources.archive_cursor import Cursor

BLOCK = 512
_END = bytes(BLOCK)
_EXTENDED = 1024 * 1024  # bytes of a pax header or a long name; more is not taken
_HOLES = 100_000  # parts of a sparse file
_RECORD = re.compile(rb"(\d{1,9}) ([^=\n]{1,200})=")
_LONGEST = 1 << 62  # bytes of a file, beyond which no system counts
_KEYS = frozenset(
    {b"path", b"linkpath", b"size"}
    | {b"GNU.sparse." + key for key in (b"name", b"major", b"realsize", b"size", b"map")}
)
_DATALESS = frozenset(b"123456")  # links, devices, folders, pipes: nothing follows their header
_META = frozenset(b"LKxXg")
_FOREIGN = frozenset(b"AIV")  # access lists of Solaris, inodes only, labels: no files


class TarMember(NamedTuple):
    """A member, with all that its headers say."""

    place: int  # where its first header begins
    name: bytes
    type: int  # as in the header: b"0"[0] is a file
    size: int  # of the file, once unpacked
    link: bytes
    start: int  # where its bytes begin
    stored: int  # how many there are in the archive
    parts: tuple[tuple[int, int], ...] | None  # offset and size in the file of what is stored; None: all

    @property
    def end(self) -> int:
        """Return where the next header begins."""
        return self.start + -(-self.stored // BLOCK) * BLOCK


class Gap(NamedTuple):
    """Something in the way of reading the archive."""

    kind: str
    text: str


_CUT = Gap("truncated", "The archive ends in the middle; what came behind is missing.")
_UNENDED = Gap("truncated", "The archive lacks its closing blocks, so it may have been cut short.")
_DAMAGED = Gap("damaged", "A part of the archive is damaged; what lies there was passed over.")
_VOLUME = Gap("volume-missing", "A file begins in another volume of this archive; its first part is missing.")
_BEHIND = Gap("trailing-data", "More data follows the end of the archive; it was not read.")


def is_header(block: bytes) -> bool:
    """
    Tell whether a block is the header of a member: its checksum is right.

    >>> is_header(bytes(512)), is_header(b"<?php")
    (False, False)
    """
    if len(block) != BLOCK:
        return False
    try:
        told = _number(block[148:156])
    except ValueError:
        return False
    # The low half of adler32 is a sum of bytes, and the quickest there is; the field itself counts as blanks.
    quick = (zlib.adler32(block[156:], zlib.adler32(block[:148])) - 1) & 0xFFFF
    if quick == (told - 256) % 65521:
        return True
    plain = block[:148] + b" " * 8 + block[156:]
    return told == sum(plain) - 256 * sum(byte > 127 for byte in plain)  # some count signed bytes


def read_members(cursor: Cursor) -> Iterator[TarMember | Gap]:
    """Yield each member, and what is wrong; the caller may read on in the bytes of a member."""
    extended: _Extended | None = None
    previous, found = cursor.offset, b""
    while True:
        block = found or cursor.take(BLOCK)
        place, found = cursor.offset - len(block), b""
        if len(block) < BLOCK:
            yield _CUT if block or extended or not cursor.reaches(previous) else _UNENDED
            return
        if block == _END:
            yield from _ending(cursor)
            return
        if not is_header(block):
            yield _DAMAGED
            found, extended = _search(cursor), None
            continue
        if block[156] in _META:
            extended = extended or _Extended(place)
            extended.take(block, cursor)
            previous = cursor.offset
            continue
        member = _member(block, extended or _Extended(place), cursor)
        extended = None
        if isinstance(member, Gap):
            yield member
            continue
        if block[156] == ord("M"):
            yield _VOLUME
        elif block[156] not in _FOREIGN:
            yield member
        previous = member.end
        cursor.skip(max(0, previous - cursor.offset))


class _Extended:
    """What the headers before a header say of it."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.values: dict[bytes, bytes] = {}
        self.parts: list[int] = []  # offset and size in turn, of the first sparse format of pax

    def take(self, block: bytes, cursor: Cursor) -> None:
        """Take a header that tells of the next one, with its bytes."""
        size = _number(block[124:136], 0)
        data = cursor.take(size) if 0 < size <= _EXTENDED else b""
        cursor.skip(max(0, -(-size // BLOCK) * BLOCK - len(data)))
        kind = block[156]
        if kind == ord("L"):
            self.values[b"path"] = data.rstrip(b"\0")
        elif kind == ord("K"):
            self.values[b"linkpath"] = data.rstrip(b"\0")
        elif kind != ord("g"):  # of the whole archive: comments, in practice
            self._take_records(data)

    def _take_records(self, data: bytes) -> None:
        at = 0
        while match := _RECORD.match(data, at):
            key, end = match[2], at + int(match[1])
            if end <= match.end() or end > len(data):
                return
            value = data[match.end() : end - 1]
            if key in {b"GNU.sparse.offset", b"GNU.sparse.numbytes"}:
                if len(self.parts) <= 2 * _HOLES:
                    self.parts.append(_decimal(value, 0))
            elif key in _KEYS:
                self.values[key] = value
            at = end


def _member(block: bytes, extended: _Extended, cursor: Cursor) -> TarMember | Gap:
    values = extended.values
    try:
        stored = _decimal(values[b"size"]) if b"size" in values else _number(block[124:136])
    except ValueError:
        return _DAMAGED
    kind = block[156]
    name = values.get(b"GNU.sparse.name") or values.get(b"path") or _name(block)
    link = values.get(b"linkpath") or block[157:257].partition(b"\0")[0]
    if kind in {0, ord("0")} and name.endswith(b"/"):
        kind = ord("5")  # as the oldest tars wrote folders
    if kind in _DATALESS:
        stored = 0
    if not 0 <= stored <= _LONGEST:
        return _DAMAGED
    size, parts = stored, None
    try:
        if kind == ord("S"):
            size, parts = _number(block[483:495]), _old_parts(block, cursor)
        elif values.get(b"GNU.sparse.major") == b"1":
            size = _decimal(values[b"GNU.sparse.realsize"])
            start = cursor.offset
            parts = _parts_ahead(cursor, stored)
            stored -= cursor.offset - start
        elif b"GNU.sparse.size" in values or b"GNU.sparse.map" in values:
            size = _decimal(values[b"GNU.sparse.size"])
            given = values.get(b"GNU.sparse.map")
            flat = [_decimal(number) for number in given.split(b",")] if given else extended.parts
            parts = _paired(flat)
    except (KeyError, ValueError):
        return _DAMAGED
    if parts is not None and (stored < 0 or size > _LONGEST or not _is_in_order(parts, size)):
        return _DAMAGED
    return TarMember(extended.place, name, kind, size, link, cursor.offset, stored, parts)


def _name(block: bytes) -> bytes:
    name = block[:100].partition(b"\0")[0]
    if block[257:263] == b"ustar\0" and block[345]:  # GNU's own headers keep other things there
        return block[345:500].partition(b"\0")[0] + b"/" + name
    return name


def _old_parts(block: bytes, cursor: Cursor) -> tuple[tuple[int, int], ...]:
    flat: list[int] = []
    area, count, more = block[386:482], 4, block[482]
    while True:
        for at in range(0, count * 24, 24):
            if not area[at + 12]:
                break
            flat += [_number(area[at : at + 12]), _number(area[at + 12 : at + 24])]
        if not more:
            return _paired(flat)
        area, count = cursor.take(BLOCK), 21
        if len(area) < BLOCK or len(flat) > 2 * _HOLES:
            raise ValueError
        more = area[504]


def _parts_ahead(cursor: Cursor, stored: int) -> tuple[tuple[int, int], ...]:
    """Read the map before the bytes of a sparse file: decimal numbers, a line each."""
    text, wanted = b"", 1
    while text.count(b"\n") < wanted:
        block = cursor.take(BLOCK)
        if len(block) < BLOCK or len(text) > min(stored, _EXTENDED):
            raise ValueError
        text += block
        if wanted == 1 and b"\n" in text:
            wanted = 1 + 2 * _decimal(text.partition(b"\n")[0])
    return _paired([_decimal(line) for line in text.split(b"\n")[1:wanted]])


def _paired(flat: list[int]) -> tuple[tuple[int, int], ...]:
    if len(flat) % 2 or len(flat) > 2 * _HOLES:
        raise ValueError
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def _is_in_order(parts: tuple[tuple[int, int], ...], size: int) -> bool:
    end = 0
    for offset, length in parts:
        if offset < end or length < 0:
            return False
        end = offset + length
    return end <= size


def _ending(cursor: Cursor) -> Iterator[Gap]:
    """Look at what follows the end; tar fills its last record with zeros."""
    looked = 0
    while (data := cursor.take(64 * 1024)) and looked < 64 * 1024 * 1024:
        looked += len(data)
        if data.count(0) < len(data):
            yield _BEHIND
            return


def _search(cursor: Cursor) -> bytes:
    """Return the next block that can be a header or the end, which was taken; none at the end of the file."""
    while len(block := cursor.take(BLOCK)) == BLOCK:
        if block == _END or is_header(block):
            return block
    return b""


def _number(field: bytes, default: int | None = None) -> int:
    r"""
    Return a number as headers write it: octal, or binary where the first bit says so.

    >>> _number(b"0000644\0"), _number(b"\x80\0\0\0\0\0\0\0\0\0\x01\0"), _number(b"  7 ")
    (420, 256, 7)
    """
    try:
        if field[0] in {0x80, 0xFF}:
            return int.from_bytes(field[1:], "big") - (256 ** (len(field) - 1) if field[0] == 0xFF else 0)
        return int(field.partition(b"\0")[0].strip() or b"0", 8)
    except ValueError:
        if default is None:
            raise
        return default


def _decimal(text: bytes, default: int | None = None) -> int:
    if text.isdigit() and len(text) < 20:
        return int(text)
    if default is None:
        raise ValueError
    return default
