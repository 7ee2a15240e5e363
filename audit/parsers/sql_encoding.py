"""Dumps that came as UTF-16 or with a byte order mark, as PowerShell and some editors write them."""

import codecs
import re

from audit.parsers.sql_window import Read

_WITHOUT_MARK = (
    (re.compile(rb"[\t-~]\x00[\t-~]\x00"), "utf-16-le"),
    (re.compile(rb"\x00[\t-~]\x00[\t-~]"), "utf-16-be"),
)


def plain(read: Read) -> tuple[Read, int]:
    """Return a reader of the same dump in ASCII-compatible bytes, and the length of the dropped mark."""
    start = b""
    while len(start) < 4 and (piece := read(4 - len(start))):
        start += piece
    if start.startswith(codecs.BOM_UTF8):
        return _behind(start[3:], read), 3
    if start.startswith(codecs.BOM_UTF16_LE):
        return _decoded(_behind(start[2:], read), "utf-16-le"), 2
    if start.startswith(codecs.BOM_UTF16_BE):
        return _decoded(_behind(start[2:], read), "utf-16-be"), 2
    for pattern, encoding in _WITHOUT_MARK:
        if pattern.match(start):
            return _decoded(_behind(start, read), encoding), 0
    return _behind(start, read), 0


def _behind(start: bytes, read: Read) -> Read:
    waiting = [start] if start else []

    def read_on(size: int) -> bytes:
        return waiting.pop() if waiting else read(size)

    return read_on


def _decoded(read: Read, encoding: str) -> Read:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def read_decoded(size: int) -> bytes:
        while True:
            piece = read(size)
            text = decoder.decode(piece, final=not piece)
            if text or not piece:
                return text.encode()

    return read_decoded
