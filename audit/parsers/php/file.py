"""One PHP file for all that look for something in it: its words and its parts, made when first asked for."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, islice
from operator import itemgetter
from string import ascii_letters, digits
from typing import TypeVar

from audit.parsers.php.bodies import Bodies, class_bodies, function_bodies, is_declared, may_be_declared
from audit.parsers.php.brackets import Brackets
from audit.parsers.php.lexer import Span, spans
from audit.parsers.php.literals import string_value
from audit.parsers.php.names import Names, may_import_functions

T = TypeVar("T")

# "$" is made part of the word, so that $mail is another word than mail.
WORD_BYTES = frozenset((ascii_letters + digits + "_$").encode()) | frozenset(range(0x80, 0x100))
_FOLD = bytes(byte if byte in WORD_BYTES else 0x20 for byte in range(0x100)).lower()
_LABEL_SIGN = rb"[a-z0-9_$\x80-\xff]"  # in lower case
# The name before a bracket, backwards, as what starts with a bracket is found many times faster than what
# ends with one; not that of a method. A comment between is told by its end, as it may hold anything.
_BACKWARDS = re.compile(
    rb"\([ \t]*+(?:[\r\n](?![ \t\r\n]*+[^\r\n]*(?://|#))[ \t\r\n]*+)?+"
    rb"(%b++(?!>-(?!-)|::(?!:))|[\r\n]|/\*)" % _LABEL_SIGN
)
# Where a comment may stand between the name of a function and its bracket, by the comment's end, backwards.
_APART = {
    b"\n": re.compile(rb"\n[ \t]*+\("),
    b"\r": re.compile(rb"\r[ \t]*+\("),
    b"/*": re.compile(rb"\*/[ \t\r\n]*+\("),
}
_FAR = 1000  # bytes of such comments
_OFTEN = 50  # times in a file; more are not looked at one by one
_SIGNS = frozenset(bytes((byte,)) for byte in WORD_BYTES)
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
    def lowered(self) -> bytes:
        """The file in lower case."""
        return self.source.lower()

    @cached_property
    def called(self) -> frozenset[bytes]:
        """The names of functions before a round bracket, in lower case and backwards, and some more words."""
        found = frozenset(_BACKWARDS.findall(self.lowered[::-1]))
        if found.isdisjoint(_APART):
            return found
        words = set[bytes]()
        for ended in found & _APART.keys():
            ends = [match.end() for match in islice(_APART[ended].finditer(self.source), _OFTEN)]
            if len(ends) >= _OFTEN:
                words = set(self.words)
                break
            for end in ends:
                words.update(self.source[max(0, end - _FAR) : end].translate(_FOLD).split())
        return found.union(word[::-1] for word in words)

    def may_call(self, word: bytes) -> bool:
        """Say whether a word in lower case may be a function that is called."""
        return word[::-1] in self.called if "called" in vars(self) else self.holds(word)

    def head(self, end: int) -> "PhpFile":
        """Return the file up to an offset, to be lexed only so far; itself, if that was done."""
        if "spans" in vars(self):
            return self
        head = PhpFile(self.source[:end])
        vars(head).update(lowered=self.lowered[:end], called=self.called)
        vars(head).update(may_import_functions=self.may_import_functions)
        return head

    def holds(self, word: bytes) -> bool:
        """Say whether a word in lower case stands anywhere, without making a set of all for it alone."""
        if "words" in vars(self):
            return word in self.words
        return any(True for _ in self.offsets(word))

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
            pieces.append(source[position:start])
            pieces.append(_blank(_BLANKS[source[start]] if start else _ENDED, end - start))
            position = end
        pieces.append(source[position:])
        return b"".join(pieces) if source else source

    def code_between(self, first: int, last: int) -> bytes:
        """Return a stretch of the code, without making that of the whole file for it."""
        if "code" in vars(self):
            return self.code[first:last]
        source, pieces, position = self.source, [], first
        for index in range(max(0, bisect_right(self.spans, first, key=_START) - 1), len(self.spans)):
            start, end = self.spans[index]
            if start >= last:
                break
            if end <= position:
                continue
            blank = _BLANKS[source[start]] if start else _ENDED
            pieces.append(source[position:start])
            start = max(start, position)
            pieces.append(_blank(blank, end - start) if end <= last else blank[:1] * (last - start))
            position = end
        pieces.append(source[position:last])
        return b"".join(pieces)

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
    def may_import_functions(self) -> bool:
        """Whether the file may say `use function`; one that does not may still import some in a group."""
        return may_import_functions(self.lowered)

    @cached_property
    def _line_starts(self) -> list[int]:
        # Lines of bytes end at \n, \r and \r\n only, as PHP counts them.
        return [0, *accumulate(map(len, self.source.splitlines(keepends=True)))]

    def offsets(self, word: bytes) -> Iterator[int]:
        """Yield where a word in lower case stands, be it in code, in text or in a comment."""
        if "folded" not in vars(self):
            yield from self._lowered_offsets(word)
            return
        folded, length = self.folded, len(word)
        # To look for a word with its spaces is slow, as they are everywhere; but so are parts of short ones.
        needle, shift = (b" %b " % word, 0) if length <= _SHORT else (word, 1)
        offset = folded.find(needle)
        while offset >= 0:
            if folded[offset - shift] == folded[offset - shift + 1 + length] == _BLANK:
                yield offset - shift
            offset = folded.find(needle, offset + length)

    def _lowered_offsets(self, word: bytes) -> Iterator[int]:
        if len(word) <= _SHORT:
            yield from (match.start() for match in _short(word).finditer(self.lowered))
            return
        lowered, length = self.lowered, len(word)
        offset = lowered.find(word)
        while offset >= 0:
            end = offset + length
            if lowered[end : end + 1] not in _SIGNS and lowered[offset - 1 : offset] not in _SIGNS:
                yield offset
            offset = lowered.find(word, end)

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
        if "words" in vars(self) and word not in self.words:
            return
        if "code" not in vars(self):
            yield from (offset for offset in self.offsets(word) if self.in_code(offset))
            return
        for offset in self.offsets(word):
            if self.code[offset] == self.source[offset]:
                yield offset

    def defines_function(self, name: bytes, offset: int) -> bool:
        """Tell whether a function of this name in lower case is defined in the namespace at an offset."""
        if name not in self._declared:
            may_be = any(may_be_declared(self, place) for place in self.offsets(name))
            places = self.code_offsets(name) if may_be else ()
            declared = (place for place in places if is_declared(self, place))
            self._declared[name] = frozenset(self.names.namespace(place) for place in declared)
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


@lru_cache(maxsize=64)
def _short(word: bytes) -> re.Pattern[bytes]:
    """Return what finds a short word, which parts of others are likely to be, faster than looking at each."""
    return re.compile(rb"%b(?!%b)(?<!%b%b)" % (word, _LABEL_SIGN, _LABEL_SIGN, word))


def _blank(blank: bytes, length: int) -> bytes:
    return blank[-length:] if length <= _LONGEST else blank[0:1] * (length - 1) + blank[-1:]
