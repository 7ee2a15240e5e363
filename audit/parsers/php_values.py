"""The constants, variables and settings that PHP configuration gives a value, read without running it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from audit.parsers.php_blocks import ALWAYS, Blocks
from audit.parsers.php_expressions import ComputedError, Expressions, Literal
from audit.parsers.php_lexer import Lines
from audit.parsers.php_literals import string_value
from audit.parsers.php_tokens import Kind, Token, tokens


@dataclass(frozen=True, slots=True)
class Assignment:
    """A constant, variable or PHP setting ("constant", "variable", "ini") that is given a value."""

    kind: str
    name: str | None  # A variable's begins with "$", with literal keys: $_SERVER['HTTPS']. None: computed.
    value: str | int | float | bool | None
    computed: bool  # The value is not in the text; it is None here.
    conditional: bool  # Whether it applies depends on more than the lack of a constant of this name.
    line: int
    offset: int
    source: str | None = None  # Where a computed value comes from; the words are those of Expressions.origin.


@dataclass(frozen=True, slots=True)
class Include:
    """A file that is made part of this one."""

    statement: str  # require, require_once, include or include_once
    target: str | None  # None: it is computed.
    conditional: bool
    line: int
    offset: int


def configuration(
    source: bytes, path: str | None = None, known: Mapping[str, str] | None = None
) -> list[Assignment | Include]:
    """
    Return what the file at this path sets and includes, in its order; known constants are set before.

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
    return [found for found in configuration(source, path) if isinstance(found, Assignment)]


_CHANGING = frozenset((b".=", b"+=", b"-=", b"*=", b"/=", b"%=", b"**=", b"&=", b"|=", b"^=", b"<<=", b">>="))
_ASSIGNING = _CHANGING | {b"=", b"??="}
_ENDS_OF_STATEMENT = frozenset((b";",))
_ENDS_OF_CONSTANT = frozenset((b";", b","))
_ENDS_OF_ARGUMENT = frozenset((b")", b","))
_ENDS_OF_INCLUDE = frozenset((b";", b",", b")", b"]", b":"))
_INCLUDING = frozenset((b"require", b"require_once", b"include", b"include_once"))
_CALLS = {b"define": "constant", b"ini_set": "ini"}


@dataclass(frozen=True, slots=True)
class _Target:
    """What stands before a "=": its name, and the indexes of its first token and of the one behind it."""

    name: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Value:
    """What stands behind a "="."""

    literal: Literal
    origin: str | None = None  # None: the literal is the value.


class _Reader:
    """A pass over the tokens of one file."""

    def __init__(self, source: bytes, path: str | None, known: Mapping[str, str]) -> None:
        self._tokens = tokens(source)
        self._blocks = Blocks(self._tokens)
        self._lines = Lines(source)
        self._namespace = b""
        self._constants: dict[bytes, Literal] = {name.encode(): text.encode() for name, text in known.items()}
        self._settled = set(self._constants)  # The constants that were seen: the first definition wins.
        self._expressions = Expressions(self._tokens, path, self._constants)

    def read(self) -> Iterator[Assignment | Include]:
        """Yield what is found, in the order of the file."""
        for index, token in enumerate(self._tokens):
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
        for target in targets:
            found = self._set("variable", target, value)
            yield replace(found, conditional=True) if b"??=" in operators else found

    def _targets(self, index: int) -> Iterator[_Target]:
        while (target := self._target(index)) and self._sign(target.end) in _ASSIGNING:
            yield target
            index = target.end + 1

    def _target(self, index: int) -> _Target | None:
        """Return the variable there with its keys; None if there is none or a key is computed."""
        if index >= len(self._tokens) or self._tokens[index].kind is not Kind.VARIABLE:
            return None
        name = [self._tokens[index].text]
        end = index + 1
        while self._sign(end) == b"[":
            if self._sign(end + 1) == b"]":
                name.append(b"[]")
                end += 2
            elif self._sign(end + 2) == b"]" and (key := _key(self._tokens[end + 1])):
                name.append(key)
                end += 3
            else:
                return None
        return _Target(b"".join(name), index, end)

    def _include(self, index: int, word: bytes) -> Include:
        offset = self._tokens[index].offset
        target = self._value(index + 1, _ENDS_OF_INCLUDE).literal
        return Include(
            statement=word.decode(),
            target=_text(target) if isinstance(target, bytes) else None,
            conditional=self._blocks.when != ALWAYS,
            line=self._lines.at(offset),
            offset=offset,
        )

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


def _key(token: Token) -> bytes | None:
    """Return a key in brackets as it is written in a name, if it is written out."""
    if token.kind is Kind.NUMBER and token.text.isdigit():
        return b"[%b]" % token.text
    value = string_value(token.text) if token.kind is Kind.STRING else None
    return None if value is None else b"['%b']" % value.replace(b"\\", b"\\\\").replace(b"'", b"\\'")


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
