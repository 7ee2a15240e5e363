"""The values of PHP expressions that consist of literals, without running them."""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import add, mul, sub

from audit.parsers.php.lexer import LABEL
from audit.parsers.php.literals import number_value, string_value
from audit.parsers.php.tokens import Kind, Token

Literal = bytes | int | float | bool | None

_WORDS: dict[bytes, Literal] = {b"true": True, b"false": False, b"null": None}
_FALSE = (b"", b"0")
_ADDITIONS = frozenset((b"+", b"-"))
_MULTIPLICATIONS = frozenset((b"*", b"/", b"%"))
_OPENING = frozenset((b"(", b"[", b"{"))
_CLOSING = frozenset((b")", b"]", b"}"))
_ENDS = frozenset((b";", b","))
# What the words of the language say about where a value comes from; any other word is a constant or function.
_ORIGINS = dict.fromkeys(
    (b"true", b"false", b"null", b"array", b"list", b"isset", b"empty", b"and", b"or"), "other"
)
_ORIGINS |= {b"new": "call", b"getenv": "getenv", b"env": "env"}
_BY_WEIGHT = ("getenv", "env", "server", "call", "constant", "other")
_DEEPEST = 50  # PHP itself has no limit; configuration written by people is far from this one.
_REACH = 64  # How many tokens of a computed value are looked at for where it comes from.
_SMALLEST_INTEGER = -(2**63)
_LARGEST_INTEGER = 2**63 - 1


_VARIABLE_IN_TEXT = re.compile(rb"(?<![\\$])(\$" + LABEL + rb")(?!\[|->|\?->)")
_LONGEST = 64 * 1024  # bytes of a text; constants that double each other must not fill the memory


class ComputedError(Exception):
    """The value is known to nobody before the code runs."""


