"""A tree without what its owner wants to be left out of the audit."""

from collections.abc import Iterator, Sequence

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.blobs import Raw
from audit.sources.globs import Globs
from audit.sources.tree import FILE_LIMIT, Entry, File, Tree, unread

_LEFT_OUT = "It is excluded from the audit, and was not read."
_UNUSED = "{} is excluded from the audit, but nothing there is called so."
_CORE = "What is excluded holds {}, which a core is known by; that core was not judged."
_CORES = ("wp-includes/version.php", "core/lib/drupal.php", "includes/bootstrap.inc")


class Excluded:
    """
    A tree without the paths that patterns fit, and without all that lies below them.

    The patterns are of paths as a report shows them; a hidden folder is left out without a word.
    """

    def __init__(self, tree: Tree, patterns: Sequence[str], hidden: str | None = None) -> None:
        self.whole = tree
        self.label = tree.label
        self.place = tree.place
        self.is_sequential = tree.is_sequential
        self.skipped = 0  # files and links that were left out, once it was walked
        self._patterns = {text: Globs.of((_trimmed(text),)) for text in patterns}
        self._hidden = hidden

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        self.skipped = 0
        used: set[str] = set()
        cores: dict[bool, list[str]] = {True: [], False: []}  # by whether they are left out
        for item in self.whole.walk():
            if isinstance(item, Problem):
                if not self.hides(item.location.path):
                    yield item
                continue
            folder, entries = item
            prefix = f"{folder}/" if folder else ""
            is_out = self.hides(folder)
            gone = set(entries) if is_out else {name for name in entries if self._fits(prefix + name, used)}
            for name, entry in entries.items():
                if (prefix + name).lower().endswith(_CORES):
                    cores[name in gone].append(prefix + name)
                if name in gone and entry.kind != "folder" and not self._is_hidden(prefix + name):
                    self.skipped += 1
            if not is_out:
                yield folder, {name: entry for name, entry in entries.items() if name not in gone}
        for text in self._patterns.keys() - used:
            yield unread("", "exclude-unused", _UNUSED.format(text), hides=False)
        if cores[True]:
            yield unread("", "core-excluded", _CORE.format(cores[True][0]), hides=not cores[False])

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        if self.hides(path):
            return unread(path, "excluded", _LEFT_OUT, hides=False)
        return self.whole.read(path, limit)

    def rank(self, path: str) -> int:
        """Return where a file comes in the order in which files are read most quickly; 0: it is all one."""
        return self.whole.rank(path)

    def open(self, path: str) -> Raw:
        """Return a file that may be large, to be read in pieces. Raises OSError, or AuditError."""
        if self.hides(path):
            raise AuditError(_LEFT_OUT)
        return self.whole.open(path)

    def hides(self, path: str) -> bool:
        """Tell whether a path, or a folder above it, is left out."""
        parts = path.split("/")
        return any(self._fits("/".join(parts[: length + 1])) for length in range(len(parts)))

    def _fits(self, path: str, used: set[str] | None = None) -> bool:
        """Tell whether a path itself is left out, and note by which patterns."""
        found = [text for text, globs in self._patterns.items() if globs.match(path)]
        if used is not None:
            used.update(found)
        return bool(found) or path == self._hidden

    def _is_hidden(self, path: str) -> bool:
        return self._hidden is not None and f"{path}/".startswith(f"{self._hidden}/")


def _trimmed(pattern: str) -> str:
    trimmed = pattern.removeprefix("./").rstrip("/")
    if not trimmed:
        raise AuditError(f"{pattern!r} cannot be excluded: name paths as the report shows them.")
    return trimmed
