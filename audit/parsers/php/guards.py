"""What PHP code asks about functions, classes and versions before it goes on."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from audit.parsers.php.before import SPACES, word_before
from audit.parsers.php.brackets import Brackets
from audit.parsers.php.names import comparable
from audit.parsers.php.scopes import Scopes, class_around, is_answer

if TYPE_CHECKING:
    from audit.parsers.php.file import PhpFile

VERSION = "version"
MINIMUM = "minimum-version"  # The file ends early for some versions, and says nothing of the others.

_ASKING = {
    b"function_exists": "function",
    b"is_callable": "function",
    b"extension_loaded": "extension",
    b"class_exists": "class",
    b"interface_exists": "class",
    b"enum_exists": "class",
    b"defined": "constant",
    b"method_exists": "method",
    b"version_compare": VERSION,
    b"phpversion": VERSION,
    b"php_version": VERSION,
    b"php_version_id": VERSION,
    b"php_major_version": VERSION,
}
_CONSTANTS = frozenset((b"php_version", b"php_version_id", b"php_major_version"))
_PREFIX = b"php_"
_VERSION_CONSTANT = re.compile(
    rb"(?<![a-z0-9_$\x80-\xff])php_(?:version_id|version|major_version)(?![a-z0-9_$\x80-\xff])"
)
_MOST = 200  # questions of a file; one made to be slow may hold more
_CALL = re.compile(SPACES + rb"\(" + SPACES)
# The name in the string that follows; none behind a comment, or where the string is longer or escaped.
_ABOUT = re.compile(
    SPACES + rb"\(" + SPACES + rb"(?:['\"]\\*+([a-zA-Z0-9_\x80-\xff]++)['\"]|['\"/#])|" + SPACES + rb"[/#]"
)
_NEXT = re.compile(SPACES + rb"," + SPACES)
_COMPARED = re.compile(SPACES + rb"[<>=!]")
_OF_CLASS = re.compile(rb"\\?+([A-Za-z0-9_\\\x80-\xff]++)::class\b", re.IGNORECASE)
_PHP_VERSION = re.compile(rb"\bphp_version\b|\bphpversion[ \t\r\n]*+\(", re.IGNORECASE)
_NAMED = re.compile(rb"[pP][hH][pP]_?[vV][eE][rR][sS][iI][oO][nN]")
_COMPARING = frozenset((b"<", b">", b"="))
_NUMBERS = frozenset((b"php_version_id", b"php_major_version"))
_NAMING = frozenset((b"->", b"::", b"function", b"new"))
_REACH = 500  # bytes of the arguments that a version may stand in
LONGEST = 4000  # bytes of a question, with the comments in it


class Question(NamedTuple):
    """Where something may be asked, and by which word."""

    word: bytes
    offset: int


class _Guard(NamedTuple):
    start: int
    end: int
    asked: str
    is_open: bool = False


class Guards:
    r"""
    What has been asked, by place; of the kinds that are given, only these names.

    >>> from audit.parsers.php.file import PhpFile
    >>> guards = Guards(PhpFile(b"<?php if (function_exists('a')) { a(); } a();"), {})
    >>> guards.at(34), guards.at(41)
    (frozenset({'function:a'}), frozenset())
    """

    def __init__(
        self,
        file: "PhpFile",
        sought: Mapping[str, Collection[bytes]],
        possible: Iterable[Question] | None = None,
    ) -> None:
        """Read the questions, of which it may be known where they can be."""
        possible = questions(file, sought) if possible is None else possible
        found = list(islice(_guards(file, sought, possible), _MOST))
        edges = sorted({0, *(guard.start for guard in found), *(guard.end for guard in found)})
        self._starts = edges
        self._asked = [
            frozenset(guard.asked for guard in found if guard.start <= edge < guard.end) for edge in edges
        ]
        # Of a file that goes on: whether what follows may tell how a question about versions is meant.
        self.is_open = any(guard.is_open for guard in found)

    def at(self, offset: int) -> frozenset[str]:
        """Return what has been asked where the code comes to an offset."""
        return self._asked[bisect_right(self._starts, offset) - 1]


def questions(file: "PhpFile", sought: Mapping[str, Collection[bytes]]) -> list[Question]:
    """Return where the file may ask for something that is sought, be it in code or not."""
    constants = _version_constants(file)
    found = []
    for word, kind in _ASKING.items():
        names = sought.get(kind)
        if names is not None and not names:
            continue
        if word in _CONSTANTS:
            found += [question for question in constants if question.word == word]
        elif file.may_call(word):
            places = (offset for offset in file.offsets(word) if _may_ask(file, word, offset, names))
            found += [Question(word, offset) for offset in places]
    return found


def _version_constants(file: "PhpFile") -> list[Question]:
    """Return where PHP's version is named, looking for what all its names begin with."""
    text, shift = (file.folded, 1) if "folded" in vars(file) else (file.lowered, 0)
    found, offset = [], text.find(_PREFIX)
    while offset >= 0:
        if constant := _VERSION_CONSTANT.match(text, offset):
            found.append(Question(constant[0], offset - shift))
        offset = text.find(_PREFIX, offset + len(_PREFIX))
    return found


