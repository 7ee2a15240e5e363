"""A piece of syntax that only some versions of PHP take, and how a file is asked for it at little cost."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from audit.parsers.php.file import PhpFile

Find = Callable[[PhpFile], Iterator[int]]


_WORDY = bytes(
    byte
    for byte in range(0x100)
    if chr(byte).isalnum() or chr(byte).isspace() or byte in b"_\\" or byte > 0x7F
)


def signs(source: bytes) -> bytes:
    """
    Return what is neither a word nor a space: a third of the bytes, in which rare signs are found quickly.

    >>> signs(b"<?php $a?->b = $c{0};")
    b'<?$?->=${};'
    """
    return source.translate(None, _WORDY)


class Check(NamedTuple):
    """What a file must hold for a piece of syntax, and what finds it in the code alone."""

    symbol: str  # as the table of PHP's changes calls it
    find: Find
    words: frozenset[bytes] = frozenset()  # any of them, in lower case; none: whatever the words
    signs: re.Pattern[bytes] | None = None  # in signs(); begins with a sign, so that it is looked for quickly
    gate: re.Pattern[bytes] | None = None  # in the bytes; as above
    seems: Callable[[PhpFile], bool] | None = None

    def may_hold(self, file: PhpFile, signs: bytes) -> bool:
        """Say whether a file that has one of the words is worth a closer look."""
        if self.signs is not None and self.signs.search(signs) is None:
            return False
        if self.gate is not None and self.gate.search(file.source) is None:
            return False
        return self.seems is None or self.seems(file)


def in_code(pattern: bytes) -> Find:
    """Return what finds a pattern in the code alone, whatever the case."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def find(file: PhpFile) -> Iterator[int]:
        return (match.start() for match in compiled.finditer(file.code))

    return find
