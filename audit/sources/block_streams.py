"""Bzip2, xz and lzma: Python's own decompressors, gone through again where they break."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.sources.packed import Broken

if TYPE_CHECKING:
    import bz2
    import lzma

    from audit.sources.packed import Member

_AT_ONCE = 1 << 30
_SMALL = 512  # bytes unpacked by one call where it cannot be gone back: so many at most are lost
_XZ_MEMORY = 136 * 1024 * 1024  # bytes: a dictionary of 128 MiB; xz -9 takes one of 64
_TOO_LARGE = (
    "The compressed file needs more than 128 MiB of memory to be unpacked; pack it with xz -9 or less."
)


class Bzip2:
    """Streams as bzip2 writes them; pbzip2 writes one for every 900 KB."""

    start = sure = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")

    def open(self, *, fast: bool) -> Member:
        """Return a new stream."""
        import bz2  # noqa: PLC0415 - most runs unpack nothing

        return _Blocks(bz2.BZ2Decompressor(), fast=fast)


class Xz:
    """Streams as xz writes them."""

    start = re.compile(rb"\xfd7zXZ\0")
    sure = re.compile(rb"\xfd7zXZ\0\0[\0\1\4\n]")  # the checksums that there are

    def open(self, *, fast: bool) -> Member:
        """Return a new stream."""
        import lzma  # noqa: PLC0415 - most runs unpack nothing

        return _Blocks(lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY), fast=fast)


class Lzma:
    """The one stream of the format that came before xz."""

    start = None
    sure = None

    def open(self, *, fast: bool) -> Member:
        """Return the only stream."""
        import lzma  # noqa: PLC0415 - most runs unpack nothing

        return _Blocks(lzma.LZMADecompressor(lzma.FORMAT_ALONE, _XZ_MEMORY), fast=fast)


class _Blocks:
    """A stream of blocks. Its decompressor keeps to itself what it was fed, and drops all when it breaks."""

    is_exact = False
    is_eager = True

    def __init__(self, inflater: bz2.BZ2Decompressor | lzma.LZMADecompressor, *, fast: bool) -> None:
        self.ended = False
        self.rest = b""
        self._inflater = inflater
        self._step = _AT_ONCE if fast else _SMALL

    @property
    def is_hungry(self) -> bool:
        return self._inflater.needs_input

    def feed(self, packed: bytes) -> None:
        self.rest = packed

    def unpack(self, size: int) -> bytes:
        from lzma import LZMAError  # noqa: PLC0415 - most runs unpack nothing

        pieces, left = [], size
        packed, self.rest = self.rest, b""
        try:
            while left and (piece := self._inflater.decompress(packed, min(left, self._step))):
                pieces.append(piece)
                left -= len(piece)
                packed = b""
                if self._inflater.eof or self._inflater.needs_input:
                    break
        except (OSError, ValueError, EOFError) as error:  # bzip2's
            raise Broken(b"".join(pieces)) from error
        except LZMAError as error:
            flaw = _TOO_LARGE if "emory" in str(error) else None
            raise Broken(b"".join(pieces), flaw=flaw) from error
        self.ended = self._inflater.eof
        self.rest = self._inflater.unused_data
        return b"".join(pieces)

    def refine(self) -> None:
        self._step = 1
        self.is_exact = True

    def snapshot(self) -> None:
        """Return None."""
