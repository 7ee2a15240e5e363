"""What one PHP file uses of PHP's extensions and of what changed in PHP, and what it defines itself."""

import re
from collections.abc import Iterator
from functools import lru_cache
from sys import intern

from audit.model.facts import Location
from audit.model.php import LanguageUse, PhpNames, PhpUses, SymbolKind, SymbolUse
from audit.parsers.php.definitions import definitions
from audit.parsers.php.file import PhpFile
from audit.parsers.php.symbols import Sought, Symbol, symbols
from audit.parsers.php.syntax import syntax

_LINES = 3  # of a symbol in a file
_ASKING = frozenset(b"class_exists enum_exists extension_loaded function_exists is_callable".split())
_ASKS = re.compile(rb"[ \t\r\n]*+\([ \t\r\n]*+['\"]\\{0,2}+([A-Za-z_\x80-\xff][\w\\ \x80-\xff]{0,99}+)['\"]")
_KINDS: dict[str, SymbolKind] = {
    "function": "function",
    "class": "class",
    "constant": "constant",
    "static": "method",
}


def symbol_uses(file: PhpFile, path: str, install: str | None, names: PhpNames) -> Iterator[PhpUses]:
    """
    Yield what the file uses, if anything.

    What it means is told by join_requirements(), which knows all files.
    """
    sought = _wanted(file, names)
    used = tuple(_symbols(file, sought, names))
    language = tuple(_language(file))
    # Those of a namespace too: there, they come before PHP's own.
    defines = tuple((one.kind, one.name) for one in definitions(file, sought))
    asks = _asked(file, names)
    if used or language or defines or asks:
        yield PhpUses(
            location=Location(path),
            install=install,
            symbols=used,
            language=language,
            defines=defines,
            asks=asks,
        )


def _wanted(file: PhpFile, names: PhpNames) -> Sought:
    """Return what to look for: names of a namespace only where the file speaks of it."""
    spoken_of = _namespaces(names) & file.words
    if spoken_of:
        source = file.source.lower()
        if any(b"%b\\" % name in source or b"namespace %b" % name in source for name in spoken_of):
            return _sought(names, all_namespaces=True)
    return _sought(names, all_namespaces=False)


@lru_cache(maxsize=4)
def _namespaces(names: PhpNames) -> frozenset[bytes]:
    whole = (*names.functions, *names.classes, *names.constants)
    return frozenset(name.partition("\\")[0].lower().encode() for name in whole if "\\" in name)


@lru_cache(maxsize=8)
def _sought(names: PhpNames, *, all_namespaces: bool) -> Sought:
    def chosen(all_names: frozenset[str]) -> frozenset[str]:
        return frozenset(name for name in all_names if all_namespaces or "\\" not in name)

    return Sought(chosen(names.functions), chosen(names.classes), chosen(names.constants), names.methods)


def _symbols(file: PhpFile, sought: Sought, names: PhpNames) -> Iterator[SymbolUse]:
    """Yield each symbol once guarded and once not, with the first of its lines."""
    lines: dict[tuple[SymbolKind, str, bool, str | None], list[int]] = {}
    for symbol in symbols(file, sought):
        kind = _KINDS[symbol.kind]
        key = kind, intern(symbol.name), _is_guarded(symbol, kind, names), symbol.local
        lines.setdefault(key, []).append(symbol.line)
    for (kind, name, guarded, local), all_lines in lines.items():
        yield SymbolUse(
            kind=kind,
            name=name,
            lines=tuple(dict.fromkeys(all_lines))[:_LINES],
            times=len(all_lines),
            guarded=guarded,
            local=local,
        )


def _is_guarded(symbol: Symbol, kind: SymbolKind, names: PhpNames) -> bool:
    """Tell whether the code asks before for the symbol, or for anything of its extension."""
    if symbol.guarded or not symbol.guards:
        return symbol.guarded
    owner = names.owners.get(kind, {}).get(symbol.name)
    return owner is not None and any(
        names.owner_of(name) == owner for _, _, name in (guard.partition(":") for guard in symbol.guards)
    )


def _language(file: PhpFile) -> Iterator[LanguageUse]:
    for piece in syntax(file):
        yield LanguageUse(kind=piece.kind, symbol=piece.symbol, lines=(piece.line,))


def _asked(file: PhpFile, names: PhpNames) -> tuple[str, ...]:
    """Return the extensions, functions and classes of PHP that it asks for, anywhere in it."""
    found: dict[str, None] = {}
    for word in _ASKING & file.words:
        for offset in file.code_offsets(word):
            match = _ASKS.match(file.source, offset + len(word))
            name = match[1].decode("utf-8", "replace").lower() if match else ""
            if names.owner_of(name) or name in names.functions or name in names.classes:
                found.setdefault(name)
    return tuple(sorted(found))
