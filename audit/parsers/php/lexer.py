"""Where PHP code is, and where comments, strings, heredocs, attributes and inline HTML are."""

import re
from bisect import bisect_right
from operator import itemgetter

Span = tuple[int, int]

LABEL = rb"[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+"
BLOCK_COMMENT = rb"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?+"
# A line comment ends before "?>", which closes the code.
_LINE_END = rb"[^\n\r?]*+(?:\?(?!>)[^\n\r?]*+)*+"
LINE_COMMENTS = (rb"//" + _LINE_END, rb"#(?!\[)" + _LINE_END)

_SINGLE_QUOTED = rb"'[^'\\]*+(?:\\.?+[^'\\]*+)*+(?:'|\Z)"
_DOUBLE_QUOTED = rb'"[^"\\{$]*+(?:(?:\\.|\$(?!\{)|\{(?!\$))[^"\\{$]*+)*+"'
_TEXTS = (_SINGLE_QUOTED, _DOUBLE_QUOTED, *LINE_COMMENTS, BLOCK_COMMENT)
_SIGNS = (rb'"', rb"`", rb"<<<", rb"\?>", rb"#\[")
_BRACKETS = (rb"\{", rb"\}", rb"\[", rb"\]")

# Without groups and with a literal at the head of each branch, re skips plain code ten times faster.
_CODE = re.compile(rb"|".join([*_TEXTS, *_SIGNS]), re.DOTALL)
_NESTED_CODE = re.compile(rb"|".join([*_TEXTS, *_SIGNS, *_BRACKETS]), re.DOTALL)
_LONGEST_SIGN = 3  # What _CODE finds is a whole string or comment if it is longer.
_INTERRUPTIONS = frozenset((b'"', b"`", b"<<<", b"?>", b"#[", b"{", b"}", b"[", b"]"))

_START = itemgetter(0)
_OPEN_TAG = re.compile(rb"<\?(?:=|[pP][hH][pP](?:[ \t\r\n]|\Z))")
_HEREDOC = re.compile(rb"<<<[ \t]*+([\"']?)(" + LABEL + rb")\1(?=[\r\n])")
_HALT = re.compile(rb"(?<!->)(?<![$\\A-Za-z0-9_\x80-\xff])__halt_compiler(?![A-Za-z0-9_\x80-\xff])")

# Text up to code in it or to its end; of a heredoc, up to a line whose first word may be its end.
_WORDLESS_LINE = rb"[\r\n](?![ \t]*+[A-Za-z_\x80-\xff])"
_FIRST_WORD = rb"[\r\n][ \t]*+(?P<end>" + LABEL + rb")"
_NOWDOC_TEXT = re.compile(rb"(?:[^\r\n]++|" + _WORDLESS_LINE + rb")*+" + _FIRST_WORD)
_HEREDOC_TEXT = re.compile(
    rb"(?:[^\\{$\r\n]++|\\[^\r\n]|\\(?=[\r\n])|\$(?!\{)|\{(?!\$)|" + _WORDLESS_LINE + rb")*+"
    rb"(?:(?P<code>\{|\$\{)|" + _FIRST_WORD + rb")"
)
_QUOTED_TEXT = {
    quote: re.compile(
        rb"(?:[^\\{$%b]++|\\.|\$(?!\{)|\{(?!\$))*+(?:(?P<code>\{|\$\{)|(?P<end>%b))" % (quote, quote),
        re.DOTALL,
    )
    for quote in (b'"', b"`")
}


def spans(source: bytes, end: int | None = None) -> list[Span]:
    """
    Return the parts of a PHP file that are no code, up to `end` at least, in order; the first is its head
    with the open tag. The first byte of each other one tells what it is: / or # a comment, #[ an attribute,
    a quote, a backtick or < a string, ? a close tag with the HTML behind it, _ what follows a halt, and }
    the string that goes on behind code in it.

    >>> spans(b"<?php f('a'); // b")
    [(0, 6), (8, 11), (14, 18)]
    >>> spans(b'<?php "a{$b}c";')
    [(0, 6), (6, 9), (11, 14)]
    """
    found = _Lexer(source).run(len(source) if end is None else end)
    folded = source.lower()
    return _halted(source, folded, found) if b"__halt_compiler" in folded else found


