"""The .info files of Drupal 6 and 7."""

import re
from bisect import bisect_left
from collections.abc import Mapping

LENGTH = 1024 * 1024  # bytes; the longest .info files have a hundredth of that
_DEEPEST = 32  # brackets of a key
_SPECIAL = re.compile(rb"[=;\[\]]")
_SPACE = re.compile(rb"\s*")  # as PCRE: ASCII only
_LINE = re.compile(rb"[^\r\n]*")
_QUOTED = {
    b'"': re.compile(rb'"(?:[^"]++|(?<=\\)")*+'),
    b"'": re.compile(rb"'(?:[^']++|(?<=\\)')*+"),
}
_ENDS_LINE = re.compile(rb"[ \t\r\f\v]*+(?:\n|\Z)")
_BRACKETS = re.compile(rb"\]?\[")
_SLASHED = re.compile(rb"\\(.?)", re.DOTALL)

Value = object


def parse_info(data: bytes, constants: Mapping[str, Value] | None = None) -> dict[str, Value]:
    r"""
    Return what an .info file says to Drupal 6 and 7, its arrays as mappings (drupal_parse_info_file).

    A value that is the name of a constant becomes what the constant stands for.

    >>> parse_info(b'name = "A \\"b\\""\nfiles[] = a.inc\nfiles[] = b.inc\nhidden = TRUE', {"TRUE": True})
    {'name': 'A "b"', 'files': {'0': 'a.inc', '1': 'b.inc'}, 'hidden': True}
    """
    data = data[:LENGTH]
    known = constants or {}
    info: dict[str, Value] = {}
    signs = _Signs(data)
    start: int | None = 0
    while start is not None:
        key_at = _skip_space(data, start)
        found = _pair(data, start, key_at, signs)
        if found is None:
            start = _next_line(data, key_at)  # the blank lines before it lead to the same key
            continue
        key, value, end = found
        text = _text(value)
        _put(info, _names(key), known.get(text, text))
        start = end if data[end - 1 : end] == b"\n" else _next_line(data, end)
    return info


class _Signs:
    """Where the characters are that end a key, and to which equals sign a key that meets one leads."""

    def __init__(self, data: bytes) -> None:
        self._places = [match.start() for match in _SPECIAL.finditer(data)]
        self.without_value: set[int] = set()  # equals signs
        self._leads_to: list[int | None] = [None] * (len(self._places) + 1)
        bracket: int | None = None  # the next [ or ]
        for index in range(len(self._places) - 1, -1, -1):
            sign = data[self._places[index]]
            if sign == ord("="):
                self._leads_to[index] = self._places[index]
            elif sign == ord("[") and bracket is not None and data[self._places[bracket]] == ord("]"):
                self._leads_to[index] = self._leads_to[bracket + 1]
            if sign in b"[]":
                bracket = index

    def equals(self, start: int) -> int | None:
        """Return the equals sign behind the key that begins there; None if it is no key."""
        return self._leads_to[bisect_left(self._places, start)]


def _pair(data: bytes, start: int, key_at: int, signs: _Signs) -> tuple[bytes, bytes, int] | None:
    """Return the key and the value that begin at the start of a line, and where they end."""
    if data[key_at : key_at + 1] == b"=" and key_at > start:
        key_at -= 1  # the pattern asks for one character: the last blank
    equals = signs.equals(key_at)
    if equals is None or equals == key_at or equals in signs.without_value:
        return None
    value = _value(data, equals + 1)
    if value is None:
        signs.without_value.add(equals)  # many lines may lead there
        return None
    key = data[key_at:equals]
    return (key.rstrip(b" \t\n\r\f\v") or key[:1], *value)


def _value(data: bytes, start: int) -> tuple[bytes, int] | None:
    """Return the value behind an equals sign, and where it ends."""
    at = _skip_space(data, start)
    quote = data[at : at + 1]
    if quote in _QUOTED and (end := _closing(data, at, quote)) is not None:
        return _SLASHED.sub(_unslashed, data[at + 1 : end - 1]), _end_of_line(data, end)
    match = _LINE.match(data, at)
    bare = match[0].rstrip(b" \t\f\v") if match else b""
    if _ENDS_LINE.match(data, at + len(bare)):
        return bare, _end_of_line(data, at + len(bare))
    # An old Mac's line end ends no value; one that is empty may have come before it.
    newline = data.rfind(b"\n", start, at)
    return None if newline < 0 else (b"", newline)


def _closing(data: bytes, at: int, quote: bytes) -> int | None:
    """Return where a quoted value ends: at the last quote that ends a line, up to one without a slash."""
    match = _QUOTED[quote].match(data, at)
    end = match.end() if match else at
    if data[end : end + 1] == quote and _ENDS_LINE.match(data, end + 1):
        return end + 1
    while (end := data.rfind(quote, at + 1, end)) >= 0:
        if _ENDS_LINE.match(data, end + 1):
            return end + 1
    return None


def _skip_space(data: bytes, at: int) -> int:
    match = _SPACE.match(data, at)
    return match.end() if match else at


def _end_of_line(data: bytes, at: int) -> int:
    """Return where the blank lines behind a value end: before the last line end, or with the file."""
    end = _skip_space(data, at)
    return end if end == len(data) else data.rfind(b"\n", at, end)


def _next_line(data: bytes, at: int) -> int | None:
    newline = data.find(b"\n", at)
    return None if newline < 0 else newline + 1


def _unslashed(match: re.Match[bytes]) -> bytes:
    return b"\0" if match[1] == b"0" else match[1]


def _names(key: bytes) -> list[str]:
    """
    Return the names that a key is made of, "" for the next free one.

    >>> _names(b"stylesheets[all][]")
    ['stylesheets', 'all', '']
    """
    return [_text(name) for name in _BRACKETS.split(key.rstrip(b"]"))]


def _put(info: dict[str, Value], names: list[str], value: Value) -> None:
    if len(names) > _DEEPEST:
        return
    parent = info
    for name in names[:-1]:
        key = name or str(len(parent))  # PHP's count(), which may be in use
        child = parent.get(key)
        if not isinstance(child, dict):
            child = parent[key] = {}
        parent = child
    parent[names[-1] or str(len(parent))] = value


def _text(data: bytes) -> str:
    """Return bytes as text; what is no UTF-8 is shown as Latin-1, in which old files are written."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
