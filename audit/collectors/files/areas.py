"""Which folders hold what people upload, and which hold code."""

from collections.abc import Iterable
from typing import NamedTuple

from audit.collectors.holders import Holders, is_own
from audit.collectors.places import Places, is_uploaded
from audit.collectors.vendored import is_unused, is_vendored
from audit.model.facts import Extension, Fact, Site
from audit.model.files import Area


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
        facts = list(facts)
        self._holders = Holders(fact for fact in facts if isinstance(fact, Extension))
        named = {fact.uploads for fact in facts if isinstance(fact, Site) and fact.uploads}
        self._named = tuple(f"{folder}/" for folder in sorted(named))

    def folder(self, path: str) -> Folder:
        """Return a folder with its install and area."""
        whole = f"{path}/" if path else ""
        root, seen_as = self._places.of(whole)
        is_files = is_uploaded(seen_as) or whole.startswith(self._named)
        return Folder(path, root, seen_as, "files" if is_files else "code")

    def is_own(self, spot: Spot) -> bool:
        """Tell whether a file is the site's: in nothing that was published, no library and no test."""
        holder = self._holders.of(spot.path)
        return is_own(holder) and not is_vendored(spot.path) and not is_unused(spot.seen_as)

    def is_uploaded(self, path: str) -> bool:
        """Tell whether a path is, or lies in, a folder of uploads."""
        return self.folder(path).area == "files"
