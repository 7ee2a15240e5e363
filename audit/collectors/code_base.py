"""One tree, walked once: which installs it holds, and the facts of its files."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.asks import Ask, read_all
from audit.collectors.code import search_code
from audit.collectors.files import find_files
from audit.collectors.places import Places
from audit.collectors.wordpress import find_wordpress
from audit.collectors.wordpress_extensions import find_extensions
from audit.model.facts import Fact, Install, Problem
from audit.model.report import TreeRead
from audit.model.rules import Watch
from audit.sources.tree import NOT_OF_THE_SITE, Entry, Listing, Tree

Progress = Callable[
    [str, int, int | None], None
]  # what is done, how much of it, of how much (None: not known)


class CodeRead(NamedTuple):
    """What a tree holds."""

    facts: list[Fact]
    tree: TreeRead
    listing: Listing


def read_code(tree: Tree, watch: Watch, jobs: int, progress: Progress) -> CodeRead:
    """Walk a tree and return its facts; jobs is how many processes may read files at once."""
    facts: list[Fact] = []
    skipped: Counter[str] = Counter()
    listing = Listing(_walk(tree, facts, skipped, progress))
    found = list(find_wordpress(tree, listing, watch.settings))
    installs = [fact for fact in found if isinstance(fact, Install)]
    stated = chain(
        found,
        find_files(listing, installs, watch),
        chain.from_iterable(find_extensions(listing, one, one.folders) for one in installs if one.folders),
        search_code(listing, installs, watch) if installs else (),
    )
    asks: list[Ask] = []
    for item in stated:
        if isinstance(item, Ask):
            asks.append(item)
        else:
            facts.append(item)
    total, read = len({ask.path for ask in asks}), 0

    def done(count: int) -> None:
        nonlocal read
        read += count
        progress("Reading code", read, total)

    facts += read_all(tree, asks, jobs, done)
    sizes = [entry.size for _, entry in listing.entries() if entry.kind == "file"]
    folders = len(list(listing.folders()))
    told = TreeRead(tree.label, len(sizes), folders, sum(sizes), total, dict(skipped))
    places = Places(listing, installs)
    return CodeRead(list(dict.fromkeys(_placed(fact, places) for fact in facts)), told, listing)


def _walk(
    tree: Tree, facts: list[Fact], skipped: Counter[str], progress: Progress
) -> Iterator[tuple[str, list[Entry]]]:
    seen = 0
    for item in tree.walk():
        if isinstance(item, Problem):
            facts.append(item)
            skipped["unreadable"] += 1
            continue
        folder, entries = item
        seen += len(entries)
        skipped.update(reason for entry in entries if (reason := _left_out(entry)))
        progress("Looking through folders", seen, None)
        yield folder, entries


def _left_out(entry: Entry) -> str | None:
    if entry.kind == "other":
        return "device, pipe or socket"
    return NOT_OF_THE_SITE.get(entry.name) if entry.kind == "folder" else None


def _placed(fact: Fact, places: Places) -> Fact:
    """Return a problem with its install, and with what could have been seen where it is."""
    if not isinstance(fact, Problem) or fact.install is not None:
        return fact
    root, seen_as = places.of(fact.location.path)
    source = fact.source
    if seen_as == "wp-config.php":
        source = "configuration"
    elif f"{seen_as}/".startswith("wp-content/uploads/"):
        source = "files"
    return replace(fact, install=root, source=source)
