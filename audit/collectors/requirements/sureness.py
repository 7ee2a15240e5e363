"""How sure it is that code needs something, from whether it asks first."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable

from audit.model.code import Sureness
from audit.model.php import PhpExtension, PhpNames, PhpUses, SymbolUse

_WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")  # of a name, however it is put together
_Part = Hashable  # code that is judged together


class Asked:
    """Which extensions of PHP a part of the code knows of: asks for, or uses."""

    def __init__(self, files: Iterable[tuple[_Part, PhpUses]], names: PhpNames) -> None:
        self._asked: defaultdict[_Part, set[str]] = defaultdict(set)
        self._used: defaultdict[_Part, set[str]] = defaultdict(set)
        for part, file in files:
            self._asked[part] |= {owner for name in file.asks if (owner := names.owner_of(name))}
            for use in file.symbols:
                if owner := names.owners.get(use.kind, {}).get(use.name):
                    self._used[part].add(owner)
                    if use.guarded:
                        self._asked[part].add(owner)

    def anywhere(self, part: _Part, name: str) -> bool:
        """Tell whether some of its code asks whether an extension of PHP is there."""
        return name in self._asked[part]

    def uses(self, part: _Part, name: str) -> bool:
        """Tell whether some of its code uses an extension of PHP."""
        return name in self._used[part]

    def in_file(self, file: PhpUses, use: SymbolUse, owner: str | None) -> bool:
        """Tell whether the same file asks for a symbol, or for the extension that it is of."""
        return any(name in {use.name, owner} for name in file.asks)


def is_driver(path: str, extension: PhpExtension) -> bool:
    """
    Tell whether a file is called after a service or format that code may use among others: it is one driver.

    >>> redis = PhpExtension(name="redis", backend=True)
    >>> is_driver("src/Cache/RedisStore.php", redis), is_driver("plugins/redis/start.php", redis)
    (True, False)
    >>> is_driver("lib/Cache/XCache.php", PhpExtension(name="xcache", backend=True))
    True
    """
    if not extension.backend:
        return False
    name = path.rpartition("/")[2]
    if name.partition(".")[0].lower() == extension.name:
        return True
    words = _WORDS.findall(name)
    folded = (word.lower() for word in words)
    return any(word.startswith(extension.name) or word.endswith(extension.name) for word in folded)


def sureness(*, guarded: bool, doubtful: bool) -> Sureness:
    """Return how sure a use is that the code asks for first, or that something speaks against."""
    return "guarded" if guarded else "likely" if doubtful else "certain"


def of_new(sure: Sureness, *, vendored: bool) -> Sureness:
    """
    Return how sure it is that code needs what is new, from how sure it is that it uses it.

    Packages state their versions themselves, and load files for newer ones on these only.
    """
    return "likely" if vendored and sure == "certain" else sure
