"""The constants, variables and settings that PHP configuration gives a value, read without running it."""

import glob
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.parsers.php.arrays import APPEND, Arrays, Item
from audit.parsers.php.blocks import ALWAYS, DEPENDS, EACH, FILE, Blocks
from audit.parsers.php.expressions import ComputedError, Expressions, Literal
from audit.parsers.php.lexer import Lines
from audit.parsers.php.tokens import Kind, Token, tokens
from audit.parsers.php.variables import steady


@dataclass(frozen=True, slots=True)
class Assignment:
    """A constant, variable or PHP setting ("constant", "variable", "ini") that is given a value."""

    kind: str
    name: str | None  # A variable's begins with "$", with its keys: $_SERVER['HTTPS']. None: computed.
    value: str | int | float | bool | None
    computed: bool  # The value is not in the text; it is None here.
    conditional: bool  # Whether it applies depends on more than the lack of a constant of this name.
    line: int
    offset: int
    source: str | None = None  # Where a computed value comes from; the words are those of Expressions.origin.
    late: bool = False  # Config::define() of Roots: of several, the last counts.
    keys: tuple[str | None, ...] = ()  # Of a variable; None: that one is computed. "[]" stands for the next.
    items: tuple[Item, ...] | None = None  # What lies in an array that is given; None: it is no array.


@dataclass(frozen=True, slots=True)
class Include:
    """A file that is made part of this one."""

    statement: str  # require, require_once, include or include_once
    target: str | None  # None: it is computed.
    conditional: bool
    line: int
    offset: int
    guarded: bool = False  # That the file is there is all that it depends on.
    each: tuple[str, ...] = ()  # The files of a loop over a list or glob(), as patterns; the target is None.


def configuration(
    source: bytes, path: str | None = None, known: Mapping[str, str] | None = None
) -> list[Assignment | Include]:
    """
    Return what the file at this path sets and includes, in its order; known constants are set before.

    Known may also be $_SERVER['NAME'], and what Config::define() was given: Config::NAME.

    Inside of classes nothing is looked for, inside of functions calls only.

    >>> [found] = configuration(b"<?php require_once ROOT . 'a.php';", known={"ROOT": "/srv/"})
    >>> found.statement, found.target
    ('require_once', '/srv/a.php')
    """
    return list(_Reader(source, path, known or {}).read())


def assignments(source: bytes, path: str | None = None) -> list[Assignment]:
    """
    Return what a file at this path defines and sets.

    >>> [found] = assignments(b"<?php define('WP_CACHE', 60 * 60);")
    >>> found.name, found.value, found.conditional
    ('WP_CACHE', 3600, False)
    >>> [found] = assignments(b"<?php if ($a) { $b = getenv('C'); }")
    >>> found.name, found.value, found.source, found.conditional
    ('$b', None, 'getenv', True)
    """
    found = configuration(source, path)
    return [one for one in found if isinstance(one, Assignment) and None not in one.keys]


_CHANGING = frozenset((b".=", b"+=", b"-=", b"*=", b"/=", b"%=", b"**=", b"&=", b"|=", b"^=", b"<<=", b">>="))
_ASSIGNING = _CHANGING | {b"=", b"??="}
_ENDS_OF_STATEMENT = frozenset((b";",))
_ENDS_OF_CONSTANT = frozenset((b";", b","))
_ENDS_OF_ARGUMENT = frozenset((b")", b","))
_ENDS_OF_INCLUDE = frozenset((b";", b",", b")", b"]", b":"))
_LONGEST_LIST = 100  # files that a loop includes
_FILLING = frozenset((b"=", b"??=", b"+="))
_ASKING = frozenset((b"file_exists", b"is_file", b"is_readable"))
_INCLUDING = frozenset((b"require", b"require_once", b"include", b"include_once"))
_ROOTS = b"Roots\\WPConfig"  # whose class Config is followed; another of this name may do anything
_CALLS = {b"define": "constant", b"ini_set": "ini"}


