"""JSON lines in, the tables of PHP's extensions, changes and cores out; a mistake is named by its line."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit.errors import KnowledgeError
from audit.model.php import PhpChange, PhpCore, PhpExtension, PhpNames, PhpTables
from audit.resources import KNOWLEDGE

T = TypeVar("T")

_EXTENSIONS = "data/php-extensions.jsonl"
_CHANGES = "data/php-changes.jsonl"
_CORES = "data/php-cores.jsonl"


def load_php(folder: Path = KNOWLEDGE) -> PhpTables:
    """Return what is known of PHP. Raises KnowledgeError with all mistakes at once."""
    mistakes: list[str] = []
    extensions, changes, cores = (_read(folder, file) for file in (_EXTENSIONS, _CHANGES, _CORES))
    known = list(_table(extensions, PhpExtension, _EXTENSIONS, lambda one: one.name, mistakes))
    altered = list(_table(changes, PhpChange, _CHANGES, lambda one: (one.kind, one.symbol), mistakes))
    named = [(_EXTENSIONS, one.name, name) for one in known for name in one.instead]
    named += [(_CHANGES, one.symbol, one.extension) for one in altered if one.extension is not None]
    names = {one.name for one in known}
    mistakes += [
        f'{file}: "{symbol}": no extension is called {name}'
        for file, symbol, name in named
        if name not in names
    ]
    ranges = tuple(_table(cores, PhpCore, _CORES, _branch, mistakes))
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return PhpTables(PhpNames(extensions, changes), ranges)


def _read(folder: Path, file: str) -> bytes:
    path = folder / file
    return path.read_bytes() if path.is_file() else b""


def _table(
    lines: bytes, kind: type[T], file: str, place: Callable[[T], Any], mistakes: list[str]
) -> Iterator[T]:
    """Yield what each line says; they are sorted, so that a change is one line's."""
    decode = msgspec.json.Decoder(kind).decode
    last: Any = None
    for number, line in enumerate(lines.splitlines(), 1):
        try:
            one = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{file}: line {number}: {error}")
            continue
        here = place(one)
        if last is not None and here <= last:
            mistakes.append(f"{file}: line {number}: it stands in the wrong place, or twice")
        last = here
        yield one


def _branch(core: PhpCore) -> tuple[str, tuple[int, ...]]:
    return core.cms, tuple(int(part) for part in core.branch.split(".") if part.isdigit())
