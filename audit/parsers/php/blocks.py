"""Where in a PHP file's blocks a token stands, and whether it is certain that the code there runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from audit.parsers.php.literals import string_value
from audit.parsers.php.tokens import Kind, Token

# When code runs: always, depending on what only the run tells, or as long as the constant of a name lacks;
# FILE with a path: if that file is there; EACH with the name of a variable: for each value of it.
ALWAYS = b""
DEPENDS = b"?"
FILE = b"\0"
EACH = b"\1"

_CONDITIONS = frozenset((b"if", b"elseif", b"while", b"for", b"foreach", b"switch", b"catch", b"declare"))
_BARE = frozenset((b"else", b"do", b"try", b"finally"))  # Their block follows at once, without a condition.
_BODIES = frozenset((b"function", b"fn", b"class", b"interface", b"trait", b"enum", b"match"))
_DECLARING = _BODIES | {b"abstract", b"final", b"readonly"}
_COLON_ENDS = frozenset((b"endif", b"endwhile", b"endfor", b"endforeach", b"endswitch", b"enddeclare"))
_EITHER = frozenset((b"or", b"||"))
_BOTH = frozenset((b"and", b"&&"))
_BRANCHES = _EITHER | _BOTH | {b"xor", b"?", b"??"}
_NAMING = frozenset((b"->", b"?->", b"::", b"function", b"new", b"const"))
_VARIABLE_NAMING = frozenset((b"$", b"->", b"?->", b"::"))


class _Kind(Enum):
    BLOCK = "statements in braces, or the file"
    COLON = "statements between a colon and an end word"
    BODY = "the body of a function or class"
    GROUP = "a part of an expression in brackets"


@dataclass(slots=True)
class _Block:
    """What is open, and the statement in it at hand."""

    kind: _Kind
    when: bytes
    in_file: bool  # Not in a function or class.
    opened: int  # The index of the token that opened it.
    start: int  # The index of the first token of the statement.
    now: bytes  # When the rest of the statement runs.
    header: bytes = b""  # The word in the statement that says what a brace or colon opens.
    condition: int = -1  # The index of the parenthesis that holds the condition of the header.
    declared: bool = False  # The brace that the statement opens ends it.

    def begin(self, index: int) -> None:
        """Begin the next statement."""
        self.start, self.now, self.header, self.condition, self.declared = index, self.when, b"", -1, False


class Blocks:
    """What is open at a token of a file, when its tokens are passed one by one."""

    def __init__(
        self, tokens: Sequence[Token], condition: Callable[[int, int], bytes] = lambda *_: DEPENDS
    ) -> None:
        self._tokens = tokens
        self._condition = condition  # When code runs that these tokens are the condition of.
        self._open = [_Block(_Kind.BLOCK, ALWAYS, in_file=True, opened=-1, start=0, now=ALWAYS)]

    @property
    def when(self) -> bytes:
        """When the code runs: ALWAYS, DEPENDS, or the name of a constant as long as it is not defined."""
        return self._open[-1].now

    @property
    def in_file(self) -> bool:
        """Whether it stands in no function and no class."""
        return self._open[-1].in_file

    @property
    def header(self) -> bytes:
        """The word that says what the statement at hand is; empty for most."""
        return self._open[-1].header

    def begins_statement(self, index: int) -> bool:
        """Say whether a statement begins there that is in no function and no class."""
        block = self._open[-1]
        return index == block.start and block.kind is not _Kind.GROUP and block.in_file

    def is_name(self, index: int) -> bool:
        """Say whether the word there only names something, a method, say."""
        return index > 0 and self._tokens[index - 1].text.lower() in _NAMING

    def go_past(self, index: int) -> None:
        """Take the token there into account."""
        token = self._tokens[index]
        match token.kind:
            case Kind.SIGN:
                self._sign(index, token.text)
            case Kind.NAME if not self.is_name(index):
                self._word(index, token.text.lower())
            case Kind.TEXT:
                if token.text.startswith(b"}"):
                    self._close_brace(index)
                if token.text.endswith(b"{"):
                    self._push(_Kind.GROUP, index)
            case Kind.HTML:
                self._open[-1].begin(index + 1)

    def _sign(self, index: int, sign: bytes) -> None:
        block = self._open[-1]
        if sign in b"([":
            self._push(_Kind.GROUP, index)
        elif sign in b")]":
            self._close_group(index)
        elif sign == b"{":
            self._open_brace(index)
        elif sign == b"}":
            self._close_brace(index)
        elif sign == b";" and block.kind is not _Kind.GROUP:
            block.begin(index + 1)
        elif sign == b":":
            self._colon(index)
        elif sign in _BRANCHES:
            self._branch(index, sign)

    def _word(self, index: int, word: bytes) -> None:
        block = self._open[-1]
        if index == block.start:
            block.declared = word in _DECLARING
            block.header = word if word == b"const" and self.begins_statement(index) else b""
        if word in _CONDITIONS:
            block.header, block.condition = word, index + 1
        elif word in _BARE:
            block.header, block.start = word, index + 1
            if word in {b"else", b"do"}:
                block.now = DEPENDS
        elif word in _BODIES:
            block.header = word
            if word == b"fn":
                block.now = DEPENDS
        elif word in _BRANCHES:
            self._branch(index, word)
        elif word in _COLON_ENDS and block.kind is _Kind.COLON:
            self._open.pop()
            self._open[-1].begin(index + 1)

    def _push(self, kind: _Kind, index: int) -> None:
        outer = self._open[-1]
        when = DEPENDS if kind is _Kind.BODY else outer.now
        in_file = outer.in_file and kind is not _Kind.BODY
        self._open.append(_Block(kind, when, in_file, opened=index, start=index + 1, now=when))

    def _close_group(self, index: int) -> None:
        if self._open[-1].kind is not _Kind.GROUP:
            return
        opened = self._open.pop().opened
        block = self._open[-1]
        if block.condition == opened:
            block.start = index + 1
            if block.header != b"declare":
                lacking = self._lacking(opened + 1, index) if block.header == b"if" else DEPENDS
                if lacking == DEPENDS and block.header in {b"if", b"foreach"}:
                    lacking = self._condition(opened + 1, index)
                block.now = _narrowed(block.now, lacking)

    def _open_brace(self, index: int) -> None:
        if self._tokens[index - 1].text in _VARIABLE_NAMING:
            self._push(_Kind.GROUP, index)
        else:
            self._push(_Kind.BODY if self._open[-1].header in _BODIES else _Kind.BLOCK, index)

    def _close_brace(self, index: int) -> None:
        while len(self._open) > 1:
            closed = self._open.pop()
            if self._tokens[closed.opened].text.endswith(b"{"):
                break
        else:
            self._open[-1].begin(index + 1)
            return
        if closed.kind is _Kind.BLOCK or (closed.kind is _Kind.BODY and self._open[-1].declared):
            self._open[-1].begin(index + 1)

    def _colon(self, index: int) -> None:
        block = self._open[-1]
        if index == block.start and block.kind is _Kind.COLON and block.header in {b"else", b"elseif"}:
            block.when = DEPENDS
            block.begin(index + 1)
        elif index == block.start and (block.header == b"else" or block.condition >= 0):
            self._push(_Kind.COLON, index)
        elif self._tokens[block.start].text.lower() == b"case" or index == block.start + 1:
            block.begin(index + 1)  # Behind a case or a label.

    def _branch(self, index: int, word: bytes) -> None:
        block = self._open[-1]
        lacking = DEPENDS
        if word in _EITHER:
            lacking = self._defined(block.start, index)
        elif word in _BOTH:
            lacking = self._lacking(block.start, index)
        block.now = _narrowed(block.now, lacking)

    def _lacking(self, start: int, end: int) -> bytes:
        """Return the name of the constant if these tokens ask that it is not defined."""
        return self._defined(start + 1, end) if self._tokens[start].text == b"!" else DEPENDS

    def _defined(self, start: int, end: int) -> bytes:
        """Return the name of the constant if these tokens ask whether it is defined."""
        if end - start != len(("defined", "(", "'NAME'", ")")):
            return DEPENDS
        word, opening, name, _ = self._tokens[start:end]
        if word.text.lower().removeprefix(b"\\") != b"defined" or opening.text != b"(":
            return DEPENDS
        return (name.kind is Kind.STRING and string_value(name.text)) or DEPENDS


def _narrowed(outer: bytes, inner: bytes) -> bytes:
    """Return when code runs that is under both conditions."""
    return inner if outer == ALWAYS else outer if inner in {ALWAYS, outer} else DEPENDS
