"""What the releases of a core hold: the content of each file, and which differences prove nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterator, KeysView, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from audit.model.facts import Cms

Spans = tuple[tuple[int, int], ...]  # numbers of releases, first and last


class Content(NamedTuple):
    """What a file holds in some releases."""

    hash: str  # first 16 hex digits of its git blob id
    spans: Spans


class Manifest:
    r"""
    The files of a number of releases; what is said of a file is decoded when it is asked for.

    Two contents of one file may share a release: it was built twice.

    >>> manifest = Manifest(("6.0", "6.1"), {"a.php": "1d3e52db4a68f2a9 0\t77f0d1a4bb0ae4c4 1"})
    >>> manifest.at(1), manifest.contents("a.php")[0].spans
    ({'a.php': ('77f0d1a4bb0ae4c4',)}, ((0, 0),))
    """

    def __init__(self, releases: tuple[str, ...], lines: Mapping[str, str]) -> None:
        self.releases = releases  # oldest first
        self._lines = lines
        self._last: tuple[int, dict[str, tuple[str, ...]]] | None = None

    @cached_property
    def folders(self) -> dict[str, frozenset[str]]:
        """Return the names of the files of all releases, by folder; "" is the top."""
        folders: defaultdict[str, set[str]] = defaultdict(set)
        for path in self._lines:
            folder, _, name = path.rpartition("/")
            folders[folder].add(name)
        return {folder: frozenset(names) for folder, names in folders.items()}

    @property
    def paths(self) -> KeysView[str]:
        """Return the paths of all releases."""
        return self._lines.keys()

    def number(self, version: str | None) -> int | None:
        """Return the place of a release; None where it is not known."""
        return self.releases.index(version) if version in self.releases else None

    def contents(self, path: str) -> tuple[Content, ...]:
        """Return what a file holds in which releases; nothing for a file that none has."""
        line = self._lines.get(path)
        return () if line is None else tuple(_contents(line))

    def at(self, number: int) -> dict[str, tuple[str, ...]]:
        """Return the files of a release with the hashes that are right."""
        if self._last is None or self._last[0] != number:
            self._last = number, self._files(number)
        return self._last[1]

    def _files(self, number: int) -> dict[str, tuple[str, ...]]:
        files: dict[str, tuple[str, ...]] = {}
        for path, line in self._lines.items():
            for content in line.split("\t"):
                if _covers(content[17:], number):
                    files[path] = (*files.get(path, ()), content[:16])
        return files


class Build(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files that differ between builds of the same release, so that a difference proves nothing."""

    paths: tuple[str, ...]  # globs
    versions: str | None = None  # a range of releases, such as "<4.8"; None: all


class CoreShape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which files of a core must be as released. All paths and globs are as its manifest writes them."""

    manifest: str  # name of the file of releases
    cms: Cms
    major: str | None = None  # first number of the versions; None: all of them
    folder: str = ""  # below the install: what the paths of the manifest are relative to
    areas: tuple[str, ...]  # folders that only the core has files in; /* at the end: those the releases have
    shared: tuple[str, ...] = ()  # globs of what sites may have in these folders all the same
    own: tuple[str, ...] = ()  # globs of files that sites change or delete on purpose: not looked at
    spare: tuple[str, ...] = ()  # globs of files that may be left out
    builds: tuple[Build, ...] = ()


class KnownCore(NamedTuple):
    """The releases of one core, and which of their files must be as released."""

    manifest: Manifest
    shape: CoreShape


# The shapes that a core of this version may have, and what loads the releases of one.
CoreShapes = Callable[[Cms, str | None], tuple[CoreShape, ...]]
Releases = Callable[[CoreShape], Manifest]


class Cores(NamedTuple):
    """What is known of cores; releases are loaded where a core is there."""

    shapes: CoreShapes
    releases: Releases


NO_CORES = Cores(lambda _cms, _version: (), lambda _shape: Manifest((), {}))


def _contents(line: str) -> Iterator[Content]:
    for content in line.split("\t"):
        pairs = (span.partition("-") for span in content[17:].split(","))
        yield Content(content[:16], tuple((int(first), int(last or first)) for first, _, last in pairs))


def _covers(spans: str, number: int) -> bool:
    for span in spans.split(","):
        first, _, last = span.partition("-")
        if int(first) <= number <= int(last or first):
            return True
    return False
