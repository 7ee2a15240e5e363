"""The patterns that the SQL of PostgreSQL and of SQLite is read with."""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from audit.parsers.sql_grammar import BLOCK_COMMENT, LINE_COMMENT, Dialect, Grammar, LongUnit

PLAIN = Dialect(escapes=False, ansi=True)  # the one that all values are told in, whatever they were read as

_FLAT = r"[^*/]++|\*(?!/)|/(?!\*)"
_BLOCK = rf"/\*(?:{_FLAT}|/\*(?:{_FLAT}|/\*(?:{_FLAT})*+\*/)*+\*/)*+\*/"  # nested; nobody goes deeper
_FLAT_BLOCK = r"/\*(?:[^*]++|\*(?!/))*+\*/"
_OPEN_COMMENT = r"(?:/\*|--)[\s\S]*+"
_OUTSIDE = r"[\x00-!%&*-,.0-:<-\[\]-_a-\xff]*+"  # see Grammar; without $, which begins a quoted text
_OUTSIDE_SIGNED = rf"{_OUTSIDE}(?:-(?!-){_OUTSIDE})*+"
_ESCAPED = r"[Ee]'(?:[^'\\]++|\\[\s\S]|'')*+"
_WORD = r"[\w\x80-\xff][\w$\x80-\xff]*+(?=[^\w$\x80-\xff])"
_TAG = re.compile(rb"\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]{0,62}+)?+\$")
_WHOLE_WORD = re.compile(rb"[\w\x80-\xff][\w$\x80-\xff]*+")
_LONG_ESCAPED = re.compile(rb"(?:[^'\\]++|\\[\s\S]|'')*+")
_LONG_BRACKETED = re.compile(rb"[^\]]*+")
_PLAIN_TEXT = r"'[^']*+'"


class _Quotes(NamedTuple):
    names: str  # what stands before a quoted name, as a part of a set of characters
    quoted: str  # quoted names as alternatives
    comment: str


_POSTGRES = _Quotes("", r'"(?:[^"]++|"")*+"', rf"--[^\n]*+\n|{_BLOCK}")
_SQLITE = _Quotes(r"`\[", r'"(?:[^"]++|"")*+"|`(?:[^`]++|``)*+`|\[[^\]]*+\]', rf"--[^\n]*+\n|{_FLAT_BLOCK}")


