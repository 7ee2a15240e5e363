"""The walk through the statements of PostgreSQL and SQLite, and over what is none."""

import re

from audit.parsers.sql_grammar import Grammar
from audit.parsers.sql_notable import notable
from audit.parsers.sql_walk import Walker
from audit.parsers.sql_window import Window

_NOTABLE = frozenset({b"GRANT", b"REVOKE", b"INSERT", b"REPLACE", b"UPDATE", b"DELETE"})
_EXAMINED = 64 * 1024  # bytes; of a longer statement only so much is looked at
_JUDGED = 80  # bytes of what is no SQL that are looked at to say what it is
_TAIL = 256
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_WITH_BODY = re.compile(
    rb"(?i)CREATE\s++(?:(?:OR\s++REPLACE|TEMP|TEMPORARY)\s++)*+(FUNCTION|PROCEDURE|TRIGGER|RULE)\b"
)
_ATOMIC = re.compile(rb"(?i)\bBEGIN\s++ATOMIC\b")
_BEGIN = re.compile(rb"(?i)\bBEGIN\b")
_END = re.compile(rb"(?i)\s*+END\s*+\Z")
_EMPTY = re.compile(rb"(?i)\bATOMIC\s++END\s*+\Z")


class Notables:
    """Counts the statements that change rows or grant rights: what they do is not looked at."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many there are of each kind."""
        return tuple(self._counts.items())

    def take(self, verb: bytes, text: bytes, grammar: Grammar) -> None:
        """Take in a statement."""
        if verb in _NOTABLE and (kind := notable(verb, text, grammar)):
            self._counts[kind] = self._counts.get(kind, 0) + 1


def junk(window: Window) -> str:
    """Return what the bytes at the place are, as a kind of damage, as they are no SQL."""
    window.fill(_JUDGED)
    line = window.text[window.at : window.at + _JUDGED].partition(b"\n")[0]
    return "unknown-bytes" if _CONTROL.search(line) else "noise"


def read_statement(walker: Walker) -> tuple[bytes, bool]:
    """Move behind a statement; return as much of it as is looked at, and whether it has its end."""
    window = walker.window
    text = bytearray()
    parts = _Parts(walker.grammar)

    def keep(piece: bytes) -> None:
        if len(text) < _EXAMINED:
            text.extend(piece[: _EXAMINED - len(text)])
        parts.keep(piece)

    while walker.to(walker.grammar.until(b";"), (b";",), keep):
        window.at += 1
        if parts.is_end(text):
            return bytes(text), True
        keep(b";")
        parts.begin()
    return bytes(text), False


class _Parts:
    """The parts of a statement that has other statements in it."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._depth = 0  # of brackets
        self._judged_to = 0
        self._tail = b""  # of the part that is read
        self._size = 0
        self._kind: bytes | None = None  # b"": it has no others in it

    def begin(self) -> None:
        """Begin a part."""
        self._tail = b""
        self._size = 0

    def keep(self, piece: bytes) -> None:
        """Take in a piece of a part."""
        self._size += len(piece)
        self._tail = (self._tail + piece[-_TAIL:])[-_TAIL:]

    def is_end(self, text: bytearray) -> bool:
        """Tell whether the semicolon that comes now ends the whole statement."""
        if self._kind is None:
            self._kind = self._judged(text)
        if not self._kind:
            return True
        if self._kind == b"RULE":
            tokens = self._grammar.token.findall(bytes(text[self._judged_to :]))
            self._judged_to = len(text)
            self._depth += tokens.count(b"(") - tokens.count(b")")
            return self._depth <= 0 or len(text) >= _EXAMINED
        if b"end" not in self._tail.lower():
            return False
        tail = self._grammar.comments.sub(rb"\1", self._tail)
        return bool((self._size <= _TAIL and _END.match(tail)) or _EMPTY.search(tail))

    @staticmethod
    def _judged(text: bytearray) -> bytes:
        match = _WITH_BODY.match(text)
        if not match:
            return b""
        kind = match[1].upper()
        if kind == b"RULE":
            return kind if re.search(rb"(?i)\bDO\s++(?:ALSO\s++|INSTEAD\s++)?\(", text) else b""
        return kind if (_BEGIN if kind == b"TRIGGER" else _ATOMIC).search(text) else b""