def is_comment(source: bytes, start: int) -> bool:
    """Say whether the span that starts there is a comment."""
    return source[start : start + 1] in b"/#" and source[start : start + 2] != b"#["


class Lines:
    """The line numbers of offsets asked for in rising order, as PHP counts them."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._lone_returns = b"\r" in source and source.count(b"\r") != source.count(b"\r\n")
        self._line = 1
        self._offset = 0

    def at(self, offset: int) -> int:
        """Return the line of an offset that is not before the one asked for last."""
        self._line += self._source.count(b"\n", self._offset, offset)
        if self._lone_returns:
            self._line += self._source.count(b"\r", self._offset, offset)
            self._line -= self._source.count(b"\r\n", self._offset, offset)
        self._offset = offset
        return self._line


class _Lexer:
    """A pass over one file; what is open is kept in lists, so that no nesting is too deep."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.found: list[Span] = []
        # For each open brace inside a string: what ends that string; None for a brace of the code itself.
        self.closers: list[bytes | None] = []
        # The start of the attribute that is open, and how many spans were found before it.
        self.attribute: tuple[int, int] | None = None
        self.brackets = 0

    def run(self, end: int) -> list[Span]:
        position = self._html(0, 0)
        add = self.found.append
        going = True
        while going and position < end:
            going = False
            pattern = _NESTED_CODE if self.closers or self.attribute is not None else _CODE
            for match in pattern.finditer(self.source, position, end):
                span = start, position = match.span()
                if position - start > _LONGEST_SIGN or self.source[start:position] not in _INTERRUPTIONS:
                    add(span)
                else:
                    position = self._interrupted(start, position)
                    going = True
                    break
        self._close_attribute(max(position, end))
        return self.found

    def _interrupted(self, start: int, position: int) -> int:
        """Return where code goes on behind a sign that is more than a string or comment."""
        match self.source[start:position]:
            case b"?>":
                return self._html(start, position)
            case b'"' | b"`" as quote:
                return self._text(start, position, quote, _QUOTED_TEXT[quote])
            case b"<<<":
                return self._heredoc(start, position)
            case b"{":
                self.closers.append(None)
            case b"}":
                closer = self.closers.pop() if self.closers else None
                if closer is not None:
                    return self._text(start, position, closer, _QUOTED_TEXT.get(closer, _HEREDOC_TEXT))
            case b"]":
                self._close_bracket(position)
            case sign:
                self._open_bracket(sign, start)
        return position

    def _html(self, start: int, position: int) -> int:
        tag = _OPEN_TAG.search(self.source, position)
        end = tag.end() if tag else len(self.source)
        self.found.append((start, end))
        return end

    def _heredoc(self, start: int, position: int) -> int:
        opener = _HEREDOC.match(self.source, start)
        if opener is None:
            return position
        quote, label = opener.groups()
        return self._text(start, opener.end(), label, _NOWDOC_TEXT if quote == b"'" else _HEREDOC_TEXT)

    def _text(self, start: int, position: int, closer: bytes, pattern: re.Pattern[bytes]) -> int:
        """Add the string that starts there, up to its end or to code in it; return where code goes on."""
        while ending := pattern.match(self.source, position):
            position = ending.end()
            if ending.lastgroup == "code":
                self.closers.append(closer)
                break
            if ending["end"] == closer:
                break
        else:
            position = len(self.source)
        self.found.append((start, position))
        return position

    def _open_bracket(self, sign: bytes, start: int) -> None:
        if self.attribute is None and sign == b"#[":
            self.attribute = start, len(self.found)
        if self.attribute is not None:
            self.brackets += 1

    def _close_bracket(self, position: int) -> None:
        if self.attribute is not None:
            self.brackets -= 1
            if self.brackets == 0:
                self._close_attribute(position)

    def _close_attribute(self, position: int) -> None:
        if self.attribute is not None:
            start, index = self.attribute
            self.found[index:] = [(start, position)]
            self.attribute = None


def _halted(source: bytes, folded: bytes, found: list[Span]) -> list[Span]:
    """Return the spans of a file of which PHP may not compile the end."""
    for halt in _HALT.finditer(folded):
        index = bisect_right(found, halt.start(), key=_START) - 1
        if found[index][1] <= halt.start():
            return [*found[: index + 1], (halt.start(), len(source))]
    return found
