"""How the values of a file for LOAD DATA are separated, quoted and escaped, and what they stand for."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

_MEANT = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}


class Format(NamedTuple):
    """The options of LOAD DATA; these are what MySQL and MariaDB take where nothing else is said."""

    separator: bytes = b"\t"  # FIELDS TERMINATED BY
    quote: bytes = b""  # ENCLOSED BY, optionally or not
    escape: bytes = b"\\"  # ESCAPED BY
    start: bytes = b""  # LINES STARTING BY
    end: bytes = b"\n"  # LINES TERMINATED BY


# What people set beside the usual, most frequent first.
_FORMATS = [
    Format(separator, quote, b"\\", b"", end)
    for separator, quote in (
        (b"\t", b""),
        (b",", b'"'),
        (b";", b'"'),
        (b"\t", b'"'),
        (b",", b""),
        (b"|", b""),
    )
    for end in (b"\n", b"\r\n")
]


def is_readable(form: Format) -> bool:
    """
    Tell whether values are told apart by separators; there is a format of fixed widths as well.

    >>> is_readable(Format()), is_readable(Format(separator=b""))
    (True, False)
    """
    return bool(form.separator and form.end and len(form.quote) <= 1 and len(form.escape) <= 1)


def guess_format(sample: bytes, columns: int, *, whole: bool = False) -> Format | None:
    r"""
    Return the format in which each row of a sample has so many values; None: in none that is common.

    >>> guess_format(b'1,"a, b"\n2,"c', 2)
    Format(separator=b',', quote=b'"', escape=b'\\', start=b'', end=b'\n')

    A sample in which no row ends is as good as in the usual format, unless it is the `whole` file.
    """
    for form in _FORMATS:
        counts = {len(fields) for fields in patterns(form).rows(sample)}
        if counts == {columns}:
            return form
    return None if whole or b"\n" in sample else _FORMATS[0]


@lru_cache(maxsize=64)
def patterns(form: Format) -> "Patterns":
    """Return the patterns of a format."""
    return Patterns(form)


class Patterns:
    """The compiled patterns of one format that is readable."""

    def __init__(self, form: Format) -> None:
        self.form = form
        # Where both are the same character, it is doubled.
        self.escape = b"" if form.escape == form.quote else form.escape
        self._separator, self._quote, self._escape, self._start, self._end = (
            re.escape(text.decode("latin-1"))
            for text in (form.separator, form.quote, self.escape, form.start, form.end)
        )

    @cached_property
    def field(self) -> re.Pattern[bytes]:
        """One value; it matches only if what stands behind it is known."""
        first = "".join({_first(self.form.separator), _first(self.form.end)})
        stop = f"{self._separator}|{self._end}"
        escaped = rf"|{self._escape}[\s\S]" if self._escape else ""
        plain = rf"(?:[^{first}{self._escape}]++{escaped}|(?!{stop})[{first}])*+"
        if not self._quote:
            return _compile(rf"{plain}(?={stop})")
        inside = rf"[^{self._quote}{self._escape}]++{escaped}|{self._quote}(?:{self._quote}|(?!{stop}))"
        quoted = rf"{self._quote}(?:{inside})*+{self._quote}"
        return _compile(rf"(?:{quoted}|(?!{self._quote}){plain})(?={stop})")

    @cached_property
    def row(self) -> re.Pattern[bytes]:
        """One row with its end, its values as group 1; it matches only if all of it is there."""
        field = self.field.pattern.decode("latin-1")
        start = rf"(?>[\s\S]*?{self._start})" if self._start else ""
        return _compile(rf"{start}({field}(?:{self._separator}{field})*+){self._end}")

    @cached_property
    def _cells(self) -> re.Pattern[bytes]:
        """A value, as group 1, with what stands behind it."""
        field = self.field.pattern.decode("latin-1")
        return _compile(rf"({field})(?:{self._separator}|{self._end})")

    @cached_property
    def line(self) -> re.Pattern[bytes]:
        """One row with its end, where this is one character and nothing but escapes hides it."""
        return _compile(rf"(?:[^{self._end}{self._escape}]++|{self._escape}[\s\S])*+{self._end}")

    @cached_property
    def run(self) -> re.Pattern[bytes]:
        """What cannot be the end of a value without quotes, as far as it is there; never fails."""
        first = "".join({_first(self.form.separator), _first(self.form.end)})
        escaped = rf"|{self._escape}[\s\S]" if self._escape else ""
        return _compile(rf"(?:[^{first}{self._escape}]++{escaped})*+")

    @cached_property
    def quoted_run(self) -> re.Pattern[bytes]:
        """The same of a value in quotes, from behind the first quote."""
        escaped = rf"|{self._escape}[\s\S]" if self._escape else ""
        return _compile(rf"(?:[^{self._quote}{self._escape}]++{escaped}|{self._quote * 2})*+")

    @cached_property
    def _units(self) -> re.Pattern[bytes]:
        """What stands for something else, as group 1 or 2."""
        escaped = rf"{self._escape}([\s\S])" if self._escape else "((?!))"
        return _compile(rf"{escaped}|{self._quote}({self._quote})" if self._quote else rf"{escaped}|((?!))")

    def rows(self, text: bytes) -> Iterator[list[bytes]]:
        """Yield the values, as they are written, of each row that is there as a whole."""
        at = 0
        while match := self.row.match(text, at):
            yield self.fields(match[1])
            at = match.end()

    def fields(self, row: bytes) -> list[bytes]:
        """Return the values of a row as they are written."""
        separator, quote = self.form.separator, self.form.quote
        if (not self.escape or self.escape not in row) and (not quote or quote not in row):
            return row.split(separator)
        return self._cells.findall(row + self.form.end)

    def value(self, written: bytes) -> bytes | None:
        r"""
        Return what a value stands for; None for NULL.

        >>> [patterns(Format()).value(text) for text in (rb"\N", rb"a\tb\\", b"N")]
        [None, b'a\tb\\', b'N']
        >>> patterns(Format(quote=b'"')).value(b'"6"" wide"')
        b'6" wide'
        """
        quote, escape = self.form.quote, self.escape
        if quote and len(written) > 1 and written[:1] == quote == written[-1:]:
            written = written[1:-1]
        elif written == b"NULL" and (quote or not escape):
            return None
        if escape and written == escape + b"N":
            return None
        if (escape and escape in written) or (quote and quote in written):
            return self._units.sub(_meant, written)
        return written


def _meant(match: re.Match[bytes]) -> bytes:
    return _MEANT.get(match[1], match[1]) if match[1] is not None else match[2]


def decoded(value: bytes, encoding: str) -> bytes:
    r"""
    Return the bytes that a column was made text of, "base64" or "hex"; as it is where it is neither.

    >>> decoded(b"AP8=", "base64"), decoded(b"00ff", "hex"), decoded(b"xyz", "hex")
    (b'\x00\xff', b'\x00\xff', b'xyz')
    """
    try:
        return base64.b64decode(value) if encoding == "base64" else bytes.fromhex(value.decode("ascii"))
    except (binascii.Error, ValueError):
        return value


def literal(value: bytes | None) -> bytes:
    r"""
    Return a value as SQL writes it, so that rows read the same whatever file they came in.

    >>> literal(b"it's"), literal(None)
    (b"'it\\'s'", b'NULL')
    """
    if value is None:
        return b"NULL"
    if b"\\" in value or b"'" in value:
        value = value.replace(b"\\", b"\\\\").replace(b"'", b"\\'")
    return b"'%b'" % value


def _first(text: bytes) -> str:
    return re.escape(text[:1].decode("latin-1"))


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"))
