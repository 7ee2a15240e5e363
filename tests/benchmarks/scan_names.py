"""Walks a tree and finds all calls of the names, each confirmed by lexing: scan_names.py TREE [JOBS]."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from audit.collectors.asks import Ask, read_all
from audit.model.facts import Fact, Location, Occurrence
from audit.parsers.php.calls import calls
from audit.parsers.php.file import PhpFile
from audit.sources.directory import Directory
from audit.sources.tree import File, Listing

SUFFIXES = tuple(
    ".php .phtml .php3 .php4 .php5 .php7 .php8 .inc .module .install .theme .profile .engine".split()
)


def found(file: File, *, names: frozenset[str]) -> Iterator[Fact]:
    """Yield the calls in a file."""
    for call in calls(PhpFile(file.data), names):
        place = Location(file.path, call.line)
        yield Occurrence(location=place, kind="call", name=call.name, seen_as=file.path, guarded=call.guarded)


def main() -> None:
    """Print how many calls there are."""
    tree = Directory(sys.argv[1], sizes=False)
    reader = partial(found, names=frozenset((Path(__file__).parent / "names.txt").read_text().split()))
    listing = Listing(item for item in tree.walk() if isinstance(item, tuple))
    files = (path for path, entry in listing.entries() if entry.kind == "file")
    asks = [Ask(path, reader) for path in files if path.lower().endswith(SUFFIXES)]
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(sum(1 for _ in read_all(tree, asks, jobs, lambda _: None)))


if __name__ == "__main__":
    main()
