"""What the expressions of a PHP file say as far as it is written out: its paths, its commands."""

import re
from collections.abc import Mapping

from audit.parsers.php.assigned import Assigned, Given
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL, Span
from audit.parsers.php.literals import string_value
from audit.parsers.php.partial import ANYTHING, NOTHING, Hole, Row, Text, joined, literal, parent
from audit.parsers.php.places import CALLS, CONSTANTS, METHODS, ROOT, STATIC, VARIABLES
from audit.parsers.php.tokens import Kind, Token, tokens

_OPEN = b"<?php "
_SIGNS = re.compile(rb"[()\[\]{};,]")
_OPENING = frozenset((b"(", b"[", b"{"))
_CLOSING = frozenset((b")", b"]", b"}"))
_ENDS = _CLOSING | {b",", b";", b"=>", b":"}
_ARROWS = frozenset((b"->", b"?->"))
_LONGEST = 16 * 1024  # bytes of one expression
_DEEPEST = 12  # expressions, each of which takes its value from the next
_NESTED = 60  # brackets around each other, in an expression and those it takes its value from
_MOST = 3000  # expressions of a file
_BYTES = 4 << 20  # of all expressions of a file
_ITEMS = 200  # of an array
_IN_TEXT = re.compile(
    rb"(?P<escaped>\\.)|(?P<name>\$"
    + LABEL
    + rb")(?:\[(?P<key>[A-Za-z0-9_$]++)\]|->(?P<property>"
    + LABEL
    + rb"))?",
    re.DOTALL,
)
_WORDS: Mapping[bytes, Text] = {b"true": ANYTHING, b"false": NOTHING, b"null": NOTHING}
_SELF = frozenset((b"self", b"static"))


class Texts:
    """The expressions of one file, which is at a path as seen from the top of its site."""

    def __init__(self, file: PhpFile, path: str | None = None) -> None:
        self.file = file
        self.path = path
        self.assigned = Assigned(file)
        self.nested = 0
        self._left = _MOST
        self._bytes = _BYTES
        self._known: dict[int, Text] = {}

    def of(self, span: Span, depth: int = 0) -> Text:
        """Return what the expression there says."""
        start, end = span
        if start not in self._known:
            self._left -= 1
            if depth > _DEEPEST or end - start > _LONGEST:
                return ANYTHING
            self._bytes -= end - start
            if self._left < 0 or self._bytes < 0:
                self.file.is_cut_short = True
                return ANYTHING
            self._known[start] = ANYTHING  # What takes its value from itself has none that is known.
            found = tokens(_OPEN + self.file.source[start:end])[1:]
            self._known[start] = _Reader(self, found, start, depth).all()
        return self._known[start]

    def quoted(self, text: bytes, offset: int) -> Text:
        """Return what the inside of a string at an offset says, in which variables stand without braces."""
        return _Reader(self, [], offset, 0).quoted(text, len(_OPEN))

    def given(self, given: Given | None, depth: int) -> Text:
        """Return what something is given."""
        if given is None:
            return ANYTHING
        text = self.of(extent(self.file, given.start), depth + 1)
        if given.more is not None:
            text = joined(text, self.of(extent(self.file, given.more), depth + 1))
        return joined(text, ANYTHING) if given.is_more else text


def extent(file: PhpFile, start: int) -> Span:
    """
    Return where the expression is that starts there, up to the comma, semicolon or bracket behind it.

    >>> extent(PhpFile(b"<?php f(g(1, ')'), 2);"), 8)
    (8, 17)
    """
    depth = 0
    limit = start + _LONGEST + 1
    for match in _SIGNS.finditer(file.code, start, limit):
        sign = match[0]
        if depth == 0 and (sign in b",;" or sign in _CLOSING):
            return start, match.start()
        depth += (sign in _OPENING) - (sign in _CLOSING)
    return start, min(limit, len(file.source))


