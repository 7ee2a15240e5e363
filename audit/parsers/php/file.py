"""One PHP file for all that look for something in it: its words and its parts, made when first asked for."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from operator import itemgetter
from string import ascii_letters, digits
from typing import TypeVar

from audit.parsers.php.bodies import Bodies, class_bodies, function_bodies, is_declared
from audit.parsers.php.brackets import Brackets
from audit.parsers.php.lexer import Span, spans
from audit.parsers.php.literals import string_value
from audit.parsers.php.names import Names

T = TypeVar("T")

# "$" is made part of the word, so that $mail is another word than mail.
WORD_BYTES = frozenset((ascii_letters + digits + "_$").encode()) | frozenset(range(0x80, 0x100))
_FOLD = bytes(byte if byte in WORD_BYTES else 0x20 for byte in range(0x100)).lower()
# For words before brackets; what a comment may end with is kept, to see where one may stand between.
_KEPT = frozenset(b"(\n\r*/")
_FOLD_TO_BRACKETS = bytes(byte if byte in _KEPT else _FOLD[byte] for byte in range(0x100))
# Where a comment may stand between the name of a function and its bracket, by the comment's end, backwards.
_APART = {
    b"\n": re.compile(rb"\n[ \t]*+\("),
    b"\r": re.compile(rb"\r[ \t]*+\("),
    b"/*": re.compile(rb"\*/[ \t\r\n]*+\("),
}
_BACKWARDS = re.compile(rb"\( *+([^ (]++)")
_FAR = 1000  # bytes of such comments
_OFTEN = 50  # times in a file; more are not looked at one by one
_PIECE = 1 << 16  # bytes
_BLANK = ord(" ")
_SHORT = 3
_FEW = 50  # With more words it is faster to go through all of the file once than to look for each.
_WORD = re.compile(rb"[^ ]++")
_START = itemgetter(0)
_STRINGS = b"'\"`<}"
_LONGEST = 4096
_ENDED = b" " * (_LONGEST - 1) + b";"
# By the first byte of what is no code: comments and attributes, close tags and halts, strings.
_BLANKS = dict.fromkeys(range(0x100), b"'" * _LONGEST)
_BLANKS |= dict.fromkeys(b"/#", b" " * _LONGEST) | dict.fromkeys(b"?_", _ENDED)


class PhpFile:
    r"""
    The bytes of a file and what is worked out of them.

    >>> file = PhpFile(b"<?php\nexec('a'); // exec")
    >>> b"exec" in file.words, file.in_code(6), file.in_code(20), file.line(6)
    (True, True, False, 2)
    >>> file.code
    b"     ;exec(''');        "
    """

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.is_cut_short = False  # a finder came upon more than it looks at in one file
        self._declared: dict[bytes, frozenset[bytes]] = {}  # functions, and the namespaces that have one

    def forget(self) -> None:
        """Let go of all: its parts hold one another, and megabytes would wait for a look for garbage."""
        vars(self).clear()

    @cached_property
    def folded(self) -> bytes:
        """The words in lower case with spaces between; the word at an offset stands one byte later here."""
        return b" %b " % self.source.translate(_FOLD)

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Every word, be it in code, in text or in a comment, in lower case; a variable with its $."""
        folded, found, start = self.folded, set[bytes](), 0
        while start < len(folded):  # piece by piece, as all words of a large file are many times its size
            end = folded.find(b" ", start + _PIECE)
            found.update(folded[start : end if end >= 0 else None].split())
            start = end if end >= 0 else len(folded)
        return frozenset(found)

    @cached_property
    def called(self) -> frozenset[bytes]:
        """The words before a round bracket, as words() tells them, and some more; quicker than all words."""
        # From the back, as what starts with a bracket is found many times faster than what ends with one.
        found = frozenset(_BACKWARDS.findall(self.source.translate(_FOLD_TO_BRACKETS)[::-1]))
        words = set(b" ".join(found)[::-1].translate(_FOLD).split())
        for ended, pattern in _APART.items():
            if not any(text.startswith(ended) for text in found):
                continue
            ends = [match.end() for match in islice(pattern.finditer(self.source), _OFTEN)]
            if len(ends) >= _OFTEN:
                return self.words
            for end in ends:
                words.update(self.source[max(0, end - _FAR) : end].translate(_FOLD).split())
        return frozenset(words)

    def may_call(self, word: bytes) -> bool:
        """Say whether a word in lower case may stand before a bracket."""
        return word in self.called if "called" in vars(self) else self.holds(word)

    def head(self, end: int) -> "PhpFile":
        """Return the file up to an offset, to be lexed only so far; itself, if that was done."""
        return self if "spans" in vars(self) else PhpFile(self.source[:end])

    def holds(self, word: bytes) -> bool:
        """Say whether a word in lower case stands anywhere, without making a set of all for it alone."""
        return word in self.words if "words" in vars(self) else b" %b " % word in self.folded

    @cached_property
    def spans(self) -> list[Span]:
        """The parts that are no code, as lexer.spans() tells them."""
        return spans(self.source)

    @cached_property
    def code(self) -> bytes:
        """
        The code alone, each byte at its place: comments and attributes are spaces, strings are all quotes,
        and a semicolon stands for what lies before an open tag or behind a close tag.
        """
        source, pieces, position = self.source, [], 0
        for start, end in self.spans:
            length = end - start
            blank = _BLANKS[source[start]] if start else _ENDED
            pieces.append(source[position:start])
            pieces.append(blank[-length:] if length <= _LONGEST else blank[0:1] * (length - 1) + blank[-1:])
            position = end
        pieces.append(source[position:])
        return b"".join(pieces) if source else source

    @cached_property
    def brackets(self) -> Brackets:
        """Which bracket in the code closes which."""
        return Brackets(self.code)

    @cached_property
    def braces(self) -> Brackets:
        """Which brace in the code closes which; quicker than all brackets."""
        return Brackets(self.code, only_braces=True)

    @cached_property
    def functions(self) -> Bodies:
        """Where the bodies of functions are."""
        return Bodies(function_bodies(self))

    @cached_property
    def classes(self) -> Bodies:
        """Where the bodies of classes are."""
        return Bodies(class_bodies(self))

    @cached_property
    def names(self) -> Names:
        """What names stand for."""
        return Names(self)

    @cached_property
    def _line_starts(self) -> list[int]:
        # Lines of bytes end at \n, \r and \r\n only, as PHP counts them.
        return [0, *accumulate(map(len, self.source.splitlines(keepends=True)))]

    def offsets(self, word: bytes) -> Iterator[int]:
        """Yield where a word in lower case stands, be it in code, in text or in a comment."""
        folded, length = self.folded, len(word)
        # To look for a word with its spaces is slow, as they are everywhere; but so are parts of short ones.
        needle, shift = (b" %b " % word, 0) if length <= _SHORT else (word, 1)
        offset = folded.find(needle)
        while offset >= 0:
            if folded[offset - shift] == folded[offset - shift + 1 + length] == _BLANK:
                yield offset - shift
            offset = folded.find(needle, offset + length)

    def places(self, words: Collection[bytes]) -> Iterator[tuple[int, bytes]]:
        """Yield where words in lower case stand, and which, be it in code, in text or in a comment."""
        if len(words) <= _FEW:
            for word in words:
                for offset in self.offsets(word):
                    yield offset, word
            return
        for match in _WORD.finditer(self.folded):
            if (word := match[0]) in words:
                yield match.start() - 1, word

    def code_offsets(self, word: bytes) -> Iterator[int]:
        """Yield where a word in lower case stands in code."""
        if "words" not in vars(self) or word in self.words:
            for offset in self.offsets(word):
                if self.code[offset] == self.source[offset]:
                    yield offset

    def defines_function(self, name: bytes, offset: int) -> bool:
        """Tell whether a function of this name in lower case is defined in the namespace at an offset."""
        if name not in self._declared:
            places = (place for place in self.code_offsets(name) if is_declared(self, place))
            self._declared[name] = frozenset(self.names.namespace(place) for place in places)
        return self.names.namespace(offset) in self._declared[name]

    def first(self, found: Iterable[T], most: int) -> Iterator[T]:
        """Yield the first of what a finder looks at, and note where there is more."""
        for count, one in enumerate(found):
            if count == most:
                self.is_cut_short = True
                return
            yield one

    def line(self, offset: int) -> int:
        """Return the line of an offset, from 1, as PHP counts them."""
        return bisect_right(self._line_starts, offset)

    def span_at(self, offset: int) -> Span | None:
        """Return the part that is no code and holds this offset; None for code."""
        found = self.spans[bisect_right(self.spans, offset, key=_START) - 1]
        return found if found[1] > offset else None

    def in_code(self, offset: int) -> bool:
        """Tell whether an offset is in code, and not in a string, a comment, an attribute or HTML."""
        return self.span_at(offset) is None

    def text_at(self, offset: int) -> tuple[bytes, int] | None:
        """Return what the string says that starts there, and its end; None: none, or one with code in it."""
        found = self.span_at(offset)
        text = string_value(self.source[offset : found[1]]) if found and found[0] == offset else None
        return (text, found[1]) if found and text is not None else None

    def strings(self) -> Iterator[Span]:
        """Yield the strings, with their quotes; one with code in it comes in several parts."""
        for start, end in self.spans[1:]:
            if self.source[start] in _STRINGS:
                yield start, end
