"""The calls of global functions and the backtick operators in a PHP file, exact against PHP's tokenizer."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from string import ascii_letters, digits

from audit.parsers.php_lexer import BLOCK_COMMENT, LINE_COMMENTS, Lines, Span, is_comment, spans

# "$" is made part of the word, so that $mail is another word than mail.
_WORD_BYTES = frozenset((ascii_letters + digits + "_$").encode()) | frozenset(range(0x80, 0x100))
_FOLD = bytes(byte if byte in _WORD_BYTES else 0x20 for byte in range(0x100)).lower()

_SPACE = b" \t\r\n"
_MAYBE_CALL = re.compile(rb"[ \t\r\n]*+[(/#]")
_CALL = re.compile(rb"(?:" + rb"|".join([rb"[ \t\r\n]++", *LINE_COMMENTS, BLOCK_COMMENT]) + rb")*+\(")
_DECLARED = re.compile(rb"(?<![$\\a-z0-9_\x80-\xff])(?:function|fn|new)\Z", re.IGNORECASE)
_REACH = 32  # Longer than any keyword or operator before a name.
_START = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function by its name."""

    name: str
    line: int
    offset: int


def calls(source: bytes, names: frozenset[str]) -> list[Call]:
    r"""
    Return the calls of the functions of these names, which are in lower case.

    Methods, definitions, classes, attributes and functions of a namespace are no such calls.

    >>> calls(b"<?php\n$o->mail(); \\Mail('a'); // mail()", frozenset({"mail"}))
    [Call(name='mail', line=2, offset=19)]
    """
    candidates = _candidates(source, _encoded(names))
    if not candidates:
        return []
    found = spans(source, max(offset + len(name) for offset, name in candidates))
    lines = Lines(source)
    return [
        Call(name.decode(), lines.at(offset), offset)
        for offset, name in sorted(candidates)
        if _is_call(source, offset, offset + len(name), found)
    ]


def backticks(source: bytes) -> list[int]:
    r"""
    Return the lines on which a backtick operator runs a command.

    >>> backticks(b"<?php\n// `no`\n$a = `ls`;")
    [3]
    """
    if b"`" not in source:
        return []
    lines = Lines(source)
    return [lines.at(start) for start, _ in spans(source)[1:] if source.startswith(b"`", start)]


@lru_cache(maxsize=16)
def _encoded(names: frozenset[str]) -> frozenset[bytes]:
    return frozenset(name.encode() for name in names)


def _candidates(source: bytes, names: frozenset[bytes]) -> list[tuple[int, bytes]]:
    """Return where the names are written like a call, be it in code or in text."""
    folded = b" %b " % source.translate(_FOLD)
    found = []
    for name in names.intersection(folded.split()):
        word = b" %b " % name
        offset = folded.find(word)
        while offset >= 0:
            # The space in front of the folded text makes this the offset of the name in the source.
            if _MAYBE_CALL.match(source, offset + len(name)) and not _is_member(source, offset):
                found.append((offset, name))
            offset = folded.find(word, offset + len(name) + 1)
    return found


def _is_call(source: bytes, start: int, end: int, found: list[Span]) -> bool:
    index = bisect_right(found, start, key=_START) - 1
    if found[index][1] > start or not _CALL.match(source, end):
        return False
    if source[start - 1 : start] == b"\\":
        start -= 1
        if source[start - 1] in _WORD_BYTES:
            return False  # A function of a namespace.
    before = _skip_back(source, start, found)
    if _is_member(source, before):
        return False
    if source[before - 1 : before] != b"&":
        return not _DECLARED.search(source[max(0, before - _REACH) : before])
    while source[before - 1 : before] == b"&":
        before = _skip_back(source, before - 1, found)
    return source[max(0, before - len(b"function")) : before].lower() != b"function"


def _skip_back(source: bytes, offset: int, found: list[Span]) -> int:
    """Return the end of what stands before the spaces and comments before an offset."""
    index = bisect_right(found, offset - 1, key=_START) - 1
    while True:
        if offset == found[index][1]:
            if index == 0 or not is_comment(source, found[index][0]):
                return offset
            offset = found[index][0]
            index -= 1
        elif source[offset - 1] in _SPACE:
            offset -= 1
        else:
            return offset


def _is_member(source: bytes, offset: int) -> bool:
    """Say whether an arrow or double colon ends there, and not the last part of "-->" or ":::"."""
    before = source[max(0, offset - _REACH) : offset]
    if before.endswith(b"->"):
        return (len(before) - len(before[:-1].rstrip(b"-"))) % 2 == 0
    return (len(before) - len(before.rstrip(b":"))) % 2 == 0 and before.endswith(b":")
