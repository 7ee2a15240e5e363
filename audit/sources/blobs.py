"""Files that can be opened wherever they lie: on disk, in an archive, in a commit; and dumps made of them."""

from __future__ import annotations

import io
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from audit.sources.tree import shown

if TYPE_CHECKING:
    from collections.abc import Callable

Layout = Literal[
    "stream",  # SQL in one file, or in several that follow one another
    "mydumper",  # a folder: schema files and data files for each table
    "mysql-shell",  # a folder: JSON beside DDL, and rows separated by tabs
    "tab",  # a folder of mysqldump --tab: t.sql and t.txt for each table
    "tables",  # a folder: an SQL file for each table
    "sqlite",  # an SQLite database itself
]


class Raw(Protocol):
    """The bytes of an open file; it is closed as a context manager is."""

    def read(self, size: int, /) -> bytes:
        """Return up to size bytes, and none only at the end."""

    def seek(self, offset: int, /) -> int:
        """Go to an offset from the start. Raises io.UnsupportedOperation or OSError where that cannot be."""

    def close(self) -> None:
        """Let go of the file."""


class Blob(NamedTuple):
    """A file somewhere; it is sent to other processes, so what opens it must be picklable."""

    name: str  # printable: its path below what the user named, or that itself
    open: Callable[[], Raw]  # anew each time, at the start. Raises OSError, or AuditError with a sentence
    size: int | None = None  # bytes as it lies there, packed or not; None: not known
    place: str | None = None  # its path on disk; None: it is no file of its own


class DumpInput(NamedTuple):
    """A database that was handed in, in one file or in many."""

    name: str  # what facts call it; printable
    layout: Layout
    blobs: tuple[Blob, ...]  # in the order in which they are read; of a folder all that it is made of


def disk_blob(path: str, name: str | None = None) -> Blob:
    """Return a file on disk."""
    try:
        size = Path(path).stat().st_size
    except OSError:
        size = None  # opening it will say why
    return Blob(name or shown(path), partial(_opened, path), size, path)


def pipe_blob(path: str, name: str) -> Blob:
    """Return what a named pipe or a shell's <(command) brings; it can be opened once, here or elsewhere."""
    return Blob(name, partial(_opened, path))


def stdin_blob() -> Blob:
    """Return what is piped in; it can be opened once, and not by another process."""
    return Blob("stdin", _stdin)


def _opened(path: str) -> Raw:
    return io.FileIO(path)


def _stdin() -> Raw:
    return sys.stdin.buffer
