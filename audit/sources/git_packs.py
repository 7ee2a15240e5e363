"""A pack of git's: objects one after the other, many told as changes of others, and an index of names."""

import os
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from audit.sources.git_files import open_plain, plain

_INDEX = 32 << 20  # bytes of the index of a pack: a million objects
_HEAD = 64  # bytes that hold the head of an object, and enough of what is behind it
_START = 1 << 11  # compressed bytes that hold the first few of an object
_WINDOW = 1 << 18
KINDS = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_BY_OFFSET, _BY_NAME = 6, 7
_PART = 24  # bits of an offset in a part of a pack that is sorted at once
_NUMBER = 24  # bits of the number of an object in its pack


class Head(NamedTuple):
    """What stands before an object's compressed part."""

    kind: int  # see KINDS; 6 and 7 are changes of another object
    size: int  # of what is compressed
    data: int  # where what is compressed starts
    base: int | None  # offset of the object that it changes
    base_name: bytes  # as above, where it is named instead


class Pack:
    """A pack and its index."""

    def __init__(self, place: str) -> None:
        index = plain(f"{place}.idx", _INDEX)
        if index is None or len(index) < 1032 + 40:
            raise ValueError("its index is not there, too short or too long")
        self._new = index[:8] == b"\377tOc\0\0\0\2"
        start = 8 if self._new else 0
        self._fan = array("I", index[start : start + 1024])
        self._fan.byteswap()
        self.count = self._fan[255]
        self._names = start + 1024
        if len(index) < self._names + self.count * (28 if self._new else 24) + 40:
            raise ValueError("its index breaks off")
        if any(left > right for left, right in zip(self._fan, self._fan[1:], strict=False)):
            raise ValueError("its index is damaged")
        self._index = index
        self._file = open_plain(f"{place}.pack")
        self._end = min(os.fstat(self._file.fileno()).st_size, 1 << (64 - _NUMBER)) - 20
        self._window = b""
        self._from = 0

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def find(self, sha: bytes) -> int | None:
        """Return where an object starts."""
        first = sha[0]
        low = self._fan[first - 1] if first else 0
        high = self._fan[first]
        step, names, index = (20, 0, self._index) if self._new else (24, 4, self._index)
        start = self._names + names
        while low < high:
            middle = (low + high) // 2
            at = start + middle * step
            name = index[at : at + 20]
            if name < sha:
                low = middle + 1
            elif name > sha:
                high = middle
            else:
                return self._offset(middle)
        return None

    def sizes(self, above: int) -> Iterator[tuple[bytes, int, int]]:
        """Yield name, place and size of each object that is larger than this."""
        for key in self._in_order():
            offset = key >> _NUMBER
            try:
                self._open_window(offset)
                head = self.head(offset)
                size = head.size if head.kind in KINDS else self._size_after_change(head)
            except (OSError, ValueError, IndexError, zlib.error):
                continue
            if size > above:
                yield self._name(key & ((1 << _NUMBER) - 1)), offset, size

    def head(self, offset: int) -> Head:
        """Return what stands before an object's compressed part."""
        data = self._bytes(offset, _HEAD)
        byte = data[0]
        kind, size, shift, at = byte >> 4 & 7, byte & 15, 4, 1
        while byte & 0x80:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
        if kind == _BY_NAME:
            return Head(kind, size, offset + at + 20, None, data[at : at + 20])
        if kind != _BY_OFFSET:
            return Head(kind, size, offset + at, None, b"")
        back = -1
        while True:
            byte = data[at]
            at += 1
            back = (back + 1) << 7 | byte & 0x7F
            if not byte & 0x80:
                return Head(kind, size, offset + at, offset - back, b"")

    def inflate(self, head: Head, limit: int) -> bytes:
        """Return what is compressed behind a head, which must be as long as the head says."""
        if head.size > limit:
            raise ValueError("too large")
        start = min(head.size + head.size // 8 + 64, self._end - head.data)
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(self._bytes(head.data, start), head.size + 1)
        if len(data) != head.size:
            raise ValueError("an object is not as long as it says")
        return data

    def _size_after_change(self, head: Head) -> int:
        length = min(_START, self._end - head.data)
        start = zlib.decompressobj().decompress(self._bytes(head.data, length), 20)
        _, at = _number(start, 0)
        return _number(start, at)[0]

    def _in_order(self) -> Iterator[int]:
        """Yield the offset of each object with its number behind, as they lie in the pack, part by part."""
        parts: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))
        for number in range(self.count):
            offset = self._offset(number)
            if offset < self._end:
                parts[offset >> _PART].append(offset << _NUMBER | number)
        for part in sorted(parts):
            yield from sorted(parts.pop(part))

    def _name(self, number: int) -> bytes:
        at = self._names + (number * 20 if self._new else number * 24 + 4)
        return self._index[at : at + 20]

    def _offset(self, number: int) -> int:
        if not self._new:
            at = self._names + number * 24
            return int.from_bytes(self._index[at : at + 4], "big")
        at = self._names + self.count * 24 + number * 4
        offset = int.from_bytes(self._index[at : at + 4], "big")
        if offset & 0x80000000:
            at = self._names + self.count * 28 + (offset & 0x7FFFFFFF) * 8
            offset = int.from_bytes(self._index[at : at + 8], "big")
        return offset

    def _bytes(self, offset: int, length: int) -> bytes:
        """Return bytes of the pack, from the window where they are in it."""
        at = offset - self._from
        if at >= 0 and at + length <= len(self._window):
            return self._window[at : at + length]
        if offset >= self._end:
            raise ValueError("an object lies outside of its pack")
        return os.pread(self._file.fileno(), length, offset)

    def _open_window(self, offset: int) -> None:
        """Read ahead, for objects that are looked at one after the other."""
        if not 0 <= offset - self._from <= len(self._window) - 2 * _START:
            self._window, self._from = os.pread(self._file.fileno(), _WINDOW, offset), offset


def changed(base: bytes, change: bytes, limit: int) -> bytes:
    """Return a base after a change: pieces of the base and new bytes, one after the other."""
    before, at = _number(change, 0)
    after, at = _number(change, at)
    if before != len(base) or after > limit:
        raise ValueError("a change of something else")
    pieces: list[bytes] = []
    left, end = after, len(change)
    while at < end:
        code = change[at]
        at += 1
        if not code & 0x80:
            piece = change[at : at + code]
            at += code
            if not code:
                raise ValueError("a change that is none")
        else:
            start, at = _sparse(change, at, code & 0xF)
            size, at = _sparse(change, at, code >> 4 & 0x7)
            piece = base[start : start + (size or 0x10000)]
        left -= len(piece)
        if left < 0 or not piece:
            raise ValueError("a change that is damaged")
        pieces.append(piece)
    if left:
        raise ValueError("a change that breaks off")
    return b"".join(pieces)


def _sparse(data: bytes, at: int, bits: int) -> tuple[int, int]:
    """Return a number of which only the bytes stand there that the bits name."""
    value = shift = 0
    while bits:
        if bits & 1:
            value |= data[at] << shift
            at += 1
        bits >>= 1
        shift += 8
    return value, at


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
