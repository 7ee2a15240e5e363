"""Which symbols of PHP a site defines itself, so that it does without PHP's own."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from audit.model.facts import Install
from audit.model.php import PhpExtension, PhpNames, PhpUses, SymbolKind, SymbolUse

_Holder = tuple[str | None, str | None]  # root of the install, path of the extension
_Name = tuple[SymbolKind, str]


class Definitions:
    """What is defined in which extension, or beside all of them, of each install."""

    def __init__(self, files: Iterable[tuple[_Holder, PhpUses]], names: PhpNames) -> None:
        self._names = names
        self._by: defaultdict[tuple[str | None, _Name], set[str | None]] = defaultdict(set)
        for (install, extension), file in files:
            for name in file.defines:
                self._by[install, name].add(extension)
        self._cores: dict[str | None, tuple[str, tuple[int, ...]]] = {}

    def with_cores(self, installs: Iterable[Install]) -> Self:
        """Take into account what the cores define, which are not read."""
        self._cores = {install.root: (install.cms, _numbers(install.version or "")) for install in installs}
        return self

    def instead(self, holder: _Holder, use: SymbolUse) -> bool:
        """Tell whether a use means something that the site defines, for sure."""
        install, extension = holder
        if use.local is not None and self._by.get((install, (use.kind, use.local))):
            return True
        change = self._names.changes.get(use.kind, {}).get(use.name)
        if change is not None and self._is_in_core(install, change.polyfill):
            return True
        by = self._by.get((install, (use.kind, use.name)), set())
        return extension in by or None in by

    def elsewhere(self, holder: _Holder, use: SymbolUse) -> bool:
        """Tell whether another extension defines it, or a core of a version that is not known may do so."""
        install = holder[0]
        change = self._names.changes.get(use.kind, {}).get(use.name)
        if change is not None and change.polyfill is not None and install in self._cores:
            cms, version = self._cores[install]
            if not version and change.polyfill.startswith(f"{cms} "):
                return True
        return bool(self._by.get((install, (use.kind, use.name)))) and not self.instead(holder, use)

    def has_whole(self, install: str | None, extension: PhpExtension) -> bool:
        """Tell whether the core does all of an extension of PHP itself."""
        return self._is_in_core(install, extension.polyfill)

    def _is_in_core(self, install: str | None, polyfill: str | None) -> bool:
        if polyfill is None or install not in self._cores:
            return False
        cms, version = self._cores[install]
        wanted, _, since = polyfill.partition(" ")
        return cms == wanted and version >= _numbers(since)


def _numbers(version: str) -> tuple[int, ...]:
    """
    Return the numbers that a version begins with.

    >>> _numbers("6.8.1-beta"), _numbers("4.3-alpha-32692"), _numbers("trunk")
    ((6, 8, 1), (4, 3), ())
    """
    numbers = []
    for part in version.partition("-")[0].split("."):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)
