"""Compressed streams, read without losing what lies before the damage."""

import zlib
from collections.abc import Callable

from audit.errors import AuditError
from audit.sources.blobs import Raw

_GZIP = b"\x1f\x8b"
_HEAD = 8  # bytes that tell what a file is
_OTHERS = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"(\xb5/\xfd": "a zstd file",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite f": "an SQLite database",
}
_STEP = 256 * 1024  # bytes read from disk, and the most that is unpacked at once


class Stream:
    """The bytes of a file, unpacked where its first bytes say that it is packed."""

    container: str  # plain or gzip

    def __init__(self, file: Raw) -> None:
        head = file.read(_HEAD)
        other = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
        if other:
            raise AuditError(f"This is {other}; unpack it, and give the SQL in it, plain or as .gz.")
        self.damage: str | None = None  # a sentence, known when the end was reached; None: all is well
        if head.startswith(_GZIP):
            self.container = "gzip"
            self._source: Callable[[int], bytes] = _Gzip(file, head, self._report).read
        else:
            self.container = "plain"
            self._source = file.read
            self._head = head
            return
        self._head = b""

    def read(self, size: int) -> bytes:
        """Return up to size bytes, and none only at the end."""
        if self._head:
            head, self._head = self._head[:size], self._head[size:]
            return head
        return self._source(size)

    def _report(self, damage: str) -> None:
        self.damage = damage


class _Gzip:
    """
    Members one after the other, as gzip(1) reads them: zero padding is fine, garbage is damage.

    The gzip module drops the last block before a truncation or trailing garbage; this loop does not.
    """

    def __init__(self, file: Raw, head: bytes, report: Callable[[str], None]) -> None:
        self._file = file
        self._packed = head
        self._report = report
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._ended = False

    def read(self, size: int) -> bytes:
        while not self._ended:
            if self._member.eof and not self._next_member():
                break
            packed = self._packed or self._file.read(_STEP)
            if not packed:
                if rest := self._member.decompress(b"", size):
                    return rest
                self._end("The compressed file ends in the middle; its last part is missing.")
                break
            before = self._member.copy()
            try:
                data = self._member.decompress(packed, size)
            except zlib.error as error:
                self._end(f"The compressed file is damaged ({error}); what follows is lost.")
                return _salvage(before, packed, size)
            self._packed = self._member.unconsumed_tail or self._member.unused_data
            if data:
                return data
        return b""

    def _next_member(self) -> bool:
        rest = self._packed.lstrip(b"\0")
        while len(rest) < len(_GZIP) and (more := self._file.read(_STEP)):
            rest = (rest + more).lstrip(b"\0")
        self._packed = rest
        if rest.startswith(_GZIP):
            self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return True
        self._ended = True
        if rest:
            self._report("Data that is not compressed follows the end of the file; it was not read.")
        return False

    def _end(self, damage: str) -> None:
        self._ended = True
        self._report(damage)


def _salvage(member: "zlib._Decompress", packed: bytes, size: int) -> bytes:
    """Return what comes before the damage: an error drops all that its call had unpacked."""
    saved = bytearray()
    try:
        for index in range(len(packed)):
            saved += member.decompress(packed[index : index + 1], size)
    except zlib.error:
        pass
    return bytes(saved)