@dataclass(frozen=True, slots=True)
class _Target:
    """What stands before a "=": its name, and the indexes of its first token and of the one behind it."""

    name: bytes
    start: int
    end: int
    keys: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands behind a "="."""

    literal: Literal
    origin: str | None = None  # None: the literal is the value.


class _Reader:
    """A pass over the tokens of one file."""

    def __init__(self, source: bytes, path: str | None, known: Mapping[str, str]) -> None:
        self._tokens = tokens(source)
        self._blocks = Blocks(self._tokens, self._condition)
        self._lines = Lines(source)
        self._namespace = b""
        self._constants: dict[bytes, Literal] = {name.encode(): text.encode() for name, text in known.items()}
        self._settled = set(self._constants)  # The constants that were seen: the first definition wins.
        self._expressions = Expressions(self._tokens, path, self._constants)
        self._arrays = Arrays(self._tokens, self._expressions, Lines(source))
        self._steady = steady(self._tokens)
        self._is_roots = _ROOTS in source
        self._lists: dict[bytes, tuple[str, ...]] = {}  # variables that are lists of texts
        self._each: dict[bytes, tuple[str, ...]] = {}  # variables of loops: patterns of their values
        self._given = _given(self._tokens)

    def read(self) -> Iterator[Assignment | Include]:
        """Yield what is found, in the order of the file."""
        for index, token in enumerate(self._tokens):
            self._expressions.in_file = self._blocks.in_file
            if token.kind is Kind.NAME and not self._blocks.is_name(index):
                yield from self._word(index, token.text.lower().removeprefix(b"\\"))
            elif token.kind is Kind.VARIABLE and self._blocks.begins_statement(index):
                yield from self._variables(index)
            elif token.text == b"," and self._blocks.header == b"const":
                yield from self._constant(index + 1)
            self._blocks.go_past(index)

    def _word(self, index: int, word: bytes) -> Iterator[Assignment | Include]:
        if word in _CALLS and self._sign(index + 1) == b"(":
            yield from self._call(index, _CALLS[word])
        elif self._is_roots and self._sign(index + 1) == b"::" and word.rpartition(b"\\")[2] == b"config":
            yield from self._late(index)
        elif word in _INCLUDING:
            yield self._include(index, word)
        elif self._blocks.begins_statement(index):
            if word == b"const":
                yield from self._constant(index + 1)
            elif word == b"namespace":
                self._namespace = self._name(index + 1) + b"\\" if self._name(index + 1) else b""

    def _call(self, index: int, kind: str) -> Iterator[Assignment]:
        try:
            name, comma = self._expressions.value(index + 2)
        except ComputedError:
            if kind == "constant":
                yield self._nameless(index)
            return
        if isinstance(name, bytes) and self._sign(comma) == b",":
            value = self._value(comma + 1, _ENDS_OF_ARGUMENT)
            target = _Target(name, index, comma)
            yield self._defined(target, value) if kind == "constant" else self._set(kind, target, value)

    def _nameless(self, index: int) -> Assignment:
        found = self._set("constant", _Target(b"", index, index), _Value(None, "other"))
        return replace(found, name=None)

    def _late(self, index: int) -> Iterator[Assignment]:
        """Yield what Config::define('NAME', value) of Roots will define."""
        if self._name(index + 2).lower() != b"define" or self._sign(index + 3) != b"(":
            return
        try:
            name, comma = self._expressions.value(index + 4)
        except ComputedError:
            yield self._nameless(index)
            return
        if not isinstance(name, bytes) or self._sign(comma) != b",":
            return
        value = self._value(comma + 1, _ENDS_OF_ARGUMENT)
        found = self._set("constant", _Target(name, index, comma), value)
        self._keep(b"Config::" + name, value, is_sure=not found.conditional)
        yield replace(found, late=True)

    def _keep(self, name: bytes, value: _Value, *, is_sure: bool) -> None:
        """Let later expressions use a value, or no longer the one before."""
        if is_sure and value.origin is None:
            self._constants[name] = value.literal
        else:
            self._constants.pop(name, None)

    def _constant(self, index: int) -> Iterator[Assignment]:
        if self._name(index) and self._sign(index + 1) == b"=":
            target = _Target(self._namespace + self._name(index), index, index + 1)
            yield self._defined(target, self._value(target.end + 1, _ENDS_OF_CONSTANT))

    def _variables(self, index: int) -> Iterator[Assignment]:
        """Yield each variable that a statement like $a = $b['c'] = 1 sets."""
        targets = list(self._targets(index))
        if not targets:
            return
        operators = {self._sign(target.end) for target in targets}
        value = _Value(None, "other")
        if not operators & _CHANGING:
            value = self._value(targets[-1].end + 1, _ENDS_OF_STATEMENT)
        items = None
        if value.origin and operators <= _FILLING:
            items = self._arrays.items(targets[-1].end + 1, _ENDS_OF_STATEMENT)
        for target in targets:
            found = self._set("variable", target, value)
            found = replace(found, keys=target.keys, items=items)
            self._list(found, is_one=operators == {b"="} and target.name in self._steady)
            is_sure = operators == {b"="} and not found.conditional and target.name in self._steady
            self._keep(target.name, value, is_sure=is_sure)
            is_open = b"??=" in operators or (items is not None and b"+=" in operators)
            yield replace(found, conditional=True) if is_open else found

    def _targets(self, index: int) -> Iterator[_Target]:
        while (target := self._target(index)) and self._sign(target.end) in _ASSIGNING:
            yield target
            index = target.end + 1

    def _target(self, index: int) -> _Target | None:
        """Return the variable there with its keys; None if there is none or a key is computed."""
        if index >= len(self._tokens) or self._tokens[index].kind is not Kind.VARIABLE:
            return None
        name = [self._tokens[index].text]
        keys: list[str | None] = []
        end = index + 1
        while self._sign(end) == b"[":
            key, end = self._arrays.key(end)
            if not end:
                return None
            name.append(b"[?]" if key is None else _written(key))
            keys.append(key)
        return _Target(b"".join(name), index, end, tuple(keys))

    def _include(self, index: int, word: bytes) -> Include:
        offset = self._tokens[index].offset
        target = self._value(index + 1, _ENDS_OF_INCLUDE).literal
        when = self._blocks.when
        name = self._tokens[index + 1].text if index + 1 < len(self._tokens) else b""
        each = self._each.get(name, ()) if self._sign(index + 2) in _ENDS_OF_INCLUDE else ()
        if not isinstance(target, bytes) or not target.endswith(b"vendor/autoload.php"):
            self._forget()
        return Include(
            statement=word.decode(),
            target=_text(target) if isinstance(target, bytes) else None,
            conditional=when != ALWAYS,
            line=self._lines.at(offset),
            offset=offset,
            guarded=when == (FILE + target if isinstance(target, bytes) else EACH + name),
            each=each,
        )

    def _condition(self, start: int, end: int) -> bytes:
        """Return when code runs whose condition these tokens are: if a file is there, or for each of some."""
        word = self._name(start).lower().removeprefix(b"\\")
        if end - start > 2 and self._name(end - 2).lower() == b"as":
            return self._loop(start, end - 2, self._tokens[end - 1].text)
        if word in _ASKING and self._sign(start + 1) == b"(":
            try:
                path, last = self._expressions.value(start + 2)
            except ComputedError:
                return DEPENDS
            if isinstance(path, bytes) and self._sign(last) == b")" and last + 1 == end:
                return FILE + path
        return DEPENDS

    def _loop(self, start: int, end: int, name: bytes) -> bytes:
        """Return when the body of a loop runs, and note what its variable goes through."""
        each = self._lists.get(self._tokens[start].text, ()) if end == start + 1 else ()
        if self._name(start).lower() == b"glob" and self._sign(start + 1) == b"(":
            try:
                pattern, _ = self._expressions.value(start + 2)
            except ComputedError:
                pattern = None
            each = (_text(pattern),) if isinstance(pattern, bytes) else ()
        self._each[name] = () if name in self._given else each
        return EACH + name if self._each[name] else DEPENDS

    def _list(self, found: Assignment, *, is_one: bool) -> None:
        """Note a variable that is given a list of texts, and keeps it."""
        if not is_one or found.conditional or found.keys:
            return
        texts = [item.value for item in found.items or () if len(item.keys) == 1]
        if len(texts) <= _LONGEST_LIST and all(isinstance(text, str) for text in texts):
            self._lists[str(found.name).encode()] = tuple(glob.escape(str(text)) for text in texts)

    def _forget(self) -> None:
        """Forget the variables, which an included file shares and may change."""
        for name in [name for name in self._constants if name in self._steady]:
            del self._constants[name]
        self._lists.clear()

    def _defined(self, target: _Target, value: _Value) -> Assignment:
        found = self._set("constant", target, value)
        found = replace(found, conditional=self._blocks.when not in {ALWAYS, target.name})
        if target.name not in self._settled and not found.computed and not found.conditional:
            self._constants[target.name] = value.literal
        self._settled.add(target.name)
        return found

    def _set(self, kind: str, target: _Target, value: _Value) -> Assignment:
        offset = self._tokens[target.start].offset
        return Assignment(
            kind=kind,
            name=_text(target.name),
            value=_text(value.literal) if isinstance(value.literal, bytes) else value.literal,
            computed=value.origin is not None,
            conditional=self._blocks.when != ALWAYS,
            line=self._lines.at(offset),
            offset=offset,
            source=value.origin,
        )

    def _value(self, index: int, ends: frozenset[bytes]) -> _Value:
        """Return the value of the expression there if it reaches to its end."""
        try:
            literal, end = self._expressions.value(index)
            if self._sign(end) in ends:
                return _Value(literal)
        except ComputedError:
            pass
        return _Value(None, self._expressions.origin(index))

    def _name(self, index: int) -> bytes:
        """Return the word that is there; nothing if another token is."""
        if index < len(self._tokens) and self._tokens[index].kind is Kind.NAME:
            return self._tokens[index].text
        return b""

    def _sign(self, index: int) -> bytes:
        """Return the sign that is there, a close tag being a semicolon; nothing if another token is."""
        if index < len(self._tokens) and self._tokens[index].kind is Kind.HTML:
            return b";"
        return self._expressions.sign(index)


def _given(tokens: list[Token]) -> frozenset[bytes]:
    """Return the variables that any statement gives a value."""
    pairs = pairwise(tokens)
    return frozenset(
        one.text for one, after in pairs if one.kind is Kind.VARIABLE and after.text in _ASSIGNING
    )


def _written(key: str) -> bytes:
    """Return a key in brackets as it is written in a name."""
    text = key.encode()
    if key == APPEND or text.isdigit():
        return text if key == APPEND else b"[%b]" % text
    return b"['%b']" % text.replace(b"\\", b"\\\\").replace(b"'", b"\\'")


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
