"""What a Drupal, 6 to 11, finds of extensions: which copy wins, and what it refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from audit.collectors.drupal.discovery_classic import discover_classic
from audit.collectors.drupal.discovery_found import REFUSALS, Discovery, Found, Kind, Place, core_of
from audit.collectors.drupal.discovery_modern import discover_modern
from audit.sources.tree import Listing

__all__ = ["Discovery", "Found", "Kind", "discover", "refusal_text"]
_NO_SETTINGS: Mapping[str, object] = {}


def discover(  # noqa: PLR0913 - a site is told by that many things, all but two of them by name
    listing: Listing,
    read: Callable[[str], bytes | None],
    *,
    docroot: str,
    version: str | None,
    site_path: str = "sites/default",
    profile: str | Literal[False] | None = None,
    settings: Mapping[str, object] = _NO_SETTINGS,
    shelf: dict[object, Any] | None = None,
) -> Discovery:
    """
    Return what a Drupal of a version finds below its docroot for one site.

    The profile is the installed one; None: not known, False: uninstalled. The settings are $conf of Drupal 6
    and 7, and $settings of later ones, as far as they say where to look. With one shelf, an empty dict, for
    all sites of a Drupal that have the same settings, what they share is only looked at once.
    """
    kept = {} if shelf is None else shelf
    place = Place(listing, read, "" if docroot == "." else docroot.strip("/"), site_path, settings, kept)
    core = core_of(version)
    find = discover_classic if core.major < 8 else discover_modern
    return find(place, core, profile)


def refusal_text(error: str) -> str:
    """
    Return a sentence on why Drupal refuses an info file.

    >>> refusal_text("missing keys: type, name")
    'The info file lacks keys that it has to have: type, name.'
    """
    kind, _, keys = error.partition(": ")
    text = REFUSALS.get(kind, kind)
    return f"{text[:1].upper()}{text[1:]}{f': {keys}' if keys else ''}."