def _may_ask(file: "PhpFile", word: bytes, offset: int, names: Collection[bytes] | None) -> bool:
    """Say whether a word at an offset may ask for something of these names; None: of any."""
    end = offset + len(word)
    if word == b"version_compare":  # Most compare versions of something else.
        opened = _CALL.match(file.source, end)
        return not opened or _NAMED.search(file.source, opened.end(), opened.end() + _REACH) is not None
    if names is None or _ASKING[word] != "function":
        return True
    found = _ABOUT.match(file.source, end)
    return found is not None and (found[1] is None or found[1].lower() in names)


def _guards(
    file: "PhpFile", sought: Mapping[str, Collection[bytes]], possible: Iterable[Question]
) -> Iterator[_Guard]:
    scopes = Scopes(file)
    for word, offset in possible:
        if not file.in_code(offset):
            continue
        for asked in sorted(set(_asked(file, word, offset))):
            kind, _, name = asked.partition(":")
            if name.encode() not in sought.get(kind, (name.encode(),)):
                continue  # Most ask for other parts of the CMS.
            end, is_rest = scopes.of(offset)
            is_open = asked == VERSION and end >= len(file.source) and not is_rest
            is_open = is_open and file.functions.around(offset) is None
            yield _Guard(offset, end, MINIMUM if is_rest and asked == VERSION else asked, is_open)
            owner = class_around(file, offset) if is_answer(file, offset) else None
            if owner is not None:
                yield _Guard(*owner, asked)


def _asked(file: "PhpFile", word: bytes, offset: int) -> Iterator[str]:
    """Yield what a word asks about, if it is a question."""
    end = offset + len(word)
    if word_before(file.code, offset) in _NAMING:
        return
    kind, opened = _ASKING[word], _CALL.match(file.code, end)
    if kind == VERSION:
        yield from _version(file, word, offset, opened)
        return
    first = _text(file, opened.end()) if opened else None
    if opened and kind == "method":
        yield from _method(file, first, opened.end())
    elif first is not None:
        yield f"{kind}:{_name(kind, first[0])}"


def _version(file: "PhpFile", word: bytes, offset: int, opened: re.Match[bytes] | None) -> Iterator[str]:
    code, end = file.code, offset + len(word)
    if word in _NUMBERS:
        yield VERSION
    elif word == b"version_compare" and opened:
        paren = code.index(b"(", end)
        near = _PHP_VERSION.search(code, paren, paren + _REACH)  # most compare versions of something else
        end = Brackets(code[paren : paren + _REACH]).end(0)
        if near and _PHP_VERSION.search(code, paren, paren + end):
            yield VERSION
    elif word == b"phpversion" and opened and (named := _text(file, opened.end())):
        yield f"extension:{named[0].lower()}"
    elif word == b"php_version" or opened:
        end = code.find(b")", end) + 1 if opened else end
        if word_before(code, offset) in _COMPARING or _COMPARED.match(code, end):
            yield VERSION


def _method(file: "PhpFile", first: tuple[str, int] | None, start: int) -> Iterator[str]:
    comma = _NEXT.match(file.code, first[1]) if first else _NEXT.search(file.code, start, start + 200)
    second = _text(file, comma.end()) if comma else None
    if second:
        name = second[0].lower()
        yield f"method:{name}"
        if first:
            yield f"method:{_name('class', first[0])}::{name}"


def _text(file: "PhpFile", start: int) -> tuple[str, int] | None:
    """Return the string that stands there, or the name before ::class, and its end."""
    if named := _OF_CLASS.match(file.code, start):
        name = file.names.resolved("class", named[0].rpartition(b"::")[0], start)
        return name.decode(errors="replace"), named.end()
    text = file.text_at(start)
    return (text[0].decode(errors="replace"), text[1]) if text else None


def _name(kind: str, text: str) -> str:
    text = text.removeprefix("\\")
    return comparable(text) if kind == "constant" else text.lower()
