"""The scalars of YAML as Symfony reads them: quoted texts, numbers, constants, times."""

import base64
import binascii
import math
import re
from datetime import date

from audit.parsers.yaml_values import PHP_SPACE, Dialect, Reading, YamlError, alias_name

QUOTED = re.compile(r"\"([^\"\\]*+(?:\\.[^\"\\]*+)*+)\"|'([^']*+(?:''[^']*+)*+)'", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))")
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "/": "/",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
    "x": "\0",  # these three have too few digits behind them
    "u": "\0",
    "U": "\0",
}
_WORDS = {"null": None, "": None, "~": None, "true": True, "false": False}
_INFINITE = {".inf": math.inf, ".nan": math.inf, "-.inf": -math.inf}  # Symfony reads .nan so
_INTEGER = re.compile(r"[+-]?[0-9][0-9_]*")
_DIGITS = re.compile(r"-?[0-9]+")
_NUMERIC = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_HEX = re.compile(r"0[xX][0-9a-fA-F_]+")
_OCTAL = re.compile(r"[+-]?0o([0-7_]+)")
_GROUPED = re.compile(r"[+-]?[0-9][0-9_]*(?:\.[0-9_]+)?")
_GROUPED_BY_COMMA = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9_]+)?")
_TIME = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    r"(?:(?P<between>[Tt]|[ \t]+)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]*))?"
    r"(?:[ \t]*(?P<tz>Z|(?P<sign>[-+])(?P<tz_hour>[0-9]{1,2})(?::(?P<tz_minute>[0-9]{2}))?))?)?"
)
_LARGEST = 2**63 - 1
_LARGEST_WRITTEN_OUT = 1e15  # PHP writes larger numbers with an exponent


def quoted(text: str, at: int, dialect: Dialect) -> tuple[str, int]:
    r"""
    Return the quoted text that begins there, and where it ends.

    >>> quoted(r'"a\tb" x', 0, Dialect())
    ('a\tb', 6)
    >>> quoted("'it''s'", 0, Dialect())
    ("it's", 7)
    """
    match = QUOTED.match(text, at)
    if match is None:
        raise YamlError("A quoted text is never closed.")
    if match[0][0] == "'":
        return match[2].replace("''", "'"), match.end()
    if "\\" not in match[1]:
        return match[1], match.end()
    return _ESCAPED.sub(_lenient if dialect.major < 3 else _escape, match[1]), match.end()


def evaluate(text: str, reading: Reading) -> object:
    """
    Return what a plain scalar stands for.

    >>> [evaluate(text, Reading(Dialect())) for text in ("8.x", "1.10", "2", "~", "True", "on", "2021-05-06")]
    ['8.x', 1.1, 2, None, True, 'on', 1620259200]
    """
    text = text.strip(PHP_SPACE)
    reading.count()
    if text.startswith("*"):
        name = alias_name(text)
        if not name:
            raise YamlError("An alias has no name.")
        return reading.alias(name)
    lower = text.lower() if len(text) < 6 else text
    if lower in _WORDS:
        return _WORDS[lower]
    if text[0] == "!":
        return _tagged(text, reading)
    if reading.dialect.major > 4 and (match := _OCTAL.fullmatch(text)):
        return _sized(int(match[1].replace("_", "") or "0", 8) * (-1 if text[0] == "-" else 1))
    if text[0] in "+-." or "0" <= text[0] <= "9":
        return _number(text, reading.dialect)
    return text


def binary(text: str, dialect: Dialect) -> str:
    """Return the bytes that are written as base64, as text."""
    packed: object = re.sub(r"\s", "", text, flags=re.ASCII)
    if isinstance(packed, str) and packed[:1] in ("'", '"'):
        packed, _ = quoted(packed, 0, dialect)
    elif isinstance(packed, str):
        packed = evaluate(packed, Reading(dialect))  # Symfony does so: 1000 is base64, true is not
    if isinstance(packed, float) and packed.is_integer() and abs(packed) < _LARGEST_WRITTEN_OUT:
        packed = int(packed)
    packed = str(packed) if isinstance(packed, str | int) and not isinstance(packed, bool) else ""
    if len(packed) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", packed):
        raise YamlError("A binary value is no base64.")
    try:
        return base64.b64decode(packed).decode("utf-8", "replace")
    except binascii.Error as error:
        raise YamlError("A binary value is no base64.") from error


def _escape(match: re.Match[str]) -> str:
    if (sign := match[4]) is None:
        code = int(match[1] or match[2] or match[3], 16) % 0x200000
        return "\ufffd" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)
    if sign not in _ESCAPES:
        raise YamlError("A text in double quotes has an unknown escape character.")
    return _ESCAPES[sign]


def _lenient(match: re.Match[str]) -> str:
    return match[0] if match[4] is not None and match[4] not in _ESCAPES else _escape(match)


