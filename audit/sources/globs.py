"""Path patterns, matched many at once: those that may fit in a folder are found once for all its names."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

_PIECE = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^]/]+]|[^*?\[]+|\[")
_WILD = re.compile(r"[*?\[]")
_WILDS = re.compile(r"(?:\*\*/|\*|\?|\[!?[^]/]+]|\[)+")


class Names:
    """
    The names that fit in one folder.

    >>> names = Globs(["wp-content/debug.log", "**/*.sql"]).in_folder("wp-content")
    >>> names.match("debug.log"), names.match("a.sql"), names.match("a.log")
    (True, True, False)
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        exact, suffixes, wild = set(), defaultdict(list), []
        for pattern in patterns:
            suffix = pattern.rpartition(".")[2]
            if not _WILD.search(pattern):
                exact.add(pattern)
            elif "." in pattern and not _WILD.search(suffix):
                suffixes[suffix].append(pattern)
            else:
                wild.append(pattern)
        self.exact = frozenset(exact)
        self.by_suffix = {suffix: _compile(*own) for suffix, own in suffixes.items()}
        self.wild = _compile(*wild) if wild else None

    def match(self, name: str) -> bool:
        """Tell whether a name, in lower case, fits."""
        if name in self.exact:
            return True
        near = self.by_suffix.get(name.rpartition(".")[2])
        if near is not None and near.fullmatch(name):
            return True
        return self.wild is not None and self.wild.fullmatch(name) is not None


class _Wild(NamedTuple):
    """Folders that a pattern with wildcards speaks of."""

    start: str  # what comes before its first wildcard
    part: str  # what is in it, the longest such piece
    rest: "re.Pattern[str] | None"  # of the whole; None: any folder that starts so
    names: tuple[str, ...]

    def fits(self, folder: str) -> bool:
        """Tell whether a folder that starts so is one of them."""
        return self.rest is None or self.rest.fullmatch(folder) is not None


class Globs:
    """
    A set of patterns over paths with /: * and ? stay in one folder, **/ stands for any folders.

    Letters of either case fit.

    >>> globs = Globs(["wp-content/debug.log", "**/*.sql", "**/.htpasswd"])
    >>> [globs.match(path) for path in ("wp-content/debug.log", "a/b.sql", "b.SQL", ".htpasswd", "debug.log")]
    [True, True, True, True, False]
    """

    def __init__(self, patterns: Collection[str]) -> None:
        self._anywhere: list[str] = []
        self._in: dict[str, tuple[str, ...]] = {}
        self._wild: defaultdict[str, list[_Wild]] = defaultdict(list)  # by the first folder, "" for any
        self._last: tuple[str, Names] | None = None
        self._known: dict[tuple[str, ...], Names] = {}
        wild: defaultdict[str, list[str]] = defaultdict(list)
        for pattern in sorted({pattern.lower() for pattern in patterns}):
            folder, slash, name = pattern.rpartition("/")
            if name == "**":
                folder, slash, name = folder + slash + "**", "/", "*"
            if folder == "**":
                self._anywhere.append(name)
            elif not _WILD.search(folder):
                self._in[folder] = (*self._in.get(folder, ()), name)
            else:
                wild[folder + slash].append(name)
        for folder, names in wild.items():
            first = folder.partition("/")[0]
            self._wild["" if _WILD.search(first) else first].append(_wild(folder, tuple(names)))

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(patterns: tuple[str, ...]) -> "Globs":
        """Return the set of some patterns; of the same ones the same."""
        return Globs(patterns)

    def match(self, path: str) -> bool:
        """Tell whether any pattern fits the whole path."""
        folder, _, name = path.rpartition("/")
        if self._last is None or self._last[0] != folder:
            self._last = folder, self.in_folder(folder)
        return self._last[1].match(name.lower())

    def in_folder(self, folder: str) -> Names:
        """Return what fits directly in a folder, "" for the top."""
        folder = folder.lower()
        near = self._in.get(folder, ())
        if self._wild:
            whole = f"{folder}/" if folder else ""
            for first in ("", folder.partition("/")[0]) if folder else ("",):
                for wild in self._wild.get(first, ()):
                    if wild.part in whole and whole.startswith(wild.start) and wild.fits(whole):
                        near += wild.names
        names = self._known.get(near)
        if names is None:
            names = self._known[near] = Names((*self._anywhere, *near))
        return names


def _wild(folder: str, names: tuple[str, ...]) -> _Wild:
    start = folder[: _WILD.search(folder).start()]  # type: ignore[union-attr]  # it was looked for before
    is_any = folder[len(start) :] == "**/" and start.endswith("/")
    part = max(_WILDS.split(folder), key=len)
    return _Wild(start, part, None if is_any else _compile(folder), names)


def _compile(*patterns: str) -> "re.Pattern[str]":
    return re.compile("|".join("".join(map(_translate, _PIECE.findall(one))) for one in patterns), re.DOTALL)


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
