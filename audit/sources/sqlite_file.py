"""The file that an SQLite database is: its header, its content, and what lies beside it."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from audit.errors import AuditError
from audit.sources.blobs import Blob

MEMORY_LIMIT = 512 * 1024 * 1024  # bytes of a database that lies in no file of its own
MAGIC = b"SQLite format 3\0"

_HEADER = 100
_STEP = 1024 * 1024
_ENCODINGS = {1: "utf8", 2: "utf16le", 3: "utf16be"}
_NO_DATABASE = "This is no SQLite database."
_TOO_LARGE = (
    "This SQLite database lies in an archive and is larger than 512 MB; unpack it, and give the file itself."
)


class Header(NamedTuple):
    """What the first bytes say (www.sqlite.org/fileformat2.html, section 1.3)."""

    size: int  # bytes of the file; the most that are read, where that is not known
    is_cut: bool  # the file is shorter than it says
    encoding: str | None  # None: none that there is
    version: str | None  # of the SQLite that wrote it last; None: a very old one


def header(blob: Blob) -> Header:
    """Return the header of a database. Raises AuditError for another file, or OSError."""
    head = _start(blob, _HEADER)
    if not head.startswith(MAGIC) or len(head) < _HEADER:
        raise AuditError(_NO_DATABASE)
    size = Path(blob.place).stat().st_size if blob.place is not None else blob.size
    page, pages = _number(head, 16, 2), _number(head, 28)
    is_told = head[24:28] == head[92:96]  # else an old SQLite wrote it, which counts no pages
    needed = pages * (65536 if page == 1 else page) if is_told else 0
    number = _number(head, 96)
    return Header(
        size=MEMORY_LIMIT if size is None else size,
        is_cut=size is not None and needed > size,
        encoding=_ENCODINGS.get(_number(head, 56)),
        version=f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}" if number else None,
    )


def content(blob: Blob) -> bytes:
    """Return a database to be held in memory. Raises AuditError where it is too large, or OSError."""
    found = _start(blob, MEMORY_LIMIT + 1)
    if len(found) > MEMORY_LIMIT:
        raise AuditError(_TOO_LARGE)
    found[18:20] = b"\x01\x01"  # it has no write-ahead log, as it cannot have one in memory
    return bytes(found)


def pending(blob: Blob) -> str | None:
    """Return the name of a file beside the database that holds changes to it."""
    if blob.place is None:
        return None
    for suffix in ("-wal", "-journal"):
        with suppress(OSError), Path(f"{blob.place}{suffix}").open("rb") as file:
            if any(file.read(8)):  # a journal that is done with begins with zeros
                return f"{Path(blob.name).name}{suffix}"
    return None


def _start(blob: Blob, size: int) -> bytearray:
    found = bytearray()
    file = blob.open()
    try:
        while len(found) < size and (piece := file.read(min(_STEP, size - len(found)))):
            found += piece
    finally:
        file.close()
    return found


def _number(head: bytearray, at: int, length: int = 4) -> int:
    return int.from_bytes(head[at : at + length], "big")
