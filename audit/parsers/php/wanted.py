"""Where in a PHP file something may stand that is looked for, told before the file is lexed."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from audit.parsers.php.before import LABEL_BYTES, Lists, end_before, may_end_comment, member_sign, name_start
from audit.parsers.php.file import PhpFile
from audit.parsers.php.guards import LONGEST, Question, questions
from audit.parsers.php.names import comparable

FUNCTION, CLASS, CONSTANT, METHOD = 1, 2, 4, 8  # added up where a word may be several

_ASKED = ("function", "class", "constant", "method", "extension")
_PAREN, _COLONS, _OPEN_QUESTION = 1, 2, 3
_BEHIND = re.compile(rb"[ \t\r\n]*+(?:(\()|(::)|(/[/*]|#|[aA][sS][ \t\r\n/#]))?+")
# What follows the first part of a name where it is used, imported or entered as a namespace.
_QUALIFIER = re.compile(rb"[ \t\r\n]*+(?:\\|::|[/#;,{]|[aA][sS][ \t\r\n])")
_CALLING = re.compile(rb"[ \t\r\n]*+(?:\(|/[/*]|#)")  # or a comment first
_DEFINING = b"function"
_UNSURE = frozenset((b">", b":", b"$", b""))  # before `function`: it may be the name of something
_CLASSES = (b"class", b"trait", b"enum", b"interface")
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
        self._backwards = frozenset(name[::-1] for name in self.functions)

    def among(self, file: PhpFile) -> dict[bytes, tuple[int, int]]:
        """Return which words of a file may be looked for: as what by name alone, and as part of a name."""
        words = file.words
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

    def called(self, file: PhpFile) -> list[bytes] | None:
        """Return which functions a file may call; None: others may be meant than those before brackets."""
        if not self._are_calls or "words" in vars(file) or file.may_import_functions:
            return None
        return [name[::-1] for name in file.called & self._backwards]

    def head(self, file: PhpFile, places: list["Candidate"]) -> tuple[PhpFile, list[Question] | None]:
        """Return as much of a file as tells what calls are at these places, and where it may ask for them."""
        if not self._are_calls or "words" in vars(file):
            return file, None
        names = {file.source[place.offset : place.end].lower() for place in places}
        asked = questions(file, {kind: names if kind == "function" else () for kind in _ASKED})
        end = 0
        for place in places:
            if not (bracket := _BRACKET.match(file.source, place.end)):
                return file, asked  # Behind a comment it may be anywhere.
            end = max(end, bracket.end())
        if asked and all(file.lowered.find(word, 0, end) < 0 for word in _CLASSES):
            # Only in a class the answer counts for what stands before the question.
            asked = [one for one in asked if one.offset < end]
        end = max(end, max((one.offset for one in asked), default=-LONGEST) + LONGEST)
        return file.head(end), asked


class Candidate(NamedTuple):
    """A word that may be looked for."""

    offset: int
    end: int
    uses: int  # what it may be, as above


def candidates(file: PhpFile, wanted: Wanted) -> list[Candidate]:
    """Return the places, in code or not, that are written like one of the names in use."""
    called = wanted.called(file)
    if called is not None:
        return [place for name in called for place in _calls(file, name)] if called else []
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


def _calls(file: PhpFile, name: bytes) -> Iterator[Candidate]:
    """Yield where a function may be called by its name."""
    source = file.source
    for offset in file.offsets(name):
        end = offset + len(name)
        if not (source.startswith(b"(", end) or _CALLING.match(source, end)):
            continue
        if _is_qualified(source, offset) or member_sign(source, offset) or _is_defined(file.lowered, offset):
            continue
        yield Candidate(offset, end, FUNCTION)


def _is_defined(lowered: bytes, start: int) -> bool:
    """Say whether `function` stands before a word for sure, be it in code or not."""
    before = end_before(lowered, start)
    if before == start or not lowered.endswith(_DEFINING, 0, before):
        return False
    between = lowered[before:start]
    if b"\n" in between or b"\r" in between:
        return False  # A comment may end between.
    start = before - len(_DEFINING)
    before = end_before(lowered, start)
    sign = lowered[before - 1 : before]
    return (
        sign not in _UNSURE
        and not (before == start and sign in _LABEL_SIGNS)
        and not may_end_comment(lowered, before, start)
    )


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
