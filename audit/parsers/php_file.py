"""One PHP file for all that look for something in it: its words and its parts, made when first asked for."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from operator import itemgetter
from string import ascii_letters, digits

from audit.parsers.php_lexer import Span, spans

# "$" is made part of the word, so that $mail is another word than mail.
WORD_BYTES = frozenset((ascii_letters + digits + "_$").encode()) | frozenset(range(0x80, 0x100))
_FOLD = bytes(byte if byte in WORD_BYTES else 0x20 for byte in range(0x100)).lower()
_START = itemgetter(0)
_STRINGS = b"'\"`<}"


class PhpFile:
    r"""
    The bytes of a file and what is worked out of them.

    >>> file = PhpFile(b"<?php\nexec('a'); // exec")
    >>> b"exec" in file.words, file.in_code(6), file.in_code(20), file.line(6)
    (True, True, False, 2)
    """

    def __init__(self, source: bytes) -> None:
        self.source = source

    @cached_property
    def folded(self) -> bytes:
        """The words in lower case with spaces between; the word at an offset stands one byte later here."""
        return b" %b " % self.source.translate(_FOLD)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every word, be it in code, in text or in a comment, in lower case; a variable with its $."""
        return frozenset(self.folded.split())

    @cached_property
    def spans(self) -> list[Span]:
        """The parts that are no code, as php_lexer.spans() tells them."""
        return spans(self.source)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts, position, source = [0], 0, self.source
        if source.count(b"\r") == source.count(b"\r\n"):
            while position := source.find(b"\n", position) + 1:
                starts.append(position)
            return starts
        for piece in source.splitlines(keepends=True):  # of bytes: at \n, \r and \r\n only, as PHP counts
            position += len(piece)
            starts.append(position)
        return starts

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1, as PHP counts them."""
        return bisect_right(self._line_starts, offset)

    def span_at(self, offset: int) -> Span | None:
        """Return the part that is no code and holds this offset; None for code."""
        found = self.spans[bisect_right(self.spans, offset, key=_START) - 1]
        return found if found[1] > offset else None

    def in_code(self, offset: int) -> bool:
        """Tell whether an offset is in code, and not in a string, a comment, an attribute or HTML."""
        return self.span_at(offset) is None

    def strings(self) -> Iterator[Span]:
        """Yield the strings, with their quotes; one with code in it comes in several parts."""
        for start, end in self.spans[1:]:
            if self.source[start] in _STRINGS:
                yield start, end
