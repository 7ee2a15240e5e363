"""Files of a work tree that git does not track: forgotten, ignored, or in a repository of their own."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from audit.parsers.git_ignore import Pattern, parse_ignore
from audit.sources.tree import Listing

State = Literal["untracked", "ignored", "nested"]

_LOOKS = 50_000_000  # patterns held against paths, as many times as each is an effort
_DEEPEST = 64  # .gitignore files above one another; more count no longer


class Group(NamedTuple):
    """A folder or file of which git tracks nothing, named by the topmost that this is so of."""

    state: State
    path: str  # relative to the work tree
    is_folder: bool
    by: str = ""  # the pattern that ignores it, with its place


class Loose(NamedTuple):
    """A file that git does not track."""

    path: str
    group: Group


class _Rules(NamedTuple):
    """The patterns of one .gitignore."""

    folder: str  # that it lies in, with "/" behind; "" for the top
    source: str
    patterns: tuple[Pattern, ...]
    effort: int  # of holding one path against them all

    @classmethod
    def of(cls, folder: str, source: str, text: str) -> "_Rules":
        patterns = tuple(parse_ignore(text))
        return cls(folder, source, patterns, sum(one.effort for one in patterns))


class Tracking(NamedTuple):
    """What the index knows."""

    files: frozenset[str]
    folders: frozenset[str]  # that hold some of them
    gitlinks: frozenset[str]

    @classmethod
    def of(cls, files: frozenset[str], gitlinks: frozenset[str]) -> "Tracking":
        """Return it with the folders above the files."""
        folders: set[str] = set()
        for path in (*files, *gitlinks):
            while (path := path.rpartition("/")[0]) and path not in folders:
                folders.add(path)
        return cls(files, frozenset(folders), gitlinks)


class Disk(NamedTuple):
    """What such a walk has to open."""

    text: Callable[[str], str]  # of a file
    is_repository: Callable[[str], bool]  # whether the .git of a folder is one


class Untracked:
    """A walk over a work tree beside its index."""

    def __init__(
        self,
        listing: Listing,
        top: str,
        tracking: Tracking,
        disk: Disk,
        *,
        any_case: bool,
    ) -> None:
        self._listing = listing
        self._top = top
        self._tracking = tracking
        self._disk = disk
        self._any_case = any_case
        self._left = _LOOKS

    def find(self, exclude: str) -> Iterator[Loose | Group]:
        """
        Yield each such file, and each nested repository; exclude is the text of .git/info/exclude.

        Raises ValueError where that would take too long.
        """
        first = _Rules.of("", ".git/info/exclude", exclude)
        todo: list[tuple[str, tuple[_Rules, ...], Group | None]] = [("", (first,), None)]
        while todo:
            folder, rules, group = todo.pop()
            names = self._listing.folder(self._in_tree(folder))
            prefix = f"{folder}/" if folder else ""
            if (group is None or group.state != "ignored") and ".gitignore" in names:
                rules = self._more(rules, prefix)
            inner: list[tuple[str, tuple[_Rules, ...], Group | None]] = []
            for name, entry in names.items():
                path = prefix + name
                if entry.kind == "folder":
                    if name in (".git", ".svn", ".hg") or path in self._tracking.gitlinks:
                        continue
                    if self._is_nested(path):
                        yield Group("nested", path, is_folder=True)
                        continue
                    inner.append((path, rules, self._group(path, rules, group, is_folder=True)))
                elif path not in self._tracking.files and not (name == ".git" and entry.kind == "file"):
                    own = self._group(path, rules, group, is_folder=False)
                    if own is not None and entry.kind != "other":
                        yield Loose(path, own)
            todo += reversed(inner)

    def _group(
        self, path: str, rules: tuple[_Rules, ...], above: Group | None, *, is_folder: bool
    ) -> Group | None:
        """Return what a path belongs to; None for a folder that holds tracked files and is not ignored."""
        if above is not None and above.state == "ignored":
            return above
        if by := self._ignoring(path, rules, is_folder=is_folder):
            return Group("ignored", path, is_folder, by)
        if above is not None:
            return above
        if is_folder and path in self._tracking.folders:
            return None
        return Group("untracked", path, is_folder)

    def _ignoring(self, path: str, rules: tuple[_Rules, ...], *, is_folder: bool) -> str | None:
        """Return the pattern that ignores a path: of the nearest file that says anything, the last."""
        self._left -= sum(one.effort for one in rules)
        if self._left < 0:
            raise ValueError("there are more patterns and files than can be held against one another")
        for folder, source, patterns, _ in reversed(rules):
            inner = path[len(folder) :]
            for pattern in reversed(patterns):
                if pattern.fits(inner, is_folder=is_folder, any_case=self._any_case):
                    return None if pattern.keeps else f"{source}:{pattern.line}: {pattern.text}"
        return None

    def _more(self, rules: tuple[_Rules, ...], prefix: str) -> tuple[_Rules, ...]:
        if len(rules) > _DEEPEST:
            return rules
        more = _Rules.of(prefix, f"{prefix}.gitignore", self._disk.text(f"{prefix}.gitignore"))
        return (*rules, more) if more.patterns else rules

    def _is_nested(self, path: str) -> bool:
        return ".git" in self._listing.folder(self._in_tree(path)) and self._disk.is_repository(path)

    def _in_tree(self, path: str) -> str:
        return "/".join(part for part in (self._top, path) if part)
