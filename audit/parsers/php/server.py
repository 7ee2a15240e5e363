"""The keys of $_SERVER, and of what else comes with a request, that a PHP file reads or writes."""

import re
from collections.abc import Iterator

from audit.parsers.php.before import SPACES
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL

_VARIABLE = b"$_SERVER"
_SUBSCRIPT = re.compile(SPACES + rb"[\[{]" + SPACES + rb"(?=')")  # Braces are right up to PHP 7.4.
_CLOSED = re.compile(SPACES + rb"[\]}]")
_ASSIGNED = re.compile(SPACES + rb"=(?![=>])")
_IN_TEXT = re.compile(rb"\[(" + LABEL + rb")\]")
_NOWDOC = re.compile(rb"<<<[ \t]*+'")


def server_keys(file: PhpFile, variable: bytes = _VARIABLE) -> Iterator[tuple[int, bytes]]:
    r"""
    Yield where $_SERVER, or another variable of PHP's own, stands with a literal key, and the key.

    >>> list(server_keys(PhpFile(b"<?php $_SERVER['A']; \"$_SERVER[B]\"; '$_SERVER[C]'; $_SERVER[D];")))
    [(6, b'A'), (22, b'B')]
    >>> list(server_keys(PhpFile(b"<?php $_COOKIE['a'] ?? $_COOKIES['b'];"), b"$_COOKIE"))
    [(6, b'a')]
    """
    source = file.source
    for offset in file.offsets(variable.lower()):
        end = offset + len(variable)
        if source[offset:end] != variable:
            continue
        span = file.span_at(offset)
        if span is None:
            key = _key(file, end)
        else:
            found = _IN_TEXT.match(source, end) if _is_read(source, span[0], offset) else None
            key = found[1] if found else None
        if key is not None:
            yield offset, key


def is_assigned(file: PhpFile, offset: int, variable: bytes = _VARIABLE) -> bool:
    r"""
    Tell whether the code gives a value to the $_SERVER['…'] that stands there, and so does not ask for it.

    >>> file = PhpFile(b"<?php $_SERVER['A'] = 1; $_SERVER['A'] == 1; $_SERVER['A'] ??= 1;")
    >>> [is_assigned(file, offset) for offset, _ in server_keys(file)]
    [True, False, False]
    """
    if file.span_at(offset) is not None:
        return False
    opened = _SUBSCRIPT.match(file.code, offset + len(variable))
    text = file.text_at(opened.end()) if opened else None
    closed = _CLOSED.match(file.code, text[1]) if text else None
    return closed is not None and _ASSIGNED.match(file.code, closed.end()) is not None


def _key(file: PhpFile, end: int) -> bytes | None:
    """Return the key in the brackets that stand there, if it is one string that names it."""
    opened = _SUBSCRIPT.match(file.code, end)
    text = file.text_at(opened.end()) if opened else None
    return text[0] if text and _CLOSED.match(file.code, text[1]) else None


def _is_read(source: bytes, start: int, offset: int) -> bool:
    """Say whether PHP looks for variables in the text that starts there, and no backslash hides this one."""
    if source[start] not in b'"`<}' or start == 0 or _NOWDOC.match(source, start):
        return False
    before = source[max(start, offset - 64) : offset]
    return (len(before) - len(before.rstrip(b"\\"))) % 2 == 0
