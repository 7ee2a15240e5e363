"""Which install profile a Drupal was set up with."""

import posixpath
import re

from audit.collectors.drupal.settings import SiteSettings
from audit.collectors.drupal.sites import SiteFolder
from audit.collectors.places import below, in_tree
from audit.sources.tree import File, Listing, Tree

# Those of the cores, and Pantheon's, which comes with its Drupal 7.
_OF_CORE = frozenset({"default", "minimal", "pantheon", "standard", "testing"})
_FOLDERS = ("profiles", "profiles/contrib", "profiles/custom")
_MARKS = (".info.yml", ".info", ".profile")
_CONFIG = "core.extension.yml"
_USUAL = ("../config/sync", "../config/default", "../config", "config/sync", "config/default", "config")
_EXPORTED = re.compile(rb"^profile:[ \t]*['\"]?([a-z0-9_]{1,50})['\"]?[ \t]*\r?$", re.MULTILINE)


def find_profile(
    tree: Tree, listing: Listing, root: str, site: SiteFolder, settings: SiteSettings
) -> str | None:
    """Return the profile that the settings name, the exported configuration, or the only one that is here."""
    for kind in ("settings", "conf"):
        if profile := settings.text(kind, "install_profile"):
            return profile
    return _exported(tree, listing, root, site, settings) or _only(listing, root)


def _exported(
    tree: Tree, listing: Listing, root: str, site: SiteFolder, settings: SiteSettings
) -> str | None:
    named = settings.text("settings", "config_sync_directory")
    named = named or settings.text("variable", "config_directories", "sync")
    usual = (*_USUAL, f"sites/{site.name}/config/sync", f"sites/{site.name}/config")
    for folder in (named, *usual):
        path = folder and (in_tree(folder) or posixpath.normpath(below(root, folder)))
        place = path and listing.resolve(below(path, _CONFIG))
        if place and listing.is_file(place):
            file = tree.read(place)
            found = _EXPORTED.search(file.data) if isinstance(file, File) else None
            return found[1].decode() if found else None
    return None


def _only(listing: Listing, root: str) -> str | None:
    """Return the profile that is here if it is the only one that is not the core's."""
    found = {
        name
        for folder in _FOLDERS
        for name in listing.folder(below(root, folder))
        if name not in _OF_CORE
        and any(f"{name}{mark}" in listing.folder(below(root, f"{folder}/{name}")) for mark in _MARKS)
    }
    return next(iter(found)) if len(found) == 1 else None
