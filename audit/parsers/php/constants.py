"""Whether a word in PHP code is a constant, and not a type, a label, a definition or another name."""

import re

from audit.parsers.php.before import LABEL_BYTES, SPACE, SPACES, end_before, word_before
from audit.parsers.php.bodies import is_method
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL

_BEHIND = re.compile(SPACES + rb"(\(|::|=(?![=>])|:(?!:)|" + LABEL + rb"|\$|\.{3}|[;){]|)")
_NO_CONSTANT_BEFORE = frozenset((b"(", b"::", b"=", b"$", b"..."))
_NAMING = frozenset(
    b"function fn new extends implements instanceof class interface trait enum const goto use insteadof as"
    b" namespace".split()
)
_OPERATORS = frozenset(b"and or xor instanceof as".split())
_CASTS = frozenset(b"int integer bool boolean float double real string array object binary unset".split())
_BEFORE_NAMED = frozenset((b";", b"{", b"}", b"(", b","))
_VARIABLE_ENDS = frozenset((b"}", b"["))
_MODIFIER = re.compile(
    rb"(?<![A-Za-z0-9_\x80-\xff])(?:public|protected|private|var|static|readonly)[ \t\r\n?]", re.IGNORECASE
)
_WORD = re.compile(LABEL)
_TYPE_BYTES = LABEL_BYTES + b"\\|&?" + SPACE
_LONGEST_TYPE = 200
_PARAMETERS = re.compile(
    rb"(?<![A-Za-z0-9_$>\x80-\xff])(?:catch|fn[ \t\r\n&]*+|function[ \t\r\n&]*+|function[ \t\r\n&]++%b)%b\Z"
    % (LABEL, SPACES),
    re.IGNORECASE,
)
_CAPTURING = re.compile(rb"\)%buse%b\Z" % (SPACES, SPACES), re.IGNORECASE)
_REACH = 200  # longer than nearly all names of functions


def is_constant(file: PhpFile, start: int, end: int) -> bool:
    """
    Say whether the name at these offsets in the code is a constant; it is no member.

    >>> file = PhpFile(b"<?php f(A); function f(A|B $a = A): A {}")
    >>> [offset for offset in file.code_offsets(b"a") if is_constant(file, offset, offset + 1)]
    [8, 32]
    """
    code, word = file.code, word_before(file.code, start)
    found = _BEHIND.match(code, end)
    behind = found[1] if found else b""
    if word in _NAMING or behind in _NO_CONSTANT_BEFORE:
        return False
    if _is_cast(code[start:end], word, behind):
        return False
    if word == b"case" and behind == b";" and is_method(file, start):
        return False  # A case of an enumeration.
    if (behind == b":" and word in _BEFORE_NAMED) or (behind == b"{" and word == b":"):
        return False  # A label, the name of an argument, or the type of an enumeration.
    if _WORD.match(behind) and behind.lower() not in _OPERATORS:
        return False
    return not _is_variable(file, start, end) and not _is_type(file, start)


def _is_cast(name: bytes, word: bytes, behind: bytes) -> bool:
    return word == b"(" and behind == b")" and name.lower() in _CASTS


def _is_variable(file: PhpFile, start: int, end: int) -> bool:
    """Say whether a name is that of a variable in a text: "${a}"."""
    source = file.source
    return (
        source.endswith(b"${", 0, start)
        and source[end : end + 1] in _VARIABLE_ENDS
        and file.span_at(start - 1) is not None
    )


def _is_type(file: PhpFile, start: int) -> bool:
    """Say whether a name is a type, or one of several, of a parameter, a property or a returned value."""
    code = file.code
    head = code[max(0, start - _LONGEST_TYPE) : start]
    before = start - len(head) + len(head.rstrip(_TYPE_BYTES))
    if _MODIFIER.search(code, before, start):
        return True
    sign = code[before - 1 : before]
    if sign in {b"(", b","}:
        return _is_parameters(code, next(file.brackets.around(start), 0))
    if sign != b":":
        return False
    closing = end_before(code, before - 1) - 1
    if code[closing : closing + 1] != b")":
        return False
    opening = next(file.brackets.around(closing), 0)
    if captured := _CAPTURING.search(code, max(0, opening - _REACH), opening):
        opening = next(file.brackets.around(captured.start()), 0)
    return _is_parameters(code, opening)


def _is_parameters(code: bytes, opening: int) -> bool:
    head = code[max(0, opening - _REACH) : opening]
    return code.startswith(b"(", opening) and _PARAMETERS.search(head) is not None
