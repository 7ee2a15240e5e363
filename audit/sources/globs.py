"""Path patterns, matched many at once: by the last name first, so that most paths cost one look-up."""

import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

_PIECE = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^]/]+]|[^*?\[]+|\[")
_WILD = re.compile(r"[*?\[]")


class Globs:
    """
    A set of patterns over paths with /: * and ? stay in one folder, **/ stands for any folders.

    >>> globs = Globs(["wp-content/debug.log", "**/*.sql", "**/.htpasswd"])
    >>> [globs.match(path) for path in ("wp-content/debug.log", "a/b.sql", "b.SQL", ".htpasswd", "debug.log")]
    [True, True, True, True, False]
    """

    def __init__(self, patterns: Collection[str]) -> None:
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        self._by_suffix: defaultdict[str, list[str]] = defaultdict(list)
        self._others: list[str] = []
        self._any = bool(patterns)
        for pattern in sorted(set(patterns)):
            name = pattern.rpartition("/")[2].lower()
            suffix = name.rpartition(".")[2]
            if not _WILD.search(name):
                self._by_name[name].append(pattern)
            elif "." in name and not _WILD.search(suffix):
                self._by_suffix[suffix].append(pattern)
            else:
                self._others.append(pattern)

    def match(self, path: str) -> bool:
        """Tell whether any pattern fits the whole path, letters of either case."""
        if not self._any:
            return False
        name = path.rpartition("/")[2].lower()
        near = (
            *self._by_name.get(name, ()),
            *self._by_suffix.get(name.rpartition(".")[2], ()),
            *self._others,
        )
        return any(_compile(pattern).fullmatch(path) for pattern in near)


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> "re.Pattern[str]":
    return re.compile("".join(map(_translate, _PIECE.findall(pattern))), re.IGNORECASE | re.DOTALL)


def _translate(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "**":
        return ".*"
    if piece == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece.startswith("[") and piece != "[":
        inner = piece[1:-1].replace("\\", r"\\")
        return f"[^{inner[1:]}]" if inner.startswith("!") else f"[{inner}]"
    return re.escape(piece)
