"""Symbolic links: where they lead, and which of them lead nowhere."""

import posixpath
from collections.abc import Callable, Iterator

from audit.collectors.files.areas import Spot
from audit.model.facts import Fact, Location, Problem
from audit.model.files import Leads, Link
from audit.parsers.privacy import without_secrets
from audit.sources.tree import Entry, Listing, unread

_MOST_STEPS = 40  # from link to link, as Linux allows


def link_facts(
    listing: Listing, spot: Spot, entry: Entry, is_uploaded: Callable[[str], bool]
) -> Iterator[Fact]:
    """Yield a link, and the problem that what it leads to cannot be read."""
    target = without_secrets(entry.target)
    end = listing.resolve(spot.path)
    leads: Leads = "inside"
    if end is None:
        leads, last = _astray(listing, spot.path, entry.target)
        if leads == "nowhere" and is_uploaded(last):
            leads = "files"
    yield Link(
        location=Location(spot.path),
        install=spot.root,
        target=target,
        leads=leads,
        absolute=entry.target.startswith("/"),
        to=None if end is None else "folder" if listing.is_folder(end) else "file",
        area=spot.area,
        seen_as=spot.seen_as,
    )
    if leads != "inside":
        yield _problem(spot.path, leads, target)


def _astray(listing: Listing, path: str, target: str) -> tuple[Leads, str]:
    """Return what becomes of a link that leads to nothing that was listed, and where that happens."""
    for _ in range(_MOST_STEPS):
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if path.startswith(("/", "../")) or path == "..":
            return "outside", path
        folder, _, name = path.rpartition("/")
        entry = listing.folder(folder).get(name)
        if entry is None or entry.kind != "link":
            return "nowhere", path
        target = entry.target
    return "loop", path


def _problem(path: str, leads: Leads, target: str) -> Problem:
    if leads == "outside":
        text = (
            f"This link leads out of the folder that was scanned, to {target}; what lies there was not read."
        )
        return unread(path, "outside-link", text)
    if leads == "loop":
        return unread(path, "link-loop", f"This link leads to {target} and from there back.", hides=False)
    return unread(path, "dangling-link", f"This link leads to {target}, where nothing is.", hides=False)
