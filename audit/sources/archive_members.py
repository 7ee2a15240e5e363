"""The bytes of a member of an archive, read in pieces."""

import io
import lzma
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from audit.errors import AuditError
from audit.sources.blobs import Blob, Raw

DAMAGE = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)  # what unpackers raise
STEP = 256 * 1024  # bytes read at once, and the most that is unpacked at once
CUT = "The archive ends in the middle of this file; the rest of it is missing."
_BOMB = (
    "The archive unpacks to far more than an archive of a site does, as a zip bomb; it was read no further."
)
_LONGER = "This file is longer than the archive says; it is damaged, or was made to mislead."
_SHORTER = "This file is shorter than the archive says; it is damaged, or was made to mislead."
_CHECKSUM = "The checksum of this file is wrong: the archive is damaged."
_DAMAGED = "This file is damaged in the archive and could not be unpacked wholly."
_FREE = 1 << 30  # bytes that any archive may unpack to
_RATIO = 300  # beyond that: code packs to a fifth, the most even of dumps to a hundredth


class UnreadableError(AuditError):
    """A member that cannot be had; the message is a sentence for the customer."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


class Member(Raw, Protocol):
    """The bytes of a member."""

    damage: str | None  # a sentence, known when the end was reached; None: all is well so far
    cut: bool  # True: the archive ends before the member does


class Unpacker(Protocol):
    """What bz2 and lzma offer, and Deflate."""

    @property
    def eof(self) -> bool:
        """Tell whether the end of the packed bytes was seen."""

    @property
    def needs_input(self) -> bool:
        """Tell whether nothing comes without more packed bytes."""

    @property
    def unused_data(self) -> bytes:
        """Return what was given beyond the end."""

    def decompress(self, data: bytes, /, max_length: int) -> bytes:
        """Return up to so many bytes."""


class Budget:
    """How much an archive may unpack to."""

    def __init__(self, size: int | None) -> None:
        self._left = max(_FREE, _RATIO * (size or 0))

    def spend(self, size: int) -> bool:
        """Tell whether so many more bytes are fine."""
        self._left -= size
        return self._left >= 0


class Handle:
    """An archive that stays open for one member after the other; another process opens it anew."""

    def __init__(self, blob: Blob) -> None:
        self.blob = blob
        self._file: Raw | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return Handle, (self.blob,)

    def file(self) -> Raw:
        """Return the open archive, at any offset. Raises OSError, or AuditError."""
        if self._file is None:
            self._file = self.blob.open()
            weakref.finalize(self, self._file.close)
        return self._file

    @contextmanager
    def lent(self, *, shared: bool) -> Iterator[Raw]:
        """Yield the archive, shared or opened anew for a member, which closes it; here if there is none."""
        file = self.file() if shared else self.blob.open()
        try:
            yield file
        except BaseException:
            if not shared:
                file.close()
            raise


class Window:
    """A part of a file that can be sought in; others may read the same file between two of its reads."""

    def __init__(self, file: Raw, start: int, size: int, *, owned: bool = False) -> None:
        self.damage: str | None = None
        self.cut = False
        self._file, self._start, self._size, self._owned = file, start, size, owned
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        size = min(size, self._size - self._at)
        if size <= 0:
            return b""
        self._file.seek(self._start + self._at)
        data = self._file.read(size)
        self._at += len(data)
        if not data:
            self.cut, self.damage = True, CUT
        return data

    def seek(self, offset: int, /) -> int:
        """Go to an offset from the start."""
        self._at = max(offset, 0)
        return self._at

    def close(self) -> None:
        """Close the file if it is open for this alone."""
        if self._owned:
            self._file.close()


def held(data: bytes) -> Window:
    """Return a member that is in memory."""
    return Window(io.BytesIO(data), 0, len(data), owned=True)


class Deflate:
    """Deflate without a header, as an unpacker."""

    def __init__(self, bits: int = -zlib.MAX_WBITS) -> None:
        self._inner = zlib.decompressobj(bits)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Tell whether the end of the packed bytes was seen."""
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        """Return what was given beyond the end."""
        return self._inner.unused_data

    def decompress(self, data: bytes, /, max_length: int) -> bytes:
        """Return up to so many bytes."""
        unpacked = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.needs_input = len(unpacked) < max_length and not self._inner.unconsumed_tail
        return unpacked


class Unpacked:
    """A packed member; it is read from its start to its end."""

    def __init__(
        self,
        packed: Window,
        unpacker: Unpacker | None,
        budget: Budget,
        size: int | None,
        checksum: int | None,
    ) -> None:
        self.damage: str | None = None
        self.cut = False
        self._packed, self._unpacker, self._budget = packed, unpacker, budget
        self._size, self._checksum = size, checksum  # None: not known
        self._done = False
        self._at = self._sum = 0

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = b"" if self._done else self._next(min(size, STEP))
        self._at += len(data)
        self._sum = zlib.crc32(data, self._sum)
        if self._size is not None and self._at > self._size:
            return self._end(_LONGER)
        if not self._budget.spend(len(data)):
            return self._end(_BOMB)
        if not data and not self._done:
            self._done = True
            if self._size is not None and self._at < self._size and not self.damage:
                self._end(_SHORTER)
            elif self._checksum not in {None, self._sum} and not self.damage:
                self._end(_CHECKSUM)
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: it would have to be unpacked anew."""
        raise io.UnsupportedOperation(f"a packed file has no way to byte {offset}")

    def close(self) -> None:
        """Let go of the archive."""
        self._packed.close()

    def _next(self, size: int) -> bytes:
        if self._unpacker is None:
            data = self._packed.read(size)
            self.cut, self.damage = self._packed.cut, self._packed.damage
            return data
        while not self._unpacker.eof:
            packed = self._packed.read(STEP) if self._unpacker.needs_input else b""
            if self._unpacker.needs_input and not packed:
                self.cut, self.damage = self._packed.cut, self._packed.damage or _SHORTER
                break
            try:
                data = self._unpacker.decompress(packed, size)
            except DAMAGE:
                self.damage = _DAMAGED
                break
            if data:
                return data
        return b""

    def _end(self, damage: str) -> bytes:
        self._done = True
        self.damage = damage
        return b""
