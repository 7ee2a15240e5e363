"""The tokens of PHP code, without its spaces, comments and attributes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from audit.parsers.php.lexer import LABEL, is_comment, spans


class Kind(Enum):
    """What a token is."""

    NAME = "name"  # A keyword, or the name of a function, class or constant.
    VARIABLE = "variable"
    NUMBER = "number"
    STRING = "string"  # With its quotes; a heredoc or a command in backticks, too.
    TEXT = "text"  # A part of a string that holds code in braces.
    SIGN = "sign"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Token:
    """A token, as it is written, and where."""

    kind: Kind
    text: bytes
    offset: int


_DIGITS = rb"[0-9]++(?:_[0-9]++)*+"
_NUMBERS = (
    rb"0[xX][0-9a-fA-F]++(?:_[0-9a-fA-F]++)*+",
    rb"0[bB][01]++(?:_[01]++)*+",
    rb"0[oO][0-7]++(?:_[0-7]++)*+",
    rb"(?:%b(?:\.(?:%b)?+)?+|\.%b)(?:[eE][+-]?%b)?+" % ((_DIGITS,) * 4),
)
_SIGNS = b"""
    <<= >>= **= ... <=> === !== ??= ?->
    -> => :: == != <> <= >= && || ?? ++ -- ** << >> += -= *= /= .= %= &= |= ^=
""".split()
_TOKEN = re.compile(
    rb"(?P<VARIABLE>\$" + LABEL + rb")"
    rb"|(?P<NAME>\\?" + LABEL + rb"(?:\\" + LABEL + rb")*+)"
    rb"|(?P<NUMBER>" + rb"|".join(_NUMBERS) + rb")"
    rb"|(?P<SIGN>" + rb"|".join(map(re.escape, _SIGNS)) + rb"|[^ \t\r\n])"
)


def tokens(source: bytes) -> list[Token]:
    """
    Return the tokens of a PHP file.

    >>> [token.text for token in tokens(b"<?php $a = 'b' /* c */ . FOO;")]
    [b'<?php ', b'$a', b'=', b"'b'", b'.', b'FOO', b';']
    """
    found: list[Token] = []
    position = 0
    for start, end in spans(source):
        found.extend(_code(source, position, start))
        if start == 0 or not (source.startswith(b"#", start) or is_comment(source, start)):
            found.append(Token(_kind(source, start, end), source[start:end], start))
        position = end
    found.extend(_code(source, position, len(source)))
    return found


def _code(source: bytes, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(source, start, end):
        yield Token(Kind[match.lastgroup or "SIGN"], match[0], match.start())


def _kind(source: bytes, start: int, end: int) -> Kind:
    first = source[start : start + 1]
    if start == 0 or first in b"?_":
        return Kind.HTML
    return Kind.TEXT if first == b"}" or source.startswith(b"{", end - 1) else Kind.STRING
