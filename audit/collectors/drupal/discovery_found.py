"""What Drupal's discovery finds, and which Drupal it is."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from audit.sources.tree import Listing

Kind = Literal["module", "theme", "profile", "theme_engine"]
KINDS: tuple[Kind, ...] = ("module", "theme", "profile", "theme_engine")
Info = dict[str, object]
_DEEPEST = 256  # folders in folders
_SAME_FOLDER = 16  # times that links may lead to one folder
_NEWEST = (11, 999, 999)
_RELEASE = re.compile(r"\d+\.(?:\d+|x)(?:\.(?:\d+|x))?(?:-(?:alpha|beta|rc)\d+)?(?:-dev)?", re.ASCII)
_VERSION = re.compile(r"\s*v?(\d{1,3})(?:\.(\d{1,4}|x))?(?:\.(\d{1,4}|x))?", re.ASCII | re.IGNORECASE)


class Found(NamedTuple):
    """An extension that Drupal finds."""

    kind: Kind
    name: str  # machine name
    path: str  # folder, relative to the docroot; "." for the docroot itself
    file: str  # name of the file that makes it one
    main: str | None = None  # main file in the folder; None: it has none
    info: Info | None = None  # None: there is none, or Drupal refuses it
    error: str | None = None  # why Drupal refuses the info, as in REFUSALS; None: it does not
    copies: tuple[str, ...] = ()  # folders of further copies that lost, the next best first
    base_themes: tuple[tuple[str, object], ...] = ()  # 6, 7: name and title (None: not there), the root first
    rebuilt: Info | None = None  # 6, 7: what Drupal sets over the info; None: nothing


class Discovery(NamedTuple):
    """Everything that Drupal finds."""

    found: tuple[Found, ...]
    errors: dict[Kind, str]  # 8+: the discovery as a whole fails, as in REFUSALS; found is what else is there
    dropped: dict[str, str]  # 6, 7: modules that Drupal drops for want of an info, and their folders
    broken: tuple[tuple[str, str], ...] = ()  # info files that make the discovery fail, and why


class Core(NamedTuple):
    """The Drupal that looks."""

    text: str  # its version as it calls itself
    number: tuple[int, int, int]

    @property
    def release(self) -> str:
        """Return the version in a form that a constraint can be held against."""
        return self.text if _RELEASE.fullmatch(self.text) else ".".join(map(str, self.number))

    @property
    def major(self) -> int:
        """The major version, from 6."""
        return self.number[0]


class Place(NamedTuple):
    """The site's files as Drupal sees them: below a docroot, through links."""

    listing: Listing
    read: Callable[[str], bytes | None]  # of a path in the tree
    docroot: str
    site_path: str
    settings: Mapping[str, object]
    shelf: dict[object, Any]  # what was worked out for one site and holds for all others

    def at(self, path: str) -> str:
        """Return a path of the docroot as a path of the tree."""
        return "/".join(part for part in (self.docroot, path) if part and part != ".")

    def exists(self, path: str) -> bool:
        """Tell whether a file or folder lies there."""
        return self.listing.resolve(self.at(path)) is not None

    def bytes_of(self, path: str) -> bytes | None:
        """Return the bytes of a file; None: it is not there, or cannot be read."""
        place = self.listing.resolve(self.at(path))
        return self.read(place) if place is not None and self.listing.is_file(place) else None


class Steps:
    """The folders on the way of a walk, so that links in circles end, and folders with many names do."""

    def __init__(self) -> None:
        self._visits: dict[str, int] = {}

    def may_enter(self, place: str, way: tuple[str, ...]) -> bool:
        """Tell whether a folder that was reached on this way may be entered."""
        visits = self._visits[place] = self._visits.get(place, 0) + 1
        return visits <= _SAME_FOLDER and len(way) < _DEEPEST and place not in way


def core_of(version: str | None) -> Core:
    """
    Return the Drupal of a version; of one that nobody knows, the nearest.

    >>> core_of("9.5.11").number, core_of("7.x-dev").number, core_of("5.23").number
    ((9, 5, 11), (7, 999, 0), (6, 0, 0))
    """
    match = _VERSION.match(version or "")
    if match is None:
        return Core("11.999.999", _NEWEST)
    major = int(match[1])
    parts = [999 if part in (None, "x", "X") else int(part) for part in (match[2], match[3])]
    if match[2] is not None and match[3] is None and major < 8:
        parts[1] = 0  # 6 and 7 count in two places
    number = (major, parts[0], parts[1])
    if major < 6:
        number = (6, 0, 0)
    return Core((version or "").strip(), number)


REFUSALS = {
    "yaml": "the info file is no YAML that this Drupal reads",
    "php TypeError": "the info file holds no keys and values",
    "unreadable file": "the info file cannot be read",
    "no core key": "the info file does not say which Drupal it fits",
    "bad core": "the core key names a Drupal that does not exist for it",
    "bad constraint": "core_version_requirement is no version constraint",
    "constraint forbids core": "core_version_requirement leaves versions out that the core key lets in",
    "constraint before 8.7.7": "core_version_requirement names versions that do not know it",
    "constraint in a profile": "this Drupal allows core_version_requirement in no profile",
    "bad version": "the version is a list",
    "bad lifecycle": "the lifecycle is none that Drupal knows",
    "no lifecycle_link": "a deprecated extension needs a lifecycle_link",
    "bad lifecycle_link": "lifecycle_link is no address",
    "missing keys": "the info file lacks keys that it has to have",
}
