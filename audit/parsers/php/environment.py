"""What PHP code asks for to learn where it runs: variables of the environment, and constants of a host."""

from collections.abc import Iterator
from typing import NamedTuple

from audit.parsers.php.calls import arguments, calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.server import is_assigned, server_keys

_MOST = 10_000  # of each way, in one file
_LONGEST = 100
_VARIABLES = (b"$_ENV", b"$_SERVER")
_ASKING = {name: name.encode() for name in ("defined", "env", "getenv")}


class Asked(NamedTuple):
    """A name that is asked for."""

    name: str
    line: int


def environment_names(file: PhpFile) -> Iterator[Asked]:
    r"""
    Yield the names that stand literally in $_ENV, $_SERVER, getenv(), env() and defined().

    What the code itself sets it does not ask for.

    >>> code = b"<?php $_ENV['A'] = 1;\nif (getenv('B') && defined('C')) { echo $_ENV['D'], getenv($e); }"
    >>> [one.name for one in environment_names(PhpFile(code))]
    ['D', 'B', 'C']
    """
    for variable in _VARIABLES:
        if variable not in file.source:
            continue
        for number, (offset, key) in enumerate(server_keys(file, variable)):
            if number == _MOST:
                break
            if not is_assigned(file, offset, variable):
                yield Asked(_shown(key), file.line(offset))
    names = frozenset(name for name, word in _ASKING.items() if word in file.lowered)
    for call in calls(file, names)[:_MOST] if names else ():
        first = next(iter(arguments(file, call.offset) or ()), None)
        text = file.text_at(first[0]) if first else None
        if first and text and text[1] == first[1]:
            yield Asked(_shown(text[0]), call.line)


def _shown(name: bytes) -> str:
    return name[:_LONGEST].decode("utf-8", "replace")
