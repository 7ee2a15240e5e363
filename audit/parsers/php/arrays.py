"""The literal arrays of PHP code, as the values that lie in them and the keys that lead there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from audit.parsers.php.expressions import ComputedError, Expressions, Literal
from audit.parsers.php.lexer import Lines
from audit.parsers.php.tokens import Kind, Token

APPEND = "[]"  # the key that stands for the next free number

_DEEPEST = 20  # arrays in arrays
_MOST = 20_000  # values of one array
_OPENING = frozenset((b"(", b"[", b"{"))
_CLOSING = frozenset((b")", b"]", b"}"))
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class Item:
    """A value in an array."""

    keys: tuple[str | None, ...]  # The way to it; None: that key is computed.
    value: str | int | float | bool | None
    computed: bool  # The value is not in the text; it is None here.
    offset: int
    line: int = 0
    source: str | None = None  # Where a computed value comes from; the words are those of Expressions.origin.


class Arrays:
    """Reads the arrays in the tokens of one file."""

    def __init__(self, tokens: Sequence[Token], expressions: Expressions, lines: Lines) -> None:
        self._tokens = tokens
        self._expressions = expressions
        self._lines = lines

    def items(self, index: int, ends: frozenset[bytes]) -> tuple[Item, ...] | None:
        """Return the values of the array that starts there; None if none does, or one that is no literal."""
        found: list[Item] = []
        try:
            end = self._array(index, (), found)
        except ComputedError:
            return None
        if end is None or not (self._sign(end) in ends or self._is_html(end)):
            return None
        return tuple(replace(item, line=self._lines.at(item.offset)) for item in found)

    def key(self, index: int) -> tuple[str | None, int]:
        """
        Return the key in the bracket there and the index behind it; None is a computed one.

        An index of 0 tells that the bracket is never closed.
        """
        if self._sign(index + 1) == b"]":
            return APPEND, index + 2
        try:
            value, end = self._expressions.value(index + 1)
            if self._sign(end) == b"]":
                return _as_key(value), end + 1
        except ComputedError:
            pass
        closing = next(self._own(index), None)
        return None, 0 if closing is None else closing + 1

    def _array(self, index: int, way: tuple[str | None, ...], found: list[Item]) -> int | None:
        """Add the values of the array there; return the index behind it, None if there is none."""
        start = self._inside(index)
        if start is None:
            return None
        index, following = start, 0
        while self._sign(index) not in _CLOSING:
            if index >= len(self._tokens) or len(found) > _MOST or len(way) >= _DEEPEST:
                raise ComputedError
            key, index = self._key(index)
            if key is None:
                name: str | None = str(following)
                following += 1
            else:
                name = _as_key(key.value) if key.known else None
                if name is not None and _NUMBER.fullmatch(name):
                    following = max(following, int(name) + 1)
            index = self._value(index, (*way, name), found)
            if not self._ends(index):
                raise ComputedError
            index += self._sign(index) == b","
        return index + 1

    def _inside(self, index: int) -> int | None:
        if self._sign(index) == b"[":
            return index + 1
        is_word = index < len(self._tokens) and self._tokens[index].text.lower() == b"array"
        return index + 2 if is_word and self._sign(index + 1) == b"(" else None

    def _key(self, index: int) -> tuple["_Key | None", int]:
        """Return the key that stands there and the index of its value; no key if it has none."""
        if self._inside(index) is not None:
            return None, index
        try:
            value, end = self._expressions.value(index)
        except ComputedError:
            end = next((place for place in self._own(index) if self._sign(place) == b"=>"), index)
            return (_Key(None, known=False), end + 1) if end != index else (None, index)
        return (_Key(value), end + 1) if self._sign(end) == b"=>" else (None, index)

    def _value(self, index: int, way: tuple[str | None, ...], found: list[Item]) -> int:
        """Add the value that stands there; return the index of what ends it."""
        before = len(found)
        end = self._array(index, way, found)
        if end is not None and self._ends(end):
            return end
        del found[before:]
        offset = self._tokens[index].offset if index < len(self._tokens) else 0
        try:
            value, end = self._expressions.value(index)
            if self._ends(end):
                found.append(Item(way, _readable(value), computed=False, offset=offset))
                return end
        except ComputedError:
            pass
        found.append(Item(way, None, computed=True, offset=offset, source=self._expressions.origin(index)))
        return max(self._own(index), default=index - 1) + 1

    def _own(self, index: int) -> Iterator[int]:
        """Yield the indexes of the tokens of an element, but for those in brackets of its own."""
        depth = 0
        for place in range(index, len(self._tokens)):
            sign = self._sign(place)
            text = self._tokens[place].text
            if sign in _OPENING or (self._tokens[place].kind is Kind.TEXT and text.endswith(b"{")):
                depth += text[:1] != b"}"
            elif sign in _CLOSING or self._tokens[place].kind is Kind.TEXT:
                depth -= 1
            if depth < 0 or (depth == 0 and sign in {b",", b";"}):
                return
            if depth == 0:
                yield place

    def _is_html(self, index: int) -> bool:
        return index < len(self._tokens) and self._tokens[index].kind is Kind.HTML

    def _ends(self, index: int) -> bool:
        return self._sign(index) == b"," or self._sign(index) in _CLOSING

    def _sign(self, index: int) -> bytes:
        return self._expressions.sign(index)


@dataclass(frozen=True, slots=True)
class _Key:
    """A key that stands in an array."""

    value: Literal
    known: bool = True


def _as_key(value: Literal) -> str | None:
    """Return a key as PHP keeps it."""
    match value:
        case bytes():
            return value.decode(errors="replace")
        case None:
            return ""
        case float():
            return str(int(value)) if isfinite(value) else None
    return str(int(value))


def _readable(value: Literal) -> str | int | float | bool | None:
    return value.decode(errors="replace") if isinstance(value, bytes) else value