def _tagged(text: str, reading: Reading) -> object:
    dialect = reading.dialect
    if text.startswith(("!php/object", "!php/const", "!php/enum", "!!php/object:")):
        return _of_php(text, reading)
    if text.startswith("!!float "):
        return _leading_float(text[8:])
    if dialect.major < 4:
        return _tagged_of_old(text, dialect)
    if text.startswith("!!str "):
        return quoted(text, 6, dialect)[0] if text[6:7] in ("'", '"') else text[6:]
    if text.startswith("! "):
        return text[2:]
    if text.startswith("!!binary "):
        return binary(text[9:], dialect)
    raise YamlError("A value has a tag that is not known.")


def _of_php(text: str, reading: Reading) -> object:
    major = reading.dialect.major
    if reading.lenient and (major > 5 or not text.startswith("!php/enum")):
        return None
    if major > 2 or ":" in text[:14]:
        raise YamlError("Objects and constants of PHP are not allowed.")
    return text


def _tagged_of_old(text: str, dialect: Dialect) -> object:
    """Symfony 2 and 3 took a tag that they did not know as a part of the text."""
    if dialect.major == 3 and text.startswith("!!binary "):
        return binary(text[9:], dialect)
    if dialect.major == 3 and text.startswith("!!str "):
        return text[6:]
    if text.startswith("!str"):
        return text[5:]
    if text.startswith("! "):
        return int(_leading_float(quoted(text, 2, dialect)[0] if text[2:3] in "\"'" else text[2:]))
    return text


def _leading_float(text: str) -> float:
    match = _NUMERIC.match(text.lstrip())
    return float(match[0]) if match else 0.0


def _number(text: str, dialect: Dialect) -> object:
    if dialect.major > 2 and _INTEGER.fullmatch(text):
        text = text.replace("_", "")
    if _DIGITS.fullmatch(text):
        return _integer(text, dialect)
    if _NUMERIC.fullmatch(text):
        return float(text)
    if _HEX.fullmatch(text) and (dialect.major > 2 or "_" not in text):
        return _sized(int(text.replace("_", "")[2:] or "0", 16)) if text[1] == "x" else 0.0
    if _is_grouped(text, dialect):
        return float(text.replace(",", "").replace("_", ""))
    if match := _TIME.fullmatch(text):
        return _time(match, dialect)
    return _INFINITE.get(text.lower(), text)


def _is_grouped(text: str, dialect: Dialect) -> bool:
    """Tell whether a number is written with signs between its digits: 1_000.5, once also 1,000.5."""
    if dialect.major < 4 and _GROUPED_BY_COMMA.fullmatch(text):
        return True
    return dialect.major > 2 and _GROUPED.fullmatch(text) is not None


def _integer(text: str, dialect: Dialect) -> object:
    digits = text.lstrip("-")
    if len(digits) > 1 and digits[0] == "0" and dialect.major < 6:
        if re.fullmatch("0[0-7]+", digits) or dialect.major == 2:
            octal = "".join(digit for digit in digits if digit < "8")
            return _sized(int(octal, 8) * (-1 if text[0] == "-" and dialect.major > 2 else 1))
        return text
    # A number that PHP would write otherwise stays a text: 007, -0, what is too large.
    if len(digits) > 19 or (value := int(text)) > _LARGEST or value < -_LARGEST - 1 or str(value) != text:
        return text
    return value


def _sized(value: int) -> int | float:
    return value if abs(value) <= _LARGEST else float(value) if abs(value) < 2**1000 else math.inf


def _time(match: re.Match[str], dialect: Dialect) -> object:
    names = ("year", "month", "day", "hour", "minute", "second", "tz_hour", "tz_minute")
    year, month, day, hour, minute, second, tz_hour, tz_minute = (int(match[name] or 0) for name in names)
    wrong_zone = match["tz_minute"] is not None and (tz_hour > 24 or tz_minute > 59)
    # PHP reads a fraction behind a T only where each number is written in full.
    is_short = any(len(match[name] or "") == 1 for name in ("month", "day", "hour"))
    wrong_fraction = is_short and match["between"] == "T" and match["fraction"]
    if month > 12 or day > 31 or hour > 24 or minute > 59 or second > 60 or wrong_zone or wrong_fraction:
        if dialect.major < 4:
            return False
        raise YamlError("A time is none.")
    offset = (tz_hour * 60 + tz_minute) * (-1 if match["sign"] == "-" else 1)
    seconds = ((_days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
    fraction = (match["fraction"] or "")[:6].rstrip("0")
    if not fraction or not dialect.recent or dialect.major < 6:
        return seconds
    return seconds + float(f"0.{fraction}")


def _days(year: int, month: int, day: int) -> int:
    """Return the days since 1970; PHP lets a month or a day that is too small or too large run over."""
    cycles = 0 if 2 <= year <= 9998 else (5 if year < 2 else -5)  # 400 years repeat; date() knows 1 to 9999
    first = date(year + 400 * cycles + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    return first.toordinal() - date(1970, 1, 1).toordinal() - cycles * 146_097 + day - 1
