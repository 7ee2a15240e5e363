"""The patterns that SQL is read with, one set per dialect."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

BATCH = 4  # So many rows make one match where they follow each other closely.


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the session's settings mean for the reading of quotes."""

    escapes: bool = True  # False: NO_BACKSLASH_ESCAPES, a backslash is a character like others.
    ansi: bool = False  # True: ANSI_QUOTES, double quotes hold a name.
    charset: str | None = None  # Only one of DOUBLE_BYTE; None: any other.


# Lead and trail bytes of the character sets where a backslash or a backtick may be half a character.
DOUBLE_BYTE = {
    "big5": ("\xa1-\xf9", "\x40-\x7e\xa1-\xfe"),
    "cp932": ("\x81-\x9f\xe0-\xfc", "\x40-\x7e\x80-\xfc"),
    "gb18030": ("\x81-\xfe", "\x40-\x7e\x80-\xfe"),
    "gbk": ("\x81-\xfe", "\x40-\x7e\x80-\xfe"),
    "sjis": ("\x81-\x9f\xe0-\xfc", "\x40-\x7e\x80-\xfc"),
}

# Every unit matches only if it is complete and no further byte could change it: what a cut between
# two pieces of the stream goes through does not match, and is tried again with more of the stream.
_BLOCK = r"(?:[^*]++|\*(?!/))*+\*/"
_FUTURE = r"99\d{3,4}+(?!\d)"  # No server is so new: the text in such a comment is never executed.
_COMMENT = (
    r"--(?=[\x00-\x20])[^\n]*+\n"
    r"|\#[^\n]*+\n"
    rf"|/\*(?!M?+!){_BLOCK}"
    rf"|/\*M?+!{_FUTURE}(?:[^*/]++|\*(?!/)|/(?!\*)|/\*{_BLOCK})*+\*/"
)
# Other versions are executed: the brackets of such a comment are blanks, its text is SQL.
_BRACKET = rf"/\*M?+!(?!{_FUTURE})\d*+(?=\D)|\*/"
_GAP = rf"(?:\s++|\xef\xbb\xbf|{_COMMENT}|{_BRACKET})*+"
_OPEN_COMMENT = r"(?:#|/\*|--[\x00-\x20])[\s\S]*+"  # Without its end; tried after all that have one.
_REST = "(?s:.)"  # Any byte: it takes no time, as [\s\S] would.
_OPERATOR = r"\*(?=[^/])|/(?=[^*])|-(?=[^-]|-[^\x00-\x20])"

# Outside of the quotes of a row that the fast patterns know: no brackets, comments and other quotes.
# That is [^'()"`;#/\\-], which as a set of what is in it is faster.
_OUTSIDE = r"[\x00-!$-&*-,.0-:<-\[\]-_a-\xff]*+"
_OUTSIDE_SIGNED = rf"{_OUTSIDE}(?:-(?!-){_OUTSIDE})*+"

# A regular expression runs to the next quote four times as fast as to the next quote or backslash.
# So the text is not read escape by escape: at each quote the number of backslashes before it is
# looked at, 1, 3 or 5 mean that it is text. More than 5 match nothing and are left to the token walk.
_ESCAPED = r"(?<=\\)(?:(?<=[^\\]\\)|(?<=[^\\]\\\\\\)|(?<=[^\\]\\\\\\\\\\))'"
_CLOSING = r"(?:(?<!\\)|(?<=[^\\]\\\\)|(?<=[^\\]\\\\\\\\))'"
_ESCAPED_TEXT = rf"'[^']*+(?:{_ESCAPED}[^']*+)*+{_CLOSING}"
# The same, with the frequent cases first: a letter before the quote, no backslash, one backslash.
_ESCAPED_END_FAST = (
    r"(?:\b'|(?<!\\)'|(?:(?<=[^\\]\\)'[^']*+)*+"
    rf"(?:\b'|(?<!\\)'|(?:{_ESCAPED}[^']*+)*+{_CLOSING}))"
)
_ESCAPED_TEXT_ALONE = rf"'[^']*+{_ESCAPED_END_FAST}"
# And several texts in turn of which all but the last end in a letter.
_ESCAPED_TEXT_FAST = rf"'[^']*+(?:\b','[^']*+)*+{_ESCAPED_END_FAST}"
# The same for longer texts, in which an escaped quote is more frequent than an end.
_ONCE_ESCAPED = r"(?:(?<=[^\\]\\)'[^']*+)*+"
_ESCAPED_TEXT_LONG = rf"'[^']*+(?:\b','[^']*+)*+{_ONCE_ESCAPED}(?:(?<!\\)'|(?:{_ESCAPED}[^']*+)*+{_CLOSING})"
# A text alone that there is only one way to match: a pattern may have many in a row, and goes back in none.
_ESCAPED_TEXT_SIMPLE = rf"'[^']*+{_ONCE_ESCAPED}(?<!\\)'"


