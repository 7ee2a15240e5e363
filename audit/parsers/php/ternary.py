"""Conditional expressions one behind the other without brackets, which PHP 8 does not take."""

import re
from collections.abc import Iterator

from audit.parsers.php.file import PhpFile

# A condition, what is true, what is false, and one more question mark in one statement.
SEEMS_NESTED = re.compile(
    rb"\?(?![>?p=\-])[^;?:{}]*+:"
    rb"(?:[^;?{}(),]|\((?:[^;?{}()]|\([^;?{}()]*+\))*+\))*+\?(?![>?\-])"
)
_STATEMENT = (b";", b"{", b"}")
# What decides, in the code alone; the rest is passed over.
_SIGN = re.compile(
    rb"\?\?=?|\?->|\?|::|:|=>|[(){}\[\];,]|(?<![=!<>.+\-*/%&|^])=(?![=>])"
    rb"|\b(?:and|or|xor|return|print|echo|yield|throw|case|default|fn|function|include|require)\b",
    re.IGNORECASE,
)
_OPERAND_END = re.compile(rb"[\w\x80-\xff)\]}'\"]\s*+\Z")
_BEFORE_TYPE = re.compile(
    rb"(?:^|[^$>\w\x80-\xff])(?:public|private|protected|static|readonly|var|const|final|abstract|fn)\s*+\Z",
    re.IGNORECASE,
)
_OPENING, _CLOSING = b"([{", b")]}"
_BACK = 60


class _Level:
    """The expression at hand between two brackets."""

    __slots__ = ("ended", "open", "short")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.open = 0  # question marks that wait for their colon
        self.ended = False  # a whole a ? b : c was there, and its last part goes on
        self.short = False  # that was a ?: c


def nested_ternaries(file: PhpFile) -> Iterator[int]:
    """Yield where a conditional expression goes on into another one without a bracket."""
    code = file.code
    done = 0
    for seems in SEEMS_NESTED.finditer(code):
        start = max(done, *(code.rfind(sign, done, seems.start()) + 1 for sign in _STATEMENT))
        yield from _in_statement(code, start, seems.end() + 1)
        done = seems.start() + 1


def _in_statement(code: bytes, start: int, end: int) -> Iterator[int]:
    levels = [_Level()]
    for match in _SIGN.finditer(code, start, end):
        sign, level = match[0], levels[-1]
        if sign == b"?":
            yield from _question(code, match.start(), level)
        elif sign == b":":
            _colon(level)
        elif sign in _OPENING:
            levels.append(_Level())
        elif sign in _CLOSING:
            if len(levels) > 1:
                levels.pop()
        elif sign not in {b"??", b"?->", b"::"} and (sign in b";," or not level.open):
            # A comma, an assignment or a weaker operator begins a new expression; in the middle of another
            # one it does not end that.
            level.reset()


def _question(code: bytes, offset: int, level: _Level) -> Iterator[int]:
    before = code[max(0, offset - _BACK) : offset]
    if not _OPERAND_END.search(before) or _BEFORE_TYPE.search(before):
        return  # of a type that may be null
    short = code[offset + 1 : offset + 2] == b":"
    if level.ended and not level.open and not (level.short and short):
        yield offset
    level.open += 1
    level.short = short


def _colon(level: _Level) -> None:
    if level.open:
        level.open -= 1
        if level.open == 0:
            level.ended = True
