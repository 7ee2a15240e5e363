"""A file of the cache: data one after another, then a table of them, sealed by a digest."""

import os
import stat
from collections.abc import Iterator
from hashlib import blake2b
from struct import Struct
from typing import NamedTuple

_MAGIC = b"moveready-cache/1\n"
_ROW = Struct(">16s16s16s8sQI")
_END = Struct(">QI16s")
_NO_STAMP = bytes(16)
MOST_ROWS = 250_000  # that are looked at; each costs memory
_BUFFER = 1 << 20
_CHECK = 8


class Row(NamedTuple):
    """An entry of the table."""

    name: bytes  # of a file and what it was asked for
    key: bytes  # of these and the content
    stamp: bytes | None  # what the file system said of the file; None: that was no proof
    check: bytes
    offset: int
    length: int

    @classmethod
    def of(cls, name: bytes, key: bytes, stamp: bytes | None, data: bytes) -> "Row":
        """Return the row of some data, which have no place yet."""
        return cls(name, key, stamp, _digest(key + data, _CHECK), 0, len(data))


def damaged(row: Row, data: bytes) -> bool:
    """Tell whether data are not those that were written."""
    return _digest(row.key + data, _CHECK) != row.check


class Pack:
    """A pack, opened. Raises OSError and ValueError where it is none, or damaged."""

    def __init__(self, folder: int, name: str) -> None:
        self.name = name
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        self._file = os.open(name, flags, dir_fd=folder)
        try:
            self._table = self._read_table()
        except (OSError, ValueError):
            os.close(self._file)
            raise

    def row(self, number: int) -> Row:
        """Return a row of its table."""
        name, key, stamp, check, offset, length = _ROW.unpack_from(self._table, number * _ROW.size)
        return Row(name, key, None if stamp == _NO_STAMP else stamp, check, offset, length)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield all rows with their numbers."""
        yield from ((number, self.row(number)) for number in range(len(self._table) // _ROW.size))

    def data(self, row: Row) -> bytes:
        """Return what a row stands for. Raises OSError."""
        return os.pread(self._file, row.length, row.offset)

    def touch(self) -> None:
        """Note that it was of use."""
        try:
            os.utime(self._file)
        except OSError:
            return  # it is read-only, and grows old

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _read_table(self) -> bytes:
        found = os.fstat(self._file)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise ValueError("it is no file of ours")
        if os.pread(self._file, len(_MAGIC), 0) != _MAGIC or found.st_size < len(_MAGIC) + _END.size:
            raise ValueError("it is no pack")
        start, count, digest = _END.unpack(os.pread(self._file, _END.size, found.st_size - _END.size))
        length = count * _ROW.size
        if start + length + _END.size != found.st_size or count > MOST_ROWS:
            raise ValueError("it is not whole")
        table = os.pread(self._file, length, start)
        if len(table) != length or _digest(table, 16) != digest:
            raise ValueError("it is damaged")
        return table


class PackWriter:
    """A pack that is being written; it bears its name only when it is whole."""

    def __init__(self, folder: int, stem: str) -> None:
        self.name = f"{stem}.pack"
        self.size = len(_MAGIC)
        self._folder = folder
        self._half = f"{stem}.half"
        self._rows: list[bytes] = []
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._half, flags, 0o600, dir_fd=folder)
        self._file = os.fdopen(descriptor, "wb", buffering=_BUFFER)
        self._file.write(_MAGIC)

    def add(self, row: Row, data: bytes) -> None:
        """Write data; what is too much is left out."""
        if len(self._rows) < MOST_ROWS:
            place = self.size
            self._file.write(data)
            self.size += len(data)
            stamp = row.stamp or _NO_STAMP
            self._rows.append(_ROW.pack(row.name, row.key, stamp, row.check, place, row.length))

    def finish(self) -> None:
        """Write the table, and give the file its name."""
        try:
            table = b"".join(self._rows)
            self._file.write(table + _END.pack(self.size, len(self._rows), _digest(table, 16)))
            self._file.close()
            os.rename(self._half, self.name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        except OSError:
            self.drop()
            raise

    def drop(self) -> None:
        """Leave nothing behind."""
        for step in (self._file.close, lambda: os.unlink(self._half, dir_fd=self._folder)):
            try:
                step()
            except OSError:
                continue  # the disk is full, or it is gone


def _digest(data: bytes, size: int) -> bytes:
    return blake2b(data, digest_size=size).digest()
