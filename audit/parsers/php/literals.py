"""The values of the strings and numbers that are written out in PHP code."""

import re

from audit.parsers.php.lexer import LABEL

_LARGEST_INTEGER = 2**63 - 1
_LONGEST_INTEGER = 19  # The decimal digits of the largest one.

_ESCAPED_SINGLE = re.compile(rb"\\([\\'])")
_CODES = rb"\\(?:(?P<octal>[0-7]{1,3})|[xX](?P<hex>[0-9a-fA-F]{1,2})|u\{(?P<point>[0-9a-fA-F]++)\}"
_ESCAPED_DOUBLE = re.compile(_CODES + rb"|(?P<letter>[nrtvef\\$\"]))")
_ESCAPED_HEREDOC = re.compile(_CODES + rb"|(?P<letter>[nrtvef\\$]))")
_LETTERS = dict(zip(b'nrtvef\\$"', b'\n\r\t\v\x1b\f\\$"', strict=True))
_PLAIN = re.compile(rb"(?:[^\\$]++|\\.?+|\$(?![A-Za-z_\x80-\xff]))*+", re.DOTALL)
_HEREDOC = re.compile(
    rb"<<<[ \t]*+(?P<quote>[\"']?)(?P<label>" + LABEL + rb")(?P=quote)(?:\r\n|\n|\r)"
    rb"(?:(?P<body>.*)(?:\r\n|(?<!\r)\n|\r))?(?P<indent>[ \t]*+)(?P=label)",
    re.DOTALL,
)


def string_value(text: bytes) -> bytes | None:
    r"""
    Return what a string in quotes or a heredoc says; None if that takes running code.

    >>> string_value(rb'"a\x42\n"'), string_value(rb"'a\n'"), string_value(b'"$a"')
    (b'aB\n', b'a\\n', None)
    """
    if text[:1] == b"'" and text[1:].endswith(b"'"):
        return _ESCAPED_SINGLE.sub(rb"\1", text[1:-1])
    if text[:1] == b'"' and text[1:].endswith(b'"'):
        return _unescaped(text[1:-1], _ESCAPED_DOUBLE)
    if heredoc := _HEREDOC.fullmatch(text):
        body = _unindented(heredoc["body"] or b"", len(heredoc["indent"]))
        return body if heredoc["quote"] == b"'" else _unescaped(body, _ESCAPED_HEREDOC)
    return None


def number_value(text: bytes) -> int | float | None:
    """
    Return the value of a number; None if PHP knows no such number.

    >>> number_value(b"1_000"), number_value(b"0x1F"), number_value(b"0755"), number_value(b"1e3")
    (1000, 31, 493, 1000.0)
    """
    digits = text.replace(b"_", b"").lower()
    for prefix, base in ((b"0x", 16), (b"0b", 2), (b"0o", 8)):
        if digits.startswith(prefix):
            return _integer(digits[len(prefix) :], base)
    if not digits.isdigit():
        return float(digits)
    if digits.startswith(b"0"):
        return None if digits.strip(b"01234567") else _integer(digits, 8)
    if len(digits) > _LONGEST_INTEGER or int(digits) > _LARGEST_INTEGER:
        return float(digits)
    return int(digits)


def _integer(digits: bytes, base: int) -> int | float:
    value = int(digits, base)
    if value <= _LARGEST_INTEGER:
        return value
    # PHP rounds at each digit, and for a base below 16 adds the character of the digit, then takes "0" away.
    rounded = 0.0
    zero = 0 if base == 16 else ord("0")
    for digit in digits.decode():
        rounded = rounded * base + (int(digit, base) + zero) - zero
    return rounded


def _unescaped(text: bytes, escaped: re.Pattern[bytes]) -> bytes | None:
    if not _PLAIN.fullmatch(text):
        return None
    try:
        return escaped.sub(_character, text)
    except (ValueError, OverflowError):
        return None  # No such code point: PHP refuses the file.


def _character(match: re.Match[bytes]) -> bytes:
    code = match[match.lastgroup or 0]
    match match.lastgroup:
        case "octal":
            return bytes([int(code, 8) & 0xFF])
        case "hex":
            return bytes([int(code, 16)])
        case "point":
            return chr(int(code, 16)).encode(errors="surrogatepass")
    return bytes([_LETTERS[code[0]]])


def _unindented(body: bytes, indent: int) -> bytes:
    if not indent:
        return body
    return b"".join(_without_indent(line, indent) for line in body.splitlines(keepends=True))


def _without_indent(line: bytes, indent: int) -> bytes:
    return line[:indent].lstrip(b" \t") + line[indent:]
