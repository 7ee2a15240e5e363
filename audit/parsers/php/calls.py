"""The calls of global functions and the backtick operators in a PHP file, exact against PHP's tokenizer."""

import re
from functools import lru_cache
from typing import NamedTuple

from audit.parsers.php.before import SPACES, end_before
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL, Span
from audit.parsers.php.symbols import Sought, symbols

_OPENED = re.compile(LABEL + SPACES + rb"(?=\()")
_SPACES = re.compile(SPACES)
_SIGN = re.compile(rb",|\(|\[|\{|\)|\]|\}")
_FIRST_CLASS = re.compile(SPACES + rb"\.\.\." + SPACES + rb"\Z")


class Call(NamedTuple):
    """A call of a function by its name."""

    name: str
    offset: int
    line: int
    guarded: bool = False  # The code asks first whether the function is there, or which version of PHP.


def calls(file: PhpFile, names: frozenset[str]) -> list[Call]:
    r"""
    Return the calls of the functions of these names, which are in lower case.

    Methods, definitions, classes, attributes and functions of a namespace are no such calls; a call by
    the alias of an import is one.

    >>> calls(PhpFile(b"<?php\n$o->mail(); \\Mail('a'); // mail()"), frozenset({"mail"}))
    [Call(name='mail', offset=19, line=2, guarded=False)]
    """
    found = symbols(file, _functions(names), all_guards=False)
    return [Call(one.name, one.offset, one.line, one.guarded) for one in found]


def backticks(file: PhpFile) -> list[int]:
    r"""
    Return where a backtick operator runs a command.

    >>> backticks(PhpFile(b"<?php\n// `no`\n$a = `ls`;"))
    [19]
    """
    found, offset = [], file.source.find(b"`")
    while offset >= 0:
        span = file.span_at(offset)
        if span is not None and span[0] == offset:
            found.append(offset)
        offset = file.source.find(b"`", offset + 1 if span is None else span[1])
    return found


def arguments(file: PhpFile, offset_of_name: int) -> list[Span] | None:
    r"""
    Return where the arguments are of the call whose name starts there.

    None: it has no list of arguments, or one that is never closed, or is only named as f(...).

    >>> file = PhpFile(b"<?php exec(f(1, 2) /* a, b */, 'c,d');")
    >>> [file.source[start:end] for start, end in arguments(file, 6)]
    [b'f(1, 2)', b"'c,d'"]
    """
    opened = _OPENED.match(file.code, offset_of_name)
    if not opened or not file.brackets.is_closed(opened.end()):
        return None
    code, end = file.code, file.brackets.end(opened.end())
    if _FIRST_CLASS.match(code, opened.end() + 1, end):
        return None
    found, start = [], opened.end() + 1
    position = start
    while position < end and (sign := _SIGN.search(code, position, end)):
        position = sign.end()
        if sign[0] == b",":
            found.append(_trimmed(code, start, sign.start()))
            start = position
        else:
            position = max(position, file.brackets.end(sign.start()) + 1)
    last = _trimmed(code, start, end)
    return [*found, last] if last[0] < last[1] else found


@lru_cache(maxsize=16)
def _functions(names: frozenset[str]) -> Sought:
    return Sought(functions=names)


def _trimmed(code: bytes, start: int, end: int) -> Span:
    blank = _SPACES.match(code, start, end)
    return blank.end() if blank else start, max(start, end_before(code, end))