class Expressions:
    """Reads the expressions in the tokens of one file."""

    def __init__(self, tokens: Sequence[Token], path: str | None, constants: Mapping[bytes, Literal]) -> None:
        self._tokens = tokens
        self._file = None if path is None else path.encode(errors="surrogateescape")
        self._constants = constants
        self.in_file = True  # False: in a function, which sees none of the file's variables.

    def value(self, index: int, depth: int = 0) -> tuple[Literal, int]:
        """Return the value of the expression that starts there and the index of the token behind it."""
        value, index = self._sum(index, depth)
        if self.sign(index) != b".":
            return value, index
        parts = [_string(value)]
        size = len(parts[0])
        while self.sign(index) == b".":
            value, index = self._sum(index + 1, depth)
            parts.append(_string(value))
            size += len(parts[-1])
            if size > _LONGEST:
                raise ComputedError
        return b"".join(parts), index

    def origin(self, index: int) -> str:
        """
        Return where the value of a computed expression comes from: "getenv" or "env", the functions;
        "server", the variables $_SERVER and $_ENV; "call", any other call; "constant"; or "other".
        """
        found = {self._origin(place) for place in self._extent(index)}
        return next(origin for origin in _BY_WEIGHT if origin in found or origin == "other")

    def sign(self, index: int) -> bytes:
        """Return the sign that is there; nothing if another token is."""
        if index < len(self._tokens) and self._tokens[index].kind is Kind.SIGN:
            return self._tokens[index].text
        return b""

    def _sum(self, index: int, depth: int) -> tuple[Literal, int]:
        value, index = self._product(index, depth)
        while (sign := self.sign(index)) in _ADDITIONS:
            other, index = self._product(index + 1, depth)
            value = _calculated(value, add if sign == b"+" else sub, other)
        return value, index

    def _product(self, index: int, depth: int) -> tuple[Literal, int]:
        value, index = self._signed(index, depth)
        while (sign := self.sign(index)) in _MULTIPLICATIONS:
            other, index = self._signed(index + 1, depth)
            value = _calculated(value, {b"*": mul, b"/": _quotient, b"%": _remainder}[sign], other)
        return value, index

    def _signed(self, index: int, depth: int) -> tuple[Literal, int]:
        if depth > _DEEPEST:
            raise ComputedError
        match self.sign(index):
            case b"!":
                value, index = self._signed(index + 1, depth + 1)
                return not _truth(value), index
            case b"-" | b"+" as sign:
                value, index = self._signed(index + 1, depth + 1)
                return _calculated(value, mul, -1 if sign == b"-" else 1), index
            case b"(":
                value, index = self.value(index + 1, depth + 1)
                return value, self._closed(index)
        return self._operand(index, depth)

    def _operand(self, index: int, depth: int) -> tuple[Literal, int]:
        if index >= len(self._tokens):
            raise ComputedError
        token = self._tokens[index]
        match token.kind:
            case Kind.STRING:
                return self._text(token.text), index + 1
            case Kind.TEXT if token.text.startswith(b'"'):
                return self._joined(index, depth + 1)
            case Kind.NUMBER:
                return _known(number_value(token.text)), index + 1
            case Kind.VARIABLE if self.in_file:
                return self._variable(index)
            case Kind.NAME:
                return self._named(index, depth)
        raise ComputedError

    def _named(self, index: int, depth: int) -> tuple[Literal, int]:
        """Return the value of a constant, or of a call whose result is known."""
        name = self._tokens[index].text
        if self.sign(index + 1) == b"::":
            return self._configured(index)
        if self.sign(index + 1) != b"(":
            return self._constant(name), index + 1
        match name.lower().removeprefix(b"\\"):
            case b"dirname":
                return self._dirname(index + 2, depth + 1)
            case b"basename":
                return self._basename(index + 2, depth + 1)
            case b"realpath":
                return self._realpath(index + 2, depth + 1)
        raise ComputedError

    def _variable(self, index: int) -> tuple[Literal, int]:
        """Return the value of a variable, or of $a['b'], under the name that assignments have."""
        name, end = self._tokens[index].text, index + 1
        if (
            self.sign(end) == b"["
            and self.sign(end + 2) == b"]"
            and self._tokens[end + 1].kind is Kind.STRING
        ):
            name += b"['%b']" % (string_value(self._tokens[end + 1].text) or b"")
            end += 3
        if name not in self._constants:
            raise ComputedError
        return self._constants[name], end

    def _text(self, text: bytes) -> bytes:
        """Return what a string says, with the variables in it that are known."""
        value = string_value(text)
        if value is not None:
            return value
        if not text.startswith(b'"') or not self.in_file:
            raise ComputedError
        parts = _VARIABLE_IN_TEXT.split(text[1:-1])
        if len(parts) > _REACH:
            raise ComputedError
        if any(name not in self._constants for name in parts[1::2]):
            raise ComputedError
        parts[::2] = [_known(string_value(b'"%b"' % part)) for part in parts[::2]]
        parts[1::2] = [_string(self._constants[name]) for name in parts[1::2]]
        return _bounded(parts)

    def _joined(self, index: int, depth: int) -> tuple[bytes, int]:
        """Return what a string with {$a} in it says."""
        parts = [self._text(self._tokens[index].text[:-1] + b'"')]
        for place in range(index + 1, min(index + _REACH, len(self._tokens)), 2):
            if self._tokens[place].kind is not Kind.VARIABLE:
                break
            value, end = self._operand(place, depth)
            if end != place + 1 or end >= len(self._tokens) or self._tokens[end].kind is not Kind.TEXT:
                break
            parts.append(_string(value))
            text = self._tokens[end].text[1:]
            if not text.endswith(b"{"):
                return _bounded([*parts, self._text(b'"' + text)]), end + 1
            parts.append(self._text(b'"%b"' % text[:-1]))
        raise ComputedError

    def _basename(self, index: int, depth: int) -> tuple[bytes, int]:
        path, index = self.value(index, depth)
        if not isinstance(path, bytes):
            raise ComputedError
        return path.rstrip(b"/").rpartition(b"/")[2], self._closed(index)

    def _configured(self, index: int) -> tuple[Literal, int]:
        """Return what Config::get('NAME') gives, the constants that Config::define() will define."""
        known = self._constants
        if _word(self._tokens[index]) != b"config" or self.sign(index + 3) != b"(":
            raise ComputedError
        if self._tokens[index + 2].text.lower() != b"get":
            raise ComputedError
        name, end = self.value(index + 4, _DEEPEST)
        if not isinstance(name, bytes) or b"Config::" + name not in known:
            raise ComputedError
        return known[b"Config::" + name], self._closed(end)

    def _realpath(self, index: int, depth: int) -> tuple[Literal, int]:
        """Return a path as it is: what a site's configuration names is there, where the site runs."""
        path, index = self.value(index, depth)
        if not isinstance(path, bytes) or not path:
            raise ComputedError
        top = (self._file or b"").partition(b"/")[0]
        if not path.startswith(b"/") and path.partition(b"/")[0] != top:
            raise ComputedError  # It depends on where PHP was started.
        return path.rstrip(b"/") or b"/", self._closed(index)

    def _constant(self, name: bytes) -> Literal:
        name = name.removeprefix(b"\\")
        word = name.lower()
        if word in _WORDS:
            return _WORDS[word]
        if word == b"__file__":
            return _known(self._file)
        if word == b"__dir__":
            return _dirname(_known(self._file))
        try:
            return self._constants[name]
        except KeyError:
            raise ComputedError from None

    def _dirname(self, index: int, depth: int) -> tuple[Literal, int]:
        path, index = self.value(index, depth)
        levels: Literal = 1
        if self.sign(index) == b"," and self.sign(index + 1) != b")":
            levels, index = self.value(index + 1, depth)
        if not isinstance(path, bytes) or type(levels) is not int or levels < 1:
            raise ComputedError
        for _ in range(min(levels, path.count(b"/") + 1)):
            path = _dirname(path)
        return path, self._closed(index)

    def _closed(self, index: int) -> int:
        """Return the index behind a closing parenthesis, and behind a comma that may stand before it."""
        index += self.sign(index) == b","
        if self.sign(index) != b")":
            raise ComputedError
        return index + 1

    def _extent(self, index: int) -> range:
        """Return where the tokens of the expression are that starts there, or of its first part."""
        depth = 0
        last = min(index + _REACH, len(self._tokens))
        for place in range(index, last):
            sign = self.sign(place)
            if sign in _OPENING:
                depth += 1
            elif sign in _CLOSING:
                depth -= 1
            if depth < 0 or (depth == 0 and sign in _ENDS):
                return range(index, place)
        return range(index, last)

    def _origin(self, index: int) -> str:
        token = self._tokens[index]
        if token.kind in {Kind.VARIABLE, Kind.STRING, Kind.TEXT}:
            return _origin_of_variable(token.text)
        if token.kind is not Kind.NAME:
            return "other"
        called = self.sign(index + 1) == b"("
        return _ORIGINS.get(_word(token), "call" if called else "constant")


