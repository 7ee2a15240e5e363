"""What of a request PHP code reads by name: cookies, and parameters of addresses."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.parsers.php.file import PhpFile
from audit.parsers.php.server import is_assigned, server_keys

_MOST = 10_000  # in one file
_LONGEST = 100
_VARIABLES: dict[bytes, Literal["cookie", "query"]] = {
    b"$_COOKIE": "cookie",
    b"$_GET": "query",
    b"$_REQUEST": "query",
}


class RequestKey(NamedTuple):
    """A cookie or a parameter that is asked for."""

    kind: Literal["cookie", "query"]
    name: str
    line: int


def request_keys(file: PhpFile) -> Iterator[RequestKey]:
    r"""
    Yield the names that stand literally in the brackets; what the code itself sets it does not ask for.

    >>> file = PhpFile(b"<?php $_COOKIE['a'] = 1;\nisset($_COOKIE['b']) && print \"$_GET[c] $_POST[d]\";")
    >>> list(request_keys(file))
    [RequestKey(kind='cookie', name='b', line=2), RequestKey(kind='query', name='c', line=2)]
    """
    for variable, kind in _VARIABLES.items():
        if variable not in file.source:
            continue
        for number, (offset, key) in enumerate(server_keys(file, variable)):
            if number == _MOST:
                break
            if not is_assigned(file, offset, variable):
                yield RequestKey(kind, key[:_LONGEST].decode("utf-8", "replace"), file.line(offset))
