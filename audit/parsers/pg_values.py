"""The values that PostgreSQL writes in rows of COPY and of INSERT, as plain literals."""

import re

_ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_COPY_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3}+)|x([0-9A-Fa-f]{1,2}+)|([\s\S])|\Z)")
_TEXT_ESCAPE = re.compile(
    rb"''|\\(?:([0-7]{1,3}+)|x([0-9A-Fa-f]{1,2}+)|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S])|\Z)"
)
_OCTAL = re.compile(rb"\\(?:([0-3][0-7]{2})|(\\)|\Z)")
_HEX = re.compile(rb"\\x(?:[0-9a-f]{2})*+\Z")
_CAST = re.compile(rb"'(?:::[\w .\"]{1,100}+(?:\(\d++(?:, *+\d++)?+\))?+)?+\Z")
_DOLLAR = re.compile(rb"(\$\w{0,63}+\$)([\s\S]*?)(?:\1(?:::[\w ]{1,100}+)?+)?\Z")
_UNICODE = re.compile(rb"''|\\(?:([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6})|(\\)|\Z)")
_INSIDE = re.compile(rb"(?:[^']++|'')*+")
_ESCAPED_INSIDE = re.compile(rb"(?:[^'\\]++|\\[\s\S]|'')*+")
_TRUTH = {b"t": b"1", b"f": b"0", b"'t'": b"1", b"'f'": b"0", b"true": b"1", b"false": b"0"}


def quoted(value: bytes) -> bytes:
    """
    Return the plain literal of a value.

    >>> quoted(b"it's")
    b"'it''s'"
    """
    return b"'" + value.replace(b"'", b"''") + b"'"


def copied(field: bytes, kind: str | None, *, cut: bool = False) -> bytes:
    r"""
    Return the plain literal of a field of COPY; `kind` is the column's type, None where nothing tells.

    >>> copied(rb"a\tb", "text"), copied(rb"\N", "text"), copied(rb"\\x6162", "bytea")
    (b"'a\tb'", b'NULL', b"'ab'")
    """
    if field == rb"\N":
        return b"NULL"
    if kind == "boolean":
        return _TRUTH.get(field, b"NULL")
    if b"\\" in field:
        field = _bytes(_copy_unescaped(field), kind, cut=cut)
    if kind == "character":
        field = field.rstrip(b" ")
    return quoted(field)


def written(literal: bytes, kind: str | None, *, escapes: bool = False, cut: bool = False) -> bytes:
    r"""
    Return the plain literal of a value of an INSERT; what only a server could know stays as it is.

    >>> written(rb"E'it\'s'", "text"), written(rb"'\x6162'", "bytea"), written(b"now()", None)
    (b"'it''s'", b"'ab'", b'now()')
    """
    if kind == "boolean":
        return _TRUTH.get(literal.lower(), literal)
    if literal[:1] == b"'" and b"\\" not in literal and kind != "character":
        return literal if literal[-1:] == b"'" or cut else _value_of(literal, kind, escapes, cut)
    return _value_of(literal, kind, escapes, cut)


def _value_of(literal: bytes, kind: str | None, escapes: bool, cut: bool) -> bytes:
    value = _text(literal, escapes=escapes, cut=cut)
    if value is None:
        return literal
    value = _bytes(value, kind, cut=cut)
    return quoted(value.rstrip(b" ") if kind == "character" else value)


def _text(literal: bytes, *, escapes: bool, cut: bool) -> bytes | None:
    """Return what a text stands for; None for what is no text."""
    if literal[:1] == b"$" and (dollar := _DOLLAR.match(literal)):
        return dollar[2]
    start = literal.find(b"'", 0, 3)
    prefix = literal[: max(start, 0)].upper()
    if start < 0 or prefix not in (b"", b"E", b"U&"):
        return None
    has_escapes = prefix == b"E" or escapes
    # The last quote ends it, and a cast may follow; a text that was cut has no end.
    end = literal.rfind(b"'")
    if end > start and _CAST.match(literal, end):
        inner = literal[start + 1 : end]
    else:
        inner = literal[start + 1 :]
        end = -1
    if not cut and (end < 0 or not (_ESCAPED_INSIDE if has_escapes else _INSIDE).fullmatch(inner)):
        return None  # several texts, put together
    if prefix == b"U&":
        return _UNICODE.sub(_unicode, inner)
    return _TEXT_ESCAPE.sub(_unescaped, inner) if has_escapes else inner.replace(b"''", b"'")


def _copy_unescaped(field: bytes) -> bytes:
    # Doubled backslashes are by far the most frequent.
    parts = field.split(b"\\\\")
    return b"\\".join(_COPY_ESCAPE.sub(_copied, part) if b"\\" in part else part for part in parts)


def _copied(match: re.Match[bytes]) -> bytes:
    octal, digits, other = match.groups()
    return _byte(octal, digits) or _ESCAPES.get(other or b"", other or b"")


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[0] == b"''":
        return b"'"
    octal, digits, short, long, other = match.groups()
    if point := short or long:
        return _character(point)
    return _byte(octal, digits) or _ESCAPES.get(other or b"", other or b"")


def _unicode(match: re.Match[bytes]) -> bytes:
    if match[0] == b"''":
        return b"'"
    short, long, backslash = match.groups()
    return _character(short or long) if short or long else backslash or b""


def _byte(octal: bytes | None, digits: bytes | None) -> bytes | None:
    if octal:
        return bytes([int(octal, 8) & 255])
    return bytes([int(digits, 16)]) if digits else None


def _character(digits: bytes) -> bytes:
    number = int(digits, 16)
    return chr(number).encode("utf-8", "surrogatepass") if number <= 0x10FFFF else b"?"


def _bytes(value: bytes, kind: str | None, *, cut: bool) -> bytes:
    """Return the bytes of a bytea; any other value, and where the type is not known most, as it is."""
    if kind == "bytea":
        if value.startswith(b"\\x"):
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", value[2:])
            return bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        return _OCTAL.sub(lambda match: bytes([int(match[1], 8)]) if match[1] else match[2] or b"", value)
    if kind is None and not cut and _HEX.match(value):
        return bytes.fromhex(value[2:].decode())
    return value
