"""Which database wrote a dump, told by its beginning, and the events of any of them."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

from audit.parsers.foreign_dumps import foreign
from audit.parsers.pg_dump import read_postgres
from audit.parsers.sql import read_dump
from audit.parsers.sql_encoding import plain
from audit.parsers.sql_events import Damage, DumpDescribed, Event, Wish
from audit.parsers.sql_window import Read
from audit.parsers.sqlite_dump import read_sqlite_dump

Reader = Callable[[Read, Callable[[str], Wish], int, int], Iterator[Event]]

_HEAD = 8 * 1024  # bytes that tell it nearly always
_LONG_HEAD = 64 * 1024  # where a long comment stands first
_CHUNK = 64 * 1024

# The first mark in a dump tells whose it is, as any other may stand in its texts.
_MYSQL = re.compile(
    rb"(?im)^[ \t]*+(?:--|#|/\*)[^\n]{0,40}?"
    rb"(?:MySQL|MariaDB|phpMyAdmin|HeidiSQL|Sequel (?:Pro|Ace)|UpdraftPlus)\b"
    rb"|/\*M?!|`|^SET (?:NAMES|SQL_MODE|FOREIGN_KEY_CHECKS|time_zone|AUTOCOMMIT)\b|^LOCK TABLES\b|\bENGINE ?="
)
_POSTGRES = re.compile(
    rb"(?m)^-- (?:PostgreSQL database|Dumped (?:from database|by pg_dump) version|Adminer\S*+ \S++ PostgreSQL"
    rb"|phpPgAdmin)"
    rb"|^\\(?:connect|c|restrict|unrestrict|encoding)\b"
    rb"|^SET (?:(?:statement|lock|idle_in_transaction_session|transaction)_timeout|client_encoding"
    rb"|standard_conforming_strings|check_function_bodies|client_min_messages|row_security|search_path"
    rb"|default_table(?:space|_access_method)|xmloption)\b"
    rb"|^COPY [^;\n]{1,4000}? FROM stdin\b"
    rb"|^SELECT pg_catalog\.|^(?:CREATE TABLE|ALTER TABLE(?: ONLY)?|INSERT INTO) \"?public\"?\."
)
_SQLITE = re.compile(
    rb"(?im)^PRAGMA \w++|^BEGIN TRANSACTION;|^-- (?:Adminer\S*+ \S++ SQLite|phpLiteAdmin|SQLiteStudio)"
    rb"|\bsqlite_(?:sequence|schema|master)\b|\bAUTOINCREMENT\b"
)
_READERS: tuple[tuple[re.Pattern[bytes], Reader], ...] = (
    (_MYSQL, read_dump),
    (_POSTGRES, read_postgres),
    (_SQLITE, read_sqlite_dump),
)


def read_any(
    read: Read, wanted: Callable[[str], Wish], chunk: int = _CHUNK, longest: int = 4 * 1024 * 1024
) -> Iterator[Event]:
    """
    Yield what a dump says, whether MySQL, PostgreSQL or SQLite wrote it.

    What is no SQL of these is told as damage of the kind "unsupported-format", and not read.

    >>> events = list(read_any(BytesIO(b"PGDMP...").read, lambda table: False))
    >>> [event.kind for event in events if isinstance(event, Damage)]
    ['unsupported-format']
    """
    head = _read(read, b"", _HEAD)
    if said := foreign(head):
        yield Damage("unsupported-format", 0, said)
        yield DumpDescribed()
        return
    reader = _reader(head)
    if reader is None and len(head) == _HEAD:
        head = _read(read, head, _LONG_HEAD)
        reader = _reader(head)
    yield from (reader or read_dump)(_again(head, read), wanted, chunk, longest)


def _read(read: Read, head: bytes, size: int) -> bytes:
    while len(head) < size and (piece := read(size - len(head))):
        head += piece
    return head


def _reader(head: bytes) -> Reader | None:
    """Return what reads a dump with this beginning; None where nothing tells."""
    text = plain(BytesIO(head).read)[0]
    start = b"".join(iter(lambda: text(_LONG_HEAD), b""))
    found = [
        (match.start(), number) for number, (mark, _) in enumerate(_READERS) if (match := mark.search(start))
    ]
    return _READERS[min(found)[1]][1] if found else None


def _again(head: bytes, read: Read) -> Read:
    """Return a reader that gives the head once more."""
    waiting = BytesIO(head)

    def read_on(size: int) -> bytes:
        return waiting.read(size) or read(size)

    return read_on
