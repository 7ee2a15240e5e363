"""Where variables, properties and constants of a PHP file are given the value that they have at a place."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from audit.parsers.php.bodies import Body
from audit.parsers.php.file import WORD_BYTES, PhpFile

_MOST = 300  # places at which one variable is named
_LONGEST_HEAD = 8192  # bytes before the body of a function
_DEEPEST = 100  # brackets around one place that are looked at
_REACH = 200  # bytes before a name that may say what is done with it
_OPERATOR = re.compile(
    rb"\s*+(?:(?P<set>=)(?![=>])|(?P<more>\.=)|(?P<other>(?:\?\?|\*\*|<<|>>|[-+*/%&|^])=|\+\+|--)"
    rb"|(?P<part>\[[^\]\r\n]{0,80}+\](?:\s*+\[[^\]\r\n]{0,80}+\])*+\s*+=(?![=>])))"
)
_BOUND = re.compile(
    rb"\bas\s*+&?\s*+\Z|\bas\s[^;{}()]*+=>\s*+&?\s*+\Z|\b(?:global|static)\s[^;{}=]*+\Z"
    rb"|\blist\s*+\([^;)]*+\Z|[;{}]\s*+\[[^;\]]*+\Z|\bcatch\s*+\([^)]*+\Z|(?:\+\+|--)\s*+\Z",
    re.IGNORECASE,
)
_GLOBAL = re.compile(rb"\bglobal\s[^;{}=]*+\Z", re.IGNORECASE)
_FIRST = re.compile(rb"[;{}]\s*+\Z")
_CASE = re.compile(rb"\bcase\b|\bdefault\s*+:", re.IGNORECASE)
_PROPERTY = re.compile(rb"(?:->|::\s*+\$)\s*+\Z")
_DECLARED = re.compile(rb"\b(?:var|public|protected|private|static|readonly)\s[^;={}()]*+\Z", re.IGNORECASE)
_EMPTY = re.compile(rb"=\s*+(?:''|\"\"|null|false|array\s*+\(\s*+\)|\[\s*+\])\s*+;", re.IGNORECASE)
_CONST = re.compile(rb"\bconst\s[^;={}()]*+\Z", re.IGNORECASE)
_DEFINE = re.compile(rb"\bdefine\s*+\(\s*+\Z", re.IGNORECASE)
_DEFINED = re.compile(rb"define\s*+\(\s*+(['\"])(\w++)\1\s*+,", re.IGNORECASE)
_CONSTANT = re.compile(rb"const\s++(\w++)\s*+=", re.IGNORECASE)
_CLASSES = frozenset((b"class", b"interface", b"trait", b"enum"))
_USED = re.compile(rb"\)\s*+use\s*+\(([^)]*+)\)", re.IGNORECASE)
_COMMA = re.compile(rb"\s*+,")
_ASSIGN = re.compile(rb"\s*+=(?![=>])")


class Given(NamedTuple):
    """A value that something is given."""

    start: int  # where the expression starts
    more: int | None = None  # where the expression starts that is joined to it next
    is_more: bool = False  # after these, more is joined to the value, or parts of it are set


class _Mention(NamedTuple):
    """A place at which a variable is given something."""

    offset: int
    how: str  # set, more, other, part, global
    start: int  # of the expression


class Assigned:
    """The assignments of one file."""

    def __init__(self, file: PhpFile) -> None:
        self._file = file
        self._mentions: dict[tuple[bytes, int], list[_Mention] | None] = {}
        self._properties: dict[bytes, Given | None] = {}
        self._members: dict[bytes, frozenset[tuple[Given, bool]]] = {}

    def variable(self, name: bytes, offset: int) -> Given | None:
        """Return what a variable, with its $, was given when the code at an offset runs; None: not known."""
        body = self._file.functions.around(offset)
        found = self._mentioned(name, body)
        if found is None:
            return None
        given = [mention for mention in found if mention.how != "part"]
        head = self._file.code[body.declared : body.start] if body else b""
        if len(head) > _LONGEST_HEAD:
            return None
        if re.search(re.escape(name) + rb"(?![\w\x80-\xff])", head):
            used = _USED.search(head)
            is_used = used and name in re.split(rb"[\s,&]++", used[1]) and not given
            return self.variable(name, body.declared) if body and is_used else None
        if body and given and all(mention.how == "global" for mention in given):
            given = [one for one in self._mentioned(name, None) or () if one.how != "part"]
            return Given(given[0].start) if len(given) == 1 and given[0].how == "set" else None
        sets = [mention for mention in given if mention.how == "set"]
        if not sets or any(mention.how in {"other", "global"} for mention in given):
            return None
        if len(sets) == 1:
            last = sets[0] if sets[0] == given[0] and sets[0].offset < offset else None
        else:
            last = self._last(sets, offset)
        return None if last is None else self._joined(last, given, offset, is_more=len(given) != len(found))

    def property(self, name: bytes) -> Given | None:
        """Return what a property, without a $, is given if that is written once in the file."""
        if name not in self._properties:
            self._properties[name] = self._property(name)
        return self._properties[name]

    def _property(self, name: bytes) -> Given | None:
        code, found = self._file.code, list[Given | None]()
        for offset in self._named(name):
            match = _OPERATOR.match(code, offset + len(name))
            before = code[max(0, offset - _REACH) : offset]
            is_declared = before.endswith(b"$") and _DECLARED.search(before[:-1])
            if match and (is_declared or _PROPERTY.search(before)):
                if not match["set"]:
                    found.append(None)
                elif not _EMPTY.match(self._file.source, match.start("set")):
                    found.append(Given(match.end()))
        return found[0] if len(found) == 1 else None

    def constant(self, name: bytes, *, of_class: bool) -> Given | None:
        """Return what a constant is given if that is written once in the file."""
        if name not in self._members:
            self._members[name] = frozenset(self._constants(name))
        found = {given for given, is_member in self._members[name] if is_member == of_class}
        return found.pop() if len(found) == 1 else None

    def defined(self) -> Iterator[bytes]:
        """Yield the names of the constants that the file defines for all code."""
        source = self._file.source
        for offset in self._file.offsets(b"define"):
            match = _DEFINED.match(source, offset)
            if match and self._file.in_code(offset):
                yield match[2]
        # Where classes are, a constant is that of one: hardly any code has both in one file.
        if b"const" in self._file.words and _CLASSES.isdisjoint(self._file.words):
            for offset in self._file.code_offsets(b"const"):
                if match := _CONSTANT.match(self._file.code, offset):
                    yield match[1]

    def _constants(self, name: bytes) -> Iterator[tuple[Given, bool]]:
        """Yield what a constant is given, and whether it is one of a class."""
        source, code = self._file.source, self._file.code
        for offset in self._named(name, source):
            end = offset + len(name)
            quote = source[offset - 1 : offset]
            if quote in (b"'", b'"') and source[end : end + 1] == quote:
                comma = _COMMA.match(code, end + 1)
                if comma and _DEFINE.search(code, max(0, offset - _REACH), offset - 1):
                    yield Given(comma.end()), False
            elif (match := _ASSIGN.match(code, end)) and _CONST.search(code, max(0, offset - _REACH), offset):
                yield Given(match.end()), self._file.classes.around(offset) is not None

    def _named(self, name: bytes, where: bytes | None = None) -> Iterator[int]:
        """Yield where a name is written as a whole word; a $ before it is none of it."""
        where = self._file.code if where is None else where
        offset = where.find(name)
        for _ in range(_MOST):
            if offset < 0:
                return
            end = offset + len(name)
            before = where[offset - 1] if offset else 0
            is_word = before == ord("$") or before not in WORD_BYTES
            if is_word and (end >= len(where) or where[end] not in WORD_BYTES):
                yield offset
            offset = where.find(name, end)

    def _mentioned(self, name: bytes, body: Body | None) -> list[_Mention] | None:
        """Return where a function gives a variable a value; None if it is more than can be told."""
        key = name, body.start if body else -1
        if key not in self._mentions:
            self._mentions[key] = self._found(name, body)
        return self._mentions[key]

    def _found(self, name: bytes, body: Body | None) -> list[_Mention] | None:
        code = self._file.code
        start, last = (body.start, body.end) if body else (0, len(code))
        found: list[_Mention] = []
        count = 0
        while (offset := code.find(name, start, last)) >= 0:
            start = offset + len(name)
            if start < len(code) and code[start] in WORD_BYTES:
                continue
            count += 1
            if count > _MOST:
                return None
            mention = self._mention(offset, start)
            if mention is not None and self._file.functions.around(offset) == body:
                found.append(mention)
        return found

    def _mention(self, offset: int, end: int) -> _Mention | None:
        code = self._file.code
        before = code[max(0, offset - _REACH) : offset]
        if before.endswith((b"::", b"$")):
            return None
        match = _OPERATOR.match(code, end)
        if _BOUND.search(before):
            return _Mention(offset, "global" if _GLOBAL.search(before) else "other", end)
        return _Mention(offset, match.lastgroup or "", match.end()) if match else None

    def _last(self, sets: list[_Mention], offset: int) -> _Mention | None:
        """Return the assignment that surely is the last one before an offset."""
        for last in reversed(sets):
            if last.offset < offset and self._is_sure(last.offset, offset):
                break
        else:
            return None
        if self._has_case(last.start, offset):
            return None  # It may be of another case of the same switch.
        apart = self._apart(last.offset, offset)
        others = [other.offset for other in sets if other is not last]
        return None if any(last.offset < other < offset or other in apart for other in others) else last

    def _joined(self, last: _Mention, given: list[_Mention], offset: int, *, is_more: bool) -> Given:
        """Return what an assignment gives, with what is joined to it before an offset."""
        joined = [other for other in given if other.how == "more"]
        apart = self._apart(last.offset, offset)
        between = [other for other in joined if last.offset < other.offset < offset]
        more = None
        if between and self._is_next(last.offset, between[0].offset):
            more = between.pop(0).start
        return Given(last.start, more, is_more or bool(between) or any(one.offset in apart for one in joined))

    def _is_next(self, offset: int, later: int) -> bool:
        """Tell whether what is done at the later offset is done right after what is done before it."""
        is_beside = next(self._blocks(offset), None) == next(self._blocks(later), None)
        code = self._file.code
        return (
            is_beside
            and _FIRST.search(code, max(0, later - _REACH), later) is not None
            and not self._has_case(offset, later)
        )

    def _has_case(self, start: int, end: int) -> bool:
        """Tell whether a case of a switch begins between two offsets."""
        index = bisect_left(self._cases, start)
        return index < len(self._cases) and self._cases[index] < end

    @cached_property
    def _cases(self) -> list[int]:
        return [match.start() for match in _CASE.finditer(self._file.code)]

    def _is_sure(self, offset: int, later: int) -> bool:
        """Tell whether what a statement does at an offset is done whenever the code at a later one runs."""
        block = next(self._blocks(offset), None)
        if block is not None and self._file.brackets.end(block) < later:
            return False
        return _FIRST.search(self._file.code, max(0, offset - _REACH), offset) is not None

    def _apart(self, offset: int, later: int) -> range:
        """Return the outermost block around the later offset that does not hold the one before it."""
        found = range(0)
        for block in self._blocks(later):
            if block < offset:
                break
            found = range(block, self._file.brackets.end(block))
        return found

    def _blocks(self, offset: int) -> Iterator[int]:
        """Yield the offsets of the braces that are open at an offset, the innermost first."""
        for count, bracket in enumerate(self._file.brackets.around(offset)):
            if count > _DEEPEST:
                return
            if self._file.code.startswith(b"{", bracket):
                yield bracket
