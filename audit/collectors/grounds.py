"""Whose each folder of a tree is: the core's, a third party's, the uploads', or the site's own."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audit.collectors.core_folders import core_folders
from audit.collectors.places import Places, is_uploaded
from audit.collectors.vendored import is_vendored
from audit.model.facts import Fact, Install
from audit.sources.tree import Entry, Listing

_EXTENSION = re.compile(
    r"(?:wp-content/(?:plugins|themes|mu-plugins)|(?:\S+/)?(?:sites/[^/]+/)?(?:modules|themes|profiles))/[^/]+/"
)


class Named(NamedTuple):
    """A file, and its name as names are compared."""

    name: str
    low: str  # in lower case
    suffix: str  # in lower case, without the dot; "" where there is none: .htaccess has none
    size: int | None  # None: sizes were left out


class Ground(NamedTuple):
    """A folder, and whose it is."""

    path: str  # "" for the top
    root: str | None  # of its install
    seen_as: str  # as seen from the install, with a "/" at its end, "" for the top
    vendored: bool
    core: bool
    uploads: bool

    @property
    def is_extension(self) -> bool:
        """Tell whether plugins, modules or themes lie here."""
        return _EXTENSION.match(self.seen_as) is not None

    def inside(self, name: str) -> str:
        """Return the path of a name in it."""
        return f"{self.path}/{name}" if self.path else name


def grounds(
    listing: Listing, installs: list[Install], facts: Iterable[Fact]
) -> Iterator[tuple[Ground, list[Named]]]:
    """Yield each folder that was listed, with the files in it."""
    places = Places(listing, installs)
    core = tuple(f"{folder}/" for folder in core_folders(listing, installs, facts))
    for folder in listing.folders():
        prefix = f"{folder}/" if folder else ""
        root, seen_as = places.of(prefix)
        yield (
            Ground(
                path=folder,
                root=root,
                seen_as=seen_as,
                vendored=is_vendored(prefix),
                core=prefix.startswith(core),
                uploads=is_uploaded(seen_as),
            ),
            [_named(name, entry) for name, entry in listing.folder(folder).items() if entry.kind == "file"],
        )


def _named(name: str, entry: Entry) -> Named:
    low = name.lower()
    start, _, suffix = low.rpartition(".")
    return Named(name, low, suffix if start else "", entry.size)
