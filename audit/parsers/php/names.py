"""What the names in a PHP file stand for, by its namespaces and imports."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from audit.parsers.php.before import SPACE, SPACES
from audit.parsers.php.lexer import LABEL, Span

if TYPE_CHECKING:
    from audit.parsers.php.file import PhpFile

Kind = Literal["class", "function", "constant"]

_NAME = rb"\\?+" + LABEL + rb"(?:\\" + LABEL + rb")*+"
_NAMESPACE = re.compile(SPACES + rb"(?:(" + LABEL + rb"(?:\\" + LABEL + rb")*+)" + SPACES + rb"[;{]|\{)")
_USE = re.compile(rb"[ \t\r\n\\][^;(){}]*+(?:\{[^;(){}]*+\}[^;(){}]*+)?+(?=;)")
_GROUP = re.compile(rb"^(.*?)\\" + SPACES + rb"\{(.*)\}" + SPACES + rb"\Z", re.DOTALL)
_ITEM = re.compile(
    SPACES + rb"(?:(function|const)[ \t\r\n]++)?+(" + _NAME + rb")"
    rb"(?:[ \t\r\n]++as[ \t\r\n]++(" + LABEL + rb"))?+" + SPACES + rb"\Z",
    re.IGNORECASE,
)
_KINDS: dict[bytes, Kind] = {b"": "class", b"function": "function", b"const": "constant"}
_BEFORE_STATEMENT = b";{}"
_IMPORTING = re.compile(
    rb"use(?=[ \t\r\n/#])[ \t\r\n]*+(?:/\*|//|#|function[ \t\r\n/#])"
)  # or a comment first
_GROUPING = re.compile(rb"\\[ \t\r\n]*+(?:\{|/[/*]|#)")
_NEAR = 100  # bytes before a word that nearly always tell whether it begins a statement
_FAR = 1000  # bytes behind that nearly always hold the statement


class Import(NamedTuple):
    """A name that a `use` brings in, in the namespace that it stands in."""

    kind: Kind
    alias: bytes  # in lower case, but for a constant
    target: bytes  # without a leading backslash, in lower case but for a constant's own name


class _Scope(NamedTuple):
    start: int
    namespace: bytes
    imports: dict[tuple[Kind, bytes], tuple[int, bytes]]  # from which offset on, and what for


class Names:
    r"""
    The names of a file.

    >>> from audit.parsers.php.file import PhpFile
    >>> names = Names(PhpFile(b"<?php namespace A; use B\\C as D; new D; new E\\F;"))
    >>> names.resolved("class", b"d", 40), names.resolved("class", b"E\\F", 48)
    (b'b\\c', b'a\\e\\f')
    """

    def __init__(self, file: "PhpFile") -> None:
        self._file = file
        self._scopes = [_Scope(0, b"", {})]
        self._braced = False
        for offset, found in _statements(file, b"namespace", _NAMESPACE):
            self._scopes.append(_Scope(offset, (found[1] or b"").lower(), {}))
            self._braced |= found[0].endswith(b"{")
        self._starts = [scope.start for scope in self._scopes]

    @cached_property
    def imports_functions(self) -> bool:
        """Whether the file may import functions; quicker to tell than what it imports."""
        return self._file.may_import_functions or _GROUPING.search(self._file.lowered) is not None

    @cached_property
    def import_spans(self) -> list[Span]:
        """Where the statements are that import."""
        found = []
        for start, text in self._uses():
            end = start + len(text)
            found.append((start, end))
            imports = self._scope(start).imports
            for one in _imports(text):
                imports[one.kind, one.alias] = end, one.target
        return found

    @property
    def imports(self) -> Iterator[Import]:
        """Yield what the file imports."""
        scopes = self._scopes if self.import_spans else ()
        for scope in scopes:
            for (kind, alias), (_, target) in scope.imports.items():
                yield Import(kind, alias, target)

    def namespace(self, offset: int) -> bytes:
        """Return the namespace at an offset in lower case; empty for the global one."""
        return self._scope(offset).namespace

    def is_import(self, offset: int) -> bool:
        """Say whether an offset lies in a statement that imports."""
        index = bisect_right(self.import_spans, (offset, len(self._file.source))) - 1
        return index >= 0 and self.import_spans[index][1] > offset

    def resolved(self, kind: Kind, name: bytes, offset: int) -> bytes:
        r"""
        Return the full name that a name stands for at an offset, without a leading backslash.

        An unqualified function or constant that no import names may be the global one as well.
        """
        if name.startswith(b"\\"):
            return _folded(kind, name[1:])
        scope = self._scope(offset)
        first, sign, rest = name.partition(b"\\")
        if not sign:
            target = self._target(kind, name, offset)
            return target if target is not None else _folded(kind, _joined(scope.namespace, name))
        if first.lower() == b"namespace":
            return _folded(kind, _joined(scope.namespace, rest))
        target = self._target("class", first, offset)
        return _folded(kind, _joined(scope.namespace, name) if target is None else _joined(target, rest))

    def is_imported(self, kind: Kind, name: bytes, offset: int) -> bool:
        """Say whether an import names what an unqualified name stands for."""
        return self._target(kind, name, offset) is not None

    def _target(self, kind: Kind, name: bytes, offset: int) -> bytes | None:
        if (kind == "function" and not self.imports_functions) or not self.import_spans:
            return None
        alias = name if kind == "constant" else name.lower()
        start, target = self._scope(offset).imports.get((kind, alias), (offset, None))
        return target if start <= offset else None

    def _scope(self, offset: int) -> _Scope:
        return self._scopes[bisect_right(self._starts, offset) - 1]

    def _uses(self) -> Iterator[tuple[int, bytes]]:
        """Yield where what stands between `use` and its semicolon starts, outside of classes; its code."""
        file, depth, counted = self._file, 0, 0
        for offset, found in _statements(file, b"use", _USE):
            # In braces it is that of a class, unless these are a namespace's.
            between = file.code_between(counted, offset)
            depth += between.count(b"{") - between.count(b"}")
            counted = offset
            if depth == 0 or (self._braced and file.classes.around(offset) is None):
                yield offset + len(b"use"), found[0]


def may_import_functions(lowered: bytes) -> bool:
    """Say whether a file, given in lower case, may hold `use function`."""
    return _IMPORTING.search(lowered) is not None


def comparable(constant: str) -> str:
    r"""
    Return the name of a constant as PHP compares it: only its last part keeps its case.

    >>> comparable("A\\B\\C"), comparable("PDO::FETCH_ASSOC")
    ('a\\b\\C', 'pdo::FETCH_ASSOC')
    """
    end = max(constant.rfind("\\"), constant.rfind(":")) + 1
    return constant[:end].lower() + constant[end:]


def _statements(
    file: "PhpFile", word: bytes, pattern: re.Pattern[bytes]
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield where a word begins a statement that goes on like this."""
    for offset in file.code_offsets(word):
        if _begins_statement(file, offset) and (found := _following(file, offset + len(word), pattern)):
            yield offset, found


