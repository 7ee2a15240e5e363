"""Which bracket of a PHP file closes which."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

_BRACKET = re.compile(rb"[(){}\[\]]")
_NO_BRACKETS = bytes(byte for byte in range(0x100) if byte not in b"(){}[]")
_BRACES = re.compile(rb"[{}]")
_NO_BRACES = bytes(byte for byte in range(0x100) if byte not in b"{}")
_CLOSED_BY = bytes(dict(zip(b"([{", b")]}", strict=True)).get(byte, 0) for byte in range(0x100))
_OFFSET = re.Match.start
_BRACE, _CLOSING_BRACE = b"{}"


class Brackets:
    """
    The pairs of brackets in code without strings and comments; one that is never closed reaches to its end.

    The pairs of braces are the same whether the others are looked at or not, and told much faster alone.

    >>> brackets = Brackets(b"f([1], (2));")
    >>> brackets.end(1), list(brackets.around(8))
    (10, [7, 1])
    """

    def __init__(self, code: bytes, *, only_braces: bool = False) -> None:
        self._length = len(code)
        pattern, others = (_BRACES, _NO_BRACES) if only_braces else (_BRACKET, _NO_BRACKETS)
        self._offsets = list(map(_OFFSET, pattern.finditer(code)))
        self._ends: dict[int, int] = {}
        signs = code.translate(None, others)
        self._unclosed = frozenset(self._braces(signs) if only_braces else self._all(signs))

    def _braces(self, signs: bytes) -> list[int]:
        """Set which brace closes which, and return those that are never closed."""
        ends, opened = self._ends, list[int]()
        for offset, sign in zip(self._offsets, signs, strict=True):
            if sign == _BRACE:
                opened.append(offset)
            elif opened:
                ends[opened.pop()] = offset
        return opened

    def _all(self, signs: bytes) -> list[int]:
        """Set which bracket closes which, and return those that are never closed."""
        ends, opened, closers, braces = self._ends, [-1], [0], 0
        for offset, sign in zip(self._offsets, signs, strict=True):
            if closing := _CLOSED_BY[sign]:
                opened.append(offset)
                closers.append(closing)
                braces += closing == _CLOSING_BRACE
            elif closers[-1] == sign:
                ends[opened.pop()] = offset
                closers.pop()
                braces -= sign == _CLOSING_BRACE
            elif sign == _CLOSING_BRACE and braces:
                # A brace closes what is left open in it; a parenthesis closes nothing beyond a brace.
                closed = 0
                while closed != sign:
                    closed = closers.pop()
                    ends[opened.pop()] = offset
                braces -= 1
        return opened

    def end(self, opening: int) -> int:
        """Return the offset of the bracket that closes the one at an offset."""
        return self._ends.get(opening, self._length)

    def is_closed(self, opening: int) -> bool:
        """Say whether the bracket at an offset is closed."""
        return opening in self._ends

    def around(self, offset: int) -> Iterator[int]:
        """Yield the offsets of the brackets that are open at an offset, the innermost first."""
        innermost, outer = self._nested
        opening = innermost[bisect_right(self._offsets, offset - 1)]
        while opening >= 0:
            yield opening
            opening = outer[opening]

    @cached_property
    def _nested(self) -> tuple[list[int], dict[int, int]]:
        """Which bracket is open before all and behind each, and which is around each; -1: none."""
        innermost, outer, opened = [-1], dict[int, int](), [-1]
        for offset in self._offsets:
            while len(opened) > 1 and self.end(opened[-1]) <= offset:
                opened.pop()
            if offset in self._ends or offset in self._unclosed:
                outer[offset] = opened[-1]
                opened.append(offset)
            innermost.append(opened[-1])
        return innermost, outer
