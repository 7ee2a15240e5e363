"""How far the answer to a question counts that PHP code asks: a condition, a function, the rest of a file."""

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from audit.parsers.php.before import SPACES, word_before
from audit.parsers.php.lexer import Span

if TYPE_CHECKING:
    from audit.parsers.php.file import PhpFile

_EDGE = re.compile(rb";|\(|\[|\{|\)|\]|\}")
_CLOSING = frozenset((b")", b"]", b"}"))
_CONDITIONS = frozenset((b"if", b"elseif", b"while"))
_ELSE = re.compile(
    SPACES + rb"(?:elseif|else[ \t\r\n]++if)" + SPACES + rb"(?=\()|" + SPACES + rb"else(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_BLOCK = re.compile(SPACES + rb"([{:])")
_IF_OR_END = re.compile(rb"\b(?:(if)[ \t\r\n]*+(?=\()|endif\b|endwhile\b)", re.IGNORECASE)
_LEAVING = (b"return", b"exit", b"die", b"throw")
# What a method is called by whose answer the whole class is used by.
_TELLING = re.compile(
    rb"_*+(?:construct|test|is|can|has|check|supports?|available|enabled|usable)", re.IGNORECASE
)
_FAR = 16 * 1024  # bytes of a block or statement; the answer to a question counts no farther
_BRANCHES = 200  # of one `if`
_REACH = 2000  # bytes of a statement before the question in it


class Scope(NamedTuple):
    """How far an answer counts."""

    end: int
    is_rest: bool  # All the rest of the file: it is left early for the other answer.


class Scopes:
    """How far answers count in one file."""

    def __init__(self, file: "PhpFile") -> None:
        self._file = file

    def of(self, offset: int) -> Scope:
        """
        Return how far the question at an offset counts.

        In a function that is its rest; elsewhere the condition and what depends on it, or the statement;
        and the rest of the file where that is left early.
        """
        function = self._file.functions.around(offset)
        if function is not None:
            return Scope(function.end, is_rest=False)
        end = _condition_end(self._file, offset)
        leaving = self._leaving
        index = bisect_left(leaving, offset)
        is_left = index < len(leaving) and leaving[index] < end
        return Scope(len(self._file.source), is_rest=True) if is_left else Scope(end, is_rest=False)

    @cached_property
    def _leaving(self) -> list[int]:
        """Where the file is left, not a function in it."""
        file = self._file
        return sorted(
            offset
            for word in _LEAVING
            for offset in file.code_offsets(word)
            if file.functions.around(offset) is None
        )


def is_answer(file: "PhpFile", offset: int) -> bool:
    """Say whether a method tells by the answer whether its class is of use."""
    function = file.functions.around(offset)
    if function is None or not function.name:
        return False
    return _TELLING.match(function.name) is not None or _is_returned(file.code, offset)


def class_around(file: "PhpFile", offset: int) -> Span | None:
    """Return where the body of the class is whose method holds an offset."""
    owner = file.classes.around(offset)
    return (owner.start, owner.end) if owner is not None else None


def _is_returned(code: bytes, offset: int) -> bool:
    head = code[max(0, offset - _REACH) : offset]
    start = max(head.rfind(b";"), head.rfind(b"{"), head.rfind(b"}")) + 1
    return head[start:].strip().lower().startswith(b"return")


def _condition_end(file: "PhpFile", offset: int) -> int:
    """Return the end of the condition that holds an offset, with its branches; or else of the statement."""
    code, outermost = file.code, None
    for opening in file.brackets.around(offset):
        if code[opening : opening + 1] == b"{":
            break
        outermost = opening
    if outermost is None:
        return _statement_end(file, offset)
    end = file.brackets.end(outermost) + 1
    if word_before(code, outermost) not in _CONDITIONS:
        return _statement_end(file, end)
    return _branches_end(file, end)


def _branches_end(file: "PhpFile", end: int) -> int:
    """Return the end of the branches of an `if` whose condition ends there."""
    code = file.code
    for _ in range(_BRANCHES):
        block = _BLOCK.match(code, end)
        if block and block[1] == b":":
            return _alternative_end(file, block.end())
        end = file.brackets.end(block.start(1)) + 1 if block else _statement_end(file, end)
        following = _ELSE.match(code, end)
        if not following:
            return end
        end = following.end()
        if code.startswith(b"(", end):
            end = file.brackets.end(end) + 1
    return end


def _alternative_end(file: "PhpFile", position: int) -> int:
    """Return the end of what stands between the colon of an `if` and its `endif`."""
    code, depth = file.code, 1
    limit = position + _FAR
    while found := _IF_OR_END.search(code, position, limit):
        position = found.end()
        if not found[1]:
            depth -= 1
            if depth == 0:
                return position
        else:
            position = file.brackets.end(position) + 1
            block = _BLOCK.match(code, position)
            if block and block[1] == b":" and word_before(code, found.start()) != b"else":
                depth += 1
    return min(limit, len(code))


def _statement_end(file: "PhpFile", position: int) -> int:
    """Return the end of the statement that goes on there: a semicolon, its block, or the block around it."""
    code, limit = file.code, position + _FAR
    while edge := _EDGE.search(code, position, limit):
        sign = edge[0]
        if sign == b";" or sign in _CLOSING:
            return edge.end() if sign == b";" else edge.start()
        position = file.brackets.end(edge.start()) + 1
        if sign == b"{":
            return position
    return min(limit, len(code))
