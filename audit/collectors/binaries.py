"""Compiled code, archives of code, and scripts that have no suffix: told by the first bytes of a file."""

from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.collectors.languages import script
from audit.model.code import Binary
from audit.model.facts import Fact, Location
from audit.parsers.magic import binary_format
from audit.parsers.shebang import interpreter, language_of
from audit.sources.tree import File, unread

_HEAD = 512  # bytes that are read of a file
_MOST = 10_000  # files that are read
_LARGEST_SCRIPT = 64 * 1024

# What cannot be told from the first bytes alone, or not from the first 512: the suffix says it.
_BY_SUFFIX = {
    "phar": ("phar", (b"<?php", b"#!", b"PK\x03\x04", b"\x1f\x8b", b"BZh")),
    "jar": ("jar", (b"PK\x03\x04",)),
    "war": ("war", (b"PK\x03\x04",)),
    "ear": ("ear", (b"PK\x03\x04",)),
    "pyc": ("Python bytecode", (b"",)),
    "pyo": ("Python bytecode", (b"",)),
}
_BY_BYTES = frozenset("bin class cgi dll dylib exe fcgi node o out run so".split())
_SUFFIXES = _BY_BYTES | _BY_SUFFIX.keys()
_VERSIONED = ".so."  # libexample.so.1.2
# Names without a suffix that are texts everywhere.
_TEXTS = frozenset(
    """
    all-wcprops authors build changelog changes cname codeowners contributing contributors copying copyright
    credits dockerfile empty entries format gemfile guardfile history install license license-gpl license-mit
    makefile news notice patches procfile rakefile readme thanks todo unlicense upgrading vagrantfile version
    """.split()
)


class BinarySearch:
    """Looks for such files as the folders of a tree go by, and says where it left some out."""

    def __init__(self) -> None:
        self._read = 0

    def take(self, ground: Ground, files: list[Named]) -> Iterator[Ask]:
        """Ask for the first bytes of what may be compiled, and of scripts; media are never opened."""
        if ground.core or ground.uploads:
            return
        for file in files:
            if (file.suffix in _SUFFIXES or not file.suffix or _VERSIONED in file.low) and _is_near(file):
                self._read += 1
                if self._read <= _MOST:
                    yield Ask(ground.inside(file.name), partial(_head, ground=ground, named=file), _HEAD)

    def facts(self) -> Iterator[Fact]:
        """Yield what was left out."""
        if self._read > _MOST:
            text = f"{self._read} files may hold compiled code; the first {_MOST} of them were looked into."
            yield unread("", "too-many-files", text)


def _is_near(file: Named) -> bool:
    is_text = not file.suffix and (file.low in _TEXTS or file.low.startswith("."))
    return file.size != 0 and not is_text


def _head(file: File, *, ground: Ground, named: Named) -> Iterator[Fact]:
    found = _format(file.data, named.suffix)
    if found is not None:
        yield Binary(
            location=Location(file.path),
            install=ground.root,
            format=found,
            seen_as=ground.seen_as + named.name,
            size=named.size,
            vendored=ground.vendored,
        )
    elif named.suffix in {"", "cgi", "fcgi"} and (named.size is None or named.size <= _LARGEST_SCRIPT):
        language = language_of(interpreter(file.data))
        if language is not None:
            yield script(file.path, language, ground, named.size)


def _format(data: bytes, suffix: str) -> str | None:
    by_bytes = binary_format(data)
    if by_bytes is not None:
        return by_bytes
    name, beginnings = _BY_SUFFIX.get(suffix, ("", ()))
    return name if name and data.startswith(beginnings) else None
