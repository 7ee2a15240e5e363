"""What a PHP file uses of what is asked for: functions, classes, constants, methods and server variables."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from audit.parsers.php.before import (
    SPACE,
    SPACES,
    Lists,
    end_before,
    last_name_start,
    member_sign,
    name_start,
    word_before,
)
from audit.parsers.php.constants import is_constant
from audit.parsers.php.file import PhpFile
from audit.parsers.php.guards import Guards
from audit.parsers.php.lexer import LABEL, Lines
from audit.parsers.php.names import Kind as NameKind
from audit.parsers.php.names import comparable
from audit.parsers.php.server import server_keys
from audit.parsers.php.wanted import CLASS, CONSTANT, FUNCTION, Candidate, Wanted, candidates

Kind = Literal["function", "class", "constant", "method", "static", "server"]

_NEXT = re.compile(SPACES + rb"(\(|::|)")
_CLASS_WORD = re.compile(SPACES + rb"::" + SPACES + rb"class(?![A-Za-z0-9_\x80-\xff])", re.IGNORECASE)
_WORD = re.compile(LABEL)
_LISTING = frozenset((b"extends", b"implements", b"use"))
_NEW_OF = re.compile(
    rb"(?<![A-Za-z0-9_$>\x80-\xff])new[ \t\r\n]++\$++%b"
    rb"(?:[ \t\r\n]|->|::\$?|%b|\[[^\]]*+\])*+(?<=->)\Z" % (LABEL, LABEL),
    re.IGNORECASE,
)
_MOST = 50_000  # uses in one file
_NEAREST = 32  # bytes of code before a name, which often end with a sign that stands before no other name
_BEFORE_ANY = frozenset(b"=(,;!.{}?@|+[")
_BEFORE_CALL = b"& \t\r\n"
_NEAR = 300  # bytes of code before a name, which nearly always tell what it is;
_ENOUGH = 100  # so many must be left of them before what told it
_REACH = 200  # bytes that hold what follows a `new`
_DECLARING = frozenset((b"function", b"fn", b"new"))
_TARGETS = {"class": CLASS, "function": FUNCTION, "constant": CONSTANT}
# A method of a trait; what a loop goes through is none.
_ADAPTED = re.compile(SPACES + rb"(?:insteadof\b|as[ \t\r\n]++(?!list\b)[A-Za-z_\x80-\xff])", re.IGNORECASE)


class Sought(NamedTuple):
    r"""
    What is looked for. Functions, classes and methods are in lower case, names are full and without a
    leading backslash; a method is "name", or "class::name" for a static call; a constant is as written,
    one of a class "Class::NAME"; of $_SERVER, its keys.
    """

    functions: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    server: frozenset[str] = frozenset()


class Symbol(NamedTuple):
    """A use of something that was looked for."""

    kind: Kind
    name: str  # as it was asked for
    offset: int  # where the last part of the name starts; of $_SERVER, where that starts
    line: int
    guarded: bool = False  # The code asks first whether it is there, or which version of PHP.
    guards: frozenset[str] = frozenset()  # what is asked: function:exec, extension:imagick, version, ...
    local: str | None = None  # the name in the namespace that PHP tries first; None: no other


class _Found(NamedTuple):
    offset: int
    kind: Kind
    name: str
    local: str | None = None


@lru_cache(maxsize=16)
def wanted_of(sought: Sought) -> Wanted:
    """Return what is looked for as the finders read it."""
    return Wanted(*sought)


def symbols(file: PhpFile, sought: Sought, *, all_guards: bool = True) -> list[Symbol]:
    r"""
    Return what the file uses of what is sought, in the order of the file.

    Without all_guards only those are told that ask for what is found in the file itself.

    A class is used where it must be there: by `new`, ::, `extends`, `implements` and as a trait; not by a
    type, `instanceof`, `catch`, an attribute, ::class or an import alone.

    >>> sought = Sought(frozenset({"exec"}), frozenset({"imagick"}), server=frozenset({"HTTP_HOST"}))
    >>> file = PhpFile(b"<?php use Imagick as I; exec(new I, $_SERVER['HTTP_HOST']);")
    >>> [(symbol.kind, symbol.name, symbol.offset) for symbol in symbols(file, sought)]
    [('function', 'exec', 24), ('class', 'imagick', 33), ('server', 'HTTP_HOST', 36)]
    """
    wanted = wanted_of(sought)
    possible = candidates(file, wanted)
    head, asked = (file, None) if all_guards or not possible else wanted.head(file, possible)
    found = list(file.first(_found(file, wanted, possible, head), _MOST))
    if not found:
        return []
    names = wanted.named if all_guards else _names(found)
    guards = Guards(head, names, asked) if asked != [] else None
    if guards and guards.is_open and head is not file:
        guards = Guards(file, names, asked)
    lines, answer = Lines(head.source), []
    for one in sorted(set(found)):
        known = guards.at(one.offset) if guards else frozenset[str]()
        guarded = bool(known) and ("version" in known or _own_guard(one) in known)
        answer.append(Symbol(one.kind, one.name, one.offset, lines.at(one.offset), guarded, known, one.local))
    return answer


def _names(found: Iterable[_Found]) -> dict[str, set[bytes]]:
    kinds = ("function", "class", "constant", "method", "extension")
    names: dict[str, set[bytes]] = {kind: set() for kind in kinds}
    for one in found:
        kind, _, name = _own_guard(one).partition(":")
        names[kind].add(name.encode())
    return names


def _own_guard(found: _Found) -> str:
    if found.kind == "constant":
        return f"constant:{comparable(found.name)}"
    return f"{'method' if found.kind == 'static' else found.kind}:{found.name}"


def _found(file: PhpFile, wanted: Wanted, possible: list[Candidate], head: PhpFile) -> Iterator[_Found]:
    places = [place for place in possible if head.in_code(place.offset)]
    if places:
        reader = _Reader(head, file, wanted)
        if head is file or head.names.imports_functions:
            for place in sorted([*places, *_by_alias(head, wanted)]):
                yield from reader.read(place)
        else:
            for place in places:
                yield from reader.read_call(place)
    if wanted.server and b"$_server" in file.words and not wanted.server_words.isdisjoint(file.words):
        for offset, key in server_keys(file):
            if key in wanted.server:
                yield _Found(offset, "server", key.decode())


def _by_alias(file: PhpFile, wanted: Wanted) -> Iterator[Candidate]:
    """Yield where the aliases of imports stand that are called otherwise than what they import."""
    uses: dict[bytes, int] = {}
    for kind, alias, target in file.names.imports:
        if target in wanted.named[kind] and alias != target.rpartition(b"\\")[2]:
            uses[alias.lower()] = uses.get(alias.lower(), 0) | _TARGETS[kind]
    for offset, alias in file.places(uses.keys()):
        if file.in_code(offset):
            yield Candidate(offset, offset + len(alias), uses[alias])


class _Reader:
    """Tells what words in the code of a file are, of which the head may be enough."""

    def __init__(self, head: PhpFile, file: PhpFile, wanted: Wanted) -> None:
        self._file = file
        self._head = head
        self._wanted = wanted
        self._own: dict[bytes, bool] = {}

    @cached_property
    def _code(self) -> bytes:
        return self._head.code

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self._code)

    def read_call(self, place: Candidate) -> Iterator[_Found]:
        """Yield the call of a function whose name is followed by a bracket, by as little code as will do."""
        near = self._head.code_between(max(0, place.offset - _NEAREST), place.offset).rstrip(SPACE)
        if near and near[-1] in _BEFORE_ANY:
            yield from self._named("function", self._file.source[place.offset : place.end], place)
            return
        reach, is_enough = _NEAR, False
        while not is_enough:
            first = max(0, place.offset - reach)
            code, offset = self._head.code_between(first, place.end), place.offset - first
            start = name_start(code, offset)
            before = end_before(code, start)
            last = last_name_start(code, len(code[:before].rstrip(_BEFORE_CALL)))
            is_enough = not first or end_before(code, last) > _ENOUGH
            reach *= 4
        if not (start == offset and member_sign(code, before)) and _is_call(code, start):
            yield from self._named("function", code[start:], place)

    def read(self, place: Candidate) -> Iterator[_Found]:
        code, offset, end, uses = self._code, *place
        if code.startswith(b"\\", end):
            return  # It is not the last part of its name.
        start = name_start(code, offset)
        before = end_before(code, start)
        following = _NEXT.match(code, end)
        behind = following[1] if following else b""
        if start == offset and (sign := member_sign(code, before)):
            yield from self._member(place, sign, before, behind)
        elif behind == b"(" and uses & FUNCTION and _is_call(code, start):
            yield from self._named("function", code[start:end], place)
        elif self._head.names.is_import(offset):
            return
        elif uses & CLASS and self._is_class(start, end, behind):
            yield from self._class(start, place)
        elif uses & CONSTANT and is_constant(self._head, start, end):
            yield from self._named("constant", code[start:end], place)

    def _member(self, place: Candidate, sign: bytes, before: int, behind: bytes) -> Iterator[_Found]:
        code, word = self._code, self._code[place.offset : place.end]
        name = word.lower()
        if sign == b"->":
            if behind == b"(" and name in self._wanted.methods and not self._is_class_of_new(before):
                yield _Found(place.offset, "method", name.decode())
            return
        owner = self._owner(before - len(sign), place.offset)
        if behind == b"(":
            if b"%b::%b" % (owner, name) in self._wanted.methods:
                yield _Found(place.offset, "static", f"{owner.decode()}::{name.decode()}")
            elif name in self._wanted.methods:
                yield _Found(place.offset, "static", name.decode())
        elif not _ADAPTED.match(code, place.end):
            constant = self._wanted.constants.get(b"%b::%b" % (owner, word))
            if constant is not None:
                yield _Found(place.offset, "constant", constant)

    def _owner(self, end: int, offset: int) -> bytes:
        """Return the class that is named before a double colon; empty: one that only the run tells."""
        code, end = self._code, end_before(self._code, end)
        start = last_name_start(code, end)
        if start == end or code[start - 1 : start] == b"$" or member_sign(code, end_before(code, start)):
            return b""
        return self._head.names.resolved("class", code[start:end], offset)

    def _is_class_of_new(self, end: int) -> bool:
        """Say whether `new $object->` ends there: a property behind it holds the name of a class."""
        return _NEW_OF.search(self._code[max(0, end - _REACH) : end]) is not None

    def _is_class(self, start: int, end: int, behind: bytes) -> bool:
        code = self._code
        if behind == b"::":
            return not _CLASS_WORD.match(code, end)
        word = word_before(code, start)
        if word == b"new" or word in _LISTING:
            return True
        return word == b"," and self._lists.is_parents(start)

    def _class(self, start: int, place: Candidate) -> Iterator[_Found]:
        name = self._head.names.resolved("class", self._code[start : place.end], place.offset)
        if name in self._wanted.classes:
            yield _Found(place.offset, "class", name.decode())

    def _named(
        self, kind: Literal["function", "constant"], text: bytes, place: Candidate
    ) -> Iterator[_Found]:
        names = self._head.names
        full = names.resolved(kind, text, place.offset)
        found = self._sought(kind, full)
        if found is not None:
            yield _Found(place.offset, kind, found)
        elif b"\\" not in text and b"\\" in full and not names.is_imported(kind, text, place.offset):
            found = self._sought(kind, text if kind == "constant" else text.lower())
            # A function of the file's own comes before the global one.
            if found is not None and not (kind == "function" and self._is_own(full, place.offset)):
                yield _Found(place.offset, kind, found, full.decode(errors="replace"))

    def _is_own(self, full: bytes, offset: int) -> bool:
        if full not in self._own:
            name = full.rpartition(b"\\")[2]
            self._own[full] = self._file.defines_function(name, offset)
        return self._own[full]

    def _sought(self, kind: NameKind, name: bytes) -> str | None:
        if kind == "constant":
            return self._wanted.constants.get(name)
        return name.decode() if name in self._wanted.functions else None


def _is_call(code: bytes, start: int) -> bool:
    """Say whether a name that is followed by a bracket is called, and not defined."""
    before = end_before(code, start)
    if code[before - 1 : before] != b"&":
        return word_before(code, start) not in _DECLARING
    while code[before - 1 : before] == b"&":
        before = end_before(code, before - 1)
    return word_before(code, before) != b"function"