def _begins_statement(file: "PhpFile", offset: int) -> bool:
    reach = _NEAR
    while not (near := file.code_between(max(0, offset - reach), offset).rstrip(SPACE)):
        reach *= 4
    return near[-1] in _BEFORE_STATEMENT


def _following(file: "PhpFile", start: int, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
    end = start + _FAR
    if found := pattern.match(file.code_between(start, end)):
        return found
    return pattern.match(file.code, start) if end < len(file.source) else None


def _imports(text: bytes) -> Iterator[Import]:
    """Yield what a statement names that imports, which is given without its `use`."""
    general: bytes = b""
    if word := re.match(SPACES + rb"(function|const)(?=[ \t\r\n])", text, re.IGNORECASE):
        general, text = word[1].lower(), text[word.end() :]
    group = _GROUP.match(text)
    prefix, items = (group[1].strip() + b"\\", group[2]) if group else (b"", text)
    for item in items.split(b","):
        if found := _ITEM.match(item):
            kind = _KINDS[(found[1] or b"").lower() or general]
            target = (prefix + found[2]).removeprefix(b"\\")
            alias = found[3] or target.rpartition(b"\\")[2]
            yield Import(kind, alias if kind == "constant" else alias.lower(), _folded(kind, target))


def _joined(first: bytes, second: bytes) -> bytes:
    return b"%b\\%b" % (first, second) if first else second


def _folded(kind: Kind, name: bytes) -> bytes:
    """Return a name as PHP compares it: only the last part of a constant's keeps its case."""
    if kind != "constant":
        return name.lower()
    space, sign, own = name.rpartition(b"\\")
    return space.lower() + sign + own
