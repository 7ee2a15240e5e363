"""The files that PHP code includes."""

import re
from typing import NamedTuple

from audit.parsers.php.before import SPACES, end_before, word_before
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import Span

_WORDS = (b"include", b"include_once", b"require", b"require_once")
_SPACES = re.compile(SPACES)
_LONGEST = 2000  # bytes of an expression without brackets
_EDGE = re.compile(rb";|,|\(|\[|\{|\)|\]|\}")
_NAME = re.compile(rb"\\|" + SPACES + rb":")
_OPENING = frozenset((b"(", b"[", b"{"))
_NAMING = frozenset((b"->", b"::", b"function", b"const"))


class Include(NamedTuple):
    """A statement or expression that includes a file."""

    by: str  # include, include_once, require or require_once
    offset: int
    line: int
    expression: Span  # what says which file


def includes(file: PhpFile) -> list[Include]:
    r"""
    Return what the file includes, in its order.

    >>> file = PhpFile(b"<?php $a = (include __DIR__ . '/b;.php') + 1; REQUIRE_ONCE('c.php');")
    >>> [(one.by, file.source[slice(*one.expression)]) for one in includes(file)]
    [('include', b"__DIR__ . '/b;.php'"), ('require_once', b"('c.php')")]
    """
    code, found = file.code if not file.words.isdisjoint(_WORDS) else b"", []
    for word in _WORDS:
        for offset in file.code_offsets(word):
            end = offset + len(word)
            if word_before(code, offset) not in _NAMING and not _NAME.match(code, end):
                expression = _expression(file, end)
                found.append(Include(word.decode(), offset, file.line(offset), expression))
    return sorted(found, key=lambda one: one.offset)


def _expression(file: PhpFile, start: int) -> Span:
    """Return where the expression is that starts there: up to a semicolon, a comma or a bracket around it."""
    code, position = file.code, start
    end = min(len(code), start + _LONGEST)
    while edge := _EDGE.search(code, position, position + _LONGEST):
        if edge[0] not in _OPENING:
            end = edge.start()
            break
        position = file.brackets.end(edge.start()) + 1
        end = min(len(code), position + _LONGEST)
    blank = _SPACES.match(code, start, end)
    return blank.end() if blank else start, max(start, end_before(code, end))