def _word(token: Token) -> bytes:
    """Return the name of a function without its namespace."""
    return token.text.rpartition(b"\\")[2].lower()


def _origin_of_variable(text: bytes) -> str:
    """Return where the variable comes from, or one in a string."""
    return "server" if b"$_SERVER" in text or b"$_ENV" in text else "other"


def _known(value: Literal) -> Literal:
    if value is None:
        raise ComputedError
    return value


def _bounded(parts: Sequence[bytes]) -> bytes:
    if sum(map(len, parts)) > _LONGEST:
        raise ComputedError
    return b"".join(parts)


def _string(value: Literal) -> bytes:
    """Return what PHP makes of a value when it joins strings."""
    match value:
        case bytes():
            return value
        case None | False:
            return b""
        case True:
            return b"1"
        case int():
            return str(value).encode()
    raise ComputedError  # How many digits a float has is a setting of PHP.


def _truth(value: Literal) -> bool:
    return value != b"0" and bool(value)


def _calculated(left: Literal, operator: Callable[[float, float], float], right: Literal) -> int | float:
    """Return the result of an operator as PHP has it: an integer that grows too large becomes a float."""
    if isinstance(left, bytes | bool | None) or isinstance(right, bytes | bool | None):
        raise ComputedError
    try:
        result = operator(left, right)
    except (ZeroDivisionError, OverflowError):
        raise ComputedError from None
    if type(result) is int and not _SMALLEST_INTEGER <= result <= _LARGEST_INTEGER:
        return operator(float(left), float(right))
    return result


def _quotient(left: float, right: float) -> float:
    if type(left) is int and type(right) is int and left % right == 0:
        return left // right
    return float(left) / float(right)


def _remainder(left: float, right: float) -> int:
    if type(left) is not int or type(right) is not int:
        raise ComputedError
    return (abs(left) % abs(right)) * (-1 if left < 0 else 1)


def _dirname(path: Literal) -> bytes:
    """Return the folder of a path as PHP's dirname() does."""
    if not isinstance(path, bytes):
        raise ComputedError
    if not path:
        return path
    name = path.rstrip(b"/")
    folder = name[: name.rfind(b"/") + 1]
    return folder.rstrip(b"/") or (b"/" if folder or not name else b".")
