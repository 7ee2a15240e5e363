"""The SQL in a zip archive (APPNOTE 6.3.10), unpacked without losing what lies before the damage."""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import AuditError
from audit.sources.block_streams import Bzip2, Lzma, Xz
from audit.sources.gzip_stream import Deflate, crc32
from audit.sources.members import Members
from audit.sources.packed import CHECKSUM, CUT, GARBAGE, LENGTH, Source
from audit.sources.tree import shown
from audit.sources.zstd_stream import Zstd

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator

    from audit.sources.blobs import Raw
    from audit.sources.packed import Format

_HEADER = struct.Struct("<4s5H3I2H")
_HEADER_MAGIC = b"PK\x03\x04"
_FORMATS: dict[int, Callable[[], Format]] = {8: Deflate, 12: Bzip2, 14: Lzma, 20: Zstd, 93: Zstd, 95: Xz}
_STORED = 0
_LZMA = 14
_ENCRYPTED = 1  # flags
_SIZES_BEHIND = 8
_IN_EXTRA = 0xFFFFFFFF  # a size that has no room in its field
_LONGEST_LIST = 4 * 1024 * 1024  # bytes: some 50,000 files, which cost ten times as much memory
_SQL = re.compile(r"(?i)\.(?:sql|mysql|pgsql|psql|dump)(?:\.(?:gz|bz2|xz|lzma|zst|zip))?\Z")
_NAMED = 10  # so many names are told

_LONG_LIST = "This zip archive lists too many files to be a dump; unpack it, and give the SQL in it."
_NO_SQL = "No SQL is in this zip archive."
_LOST_LIST = "The list at the end of the zip archive is missing or damaged; only {} was read of it."
_NO_LIST = (
    "The list at the end of the zip archive was out of reach, as it came in a stream; only {} was read."
)


class Listed(NamedTuple):
    """A file in a zip archive."""

    name: str
    start: int  # of its header
    flags: int
    method: int
    checksum: int | None  # None: not known
    packed: int | None  # bytes; None: not known
    size: int | None


def sql_names(source: Source) -> list[str]:
    """Return the names of the files in a zip archive that may be SQL, each once."""
    listed = _listed(source)
    return list(dict.fromkeys(file.name for file in _candidates(listed)))


def open_zipped(source: Source, name: str | None, packed_size: Callable[[], int]) -> Zipped:
    """Return the file of this name, or the only one that may be SQL. Raises AuditError."""
    if not source.can_seek:
        return _first(source, name, packed_size, _NO_LIST)
    try:
        listed = _listed(source)
    except _Unlisted:
        source.seek(0)
        return _first(source, name, packed_size, _LOST_LIST)
    file = _chosen(listed, name)
    source.seek(file.start)
    found = _read_header(source)
    if found is None:
        raise AuditError(f"The zip archive is damaged; {file.name} is not where its list says.")
    return Zipped(source, file, packed_size, None)


class Zipped:
    """A file in a zip archive, from where the source stands."""

    def __init__(
        self, source: Source, file: Listed, packed_size: Callable[[], int], damage: str | None
    ) -> None:
        if file.flags & _ENCRYPTED:
            raise AuditError(
                f"{file.name} in this zip archive is encrypted; unpack it, and give the SQL in it."
            )
        self.damage: dict[str, None] = dict.fromkeys([damage] if damage else [])
        self._file = file
        self._size = 0
        self._checksum = 0
        window = _Window(source, file.packed)
        self._members: Members | None = None
        if file.method == _STORED:
            self._raw: Raw = window
        elif form := _FORMATS.get(file.method):
            raw = _lzma_alone(window, file) if file.method == _LZMA else window
            self._members = Members(Source(raw), form(), packed_size)
            self._raw = self._members
        else:
            raise AuditError(
                f"{file.name} in this zip archive is packed in a way that is not known here"
                f" (method {file.method}); unpack it, and give the SQL in it."
            )

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""
        data = self._raw.read(size)
        if data:
            self._size += len(data)
            self._checksum = crc32(data, self._checksum)
        else:
            self._check()
        return data

    def seek(self, offset: int, /) -> int:
        """Refuse: it is read from its start to its end."""
        raise io.UnsupportedOperation(f"seek to {offset}")

    def close(self) -> None:
        """Do nothing: who opened the archive closes it."""

    def _check(self) -> None:
        """Compare what was unpacked with what the archive says of it."""
        found = dict(self._members.damage) if self._members else {}
        if self._file.packed is None:
            found.pop(GARBAGE, None)  # the rest of the archive
        if not found:
            if self._file.method == _STORED and self._file.size and self._size < self._file.size:
                found = {CUT: None}
            elif self._file.checksum not in (None, self._checksum):
                found = {CHECKSUM: None}
            elif self._file.size not in (None, self._size):
                found = {LENGTH: None}
        self.damage |= found


class _Unlisted(Exception):  # noqa: N818 - it says what the archive is
    """A zip archive whose list cannot be read."""


def _listed(source: Source) -> list[Listed]:
    import zipfile  # noqa: PLC0415 - most runs unpack nothing

    file = _Seekable(source)
    try:
        infos = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as error:
        raise _Unlisted from error
    if not all(0 <= info.header_offset < file.size for info in infos):
        raise _Unlisted
    return [_described(info) for info in infos if not info.is_dir()]


