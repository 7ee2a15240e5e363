"""Syntax that only some versions of PHP take, exact enough to say that a file cannot run on the others."""

from typing import Literal, NamedTuple

from audit.parsers.php.check import Check, signs
from audit.parsers.php.file import PhpFile
from audit.parsers.php.syntax_added import ADDED
from audit.parsers.php.syntax_calls import CALLS
from audit.parsers.php.syntax_removed import REMOVED
from audit.parsers.php.syntax_reserved import reserved_names


class SyntaxUse(NamedTuple):
    """A piece of syntax, called as the table of PHP's changes calls it, and where its first use is."""

    kind: Literal["syntax", "parameter", "reserved-name"]
    symbol: str
    offset: int
    line: int


_KINDS: dict[str, Literal["syntax", "parameter"]] = {
    **{check.symbol: "syntax" for check in (*REMOVED, *ADDED)},
    **{check.symbol: "parameter" for check in CALLS},
}
_CHECKS = (*REMOVED, *ADDED, *CALLS)
_ALWAYS = [check for check in _CHECKS if not check.words]
_BY_WORD: dict[bytes, list[Check]] = {}
for _check in _CHECKS:
    for _word in _check.words:
        _BY_WORD.setdefault(_word, []).append(_check)
_WORDS = frozenset(_BY_WORD)
_ORDER = {check.symbol: number for number, check in enumerate(_CHECKS)}


def syntax(file: PhpFile) -> list[SyntaxUse]:
    r"""
    Return the first use of each piece of syntax that PHP took away, or has from 8.0 on only.

    >>> [use.symbol for use in syntax(PhpFile(b"<?php\n$a = (real) $b; $c = $a?->d;"))]
    ['(real) cast', 'nullsafe operator ?->']
    """
    plain = signs(file.source)
    worth = {check.symbol: check for check in _ALWAYS if check.may_hold(file, plain)}
    for word in _WORDS & file.words:
        for check in _BY_WORD[word]:
            if check.symbol not in worth and check.may_hold(file, plain):
                worth[check.symbol] = check
    found = [
        SyntaxUse("reserved-name", name, offset, file.line(offset)) for name, offset in reserved_names(file)
    ]
    for symbol in sorted(worth, key=_ORDER.__getitem__):
        offset = next(worth[symbol].find(file), None)
        if offset is not None:
            found.append(SyntaxUse(_KINDS[symbol], symbol, offset, file.line(offset)))
    return found
