"""The folders in which the sites of a Drupal keep their public files, and how much lies there."""

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from audit.collectors.drupal.settings import SiteSettings
from audit.collectors.drupal.sites import SiteFolder
from audit.collectors.places import below, in_tree
from audit.model.facts import SettingKind
from audit.sources.tree import Listing

_PUBLIC: tuple[tuple[SettingKind, str], ...] = (
    ("settings", "file_public_path"),
    ("conf", "file_public_path"),
    ("conf", "file_directory_path"),  # Drupal 6
)


class Uploads(NamedTuple):
    """A folder of public files."""

    folder: str
    files: int
    bytes: int


def public_folder(listing: Listing, root: str, site: SiteFolder, settings: SiteSettings) -> str | None:
    """Return where the public files of a site are in the tree; None where they are not."""
    told = next((path for kind, name in _PUBLIC if (path := settings.text(kind, name))), None)
    place = below(root, f"sites/{site.name}/files") if told is None else _placed(root, told)
    if place is None or not listing.is_folder(place):
        return None
    return listing.resolve(place) or None


def measure(listing: Listing, folders: Mapping[int, str]) -> dict[int, Uploads]:
    """Return what lies in the folder of each site, without what lies in that of another one."""
    found = dict.fromkeys(folders.values(), (0, 0))
    for place in listing.folders() if found else ():
        owner = _owner(place, found)
        if owner is not None:
            sizes = [entry.size or 0 for entry in listing.folder(place).values() if entry.kind == "file"]
            files, size = found[owner]
            found[owner] = (files + len(sizes), size + sum(sizes))
    return {site: Uploads(folder, *found[folder]) for site, folder in folders.items()}


def _placed(root: str, path: str) -> str | None:
    """Return a path of the settings as one in the tree: they are written as seen from the docroot."""
    if path.startswith("/"):
        return None
    near = in_tree(path) or posixpath.normpath(below(root, path))
    return None if near.startswith("..") or near == "." else near


def _owner(place: str, folders: Mapping[str, object]) -> str | None:
    while place:
        if place in folders:
            return place
        place = posixpath.dirname(place)
    return None
