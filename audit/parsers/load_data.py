"""The statement LOAD DATA: the file that it reads, and how."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.sql_grammar import Dialect, grammar
from audit.parsers.sql_tokens import parse_name
from audit.parsers.sql_values import parse_literal
from audit.parsers.tabbed_format import Format

_LONGEST = 256 * 1024  # Bytes of a statement; a table has at most 4,096 columns.
_DIGITS = 4
_STATEMENT = re.compile(rb"(?i)\bLOAD\s+DATA\s")
_OPTIONS = {
    ("TERMINATED", False): "separator",
    ("ENCLOSED", False): "quote",
    ("ESCAPED", False): "escape",
    ("STARTING", True): "start",
    ("TERMINATED", True): "end",
}
_ENCODINGS = {"UNHEX": "hex", "FROM_BASE64": "base64"}


class Load(NamedTuple):
    """A LOAD DATA."""

    file: str
    table: str
    columns: tuple[str, ...]
    form: Format
    encoded: tuple[tuple[str, str], ...]  # columns, and what their values were made: base64 or hex
    heading: int  # lines that are passed over


def parse_load(text: bytes) -> Load | None:
    r"""
    Return the first LOAD DATA of a text; None where there is none.

    >>> parse_load(rb"LOAD DATA INFILE 'wp.t.dat' INTO TABLE `t` FIELDS TERMINATED BY '\t' (`a`,@b);")[:3]
    ('wp.t.dat', 't', ('a', 'b'))
    """
    found = _STATEMENT.search(text)
    if not found:
        return None
    patterns = grammar(Dialect())
    tokens = [token for token in patterns.token.findall(text[found.end() : found.end() + _LONGEST]) if token]
    return _Statement(tokens).read()


class _Statement:
    def __init__(self, tokens: list[bytes]) -> None:
        self._tokens = iter(tokens)
        self._file = self._table = ""
        self._options: dict[str, bytes] = {}
        self._columns: tuple[str, ...] = ()
        self._encoded: dict[str, str] = {}
        self._heading = 0

    def read(self) -> Load | None:
        is_of_lines = False
        for token in self._tokens:
            word = token.upper().decode("latin-1")
            if word == ";":
                break
            if word in {"FIELDS", "COLUMNS", "LINES"}:
                is_of_lines = word == "LINES"
            elif option := _OPTIONS.get((word, is_of_lines)):
                self._next()  # BY
                self._options[option] = self._text()
            else:
                self._read_clause(word)
        if not self._table:
            return None
        encoded = tuple((name, how) for name, how in self._encoded.items() if name in self._columns)
        form = Format(**self._options)
        return Load(self._file, self._table, self._columns, form, encoded, self._heading)

    def _read_clause(self, word: str) -> None:
        if word == "INFILE":
            self._file = self._text().decode("utf-8", "replace")
        elif word == "TABLE":
            self._table = parse_name(self._next())
        elif word == "IGNORE":
            number = self._next()
            self._heading = int(number) if number.isdigit() and len(number) < _DIGITS else 0
        elif word == "(" and not self._columns:
            self._columns = tuple(self._names())
        elif word == "SET":
            self._read_assignments()

    def _next(self) -> bytes:
        return next(self._tokens, b"")

    def _text(self) -> bytes:
        return parse_literal(self._next(), Dialect()).value or b""

    def _names(self) -> Iterator[str]:
        """Yield the columns; what goes into a variable is called like its column."""
        name = b""
        for token in self._tokens:
            if token in {b",", b")"}:
                yield parse_name(name)
                name = b""
            elif token != b"@":
                name = token
            if token == b")":
                return

    def _read_assignments(self) -> None:
        """Remember the columns that are made of their variable by a function that decodes."""
        before = [b"", b""]
        for token in self._tokens:
            if encoding := _ENCODINGS.get(token.upper().decode("latin-1")):
                self._encoded[parse_name(before[0])] = encoding
            if token == b";":
                return
            before = [before[1], token]
