"""Zstandard (RFC 8878): frames, fed block by block, so that every step is small and none is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from audit.sources.packed import CHECKSUM, Broken

if TYPE_CHECKING:
    from collections.abc import Iterator

    import zstandard

    from audit.sources.packed import Member

_LARGEST_WINDOW = 128 * 1024 * 1024  # bytes; zstd itself takes no larger one unless it is told to
_LARGEST_BLOCK = 128 * 1024
_OUTPUT = 64 * 1024  # bytes at once; memory in larger pieces is asked of the system each time
_LEAST_HEADER = 5  # the magic number and the descriptor
_SKIPPABLE = b"\x2a\x4d\x18"  # behind the first byte
_BLOCK_HEADER = 3
_SKIPPABLE_HEADER = 8
_CHECKSUM = 4
_RLE = 1  # a block of one byte, repeated
_RESERVED = 3
_TOO_LARGE = (
    "The compressed file needs a window of {} MiB to be unpacked; pack it with one of 128 MiB or less."
)
_DICTIONARY = "The compressed file needs a dictionary to be unpacked; pack it without one."


class Zstd:
    """Frames as zstd writes them, and those to be skipped, as pzstd writes them between."""

    start = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
    sure = re.compile(rb"\x28\xb5\x2f\xfd")

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 - most runs unpack nothing

        self._context = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        self._error = zstandard.ZstdError

    def open(self, *, fast: bool) -> Member:
        """Return a new frame."""
        del fast
        return _Frame(self._context.decompressobj(_OUTPUT), self._error)


class _Frame:
    """A frame: a header, blocks of at most 128 KiB each, a checksum."""

    is_exact = True
    is_eager = True

    def __init__(self, inflater: zstandard.ZstdDecompressionObj, error: type[Exception]) -> None:
        self.ended = False
        self._packed = b""
        self._at = 0  # up to here it was taken
        self._inflater = inflater
        self._error = error
        self._needed = _LEAST_HEADER  # bytes for the next step
        self._steps = self._unpacked()

    @property
    def rest(self) -> bytes:
        return self._packed[self._at :]

    @property
    def is_hungry(self) -> bool:
        return len(self._packed) - self._at < self._needed

    def feed(self, packed: bytes) -> None:
        self._packed, self._at = self.rest + packed, 0

    def unpack(self, size: int) -> bytes:
        del size  # a step is small
        while not (self.ended or self.is_hungry):
            if data := next(self._steps):
                return data
        return b""

    def refine(self) -> None:
        """Do nothing: it loses nothing as it is."""

    def snapshot(self) -> None:
        """Return None."""

    def _unpacked(self) -> Iterator[bytes]:
        """Yield what is unpacked, and nothing while it is hungry."""
        yield from self._until(_LEAST_HEADER)
        if self._next(4)[1:] == _SKIPPABLE:
            yield from self._skip()
            return
        header = _Header.of(self._next(_LEAST_HEADER)[4])
        yield from self._until(header.size)
        flaw = header.flaw(self._next(header.size))
        yield self._unpack(header.size, flaw)
        is_last = False
        while not is_last:
            yield from self._until(_BLOCK_HEADER)
            field = int.from_bytes(self._next(_BLOCK_HEADER), "little")
            is_last, kind, size = bool(field & 1), field >> 1 & 3, field >> 3
            if kind == _RESERVED or (size > _LARGEST_BLOCK and kind != _RLE):
                raise Broken(rest=self.rest)
            yield from self._until(_BLOCK_HEADER + (1 if kind == _RLE else size))
            yield self._unpack(self._needed, flaw)
        if header.has_checksum:
            yield from self._until(_CHECKSUM)
            self._unpack(_CHECKSUM, flaw, CHECKSUM)
        if flaw:
            raise Broken(rest=self.rest, flaw=flaw)
        self.ended = True
        yield b""

    def _skip(self) -> Iterator[bytes]:
        yield from self._until(_SKIPPABLE_HEADER)
        left = _SKIPPABLE_HEADER + int.from_bytes(self._next(_SKIPPABLE_HEADER)[4:], "little")
        while left:
            yield from self._until(1)
            passed = min(left, len(self._packed) - self._at)
            self._at += passed
            left -= passed
        self.ended = True
        yield b""

    def _until(self, size: int) -> Iterator[bytes]:
        """Yield nothing until there are so many packed bytes."""
        self._needed = size
        while self.is_hungry:
            yield b""

    def _unpack(self, size: int, unfit: str | None, flaw: str | None = None) -> bytes:
        """Return what the next packed bytes hold; nothing where the frame is only passed over."""
        data = b""
        if not unfit:
            try:
                data = self._inflater.decompress(self._next(size))
            except self._error as error:
                self._at += size if flaw else 1
                raise Broken(rest=self.rest, flaw=flaw) from error
        self._at += size
        self._needed = 0
        return data

    def _next(self, size: int) -> bytes:
        return self._packed[self._at : self._at + size]


class _Header(NamedTuple):
    """What the descriptor of a frame says of the header around it."""

    size: int
    has_checksum: bool
    has_window: bool  # else the content is one segment, and the window as large
    dictionary_size: int  # bytes of its number

    @classmethod
    def of(cls, descriptor: int) -> _Header:
        has_window = not descriptor & 0x20
        dictionary_size = (0, 1, 2, 4)[descriptor & 3]
        content_size = (0 if has_window else 1, 2, 4, 8)[descriptor >> 6]
        size = _LEAST_HEADER + has_window + dictionary_size + content_size
        return cls(size, bool(descriptor & 4), has_window, dictionary_size)

    def flaw(self, header: bytes) -> str | None:
        """Return why the frame cannot be unpacked, if it cannot."""
        at = _LEAST_HEADER + self.has_window
        if any(header[at : at + self.dictionary_size]):
            return _DICTIONARY
        window = int.from_bytes(header[at + self.dictionary_size : self.size], "little")
        if self.has_window:
            base = 1 << (10 + (header[_LEAST_HEADER] >> 3))
            window = base + (base >> 3) * (header[_LEAST_HEADER] & 7)
        return _TOO_LARGE.format(window >> 20) if window > _LARGEST_WINDOW else None
