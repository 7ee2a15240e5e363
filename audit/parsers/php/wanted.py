"""Where in a PHP file something may stand that is looked for, told before the file is lexed."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from audit.parsers.php.before import LABEL_BYTES, Lists, end_before, may_end_comment, member_sign, name_start
from audit.parsers.php.file import PhpFile
from audit.parsers.php.guards import asks
from audit.parsers.php.names import comparable

FUNCTION, CLASS, CONSTANT, METHOD = 1, 2, 4, 8  # added up where a word may be several

_PAREN, _COLONS, _OPEN_QUESTION = 1, 2, 3
_BEHIND = re.compile(rb"[ \t\r\n]*+(?:(\()|(::)|(/[/*]|#|[aA][sS][ \t\r\n/#]))?+")
# What follows the first part of a name where it is used, imported or entered as a namespace.
_QUALIFIER = re.compile(rb"[ \t\r\n]*+(?:\\|::|[/#;,{]|[aA][sS][ \t\r\n])")
_IMPORT = re.compile(rb"use(?=[ \t\r\n/#])[ \t\r\n]*+(?:/\*|//|#|function[ \t\r\n/#])")  # or a comment first
_BRACKET = re.compile(rb"[ \t\r\n]*+\(")
_PARTS = re.compile(rb"\\|::")
_LISTS = (b"extends", b"implements", b"use")
_BEFORE_CLASS = (b"new", *_LISTS)
_LABEL_SIGNS = frozenset(bytes((byte,)) for byte in LABEL_BYTES)


class Wanted:
    """What is looked for, by the last parts of the names; they stand in each file that has any use for it."""

    def __init__(
        self,
        functions: Iterable[str],
        classes: Iterable[str],
        constants: Iterable[str],
        methods: Iterable[str],
        server: Iterable[str],
    ) -> None:
        self.functions = frozenset(_encoded(functions))
        self.classes = frozenset(_encoded(classes))
        self.constants = {comparable(name).encode(): name for name in constants}
        self.methods = frozenset(_encoded(methods))
        self.named: dict[str, Collection[bytes]] = {
            "function": self.functions,
            "class": self.classes,
            "constant": self.constants,
            "method": self.methods,
        }
        self.server = frozenset(_encoded(server))
        self.server_words = frozenset(name.lower() for name in self.server)
        self.spelled = frozenset(map(_last, self.constants))
        # By the first part of the names, empty for names of one part: the last parts and what they may be.
        self._groups: dict[bytes, dict[bytes, int]] = {b"": {}}
        for use, names in (
            (FUNCTION, self.functions),
            (CLASS, self.classes),
            (CONSTANT, self.constants),
            (METHOD, self.methods),
        ):
            for name in names:
                group = self._groups.setdefault(_first(name).lower(), {})
                last = _last(name).lower()
                group[last] = group.get(last, 0) | use
        self._words = {first: frozenset(group) for first, group in self._groups.items()}
        self._firsts = frozenset(self._groups)
        others = self.classes or self.constants or self.methods or self.server
        self._are_calls = not others and self._firsts == {b""}  # what is looked for stands before a bracket

    def among(self, file: PhpFile) -> dict[bytes, tuple[int, int]]:
        """Return which words of a file may be looked for: as what by name alone, and as part of a name."""
        words = file.called if self._is_quick(file) else file.words
        alone = self._groups[b""]
        found = {word: (alone[word], 0) for word in words & self._words[b""]}
        for first in words & self._firsts:
            if not any(_QUALIFIER.match(file.source, offset + len(first)) for offset in file.offsets(first)):
                continue
            group = self._groups[first]
            for word in words & self._words[first]:
                whole, part = found.get(word, (0, 0))
                found[word] = whole, part | group[word]
        return found

    def enough(self, file: PhpFile, places: list["Candidate"]) -> int | None:
        """Return how much of a file tells what its places are; None: all of it, as it may ask for them."""
        if "words" in vars(file) or not self._are_calls:
            return None
        names = {file.source[place.offset : place.end].lower() for place in places}
        if asks(file, {kind: names if kind == "function" else () for kind in (*self.named, "extension")}):
            return None  # How far the answers count is not known without what follows.
        end = 0
        for place in places:
            if not (bracket := _BRACKET.match(file.source, place.end)):
                return None  # Behind a comment it may be anywhere.
            end = max(end, bracket.end())
        return end

    def _is_quick(self, file: PhpFile) -> bool:
        """Say whether what is looked for stands before a bracket; an import may call it otherwise."""
        return self._are_calls and "words" not in vars(file) and not _IMPORT.search(file.source.lower())


class Candidate(NamedTuple):
    """A word that may be looked for."""

    offset: int
    end: int
    uses: int  # what it may be, as above


def candidates(file: PhpFile, wanted: Wanted) -> list[Candidate]:
    """Return the places, in code or not, that are written like one of the names in use."""
    source, found = file.source, []
    lists = Lists(source)
    among = wanted.among(file)
    for offset, word in file.places(among.keys()):
        (whole, part), end = among[word], offset + len(word)
        uses = part if _is_qualified(source, offset) else whole | part
        if uses & CONSTANT and source[offset:end] not in wanted.spelled:
            uses &= ~CONSTANT
        if uses and (possible := _possible(source, offset, end, uses, lists)):
            found.append(Candidate(offset, end, possible))
    return found


def _is_qualified(source: bytes, start: int) -> bool:
    """Say whether a word is a part of a name that can be no global one."""
    if source[start - 1 : start] != b"\\" or source[start - 2 : start - 1] not in _LABEL_SIGNS:
        return False
    return not source[max(0, start - 10) : start].lower().endswith(b"namespace\\")


def _possible(source: bytes, start: int, end: int, uses: int, lists: Lists) -> int:
    """Return which of the uses what stands around a word allows; comments allow everything."""
    if source[end : end + 1] == b"\\":
        return 0  # It is not the last part of its name.
    behind = _BEHIND.match(source, end)
    how = behind.lastindex if behind else None
    if how == _OPEN_QUESTION:
        return uses
    if how == _PAREN and (uses == FUNCTION or member_sign(source, start)):
        return uses & (METHOD if member_sign(source, start) else FUNCTION)
    before = end_before(source, name_start(source, start))
    if may_end_comment(source, before, start):
        return uses
    allowed = CONSTANT
    if how == _PAREN:
        allowed = FUNCTION | (METHOD if member_sign(source, before) else 0)
    elif how == _COLONS:
        allowed |= CLASS
    if uses & CLASS and _names_class(source, before, lists):
        allowed |= CLASS
    return uses & allowed


def _names_class(source: bytes, before: int, lists: Lists) -> bool:
    """Say whether a word may be a class by what ends before it."""
    if source[max(0, before - 10) : before].lower().endswith(_BEFORE_CLASS):
        return True
    if source[before - 1 : before] != b",":
        return False
    return lists.is_parents(before) or may_end_comment(source, lists.start, before)


def _encoded(names: Iterable[str]) -> Iterator[bytes]:
    return (name.encode() for name in names)


def _first(name: bytes) -> bytes:
    r"""Return the first part of a name of several, which no file does without that uses the name."""
    parts = _PARTS.split(name)
    return parts[0] if len(parts) > 1 else b""


def _last(name: bytes) -> bytes:
    return _PARTS.split(name)[-1]