class LongUnit(NamedTuple):
    """A quoted text or a comment that is walked through piece by piece."""

    opening: bytes
    body: re.Pattern[bytes]  # as far as it is in memory; never fails
    closing: bytes
    is_comment: bool = False


_MAYBE_COMMENT = re.compile(rb"#|--(?:[\x00-\x20]|\Z)|-\Z|/(?:\*|\Z)|\*\Z|\xef\xbb?+\Z")
LINE_COMMENT = LongUnit(b"--", re.compile(rb"[^\n]*+"), b"\n", is_comment=True)
BLOCK_COMMENT = LongUnit(b"/*", re.compile(rb"(?:[^*]++|\*(?=[^/]))*+"), b"*/", is_comment=True)
_LONG_COMMENTS = (LINE_COMMENT._replace(opening=b"#"), LINE_COMMENT, BLOCK_COMMENT)


@lru_cache(maxsize=32)
def grammar(dialect: Dialect) -> "Grammar":
    """Return the patterns of a dialect; each is compiled when it is first needed."""
    return Grammar(dialect)


class Grammar:
    """The compiled patterns of one dialect."""

    # Another system's dialect has its own.
    _outside = _OUTSIDE
    _outside_signed = _OUTSIDE_SIGNED
    maybe_comment = _MAYBE_COMMENT

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        single = f"'{self._content(chr(39))}'"
        double = f'"{self._content(chr(34))}"'
        backtick = f"`{self._content('`')}`"
        self._text = single
        self._quoted = f"{single}|{double}|{backtick}"
        self._name = rf"(?:{backtick}|\"{self._content(chr(34))}\"|[\w$\x80-\xff]++)"
        known = dialect.charset is None
        self._text_alone = single if not known else _ESCAPED_TEXT_ALONE if dialect.escapes else "'[^']*+'"
        self._fast_text = single if not known else _ESCAPED_TEXT_FAST if dialect.escapes else "'[^']*+'"
        self._signed_text = self._exact_text = (
            single if not known else _ESCAPED_TEXT if dialect.escapes else "'[^']*+'"
        )

    @cached_property
    def gap(self) -> re.Pattern[bytes]:
        """Blanks, comments and the brackets of executed comments; never fails."""
        return _compile(_GAP)

    @cached_property
    def inside(self) -> re.Pattern[bytes]:
        """Everything in a row up to a bracket, comma, semicolon or incomplete unit; never fails."""
        return _compile(rf"(?:[^'\"`(),;#/*\-]++|{self._quoted}|{_COMMENT}|{_BRACKET}|{_OPERATOR})*+")

    @lru_cache(maxsize=64)  # noqa: B019 - grammars are few and live as long as the program
    def until(self, delimiter: bytes) -> re.Pattern[bytes]:
        """Return the pattern of everything up to a delimiter or incomplete unit; it never fails."""
        end = delimiter.decode("latin-1")
        first, special = re.escape(end[0]), end[0] in "'\"`#/*-"
        units = rf"{self._quoted}|{_COMMENT}|{_BRACKET}|{_OPERATOR}"
        if len(end) > 1 and not special:
            unlike = "|".join(
                f"{re.escape(end[1:length])}[^{re.escape(end[length])}]" for length in range(1, len(end))
            )
            units = rf"{units}|{first}(?={unlike})"
        if special:
            units = rf"(?!{re.escape(end)})(?:{units})"
        return _compile(rf"(?:[^'\"`#/*\-{first}]++|{units})*+")

    @cached_property
    def insert(self) -> re.Pattern[bytes]:
        """The head of an INSERT up to its first row: database or table, table, columns."""
        # A word ends here where it should: the next character says so.
        return _compile(
            rf"(?i)(?:INSERT|REPLACE)\b{_GAP}"
            rf"(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\b{_GAP})*+(?:INTO\b{_GAP})?+"
            rf"({self._name}){_GAP}(?:\.{_GAP}({self._name}){_GAP})?+"
            rf"(?:PARTITION\b{_GAP}\([^()]*+\){_GAP})?+"
            rf"(\((?:{self._name}|[\s,]++|{_COMMENT}|{_BRACKET})*+\){_GAP})?+"
            r"VALUES?+(?![\w$\x80-\xff])"
        )

    @cached_property
    def insert_part(self) -> re.Pattern[bytes]:
        """What may stand in the head of an INSERT; ends at the first thing that may not."""
        return _compile(rf"(?:{self._name}|[\s,.()]++|{_COMMENT}|{_BRACKET})*+")

    @cached_property
    def name(self) -> re.Pattern[bytes]:
        """A name, quoted or not, or a gap."""
        return _compile(rf"({self._name})|{_COMMENT}|{_BRACKET}")

    @cached_property
    def token(self) -> re.Pattern[bytes]:
        """Any token but gaps and what lacks its end, which match without a group."""
        return _compile(
            rf"\s++|{_COMMENT}|{_BRACKET}|{_OPEN_COMMENT}"
            rf"|({self._quoted}|[\w$\x80-\xff]++|(?!['\"`])[\s\S])|[\s\S]++"
        )

    @cached_property
    def comments(self) -> re.Pattern[bytes]:
        """A quoted text, even one that lacks its end, as a group, or a comment without a group."""
        return _compile(rf"({self._quoted}|['\"`][\s\S]*+)|{_COMMENT}|{_BRACKET}|{_OPEN_COMMENT}")

    @cached_property
    def texts(self) -> re.Pattern[bytes]:
        """One text literal: its content in single or, as group 2, in double quotes."""
        return _compile(rf"'({self._content(chr(39))})'\s*+|\"({self._content(chr(34))})\"\s*+")

    @cached_property
    def open_text(self) -> re.Pattern[bytes]:
        """A text literal without its end."""
        return _compile(rf"'({self._content(chr(39))})|\"({self._content(chr(34))})")

    @cached_property
    def escape(self) -> re.Pattern[bytes]:
        """A unit of a text that stands for something else, or a double-byte character."""
        pair = "".join(f"|[{lead}][{trail}]" for lead, trail in self._double_byte())
        return _compile(r"''|\"\"" + (r"|\\[\s\S]" if self.dialect.escapes else "") + pair)

    @cached_property
    def row(self) -> re.Pattern[bytes]:
        """A plain row: its fields, and the comma behind it unless the statement ends there."""
        return _compile(
            rf"\s*+\(({self._outside_signed}(?:{self._exact_text}{self._outside_signed})*+)\)(?:\s*+(,)|(?=\s*+;))"
        )

    @cached_property
    def field(self) -> re.Pattern[bytes]:
        """One field of a plain row with the bracket or comma before it."""
        return _compile(rf"[(,]((?:[^',]++|{self._exact_text})*+)")

    @lru_cache(maxsize=64)  # noqa: B019 - as above
    def rows(self, picked: tuple[int, ...] = (), head: bytes = b"") -> re.Pattern[bytes]:
        """
        Return the pattern that sees a long list of plain rows as matches without a gap.

        A match is a batch of rows (no group); a row and its comma (group 1); the last row of a
        statement that is followed by the same head again, if there is one (group 2 is what stands
        between the rows); the last row, its semicolon (group 3) and all the rest (group 4); or, from
        the first thing that is none of these, all the rest (group 5).

        Where fields are picked, by ascending positions from 0, these are further groups in front, and
        there are no batches.
        """
        again = rf"\s*+;\s*+{re.escape(head.decode('latin-1'))}\s*+(?=\()" if head else "(?!)"
        end = rf"(?:\s*+(,)|({again})|(\s*+;)({_REST}*+))|({_REST}++)"
        if picked:
            return _compile(rf"{self._row_with(picked)}{end}")
        unsigned = rf"\s*+\({self._outside}(?:{self._fast_text}{self._outside})*+\)"
        signed = rf"\s*+\({self._outside_signed}(?:{self._signed_text}{self._outside_signed})*+\)"
        return _compile(rf"(?:{unsigned}\s*+,){{{BATCH}}}+|(?:{unsigned}|{signed}){end}")

    @lru_cache(maxsize=64)  # noqa: B019 - as above
    def steady(self, picked: tuple[int, ...] = (), batch: int = 1) -> re.Pattern[bytes]:
        """
        Return the pattern that sees rows as `rows` does, faster where many follow each other closely.

        A match is a batch of rows with their commas, in which fields may be picked, as groups, only if
        it is one row; or, from the first thing that is none, all the rest (the last group).
        """
        escaped = self.dialect.escapes and self.dialect.charset is None
        text = _ESCAPED_TEXT_LONG if escaped and batch == 1 else self._fast_text
        row = rf"{self._outside}(?:{text}{self._outside})*+"
        if picked:
            text = _ESCAPED_TEXT_SIMPLE if escaped else rf"(?:{self._text_alone})++"
            value = rf"(?:{text}|-?+[\w.]++)"
            fields = "".join(
                rf" ?+({value})(?:,|(?=\)))" if place in picked else rf" ?+{value},"
                for place in range(picked[-1] + 1)
            )
            row = fields + row
        row = rf"\s*+\({row}\),"
        return _compile(rf"{row if batch == 1 else f'(?:{row}){{{batch}}}+'}|({_REST}++)")

    def long_unit(self, text: bytes, at: int) -> "LongUnit | None":
        """Return what begins here, if it is a unit that may be too long for the memory."""
        quote = text[at : at + 1]
        if quote in (b"'", b'"', b"`"):
            return LongUnit(quote, self.content(quote), quote)
        return next((unit for unit in _LONG_COMMENTS if text.startswith(unit.opening, at)), None)

    def content(self, quote: bytes) -> re.Pattern[bytes]:
        """Return the pattern of the text between two such quotes, as far as it is there."""
        return self._contents[quote]

    @cached_property
    def _contents(self) -> dict[bytes, re.Pattern[bytes]]:
        return {quote.encode(): _compile(self._content(quote)) for quote in "'\"`"}

    def _row_with(self, picked: tuple[int, ...]) -> str:
        """Return the pattern of a row that has plain values as far as the last one that is picked."""
        value = rf"(?:-?+[\w.]++|(?:{self._text_alone})++)"
        fields, at = "", 0
        for position in picked:
            if position > at:
                fields += rf"(?:\s*+{value}\s*+,){{{position - at}}}+"
            fields += rf"\s*+({value})\s*+(?:,|(?=\)))"
            at = position + 1
        return rf"\s*+\({fields}{self._outside_signed}(?:{self._fast_text}{self._outside_signed})*+\)"

    def _content(self, quote: str) -> str:
        escapes = self.dialect.escapes and (quote == "'" or (quote == '"' and not self.dialect.ansi))
        units = [r"\\[\s\S]"] if escapes else []
        leads = ""
        for lead, trail in self._double_byte():
            units += [f"[{lead}][{trail}]", f"[{lead}](?=[^{trail}])"]
            leads = lead
        backslash = r"\\" if escapes else ""
        return f"(?:{'|'.join([f'[^{quote}{backslash}{leads}]++', *units, quote * 2])})*+"

    def _double_byte(self) -> list[tuple[str, str]]:
        return [DOUBLE_BYTE[self.dialect.charset]] if self.dialect.charset else []


def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode("latin-1"))