class PostgresGrammar(Grammar):
    """
    The patterns of PostgreSQL 9 to 18.

    Texts have no escapes unless an E stands before them, or old settings say so; a text may stand
    between two equal marks in dollar signs; comments may be nested.
    """

    _outside = _OUTSIDE
    _outside_signed = _OUTSIDE_SIGNED
    _quotes = _POSTGRES
    maybe_comment = re.compile(rb"--|-\Z|/(?:\*|\Z)|\xef\xbb?+\Z")

    def __init__(self, *, escapes: bool = False) -> None:
        super().__init__(Dialect(escapes=escapes, ansi=True))
        if not escapes:
            self._fast_text = self._exact_text = self._signed_text = self._text_alone = r"(?<![Ee])'[^']*+'"
        self._single = self._text
        self._comment = self._quotes.comment
        self._gaps = rf"(?:\s++|\xef\xbb\xbf|{self._comment})*+"
        self._names = rf"(?:{self._quotes.quoted}|[\w$\x80-\xff]++)"

    @cached_property
    def gap(self) -> re.Pattern[bytes]:
        """Blanks and comments; never fails."""
        return _compile(self._gaps)

    @cached_property
    def inside(self) -> re.Pattern[bytes]:
        """Everything in a row up to a bracket, comma, semicolon or incomplete unit; never fails."""
        return self._run("(),;")

    @lru_cache(maxsize=1)  # noqa: B019 - grammars are few
    def until(self, delimiter: bytes) -> re.Pattern[bytes]:
        """Return the pattern of everything up to a semicolon, the only delimiter, or incomplete unit."""
        return self._run(delimiter.decode())

    @cached_property
    def insert(self) -> re.Pattern[bytes]:
        """The head of an INSERT up to its first row: schema or table, table, columns."""
        gap, name = self._gaps, self._names
        return _compile(
            rf"(?i)(?:INSERT|REPLACE)\b{gap}(?:OR\b{gap}\w++{gap})?+INTO\b{gap}"
            rf"({name}){gap}(?:\.{gap}({name}){gap})?+"
            rf"(\((?:{name}|[\s,]++|{self._comment})*+\){gap})?+"
            rf"(?:OVERRIDING\b{gap}\w++{gap}VALUE\b{gap})?+"
            r"VALUES(?![\w$\x80-\xff])"
        )

    @cached_property
    def insert_part(self) -> re.Pattern[bytes]:
        """What may stand in the head of an INSERT; ends at the first thing that may not."""
        return _compile(rf"(?:{self._names}|[\s,.()]++|{self._comment}|\[[^\]]*+\Z)*+")

    @cached_property
    def name(self) -> re.Pattern[bytes]:
        """A name, quoted or not, or a gap."""
        return _compile(rf"({self._names})|{self._comment}")

    @cached_property
    def token(self) -> re.Pattern[bytes]:
        """Any token but gaps and what lacks its end, which match without a group."""
        return _compile(
            rf"\s++|{self._comment}|{_OPEN_COMMENT}"
            rf"|({_ESCAPED}'|{self._single}|{self._quotes.quoted}|[\w$\x80-\xff]++|(?!['\"])[\s\S])|[\s\S]++"
        )

    @cached_property
    def comments(self) -> re.Pattern[bytes]:
        """A quoted text, even one that lacks its end, as a group, or a comment without a group."""
        return _compile(
            rf"({_ESCAPED}'|{self._single}|{self._quotes.quoted}|['\"][\s\S]*+"
            rf"|(\$\w{{0,63}}+\$)(?:[\s\S]*?\2|[\s\S]*+))|{self._comment}|{_OPEN_COMMENT}"
        )

    def long_unit(self, text: bytes, at: int) -> LongUnit | None:
        """Return what begins here, if it is a unit that may be too long for the memory."""
        first = text[at : at + 1]
        if first in (b"E", b"e") and text[at + 1 : at + 2] == b"'":
            return LongUnit(text[at : at + 2], _LONG_ESCAPED, b"'")
        if word := _WHOLE_WORD.match(text, at):
            return LongUnit(word[0], _WHOLE_WORD, b"")
        if first == b"$" and (tag := _TAG.match(text, at)):
            return LongUnit(tag[0], _until_tag(tag[0]), tag[0])
        if first in (b"'", b'"'):
            return LongUnit(first, self.content(first), first)
        return next(
            (unit for unit in (LINE_COMMENT, BLOCK_COMMENT) if text.startswith(unit.opening, at)), None
        )

    def _run(self, stops: str) -> re.Pattern[bytes]:
        """Return the pattern of everything but the stops, unit by unit."""
        return _compile(
            rf"(?:[^\w\x80-\xff'\"{self._quotes.names}{stops}$/\-]++|{_ESCAPED}'(?=[^'])|(?![Ee]'){_WORD}"
            rf"|{self._single}|{self._quotes.quoted}|{self._comment}|-(?=[^-])|/(?=[^*])|\$\d++(?=\D))*+"
        )


class SqliteGrammar(PostgresGrammar):
    """
    The patterns of SQLite's shell, versions 3.8 to 3.50.

    Names may stand in back quotes or square brackets too. Texts with line breaks are written as calls
    of replace or unistr, so that a call with texts in it is as frequent in rows as a text.
    """

    _quotes = _SQLITE

    def __init__(self) -> None:
        super().__init__()
        call = rf"{_OUTSIDE}(?:{_PLAIN_TEXT}{_OUTSIDE})*+"
        for _ in range(2):
            call = rf"{_OUTSIDE}(?:(?:{_PLAIN_TEXT}|\({call}\)){_OUTSIDE})*+"
        self._exact_text = _PLAIN_TEXT
        self._fast_text = self._signed_text = rf"(?:{_PLAIN_TEXT}|\({call}\))"
        self._text_alone = rf"(?:{_PLAIN_TEXT}|[Xx]{_PLAIN_TEXT}|(?:replace|unistr)\({call}\))"

    def long_unit(self, text: bytes, at: int) -> LongUnit | None:
        """Return what begins here, if it is a unit that may be too long for the memory."""
        if text.startswith(b"`", at):
            return LongUnit(b"`", self.content(b"`"), b"`")
        if text.startswith(b"[", at):
            return LongUnit(b"[", _LONG_BRACKETED, b"]")
        return super().long_unit(text, at)


def _until_tag(tag: bytes) -> re.Pattern[bytes]:
    """Return the pattern of a text up to a mark; it stops at half a mark that may go on."""
    mark = tag.decode("latin-1")
    unlike = "|".join(
        f"{re.escape(mark[1:length])}[^{re.escape(mark[length])}]" for length in range(1, len(mark))
    )
    return _compile(rf"(?:[^$]++|\$(?={unlike}))*+")


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"))
