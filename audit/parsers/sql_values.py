"""The values that literals of SQL stand for."""

import re
from dataclasses import dataclass

from audit.parsers.sql_grammar import Dialect, grammar


@dataclass(frozen=True, slots=True)
class Literal:
    """A decoded value."""

    value: bytes | None  # None: NULL, or computed.
    computed: bool = False  # True: no literal, only the server knows its value.


_WORDS = {b"NULL": Literal(None), b"TRUE": Literal(b"1"), b"FALSE": Literal(b"0")}
_COMPUTED = Literal(None, computed=True)
_NUMBER = re.compile(rb"[+-]?+(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?+\d++)?+\Z")
_INTRODUCER = re.compile(rb"_\w++\s*+|[nN](?=')")
_HEX = re.compile(rb"0x([0-9a-fA-F]*+)|[xX]'([0-9a-fA-F]*+)'?+")
_BITS = re.compile(rb"0b([01]*+)|[bB]'([01]*+)'?+")
_ESCAPES = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
_FREQUENT = ((b"\\'", b"'"), (b'\\"', b'"'), (b"\\n", b"\n"), (b"\\r", b"\r"))
_OTHER_ESCAPE = re.compile(rb"\\([\s\S])")
_ESCAPES |= {b"%": b"\\%", b"_": b"\\_"}  # Only a pattern of LIKE makes something else of them.


def parse_literal(raw: bytes, dialect: Dialect, *, cut: bool = False) -> Literal:
    r"""
    Return the value of a literal as MySQL reads it; `cut` says that its end is missing.

    >>> parse_literal(rb"'it\'s' ' two'", Dialect())
    Literal(value=b"it's two", computed=False)
    >>> parse_literal(b"NOW()", Dialect())
    Literal(value=None, computed=True)
    """
    if word := _WORDS.get(raw[:6].upper()):
        return word
    if _NUMBER.match(raw):
        return Literal(raw)
    if introducer := _INTRODUCER.match(raw):
        raw = raw[introducer.end() :]
    for pattern, decode in ((_HEX, _hex), (_BITS, _bits)):
        match = pattern.match(raw)
        if match and match.end() == len(raw):
            return Literal(decode(match[1] or match[2] or b"", cut))
    return _text(raw, dialect, cut)


def _text(raw: bytes, dialect: Dialect, cut: bool) -> Literal:
    patterns = grammar(dialect)
    pieces = []
    at = 0
    while match := patterns.texts.match(raw, at):
        pieces.append((raw[at : at + 1], match[1] or match[2] or b""))
        at = match.end()
    if cut and at < len(raw) and (match := patterns.open_text.match(raw, at)):
        pieces.append((raw[at : at + 1], match[1] or match[2] or b""))
        at = len(raw)
    if at < len(raw) or not pieces or (dialect.ansi and any(quote == b'"' for quote, _ in pieces)):
        return _COMPUTED
    return Literal(b"".join(_unescaped(text, quote, dialect) for quote, text in pieces))


def _unescaped(text: bytes, quote: bytes, dialect: Dialect) -> bytes:
    if b"\\" not in text and quote not in text:
        return text

    if dialect.escapes and dialect.charset is None:
        # Without a regular expression for the frequent ones: that would take ten times as long.
        parts = [_part_unescaped(part, quote) for part in text.split(b"\\\\")]
        return b"\\".join(parts)

    def plain(match: re.Match[bytes]) -> bytes:
        unit = match[0]
        if unit[:1] == b"\\":
            return _ESCAPES.get(unit[1:], unit[1:])
        return quote if unit == quote + quote else unit

    return grammar(dialect).escape.sub(plain, text)


def _part_unescaped(text: bytes, quote: bytes) -> bytes:
    """Return a text between two escaped backslashes as it is meant."""
    text = text.replace(quote + quote, quote)
    for written, meant in _FREQUENT:
        text = text.replace(written, meant)
    return _OTHER_ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), text) if b"\\" in text else text


def _hex(digits: bytes, cut: bool) -> bytes:
    if len(digits) % 2:
        digits = digits[:-1] if cut else b"0" + digits
    return bytes.fromhex(digits.decode())


def _bits(digits: bytes, cut: bool) -> bytes:
    if cut:
        digits = digits[: len(digits) // 8 * 8]
    return int(digits or b"0", 2).to_bytes((len(digits) + 7) // 8, "big")