def _described(info: zipfile.ZipInfo) -> Listed:
    return Listed(
        shown(info.filename),
        info.header_offset,
        info.flag_bits,
        info.compress_type,
        info.CRC,
        info.compress_size,
        info.file_size,
    )


def _candidates(listed: list[Listed]) -> list[Listed]:
    """Return what may be SQL: what is called so, or else the only file that there is."""
    own = [file for file in listed if not file.name.startswith("__MACOSX/")]
    return [file for file in own if _SQL.search(file.name)] or (own if len(own) == 1 else [])


def _chosen(listed: list[Listed], name: str | None) -> Listed:
    found = [file for file in listed if file.name == name] if name else _candidates(listed)
    names = list(dict.fromkeys(file.name for file in found))
    if len(names) > 1:
        told = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        raise AuditError(f"{len(names)} files of SQL are in this zip archive ({told}); give one of them.")
    if not found:
        raise AuditError(f"{name} is not in this zip archive." if name else _NO_SQL)
    return found[-1]  # the last of one name, as unzip has it


def _first(source: Source, name: str | None, packed_size: Callable[[], int], damage: str) -> Zipped:
    """Return the first file that may be SQL, going from header to header."""
    while file := _read_header(source):
        if file.name == name if name else _SQL.search(file.name):
            return Zipped(source, file, packed_size, damage.format(file.name))
        if file.packed is None:
            break  # where it ends is not known
        left = file.packed
        while left and (data := source.read(min(left, 1 << 16))):
            left -= len(data)
    raise AuditError(f"{_NO_SQL[:-1]}, as far as it can be read.")


def _read_header(source: Source) -> Listed | None:
    """Return what the header of a file says, and go behind it; None: there is none."""
    start = source.position
    head = _exactly(source, _HEADER.size)
    if not head.startswith(_HEADER_MAGIC) or len(head) < _HEADER.size:
        return None
    _, _, flags, method, _, _, checksum, packed, size, name_size, extra_size = _HEADER.unpack(head)
    name = _exactly(source, name_size).decode("utf-8" if flags & 0x800 else "cp437", "surrogateescape")
    extra = _exactly(source, extra_size)
    if flags & _SIZES_BEHIND and not packed:
        return Listed(shown(name), start, flags, method, None, None, None)
    if _IN_EXTRA in (packed, size):
        for kind, field in _fields(extra):
            if kind == 1 and len(field) >= 16:
                size, packed = struct.unpack_from("<2Q", field)
    return Listed(shown(name), start, flags, method, checksum, packed, size)


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _exactly(source: Raw, size: int) -> bytes:
    """Return so many bytes, or all that there are."""
    data = b""
    while len(data) < size and (more := source.read(size - len(data))):
        data += more
    return data


class _Window:
    """Some bytes of a source, from where it stands; all the others if it is not known how many."""

    def __init__(self, source: Source, size: int | None) -> None:
        self._source = source
        self._start = source.position
        self._size = size
        self._left = size

    def read(self, size: int, /) -> bytes:
        if self._left is None:
            return self._source.read(size)
        data = self._source.read(min(size, self._left)) if self._left else b""
        self._left -= len(data)
        return data

    def seek(self, offset: int, /) -> int:
        self._source.seek(self._start + offset)
        if self._size is not None:
            self._left = self._size - offset
        return offset

    def close(self) -> None:
        """Do nothing: who opened the archive closes it."""


class _Joined:
    """A few bytes, and behind them what is left of a window; it cannot be gone back in."""

    def __init__(self, head: bytes, window: _Window) -> None:
        self._head = head
        self._window = window

    def read(self, size: int, /) -> bytes:
        if self._head:
            head, self._head = self._head[:size], self._head[size:]
            return head
        return self._window.read(size)

    def seek(self, offset: int, /) -> int:
        raise io.UnsupportedOperation(f"seek to {offset}")

    def close(self) -> None:
        """Do nothing: who opened the archive closes it."""


def _lzma_alone(window: _Window, file: Listed) -> Raw:
    """Return a member packed by LZMA with the header that a file of its own has."""
    head = _exactly(window, 9)  # a version, the length of the properties, the properties
    has_end_mark = bool(file.flags & 2) or file.size is None
    size = b"\xff" * 8 if has_end_mark else struct.pack("<Q", file.size)
    return _Joined(head[4:] + size, window)


class _Seekable:
    """A source as zipfile wants it; an endless list is not read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.size = _size(source)
        self._at = 0

    def read(self, size: int = -1, /) -> bytes:
        left = max(self.size - self._at, 0)
        wanted = left if size < 0 else min(size, left)
        if wanted > _LONGEST_LIST:
            raise AuditError(_LONG_LIST)
        self._source.seek(self._at)
        data = _exactly(self._source, wanted)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        at = offset + (0, self._at, self.size)[whence]
        if at < 0:
            raise ValueError("before the start")
        self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True


def _size(source: Source) -> int:
    """Return how long a source is: it can only be asked for bytes."""
    low, high = 0, 1 << 16
    while _has(source, high):
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        if _has(source, middle):
            low = middle + 1
        else:
            high = middle
    return low


def _has(source: Source, offset: int) -> bool:
    source.seek(offset)
    return bool(source.read(1))
