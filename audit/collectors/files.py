"""Files that rules ask for by name or size, how much lies where, and links that lead nowhere."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from audit.collectors.places import Places, below
from audit.model.facts import Fact, Install, Location, NotedFile, Tally
from audit.model.rules import Watch
from audit.parsers.privacy import without_secrets
from audit.sources.globs import Globs
from audit.sources.tree import Entry, Listing, unread


def find_files(listing: Listing, installs: list[Install], watch: Watch) -> Iterator[Fact]:
    """Yield the noted files, a tally of each folder that an inventory shows, and links that lead nowhere."""
    places = Places(listing, installs)
    globs = Globs(watch.files)
    over = min(watch.over, default=None)
    for path, entry in listing.entries():
        root, seen_as = places.of(path)
        if entry.kind == "link":
            yield from _dead_link(listing, path, entry)
        elif entry.kind == "other":
            yield _no_file(path)
        is_large = over is not None and entry.size > over
        if entry.kind != "other" and (is_large or globs.match(seen_as)):
            yield NotedFile(
                location=Location(path),
                install=root,
                kind=entry.kind,
                seen_as=seen_as,
                size=entry.size if entry.kind == "file" else None,
            )
    yield from _tallies(listing, installs)


def _no_file(path: str) -> Fact:
    text = "This is a device, a pipe or a socket, and no file; nothing of it was read."
    return unread(path, "no-file", text, hides=False)


def _dead_link(listing: Listing, path: str, entry: Entry) -> Iterator[Fact]:
    if listing.resolve(path) is not None:
        return
    target = without_secrets(entry.target)
    end = posixpath.normpath(posixpath.join(posixpath.dirname(path), entry.target))
    if end.startswith(("/", "../")) or end == "..":
        text = (
            f"This link leads out of the folder that was scanned, to {target}; what lies there was not read."
        )
        yield unread(path, "outside-link", text)
    else:
        text = f"This link leads to {target}, where nothing is."
        yield unread(path, "dangling-link", text, hides=False)


def _tallies(listing: Listing, installs: list[Install]) -> Iterator[Tally]:
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown = {place: install for install in installs for place in _places(listing, install)}
    tops = {listing.resolve(place) or place: (place, install) for place, install in shown.items()}
    for folder in listing.folders():
        names = listing.folder(folder).values()
        sizes = [entry.size for entry in names if entry.kind == "file"]
        for top in _above(folder):
            if top in tops:
                counts[top][0] += len(sizes)
                counts[top][1] += sum(sizes)
    for top, (place, install) in tops.items():
        files, size = counts[top]
        yield Tally(location=Location(place or "."), install=install.root, files=files, bytes=size)


def _places(listing: Listing, install: Install) -> Iterator[str]:
    """Yield the folders whose size an inventory names: the install, its core, and those of its content."""
    root = "" if install.root == "." else install.root
    yield root
    yield from (path for name in ("wp-admin", "wp-includes") if listing.is_folder(path := below(root, name)))
    content = install.content
    for name, entry in listing.folder(content).items() if content else ():
        if entry.kind == "folder" or listing.is_folder(below(str(content), name)):
            yield below(str(content), name)


def _above(folder: str) -> Iterator[str]:
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder
