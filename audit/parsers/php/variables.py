"""The variables of a PHP file that are given one value and keep it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.parsers.php.tokens import Kind, Token

_REACH = 64  # tokens that are looked at before a place
_CHANGING = frozenset(b"++ -- .= += -= *= /= %= **= ??= &= |= ^= <<= >>=".split())
_BINDING = frozenset((b"&", b"as", b"global", b"static", b"++", b"--"))
_ENDS = frozenset((b";", b"{", b"}"))
_CLOSING = frozenset((b"]", b")"))
_OPENING = frozenset((b"[", b"("))
# Any other function may take its argument by reference and change it.
_HARMLESS = frozenset(
    b"""
    array basename define defined dirname elseif empty env explode file_exists getenv if implode in_array
    include include_once ini_set is_dir is_file is_readable isset ltrim parse_url putenv realpath require
    require_once rtrim sprintf stripos strlen strpos strtolower strtoupper substr switch trim
    """.split()
)
_METHOD = frozenset((b"::", b"->", b"new"))


def steady(tokens: Sequence[Token]) -> frozenset[bytes]:
    """
    Return the variables that are assigned once, and that nothing else in the file changes.

    >>> from audit.parsers.php.tokens import tokens
    >>> sorted(steady(tokens(b"<?php $a = 'x'; $b = 1; $b = 2; $c = 0; exec($a, $c); define('D', $d = 1);")))
    [b'$d']
    """
    assigned: Counter[bytes] = Counter()
    changed: set[bytes] = set()
    for index, token in enumerate(tokens):
        if token.kind is Kind.VARIABLE:
            after = tokens[index + 1].text if index + 1 < len(tokens) else b""
            assigned[token.text] += after == b"="
            if after in _CHANGING or _is_bound(tokens, index, after):
                changed.add(token.text)
            if index and tokens[index - 1].text == b"$":
                return frozenset()  # a variable whose name is in a variable may be any
        elif token.text == b"=" and index and tokens[index - 1].text in _CLOSING:
            changed.update(_parts(tokens, index - 1))
    return frozenset(name for name, count in assigned.items() if count == 1 and name not in changed)


def _is_bound(tokens: Sequence[Token], index: int, after: bytes) -> bool:
    before = tokens[index - 1].text.lower() if index else b""
    if before in _BINDING or (before == b"=>" and _is_of_loop(tokens, index)):
        return True
    is_argument = before in {b"(", b","} and after in {b")", b","}
    return is_argument and not _is_harmless(tokens, index)


def _is_of_loop(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether it stands behind the "as" of a foreach, and not in an array."""
    for place in range(index - 1, max(index - _REACH, 0), -1):
        text = tokens[place].text
        if text in _ENDS or text.lower() == b"as":
            return text not in _ENDS
    return False


def _is_harmless(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether what is called with this argument is known to leave it as it is."""
    depth = 0
    for place in range(index - 1, max(index - _REACH, 1), -1):
        sign = tokens[place].text if tokens[place].kind is Kind.SIGN else b""
        depth += (sign in _CLOSING) - (sign in _OPENING)
        if depth < 0:
            name = tokens[place - 1].text.lower().removeprefix(b"\\")
            return sign == b"[" or name in _HARMLESS or tokens[place - 2].text.lower() in _METHOD
    return False


def _parts(tokens: Sequence[Token], end: int) -> Iterator[bytes]:
    """Yield the variables of [$a, $b] = ..., of list($a) = ... and of $a['b'] = ...."""
    depth = 0
    for place in range(end, max(end - _REACH, -1), -1):
        sign = tokens[place].text if tokens[place].kind is Kind.SIGN else b""
        depth += (sign in _CLOSING) - (sign in _OPENING)
        if tokens[place].kind is Kind.VARIABLE:
            yield tokens[place].text
        if depth == 0 and (place == 0 or tokens[place - 1].text not in _CLOSING):
            if place and tokens[place - 1].kind is Kind.VARIABLE:
                yield tokens[place - 1].text
            return
