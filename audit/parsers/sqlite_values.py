"""The values that SQLite's shell writes, as plain literals."""

import re

from audit.parsers.pg_values import quoted

_LEVELS = 8  # calls of replace in one another; the shell writes two
_TEXT = re.compile(rb"'((?:[^']++|'')*+)'")
_HEX = re.compile(rb"[xX]'([0-9a-fA-F]*+)'?+")
_REPLACE = re.compile(rb"replace\(")
_WITH = re.compile(rb"\s*+,\s*+'((?:[^']++|'')*+)'\s*+,\s*+char\((\d{1,7})\)\s*+\)")
_UNISTR = re.compile(rb"unistr\('((?:[^']++|'')*+)'\)")
_POINT = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4})|(\\))|''")
_CAST = re.compile(rb"(?i)CAST\(\s*+([xX]'[0-9a-fA-F]*+')\s*+AS\s++(?:TEXT|BLOB)\s*+\)")


def written(literal: bytes, *, cut: bool = False) -> bytes:
    r"""
    Return the plain literal of a value; what is no value that the shell writes stays as it is.

    >>> written(b"X'6162'"), written(rb"replace('a\nb','\n',char(10))"), written(rb"unistr('a\u0009b')")
    (b"'ab'", b"'a\nb'", b"'a\tb'")
    """
    first = literal[:1]
    if first in (b"'", b"") or first.isdigit() or first == b"-":
        return literal
    if cast := _CAST.fullmatch(literal):
        literal = cast[1]
    if match := _HEX.fullmatch(literal):
        digits = match[1]
        return quoted(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))
    if match := _UNISTR.fullmatch(literal):
        return quoted(_POINT.sub(_character, match[1]))
    if first == b"r":
        return _replaced(literal, cut=cut)
    return literal


def _replaced(literal: bytes, *, cut: bool) -> bytes:
    at = levels = 0
    while levels < _LEVELS and (call := _REPLACE.match(literal, at)):
        at = call.end()
        levels += 1
    text = _TEXT.match(literal, at)
    if not text:
        return literal[at:] if cut and levels else literal
    value = text[1].replace(b"''", b"'")
    at = text.end()
    for _ in range(levels):
        if not (what := _WITH.match(literal, at)):
            return quoted(value) if cut else literal
        value = value.replace(what[1].replace(b"''", b"'"), _encoded(int(what[2])))
        at = what.end()
    return quoted(value) if at == len(literal) else literal


def _character(match: re.Match[bytes]) -> bytes:
    if match[0] == b"''":
        return b"'"
    *points, backslash = match.groups()
    return backslash or _encoded(int(next(point for point in points if point), 16))


def _encoded(number: int) -> bytes:
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else b"?"