def elements(file: PhpFile, start: int) -> list[Span]:
    """Return where the elements are of the list in brackets whose first element starts there."""
    found: list[Span] = []
    while len(found) < _ITEMS:
        span = extent(file, start)
        if file.source[span[0] : span[1]].strip():
            found.append(span)
        if file.source[span[1] : span[1] + 1] != b",":
            return found
        start = span[1] + 1
    return found


class _Reader:
    """Reads the tokens of one expression."""

    def __init__(self, texts: Texts, found: list[Token], start: int, depth: int) -> None:
        self._texts = texts
        self._tokens = found
        self._start = start
        self._depth = depth

    def all(self) -> Text:
        """Return what all of the expression says."""
        text, index = self._text(0)
        return text if index >= len(self._tokens) else ANYTHING

    def _text(self, index: int) -> tuple[Text, int]:
        """Return what the expression there says, and the index behind it."""
        self._texts.nested += 1
        try:
            if self._texts.nested > _NESTED:
                return ANYTHING, self._skip(index)
            text, index = self._operand(index)
            parts = [text]
            while self._sign(index) == b".":
                text, index = self._operand(index + 1)
                parts.append(text)
            whole = parts[0] if len(parts) == 1 else joined(*parts)
            return self._chosen(whole, index)
        finally:
            self._texts.nested -= 1

    def _chosen(self, text: Text, index: int) -> tuple[Text, int]:
        """Return what a condition chooses, if it has no choice; any other operator has unknown results."""
        sign = self._sign(index)
        if index >= len(self._tokens) or sign in _ENDS or self._tokens[index].kind is Kind.TEXT:
            return text, index
        if sign != b"?":
            index = self._skip(index, also=b"?")
            text = ANYTHING
            if self._sign(index) != b"?":
                return text, index
        if self._sign(index + 1) == b":":
            other, index = self._text(index + 2)
            return (text if text == other else ANYTHING), index
        text, index = self._text(index + 1)
        if self._sign(index) != b":":
            return ANYTHING, self._skip(index)
        other, index = self._text(index + 1)
        return (text if text == other else ANYTHING), index

    def _operand(self, index: int) -> tuple[Text, int]:
        while self._sign(index) in {b"@", b"&"}:
            index += 1
        if index >= len(self._tokens):
            return ANYTHING, index
        token = self._tokens[index]
        match token.kind:
            case Kind.STRING:
                text, index = self._string(token), index + 1
            case Kind.TEXT if not token.text.startswith(b"}"):
                text, index = self._interpolated(index)
            case Kind.NUMBER:
                text, index = (token.text.decode(),), index + 1
            case Kind.VARIABLE:
                text, index = self._variable(index)
            case Kind.NAME:
                text, index = self._named(index)
            case Kind.SIGN if token.text == b"[":
                text, index = self._row(index + 1, b"]")
            case Kind.SIGN if token.text == b"(":
                text, index = self._text(index + 1)
                index += self._sign(index) == b")"
            case _:
                return ANYTHING, self._skip(index)
        return self._members(text, index)

    def _members(self, text: Text, index: int) -> tuple[Text, int]:
        """Return what the keys, properties and methods behind an operand lead to."""
        while (sign := self._sign(index)) in _ARROWS or sign in {b"[", b"::", b"("}:
            if sign == b"[":
                key, index = self._text(index + 1)
                text = _item(text, literal(key))
                index += self._sign(index) == b"]"
            elif sign == b"(":
                _, index = self._arguments(index)
                text = ANYTHING
            else:
                name = self._word(index + 1)
                index += 2
                text = ANYTHING
                if self._sign(index) == b"(":
                    values, index = self._arguments(index)
                    method = METHODS.get(name)
                    text = method(values) if method else ANYTHING
        return text, index

    def _string(self, token: Token) -> Text:
        value = string_value(token.text)
        if value is not None:
            return (value.decode(errors="replace"),)
        if token.text.startswith(b'"') and token.text.endswith(b'"'):
            return self.quoted(token.text[1:-1], token.offset)
        return ANYTHING

    def quoted(self, text: bytes, offset: int) -> Text:
        """Return what the inside of a string in double quotes says, with the variables in it."""
        found: list[Text] = []
        position = 0
        for match in _IN_TEXT.finditer(text):
            if match["escaped"]:
                continue
            found += [_unescaped(text[position : match.start()]), self._embedded(match, offset)]
            position = match.end()
        return joined(*found, _unescaped(text[position:]))

    def _embedded(self, match: re.Match[bytes], offset: int) -> Text:
        if match["property"]:
            return self._property(match["property"]) if match["name"] == b"$this" else ANYTHING
        value = self._value(match["name"], offset)
        if match["key"] is None:
            return value
        return ANYTHING if b"$" in match["key"] else _item(value, match["key"].decode())

    def _interpolated(self, index: int) -> tuple[Text, int]:
        """Return what a string says that has {$a['b']} or ${a} in it."""
        found: list[Text] = []
        text, is_quoted = self._tokens[index].text, self._tokens[index].text.startswith(b'"')
        text = text[1:] if is_quoted else b""
        while text.endswith(b"{") and index < len(self._tokens):
            found.append(self.quoted(text.removesuffix(b"{").removesuffix(b"$"), self._tokens[index].offset))
            if text.endswith(b"${"):
                found.append(ANYTHING)
                index = self._skip(index + 1)
            else:
                value, index = self._text(index + 1)
                found.append(value)
            while index < len(self._tokens) and self._tokens[index].kind is not Kind.TEXT:
                found[-1] = ANYTHING
                index += 1
            text = self._tokens[index].text[1:] if index < len(self._tokens) else b""
        found.append(
            self.quoted(text.removesuffix(b'"'), self._tokens[min(index, len(self._tokens) - 1)].offset)
        )
        return (joined(*found) if is_quoted else ANYTHING), index + 1

    def _variable(self, index: int) -> tuple[Text, int]:
        name = self._tokens[index].text
        if self._sign(index + 1) == b"=":
            return self._text(index + 2)
        if name == b"$this" and self._sign(index + 1) in _ARROWS and self._sign(index + 3) != b"(":
            return self._property(self._tokens[index + 2].text), index + 3
        if self._sign(index + 1) == b"[":
            key, end = self._text(index + 2)
            known = VARIABLES.get((name.decode(errors="replace"), literal(key) or ""))
            if known is not None and self._sign(end) == b"]":
                return known, end + 1
        return self._value(name, self._tokens[index].offset), index + 1

    def _value(self, name: bytes, offset: int) -> Text:
        """Return what a variable is given; the offset is one in the tokens."""
        if name == b"$this":
            return ANYTHING
        place = self._start + offset - len(_OPEN)
        value = self._texts.given(self._texts.assigned.variable(name, place), self._depth)
        # What is not known may still tell by its name what it is about.
        return (Hole("unknown", name[1:].decode(errors="replace")),) if value == ANYTHING else value

    def _property(self, name: bytes) -> Text:
        value = self._texts.given(self._texts.assigned.property(name), self._depth)
        return (Hole("unknown", name.decode(errors="replace")),) if value == ANYTHING else value

    def _named(self, index: int) -> tuple[Text, int]:
        """Return what a constant or a call says."""
        name = self._tokens[index].text.removeprefix(b"\\")
        word = name.lower()
        if self._sign(index + 1) == b"::":
            return self._of_class(index, word)
        if self._sign(index + 1) == b"(":
            if word == b"array":
                return self._row(index + 2, b")")
            values, index = self._arguments(index + 1)
            function = CALLS.get(word.decode(errors="replace"))
            return (function(values) if function else ANYTHING), index
        if word in _WORDS:
            return _WORDS[word], index + 1
        after = self._tokens[index + 1].kind if index + 1 < len(self._tokens) else Kind.SIGN
        if word == b"new" or after is not Kind.SIGN:
            return ANYTHING, self._skip(index)
        return self._constant(name), index + 1

    def _of_class(self, index: int, word: bytes) -> tuple[Text, int]:
        """Return what a constant, static property or static method of a class says."""
        member = self._tokens[index + 2] if index + 2 < len(self._tokens) else self._tokens[index]
        index += 3
        if self._sign(index) == b"(" and member.kind is Kind.NAME:
            values, index = self._arguments(index)
            owner = word.rpartition(b"\\")[2].decode(errors="replace")
            method = STATIC.get((owner, member.text.lower().decode(errors="replace")))
            return (method(values) if method else ANYTHING), index
        if member.kind is Kind.VARIABLE:
            return (self._property(member.text[1:]) if word in _SELF else ANYTHING), index
        assigned = self._texts.assigned
        given = assigned.constant(member.text, of_class=True) if word in _SELF else None
        return self._texts.given(given, self._depth), index

    def _constant(self, name: bytes) -> Text:
        path = self._texts.path
        match name.upper():
            case b"__DIR__":
                return ANYTHING if path is None else parent(joined(ROOT, (f"/{path}",)))
            case b"__FILE__":
                return ANYTHING if path is None else joined(ROOT, (f"/{path}",))
        text = name.rpartition(b"\\")[2].decode(errors="replace")
        if text in CONSTANTS:
            return CONSTANTS[text]
        given = self._texts.assigned.constant(text.encode(), of_class=False)
        if given is None:
            return ("/",) if text == "DS" else (Hole("constant", text),)
        return self._texts.given(given, self._depth)

    def _row(self, index: int, closing: bytes) -> tuple[Text, int]:
        """Return the array whose first element is there."""
        items: list[tuple[str | None, Text]] = []
        following = 0
        while index < len(self._tokens) and self._sign(index) != closing:
            value, index = self._text(index)
            key: str | None = str(following)
            if self._sign(index) == b"=>":
                key = literal(value)
                value, index = self._text(index + 1)
            else:
                following += 1
            items.append((key, value))
            if self._sign(index) != b"," or len(items) > _ITEMS:
                break
            index += 1
        if self._sign(index) != closing:
            return ANYTHING, self._skip(index)
        return (Row(tuple(items)),), index + 1

    def _arguments(self, index: int) -> tuple[list[Text], int]:
        """Return what the arguments in the brackets there say, and the index behind the brackets."""
        row, index = self._row(index + 1, b")")
        if row and isinstance(row[0], Row):
            return [value for _, value in row[0].items], index
        return [], index + (self._sign(index) == b")")

    def _skip(self, index: int, also: bytes = b"") -> int:
        """Return the index of what ends the expression that is read there."""
        depth = 0
        while index < len(self._tokens):
            token = self._tokens[index]
            is_sign = token.kind is Kind.SIGN
            if token.kind is Kind.TEXT:
                if depth == 0 and token.text.startswith(b"}"):
                    return index
                depth += token.text.endswith(b"{") - token.text.startswith(b"}")
            elif is_sign and depth == 0 and (token.text in _ENDS or token.text == also):
                return index
            elif is_sign:
                depth += (token.text in _OPENING) - (token.text in _CLOSING)
            index += 1
        return index

    def _word(self, index: int) -> str:
        if index < len(self._tokens) and self._tokens[index].kind is Kind.NAME:
            return self._tokens[index].text.lower().decode(errors="replace")
        return ""

    def _sign(self, index: int) -> bytes:
        if index < len(self._tokens) and self._tokens[index].kind is Kind.SIGN:
            return self._tokens[index].text
        return b""


def _item(text: Text, key: str | None) -> Text:
    if len(text) != 1 or not isinstance(text[0], Row) or key is None:
        return ANYTHING
    return next((value for name, value in text[0].items if name == key), ANYTHING)


def _unescaped(text: bytes) -> Text:
    value = string_value(b'"%b"' % text) if text else b""
    return ANYTHING if value is None else (value.decode(errors="replace"),)
