"""Which folders hold what people upload, and which hold code."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from audit.collectors.places import Places
from audit.model.facts import Fact, Site
from audit.model.files import Area

_UPLOADS = ("wp-content/uploads/", "wp-content/blogs.dir/")
_OF_A_DRUPAL = re.compile(r"sites/[^/]++/(?:files|private)/")


class Spot(NamedTuple):
    """A path, and what an install makes of it."""

    path: str
    root: str | None
    seen_as: str
    area: Area


class Folder(NamedTuple):
    """A folder, and what an install makes of it."""

    path: str
    root: str | None
    seen_as: str  # with a "/" at its end, "" for the top
    area: Area

    def spot(self, name: str) -> Spot:
        """Return a name in this folder."""
        path = f"{self.path}/{name}" if self.path else name
        return Spot(path, self.root, self.seen_as + name, self.area)


class Areas:
    """
    The folders of uploads: those of a plain install, and those that sites name.

    >>> from audit.sources.tree import Listing
    >>> areas = Areas(Places(Listing([]), []), [])
    >>> areas.folder("wp-content/uploads/2024").area, areas.folder("themes/files").area
    ('files', 'code')
    """

    def __init__(self, places: Places, facts: Iterable[Fact]) -> None:
        self._places = places
        named = {fact.uploads for fact in facts if isinstance(fact, Site) and fact.uploads}
        self._named = tuple(f"{folder}/" for folder in sorted(named))

    def folder(self, path: str) -> Folder:
        """Return a folder with its install and area."""
        whole = f"{path}/" if path else ""
        root, seen_as = self._places.of(whole)
        is_uploaded = (
            seen_as.startswith(_UPLOADS)
            or (seen_as.startswith("sites/") and _OF_A_DRUPAL.match(seen_as))
            or (self._named and whole.startswith(self._named))
        )
        return Folder(path, root, seen_as, "files" if is_uploaded else "code")

    def is_uploaded(self, path: str) -> bool:
        """Tell whether a path is, or lies in, a folder of uploads."""
        return self.folder(path).area == "files"
