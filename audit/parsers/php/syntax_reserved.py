"""Classes called by a word that PHP has come to keep for itself."""

import re
from collections.abc import Iterator

from audit.parsers.php.before import end_before
from audit.parsers.php.file import PhpFile

_WORDS = "bool|false|float|int|iterable|match|mixed|never|null|object|readonly|string|trait|true|void"
_CLASS = re.compile(
    rb"class\s++(" + _WORDS.encode() + rb")\b(?=\s*+(?:\{|extends\s|implements\s))",
    re.IGNORECASE,
)
_SEEMS = re.compile(rb"class\s++(?i:" + _WORDS.encode() + rb")\b")


def reserved_names(file: PhpFile) -> Iterator[tuple[str, int]]:
    """
    Yield the first class of each such name, in lower case, and where the name stands.

    >>> list(reserved_names(PhpFile(b"<?php namespace a; class Object extends B {}")))
    [('object', 25)]
    """
    if b"class" not in file.words or not _SEEMS.search(file.source):
        return
    seen = set()
    for match in _CLASS.finditer(file.code):
        name = match[1].decode().lower()
        end = end_before(file.code, match.start())
        if name not in seen and file.code[end - 2 : end] not in {b"->", b"::"}:
            seen.add(name)
            yield name, match.start(1)
