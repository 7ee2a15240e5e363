"""The programs that a PHP file starts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.php.calls import arguments, backticks, calls
from audit.parsers.php.commands import Started, program, started
from audit.parsers.php.file import PhpFile
from audit.parsers.php.lexer import LABEL
from audit.parsers.php.partial import ANYTHING, Row, Text, joined
from audit.parsers.php.texts import Texts, elements

_SHELL = frozenset(("exec", "shell_exec", "passthru", "system", "proc_open", "popen"))
_DIRECT = frozenset(("pcntl_exec",))
_FUNCTIONS = _SHELL | _DIRECT
_MOST = 1000  # calls of one file that are looked into

_NAME = rb"(\\?+(?:" + LABEL + rb"\\)*+" + LABEL + rb")"
_NEW = re.compile(rb"new\s++" + _NAME + rb"\s*+(?=\()", re.IGNORECASE)
_STATIC = re.compile(rb"(?<![\w$\\])" + _NAME + rb"\s*+::\s*+\Z")
_CALLED = re.compile(rb"\w++\s*+(?=\()")
_REACH = 100  # bytes before a method that are looked at
_PACKAGE = rb"symfony\component\process" + b"\\"
_CLASSES = {_PACKAGE + name.lower(): name.decode() for name in (b"Process", b"ProcessBuilder")}


class ProgramCall(NamedTuple):
    """A place where a program is started, or looked for."""

    by: str  # the function, "`", Process or ProcessBuilder
    name: str | None  # of the program, without its folder; None: computed
    path: str | None  # as it is called, where the folder is known; a relative one is of the site
    offset: int
    line: int
    guarded: bool = (
        False  # the code asks first whether it may, or this only asks whether the program is there
    )


def programs(file: PhpFile, path: str | None = None) -> list[ProgramCall]:
    r"""
    Return the programs that a file starts, which is at a path as seen from the top of its site.

    >>> programs(PhpFile(b"<?php $g = '/usr/bin/gs'; exec(\"$g -q | tail\"); shell_exec($x);"))[1]
    ProgramCall(by='exec', name='tail', path=None, offset=26, line=1, guarded=False)
    >>> [call.name for call in programs(PhpFile(b"<?php `git log`; exec($x);"))]
    ['git', None]
    """
    texts = Texts(file, path)
    found: list[ProgramCall] = []
    for by, offset, guarded, all_started in _found(file, texts):
        line = file.line(offset)
        found += [
            ProgramCall(by, one.name, one.path, offset, line, guarded or one.asked) for one in all_started
        ]
    return sorted(found, key=lambda call: call.offset)


def _found(file: PhpFile, texts: Texts) -> Iterator[tuple[str, int, bool, list[Started]]]:
    for call in file.first(calls(file, _FUNCTIONS), _MOST):
        spans = arguments(file, call.offset)
        if spans is None:
            continue
        text = texts.of(spans[0]) if spans else ANYTHING
        yield call.name, call.offset, call.guarded, _of_call(call.name, text)
    for offset in file.first(backticks(file), _MOST):
        yield "`", offset, False, started(_backticked(file, texts, offset))
    if b"symfony" in file.words and b"process" in file.words:
        yield from file.first(_of_symfony(file, texts), _MOST)


def _of_call(name: str, text: Text) -> list[Started]:
    if name in _DIRECT:
        return [program(text)]
    if len(text) == 1 and isinstance(text[0], Row):
        return [_of_row(text[0])]
    return started(text)


def _of_row(row: Row) -> Started:
    return program(row.items[0][1]) if row.items else Started(None)


def _backticked(file: PhpFile, texts: Texts, offset: int) -> Text:
    """Return the command between backticks, up to the first {$a} in it."""
    span = file.span_at(offset)
    if span is None:
        return ANYTHING
    source = file.source[span[0] + 1 : span[1]]
    text = texts.quoted(source.rstrip(b"`{").removesuffix(b"$").replace(b'"', b'\\"'), span[0])
    return text if source.endswith(b"`") else joined(text, ANYTHING)


def _of_symfony(file: PhpFile, texts: Texts) -> Iterator[tuple[str, int, bool, list[Started]]]:
    """Yield what the classes of symfony/process start."""
    for word in (b"new", b"fromshellcommandline", b"create"):
        for offset in file.code_offsets(word):
            is_new = word == b"new"
            named = (
                _NEW.match(file.code, offset)
                if is_new
                else _STATIC.search(file.code, max(0, offset - _REACH), offset)
            )
            opened = named if is_new else _CALLED.match(file.code, offset)
            if named is None or opened is None:
                continue
            name = _CLASSES.get(file.names.resolved("class", named[1], offset))
            is_line = word == b"fromshellcommandline"
            if name is None or (not is_new and is_line != (name == "Process")):
                continue
            spans = elements(file, opened.end() + 1)
            text = texts.of(spans[0]) if spans else ANYTHING
            yield name, named.start(1), False, started(text) if is_line else _of_call("exec", text)
