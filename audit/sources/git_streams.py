"""Large objects of git's, read in pieces: what is compressed, and what is told as changes of that."""

import io
import os
import zlib
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

_BLOCK = 256 * 1024  # bytes that are unpacked at once
_READ = 64 * 1024  # compressed bytes; each place that is remembered may hold as many
_KEPT = 16  # blocks
_APART = 4 << 20  # bytes between places from which unpacking can go on
_PLACES = 64  # each costs some 40 KiB
_BITS = 64  # of a number; more bytes would be a hostile one

Spend = Callable[[int], bool]  # count bytes that are unpacked; False: enough was


class Layer(Protocol):
    """Bytes that can be read anywhere."""

    size: int

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes there, all of them. Raises OSError, ValueError or zlib.error if it is damaged."""

    def close(self) -> None:
        """Let go of the file."""


class Inflated:
    """
    What is compressed in a part of a file.

    To go back, unpacking goes on from one of some places that are remembered, not from the start.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - where it lies
        self, descriptor: int, start: int, end: int, size: int, spend: Spend, skip: int = 0
    ) -> None:
        self.size = size
        self._descriptor = descriptor
        self._end = end
        self._spend = spend
        self._skip = skip  # bytes before the content: the head of a loose object
        self._apart = max(_APART, (size + skip) // _PLACES) // _BLOCK + 1  # blocks
        self._places: dict[int, tuple[int, bytes, zlib._Decompress]] = {0: (start, b"", zlib.decompressobj())}
        self._next = 0  # block that the open unpacker comes to
        self._now = self._copy(0)
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes there, all of them."""
        first, left = divmod(offset + self._skip, _BLOCK)
        last = (offset + self._skip + length - 1) // _BLOCK
        data = b"".join(self._block(number) for number in range(first, last + 1))[left : left + length]
        if len(data) != length:
            raise ValueError("an object is not as long as it says")
        return data

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _block(self, number: int) -> bytes:
        if (kept := self._kept.get(number)) is not None:
            self._kept.move_to_end(number)
            return kept
        place = number - number % self._apart
        while place not in self._places:
            place -= self._apart
        if not place <= self._next <= number:
            self._next, self._now = place, self._copy(place)
        data = b""
        while self._next <= number:
            data = self._following()
        self._kept[number] = data
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return data

    def _following(self) -> bytes:
        """Unpack the next block."""
        if not self._spend(_BLOCK):
            raise ValueError("more was unpacked than any real repository needs")
        start, packed, unpacker = self._now
        if self._next % self._apart == 0 and self._next not in self._places:
            self._places[self._next] = start, packed, unpacker.copy()
        data = bytearray()
        while len(data) < _BLOCK and not unpacker.eof:
            if not packed:
                packed = os.pread(self._descriptor, min(_READ, self._end - start), start)
                start += len(packed)
                if not packed:
                    data += unpacker.decompress(b"", _BLOCK - len(data))
                    break
            data += unpacker.decompress(packed, _BLOCK - len(data))
            packed = unpacker.unconsumed_tail
        self._now = start, packed, unpacker
        self._next += 1
        return bytes(data)

    def _copy(self, place: int) -> "tuple[int, bytes, zlib._Decompress]":
        start, packed, unpacker = self._places[place]
        return start, packed, unpacker.copy()


class Changed:
    """Another layer after changes: pieces of it and new bytes, one after the other."""

    def __init__(self, below: Layer, change: bytes, room: int) -> None:
        """Take a change of no more than room pieces."""
        before, at = number_at(change, 0)
        self.size, at = number_at(change, at)
        if before != below.size:
            raise ValueError("a change of something else")
        self._below = below
        self._change = change
        self._ends = array("Q")  # where each piece ends
        self._from = array("Q")  # where it starts: below, or (odd) in the change itself
        end = 0
        while at < len(change):
            code = change[at]
            at += 1
            if code & 0x80:
                start, at = sparse_at(change, at, code & 0xF)
                size, at = sparse_at(change, at, code >> 4 & 0x7)
                size = size or 0x10000
                if start + size > before:
                    raise ValueError("a change that is damaged")
                self._from.append(start << 1)
            else:
                size = code
                self._from.append(at << 1 | 1)
                at += code
            end += size
            self._ends.append(end)
            if not code or len(self._ends) > room:
                raise ValueError("a change that is none, or too many")
        if end != self.size or at != len(change):
            raise ValueError("a change that breaks off")
        self.left = room - len(self._ends)  # pieces that layers above may have

    def read_at(self, offset: int, length: int) -> bytes:
        """Return the bytes there, all of them."""
        pieces = []
        number = bisect_right(self._ends, offset)
        while length:
            if number >= len(self._ends):
                raise ValueError("an object is not as long as it says")
            start = offset - (self._ends[number - 1] if number else 0)
            size = min(length, self._ends[number] - offset)
            where = self._from[number]
            place = (where >> 1) + start
            below = self._change[place : place + size] if where & 1 else self._below.read_at(place, size)
            pieces.append(below)
            offset += size
            length -= size
            number += 1
        return b"".join(pieces)

    def close(self) -> None:
        """Let go of the file."""
        self._below.close()


class Opened(io.RawIOBase):
    """An object as an open file."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self._layer = layer
        self._at = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that one can go to any place in it."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill a buffer as far as the object goes. Raises OSError where it is damaged."""
        size = max(0, min(len(buffer), self._layer.size - self._at, _BLOCK))
        try:
            buffer[:size] = self._layer.read_at(self._at, size) if size else b""
        except (ValueError, IndexError, zlib.error) as error:
            raise OSError(0, f"it is damaged: {error}") from error
        self._at += size
        return size

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in it."""
        start = (0, self._at, self._layer.size)[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Return where it is."""
        return self._at

    def close(self) -> None:
        """Let go of the file."""
        if not self.closed:
            self._layer.close()
        super().close()


def number_at(data: bytes, at: int) -> tuple[int, int]:
    r"""
    Return a number of as many bytes as it takes, and where it ends.

    >>> number_at(b"\xac\x02", 0)
    (300, 2)
    """
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
        if shift > _BITS:
            raise ValueError("a number that is too large")


def sparse_at(data: bytes, at: int, bits: int) -> tuple[int, int]:
    r"""
    Return a number of which only the bytes stand there that the bits name, and where it ends.

    >>> sparse_at(b"\x01", 0, 0b0010)
    (256, 1)
    """
    value = shift = 0
    while bits:
        if bits & 1:
            value |= data[at] << shift
            at += 1
        bits >>= 1
        shift += 8
    return value, at
