"""
Dumps whose texts stand in double quotes, as mydumper writes them, read as quickly as others.

The patterns for rows know single quotes. Both mean the same unless ANSI_QUOTES is set: so the two are
swapped while the statements are read, and swapped again in what was read.
"""

import re
from dataclasses import replace

from audit.parsers.sql_events import Event, RowRead, RowsPicked
from audit.parsers.sql_window import Read

_SWAP = bytes.maketrans(b"'\"", b"\"'")
_HEAD = 64 * 1024
_FIRST_TEXT = re.compile(rb"(?i)\bVALUES\s*+\([^'\"]*+\"")
# Modes in which double quotes hold names.
_OTHER_MODE = re.compile(
    rb"(?i)\bSQL_MODE\b[^;]{0,1000}?\b(?:ANSI|ANSI_QUOTES|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL)\b|\bDELIMITER\b"
)


class DoubleQuoted:
    """A reader that swaps quotes where a dump's first text stands in double ones."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._head: bytes | None = None  # None: nothing was read yet
        self._is_swapped = False

    def read(self, size: int) -> bytes:
        """Return up to so many bytes, and none only at the end."""
        if self._head is None:
            self._head = self._read_head()
            self._is_swapped = is_double_quoted(self._head)
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            data = self._read(size)
        return data.translate(_SWAP) if self._is_swapped else data

    def back(self, event: Event) -> Event:
        """Return an event as it is written in the dump."""
        if self._is_swapped and isinstance(event, RowRead):
            return replace(event, fields=tuple(field.translate(_SWAP) for field in event.fields))
        if self._is_swapped and isinstance(event, RowsPicked):
            return replace(event, rows=[tuple(field.translate(_SWAP) for field in row) for row in event.rows])
        return event

    def _read_head(self) -> bytes:
        pieces, left = [], _HEAD
        while left > 0 and (piece := self._read(left)):
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)


def is_double_quoted(head: bytes) -> bool:
    """
    Tell whether the first text of a dump's rows stands in double quotes, where these hold texts.

    >>> is_double_quoted(b'INSERT INTO t VALUES (1,"a")'), is_double_quoted(b"INSERT INTO t VALUES (1,'a')")
    (True, False)
    """
    first = _FIRST_TEXT.search(head)
    return first is not None and _OTHER_MODE.search(head[: first.start()]) is None
