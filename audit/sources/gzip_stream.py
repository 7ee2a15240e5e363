"""Gzip (RFC 1952) and bare deflate: unpacked by isal where all is well, by zlib where something is wrong."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from audit.sources.packed import CHECKSUM, LENGTH, Broken

if TYPE_CHECKING:
    from audit.sources.packed import Member

_GZIP = zlib.MAX_WBITS | 16
_DEFLATE = -zlib.MAX_WBITS
_LENGTH_FIELD = 4  # bytes; it follows the checksum
_BLOCK = bytes(128)  # of SHA-512


class Gzip:
    """Members as gzip writes them."""

    start = re.compile(rb"\x1f\x8b\x08")
    # Also: flags that are known, the levels and the systems that there are.
    sure = re.compile(rb"\x1f\x8b\x08[\0-\x1f][\s\S]{4}[\0\2\4][\0-\r\xff]")

    def open(self, *, fast: bool) -> Member:
        """Return a new member."""
        return _open(_GZIP, fast=fast)


class Deflate:
    """Deflate without a header, as zip archives hold it."""

    start = None
    sure = None

    def open(self, *, fast: bool) -> Member:
        """Return the only member."""
        return _open(_DEFLATE, fast=fast)


def crc32(data: bytes, value: int) -> int:
    """Return the checksum of gzip and zip, continued."""
    try:
        from isal import isal_zlib  # noqa: PLC0415 - most runs unpack nothing
    except ImportError:
        return zlib.crc32(data, value)
    value = isal_zlib.crc32(data, value)
    _settle()
    return value


def _settle() -> None:
    """
    Clear the upper halves of the processor's vector registers.

    The checksum of isal leaves them in use where it has AVX-512, and all that runs after it, not least
    the search for patterns, takes half as long again. SHA-512 of OpenSSL clears them, in a microsecond.
    """
    from hashlib import sha512  # noqa: PLC0415 - most runs unpack nothing

    sha512(_BLOCK, usedforsecurity=False)


def _open(window: int, *, fast: bool) -> Member:
    if fast:
        try:
            return _Fast(window)
        except ImportError:
            pass  # there is none for this machine
    return _Exact(zlib.decompressobj(window))


class _Fast:
    """A member that isal unpacks: three times as fast, but it cannot be copied."""

    is_exact = False
    is_eager = False

    def __init__(self, window: int) -> None:
        from isal import isal_zlib  # noqa: PLC0415 - most runs unpack nothing

        self.ended = False
        self.rest = b""
        self._inflater = isal_zlib.decompressobj(window)
        # Its types call the exception an instance.
        self._error: type[Exception] = isal_zlib.IsalError  # type: ignore[assignment]

    @property
    def is_hungry(self) -> bool:
        return not self.rest

    def feed(self, packed: bytes) -> None:
        self.rest = packed

    def unpack(self, size: int) -> bytes:
        try:
            data = self._inflater.decompress(self.rest, size)
        except self._error as error:
            raise Broken from error
        _settle()
        self.ended = self._inflater.eof
        self.rest = self._inflater.unused_data if self.ended else self._inflater.unconsumed_tail
        return data

    def refine(self) -> None:
        """Do nothing: it is never asked for."""

    def snapshot(self) -> None:
        """Return None."""


class _Exact:
    """A member that zlib unpacks, copied before each step so that a step can be taken again."""

    is_exact = True
    is_eager = True

    def __init__(self, inflater: zlib._Decompress) -> None:
        self.ended = False
        self.rest = b""
        self._inflater = inflater
        self._before: zlib._Decompress | None = None

    @property
    def is_hungry(self) -> bool:
        return not self.rest

    def feed(self, packed: bytes) -> None:
        self.rest = packed

    def unpack(self, size: int) -> bytes:
        self._before = self._inflater.copy()
        try:
            data = self._inflater.decompress(self.rest, size)
        except zlib.error as error:
            raise _broken(self._before, self.rest) from error
        self.ended = self._inflater.eof
        self.rest = self._inflater.unused_data if self.ended else self._inflater.unconsumed_tail
        return data

    def refine(self) -> None:
        """Do nothing: it loses nothing as it is."""

    def snapshot(self) -> Member:
        return _Exact((self._before or self._inflater).copy())


def _broken(inflater: zlib._Decompress, packed: bytes) -> Broken:
    """Go byte by byte to the damage: zlib drops all that one call had unpacked before it."""
    saved = bytearray()
    for index in range(len(packed)):
        try:
            saved += inflater.decompress(packed[index : index + 1])
        except zlib.error as error:
            rest = packed[index + 1 :]
            if "data check" in str(error):  # zlib's words; it tells by nothing else
                return Broken(bytes(saved), rest, CHECKSUM, skip=_LENGTH_FIELD)
            return Broken(bytes(saved), rest, LENGTH if "length check" in str(error) else None)
    return Broken(bytes(saved), b"")  # not to be expected: the same bytes broke before
