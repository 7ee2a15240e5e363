"""Which bracket of a PHP file closes which."""

import re
from bisect import bisect_right
from collections.abc import Iterator

_BRACKET = re.compile(rb"[(){}\[\]]")
_CLOSED_BY = dict(zip(b"([{", b")]}", strict=True))
_BRACE, _CLOSING_BRACE = b"{}"


class Brackets:
    """
    The pairs of brackets in code without strings and comments; one that is never closed reaches to its end.

    >>> brackets = Brackets(b"f([1], (2));")
    >>> brackets.end(1), list(brackets.around(8))
    (10, [7, 1])
    """

    def __init__(self, code: bytes) -> None:
        # From each of these offsets on, up to the next, which bracket is the innermost; -1: none.
        self._edges: list[int] = [0]
        self._innermost: list[int] = [-1]
        self._outer: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._length = len(code)
        stack = [(-1, 0)]
        braces = 0
        for match in _BRACKET.finditer(code):
            offset = match.start()
            sign = code[offset]
            if closing := _CLOSED_BY.get(sign):
                self._outer[offset] = stack[-1][0]
                stack.append((offset, closing))
                braces += sign == _BRACE
            elif stack[-1][1] == sign:
                braces -= sign == _CLOSING_BRACE
                self._ends[stack.pop()[0]] = offset
            elif sign == _CLOSING_BRACE and braces:
                # A brace closes what is left open in it; a parenthesis closes nothing beyond a brace.
                closed = 0
                while closed != sign:
                    opening, closed = stack.pop()
                    self._ends[opening] = offset
                braces -= 1
            self._edges.append(offset + 1)
            self._innermost.append(stack[-1][0])

    def end(self, opening: int) -> int:
        """Return the offset of the bracket that closes the one at an offset."""
        return self._ends.get(opening, self._length)

    def is_closed(self, opening: int) -> bool:
        """Say whether the bracket at an offset is closed."""
        return opening in self._ends

    def around(self, offset: int) -> Iterator[int]:
        """Yield the offsets of the brackets that are open at an offset, the innermost first."""
        opening = self._innermost[bisect_right(self._edges, offset) - 1]
        while opening >= 0:
            yield opening
            opening = self._outer[opening]
