"""A pack of git's: objects one after the other, many told as changes of others, and an index of names."""

import os
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from audit.sources.git_files import open_plain, plain
from audit.sources.git_streams import Inflated, Spend, number_at, sparse_at

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

    def __init__(self, place: str, width: int = 20) -> None:
        index = plain(f"{place}.idx", _INDEX)
        if index is None or len(index) < 1032 + 2 * width:
            raise ValueError("its index is not there, too short or too long")
        self._width = width  # bytes of a name: 20 of SHA-1, 32 of SHA-256
        self._new = index[:8] == b"\377tOc\0\0\0\2"
        start = 8 if self._new else 0
        self._fan = array("I", index[start : start + 1024])
        self._fan.byteswap()
        self.count = self._fan[255]
        self._names = start + 1024
        if len(index) < self._names + self.count * (width + (8 if self._new else 4)) + 2 * width:
            raise ValueError("its index breaks off")
        if any(left > right for left, right in zip(self._fan, self._fan[1:], strict=False)):
            raise ValueError("its index is damaged")
        self._index = index
        self._file = open_plain(f"{place}.pack")
        self._end = min(os.fstat(self._file.fileno()).st_size, 1 << (64 - _NUMBER)) - width
        self._window = b""
        self._from = 0

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def find(self, sha: bytes) -> int | None:
        """Return where an object starts."""
        number = self._first(sha)
        return self._offset(number) if number < self._fan[sha[0]] and self._name(number) == sha else None

    def starting(self, start: bytes, end: bytes) -> Iterator[bytes]:
        """Yield the names of the objects from one name to another, the latter too."""
        for number in range(self._first(start), self._fan[end[0]]):
            if (name := self._name(number)) > end:
                return
            yield name

    def size(self, offset: int) -> int:
        """Return how large an object is when it is unpacked."""
        head = self.head(offset)
        return head.size if head.kind in KINDS else self._size_after_change(head)

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
            end = at + self._width
            return Head(kind, size, offset + end, None, data[at:end])
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

    def start(self, head: Head, limit: int) -> bytes:
        """Return the first bytes of what is compressed behind a head."""
        unpacker, data, at = zlib.decompressobj(), b"", head.data
        while len(data) < limit and not unpacker.eof and at < self._end:
            packed = self._bytes(at, min(limit // 2 + 1024, self._end - at))
            at += len(packed)
            data += unpacker.decompress(packed, limit - len(data))
        return data

    def stream(self, head: Head, spend: Spend) -> Inflated:
        """Return what is compressed behind a head, to be read in pieces."""
        return Inflated(os.dup(self._file.fileno()), head.data, self._end, head.size, spend)

    def _size_after_change(self, head: Head) -> int:
        length = min(_START, self._end - head.data)
        start = zlib.decompressobj().decompress(self._bytes(head.data, length), 20)
        _, at = number_at(start, 0)
        return number_at(start, at)[0]

    def _in_order(self) -> Iterator[int]:
        """Yield the offset of each object with its number behind, as they lie in the pack, part by part."""
        parts: defaultdict[int, array[int]] = defaultdict(lambda: array("Q"))
        for number in range(self.count):
            offset = self._offset(number)
            if offset < self._end:
                parts[offset >> _PART].append(offset << _NUMBER | number)
        for part in sorted(parts):
            yield from sorted(parts.pop(part))

    def _first(self, sha: bytes) -> int:
        """Return the number of the first object whose name is this or comes after it."""
        low = self._fan[sha[0] - 1] if sha[0] else 0
        high = self._fan[sha[0]]
        width, index = self._width, self._index
        step, start = (width, self._names) if self._new else (width + 4, self._names + 4)
        while low < high:
            middle = (low + high) // 2
            at = start + middle * step
            if index[at : at + width] < sha:
                low = middle + 1
            else:
                high = middle
        return low

    def _name(self, number: int) -> bytes:
        width = self._width
        at = self._names + (number * width if self._new else number * (width + 4) + 4)
        return self._index[at : at + width]

    def _offset(self, number: int) -> int:
        if not self._new:
            at = self._names + number * (self._width + 4)
            return int.from_bytes(self._index[at : at + 4], "big")
        at = self._names + self.count * (self._width + 4) + number * 4
        offset = int.from_bytes(self._index[at : at + 4], "big")
        if offset & 0x80000000:
            at = self._names + self.count * (self._width + 8) + (offset & 0x7FFFFFFF) * 8
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
    before, at = number_at(change, 0)
    after, at = number_at(change, at)
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
            start, at = sparse_at(change, at, code & 0xF)
            size, at = sparse_at(change, at, code >> 4 & 0x7)
            piece = base[start : start + (size or 0x10000)]
        left -= len(piece)
        if left < 0 or not piece:
            raise ValueError("a change that is damaged")
        pieces.append(piece)
    if left:
        raise ValueError("a change that breaks off")
    return b"".join(pieces)
