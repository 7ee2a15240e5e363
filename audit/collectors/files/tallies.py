"""How much lies below the folders that an inventory names."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from audit.collectors.places import below
from audit.model.facts import Install, Location, Tally
from audit.sources.tree import Listing

_MOST_TOPS = 100  # folders directly in a docroot that are told of
_OF_A_DRUPAL_SITE = ("files", "private", "modules", "themes", "libraries")


class Tallies:
    """The folders whose size is told, and what was found below them so far."""

    def __init__(self, listing: Listing, installs: list[Install]) -> None:
        shown = {place: install for install in installs for place in _places(listing, install)}
        self._tops = {listing.resolve(place) or place: (place, install) for place, install in shown.items()}
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, folder: str, files: int, size: int) -> None:
        """Count what lies directly in a folder."""
        while True:
            if folder in self._tops:
                count = self._counts[folder]
                count[0] += files
                count[1] += size
            if not folder:
                return
            folder = folder.rpartition("/")[0]

    def facts(self) -> Iterator[Tally]:
        """Yield the tally of each folder."""
        for top, (place, install) in self._tops.items():
            files, size = self._counts[top]
            yield Tally(location=Location(place or "."), install=install.root, files=files, bytes=size)


def _places(listing: Listing, install: Install) -> Iterator[str]:
    """Yield the install, the folders of its docroot, and those of its content or of its sites."""
    root = "" if install.root == "." else install.root
    yield root
    docroot = "" if install.docroot == "." else install.docroot
    yield from _folders(listing, docroot)
    if root != docroot:
        yield from _folders(listing, root)
    if install.content is not None:
        yield from _folders(listing, install.content)
    elif install.cms == "drupal":
        sites = below(root, "sites")
        for site in _folders(listing, sites):
            inner = (below(site, name) for name in _OF_A_DRUPAL_SITE)
            yield from (path for path in inner if listing.is_folder(path))


def _folders(listing: Listing, folder: str) -> list[str]:
    entries = listing.folder(folder).items()
    paths = [below(folder, name) for name, entry in entries if entry.kind == "folder"]
    links = [below(folder, name) for name, entry in entries if entry.kind == "link"]
    return [posixpath.normpath(path) for path in (*paths, *filter(listing.is_folder, links))][:_MOST_TOPS]
