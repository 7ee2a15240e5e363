"""Where the bodies of functions and classes are in a PHP file."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from audit.parsers.php.before import SPACES, end_before, may_end_comment, word_before
from audit.parsers.php.brackets import Brackets
from audit.parsers.php.lexer import LABEL

if TYPE_CHECKING:
    from audit.parsers.php.file import PhpFile

_FUNCTION = re.compile(SPACES + rb"&?+" + SPACES + rb"(" + LABEL + rb")?+" + SPACES + rb"(?=\()")
_NAMED = re.compile(LABEL + SPACES + rb"\(")
_CAPTURED = re.compile(SPACES + rb"[uU][sS][eE]" + SPACES + rb"(?=\()")
_SIMPLE_LIST = re.compile(rb"\([^(){}\[\]]*+\)")
_UP_TO_BODY = re.compile(rb"[^;{}]{0,4000}+(?=\{)")
_CLASS = re.compile(SPACES + rb"(?:(?=[({])|(" + LABEL + rb"))")
_CLASS_WORDS = (b"class", b"interface", b"trait", b"enum")
_NAMING = frozenset((b"function", b"const", b"->", b"::", *_CLASS_WORDS))
_PARENTS = frozenset((b"extends", b"implements"))
_START = attrgetter("start")


class Body(NamedTuple):
    """The body of a function or class, from its brace to the brace that closes it."""

    start: int
    end: int
    name: bytes | None  # as written; None: a closure or an anonymous class
    declared: int  # where its keyword stands


class Bodies:
    """Bodies of one kind, which lie one behind or in the other."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._bodies = sorted(bodies, key=_START)
        # From each of these offsets on, up to the next, which body is the innermost.
        self._edges: list[int] = [0]
        self._innermost: list[Body | None] = [None]
        around: list[Body] = []
        for body in self._bodies:
            self._close(around, body.start)
            around.append(body)
            self._edges.append(body.start)
            self._innermost.append(body)
        self._close(around, None)

    def __iter__(self) -> Iterator[Body]:
        return iter(self._bodies)

    def around(self, offset: int) -> Body | None:
        """Return the innermost body that holds an offset."""
        return self._innermost[bisect_right(self._edges, offset) - 1]

    def _close(self, around: list[Body], start: int | None) -> None:
        """Close the bodies that end before the next one starts; None: there is no next."""
        while around and (start is None or around[-1].end <= start):
            self._edges.append(around.pop().end)
            self._innermost.append(around[-1] if around else None)


def function_bodies(file: "PhpFile") -> Iterator[Body]:
    """Yield the bodies of functions, methods and closures; an arrow function has none."""
    code, braces = file.code, file.braces
    for offset in file.code_offsets(b"function"):
        if not (head := _FUNCTION.match(code, offset + len(b"function"))):
            continue
        end = _list_end(file, head.end())
        if captured := _CAPTURED.match(code, end):
            end = _list_end(file, captured.end())
        if brace := _UP_TO_BODY.match(code, end):
            yield Body(brace.end(), braces.end(brace.end()), head[1], offset)


def _list_end(file: "PhpFile", start: int) -> int:
    """Return the end of the parameters that start with a bracket; hardly any hold a bracket, and no brace."""
    if simple := _SIMPLE_LIST.match(file.code, start):
        return simple.end()
    found = Brackets(file.code[start : file.code.find(b"{", start)])
    return start + found.end(0) + 1 if found.is_closed(0) else file.brackets.end(start) + 1


def class_bodies(file: "PhpFile") -> Iterator[Body]:
    """Yield the bodies of classes, interfaces, traits and enumerations."""
    code, braces = file.code, file.braces
    for word in _CLASS_WORDS:
        for offset in file.code_offsets(word):
            head = _CLASS.match(code, offset + len(word))
            if not head or word_before(code, offset) in _NAMING:
                continue
            name, end = head[1], head.end()
            if not name or name.lower() in _PARENTS:
                if word != b"class":
                    continue
                name = None
            if code.startswith(b"(", end):
                end = file.brackets.end(end) + 1
            if brace := _UP_TO_BODY.match(code, end):
                yield Body(brace.end(), braces.end(brace.end()), name, offset)


def is_method(file: "PhpFile", declared: int) -> bool:
    """Say whether the function declared at an offset belongs to a class, and not to the namespace."""
    owner, outer = file.classes.around(declared), file.functions.around(declared)
    return owner is not None and (outer is None or outer.start < owner.start)


def may_be_declared(file: "PhpFile", offset: int) -> bool:
    """Say whether a function may be declared by the name at an offset, be it in code or not."""
    before = end_before(file.source, offset)
    word = file.source[max(0, before - len(b"function")) : before].lower()
    return word == b"function" or word.endswith(b"&") or may_end_comment(file.source, before, offset)


def is_declared(file: "PhpFile", offset: int) -> bool:
    """Say whether a name at an offset is that of a function which is declared there, and is no method."""
    code = file.code
    if not _NAMED.match(code, offset):
        return False
    before = end_before(code, offset)
    start = end_before(code, before - 1) if code[before - 1 : before] == b"&" else offset
    return word_before(code, start) == b"function" and not is_method(file, offset)
