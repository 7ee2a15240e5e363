"""What the names in a PHP file stand for, by its namespaces and imports."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from audit.parsers.php.before import SPACES, end_before
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
        for offset in file.code_offsets(b"namespace"):
            found = _NAMESPACE.match(file.code, offset + len(b"namespace"))
            if found and file.code[end_before(file.code, offset) - 1] in _BEFORE_STATEMENT:
                self._scopes.append(_Scope(offset, (found[1] or b"").lower(), {}))
                self._braced |= found[0].endswith(b"{")
        self._starts = [scope.start for scope in self._scopes]
        self.import_spans: list[Span] = []
        for start, end in self._uses():
            self.import_spans.append((start, end))
            imports = self._scope(start).imports
            for one in _imports(file.code[start:end]):
                imports[one.kind, one.alias] = end, one.target

    @property
    def imports(self) -> Iterator[Import]:
        """Yield what the file imports."""
        for scope in self._scopes:
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
        alias = name if kind == "constant" else name.lower()
        start, target = self._scope(offset).imports.get((kind, alias), (offset, None))
        return target if start <= offset else None

    def _scope(self, offset: int) -> _Scope:
        return self._scopes[bisect_right(self._starts, offset) - 1]

    def _uses(self) -> Iterator[Span]:
        """Yield what stands between `use` and its semicolon, where it is outside of a class."""
        code, depth, counted = self._file.code, 0, 0
        for offset in self._file.code_offsets(b"use"):
            if code[end_before(code, offset) - 1] not in _BEFORE_STATEMENT:
                continue
            found = _USE.match(code, offset + len(b"use"))
            if not found:
                continue
            # In braces it is that of a class, unless these are a namespace's.
            depth += code.count(b"{", counted, offset) - code.count(b"}", counted, offset)
            counted = offset
            if depth == 0 or (self._braced and self._file.classes.around(offset) is None):
                yield found.span()


def comparable(constant: str) -> str:
    r"""
    Return the name of a constant as PHP compares it: only its last part keeps its case.

    >>> comparable("A\\B\\C"), comparable("PDO::FETCH_ASSOC")
    ('a\\b\\C', 'pdo::FETCH_ASSOC')
    """
    end = max(constant.rfind("\\"), constant.rfind(":")) + 1
    return constant[:end].lower() + constant[end:]


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
