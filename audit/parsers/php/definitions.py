"""The functions, classes and constants that a PHP file defines, be it on a condition or not."""

import re
from collections.abc import Container, Iterator
from operator import attrgetter
from typing import Literal, NamedTuple

from audit.parsers.php.before import SPACES, end_before, may_end_comment, word_before
from audit.parsers.php.bodies import is_declared
from audit.parsers.php.calls import arguments
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL
from audit.parsers.php.symbols import Sought, wanted_of
from audit.parsers.php.wanted import CLASS, CONSTANT, FUNCTION

Kind = Literal["function", "class", "constant"]

_CALL = re.compile(SPACES + rb"\(" + SPACES)
_CONSTANTS = re.compile(
    rb"(?:const[ \t\r\n]|,)" + SPACES + rb"(" + LABEL + rb")" + SPACES + rb"=(?![=>])", re.IGNORECASE
)
_STATEMENT = re.compile(rb"[^;{}]*+")
_CLASS_HEAD = re.compile(SPACES + rb"(?:[{:]|extends[ \t\r\n]|implements[ \t\r\n])", re.IGNORECASE)
_SET = re.compile(SPACES + rb"(?:=(?![=>])|[/#])")
_CLASS_WORDS = (b"class", b"interface", b"trait", b"enum")
_MEMBER = frozenset((b"->", b"::", b"function", b"new"))
_LONGEST = 10  # of the keywords


class Definition(NamedTuple):
    """Something that a file defines."""

    kind: Kind
    name: str  # with its namespace; in lower case, but for the last part of a constant
    offset: int  # where the statement starts that defines it
    line: int


def definitions(file: PhpFile, sought: Sought) -> list[Definition]:
    r"""
    Return what the file defines of what is sought: classes of these names, and functions and constants
    whose last part is the last part of one, in any namespace.

    >>> sought = Sought(frozenset({"each"}), constants=frozenset({"A"}))
    >>> file = PhpFile(b"<?php namespace { function Each() {} define('A', 1); } namespace B { const A = 1; }")
    >>> [definition.name for definition in definitions(file, sought)]
    ['each', 'A', 'b\\A']
    """
    wanted = wanted_of(sought)
    among = wanted.among(file)
    words = {
        use: [word for word, (whole, part) in among.items() if (whole | part) & use]
        for use in (FUNCTION, CLASS, CONSTANT)
    }
    found = [*_functions(file, words[FUNCTION]), *_classes(file, words[CLASS], wanted.classes)]
    if words[CLASS]:
        found += _aliases(file, wanted.classes)
    if words[CONSTANT]:
        found += _constants(file, words[CONSTANT], wanted.spelled)
    return sorted(found, key=attrgetter("offset", "name"))


def _functions(file: PhpFile, words: list[bytes]) -> Iterator[Definition]:
    for offset, word in _declared(file, words, (b"function",)):
        if is_declared(file, offset):
            yield _definition(file, "function", b"namespace\\" + word, offset)


def _classes(file: PhpFile, words: list[bytes], names: Container[bytes]) -> Iterator[Definition]:
    for offset, word in _declared(file, words, _CLASS_WORDS):
        is_named = word_before(file.code, offset) in _CLASS_WORDS
        if is_named and _CLASS_HEAD.match(file.code, offset + len(word)):
            found = _definition(file, "class", b"namespace\\" + word, offset)
            if found.name.encode() in names:
                yield found


def _declared(file: PhpFile, words: list[bytes], keywords: tuple[bytes, ...]) -> Iterator[tuple[int, bytes]]:
    """Yield where one of the words may stand behind one of the keywords, or a comment that hides one."""
    if not words or file.words.isdisjoint(keywords):
        return
    source = file.source
    for place, word in file.places(words):
        start, end = place, end_before(source, place)
        if source[max(0, end - 1) : end] == b"&":
            start, end = end - 1, end_before(source, end - 1)
        is_near = source[max(0, end - _LONGEST) : end].lower().endswith(keywords)
        if (is_near or may_end_comment(source, end, start)) and file.in_code(place):
            yield place, word


def _aliases(file: PhpFile, names: Container[bytes]) -> Iterator[Definition]:
    for offset, _ in _calls(file, b"class_alias"):
        given = arguments(file, offset)
        text = file.text_at(given[1][0]) if given and len(given) > 1 else None
        if text and (name := text[0].removeprefix(b"\\").lower()) in names:
            yield _definition(file, "class", b"\\" + name, offset)


def _constants(file: PhpFile, words: list[bytes], spelled: Container[bytes]) -> Iterator[Definition]:
    source, places = file.source, [(place, place + len(word)) for place, word in file.places(words)]
    if b"define" in file.words and any(source[start - 1] in b"'\"\\" for start, _ in places):
        for offset, start in _calls(file, b"define"):
            text = file.text_at(start)
            if text and text[0].rpartition(b"\\")[2] in spelled:
                yield _definition(file, "constant", b"\\" + text[0].removeprefix(b"\\"), offset)
    if b"const" not in file.words or not any(_SET.match(source, end) for _, end in places):
        return
    for offset in file.code_offsets(b"const"):
        if file.code[end_before(file.code, offset) - 1] not in b";{}":
            continue
        statement = _STATEMENT.match(file.code, offset)
        for found in _CONSTANTS.finditer(statement[0] if statement else b""):
            if found[1] in spelled and file.classes.around(offset) is None:
                yield _definition(file, "constant", b"namespace\\" + found[1], offset)


def _calls(file: PhpFile, word: bytes) -> Iterator[tuple[int, int]]:
    """Yield where a function is called, and where its arguments start."""
    for offset in file.code_offsets(word):
        opened = _CALL.match(file.code, offset + len(word))
        if opened and word_before(file.code, offset) not in _MEMBER:
            yield offset, opened.end()


def _definition(file: PhpFile, kind: Kind, name: bytes, offset: int) -> Definition:
    full = file.names.resolved(kind, name, offset).decode(errors="replace")
    return Definition(kind, full, offset, file.line(offset))
