"""The sites that a Drupal serves: the folders below sites that have settings, and their names."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from audit.collectors.drupal.hosts import read_host
from audit.collectors.places import below
from audit.model.facts import Location, Problem
from audit.parsers.privacy import without_secrets
from audit.sources.tree import Listing, shown

_DEFAULT = "default"
_NO_SITES = frozenset({"all", "simpletest"})
# What people call a copy that they keep; no host ends so.
_KEPT = re.compile(r"(?:[._-](?:bak|backup|copy|disabled|old|orig|save)\d{0,8}|~)\Z", re.IGNORECASE)
_LONGEST = 100  # characters of such a name
_NAMED = 5  # how many names a problem tells


class SiteFolder(NamedTuple):
    """A folder below sites that is a site."""

    name: str
    path: str  # in the tree, without links
    settings: str | None  # None: its settings.php is not here, or a link that leads nowhere
    hosts: tuple[str, ...]
    address: str | None  # path of its address; None: not known


def find_sites(listing: Listing, root: str, aliases: Mapping[str, str]) -> list[SiteFolder]:
    """
    Return the sites, sites/default first, then by name.

    A folder that is a link to another one is the same site under another name. Where no settings are
    here at all, as they are kept out of a repository, there still is one site: the default one.
    """
    sites = below(root, "sites")
    # An alias may also lead to a folder in a folder.
    inner = {posixpath.normpath(target) for target in aliases.values() if "/" in target}
    names = sorted({*listing.folder(sites), *inner}, key=lambda name: (name != _DEFAULT, name))
    found: dict[str, list[str]] = {}
    for name in names:
        place = listing.resolve(f"{sites}/{name}")
        if name in _NO_SITES or is_kept(name, aliases):
            continue
        if place is not None and "settings.php" in listing.folder(place):
            found.setdefault(place, []).append(name)
    for name, target in aliases.items():
        place = listing.resolve(f"{sites}/{target}")
        if place in found:
            found[place].append(name)
    if not found:
        return [SiteFolder(_DEFAULT, f"{sites}/{_DEFAULT}", None, (), None)]
    return [_site(listing, place, _own_first(sites, place, own)) for place, own in found.items()]


def lost_aliases(listing: Listing, root: str, aliases: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what sites.php names and is no site."""
    sites = below(root, "sites")
    lost: dict[str, str] = {}
    for name, target in aliases.items():
        if "settings.php" not in listing.folder(f"{sites}/{target}"):
            lost.setdefault(target, name)
    if lost:
        text = f"It names sites whose settings are not here: {some(lost)}. Nothing is known of them."
        yield _problem(f"{sites}/sites.php", root, "lost-site", text)


def is_kept(name: str, aliases: Mapping[str, str]) -> bool:
    """
    Tell whether a folder is called as a copy that was kept, and sites.php sends nobody there.

    >>> is_kept("default.bak", {}), is_kept("default.bak", {"a.org": "default.bak"}), is_kept("old.org", {})
    (True, False, False)
    """
    return _KEPT.search(name) is not None and name not in aliases.values()


def kept(listing: Listing, root: str, aliases: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the copies of sites that were not taken for sites."""
    sites = below(root, "sites")
    for name in listing.folder(sites):
        if is_kept(name, aliases) and "settings.php" in listing.folder(f"{sites}/{name}"):
            text = "This folder has the name of a copy that was kept, so it was not taken for a site."
            yield _problem(f"{sites}/{name}", root, "kept-site", text, hides=False)


def closed(listing: Listing, root: str) -> Iterator[Problem]:
    """Yield the folders that may be sites and could not be looked into."""
    sites = below(root, "sites")
    for name in listing.folder(sites):
        place = f"{sites}/{name}"
        if name not in _NO_SITES and listing.is_hidden(place):
            text = "This folder may be a site, and could not be looked into; how it is set up is not known."
            yield _problem(place, root, "closed-site", text)


def unserved(listing: Listing, root: str, sites: Iterable[SiteFolder]) -> Iterator[Problem]:
    """Yield the sites that Drupal 8 and newer do not serve, as there is no sites.php."""
    others = [site.name for site in sites if site.name != _DEFAULT]
    place = below(root, "sites/sites.php")
    if others and not listing.is_file(place):
        text = f"Without a sites/sites.php Drupal serves sites/default only, and not {some(others)}."
        yield _problem(below(root, "sites"), root, "unserved-site", text, hides=False)


def some(names: Iterable[str]) -> str:
    """
    Return the first few names, and how many more there are.

    >>> some("abcdefg")
    'a, b, c, d, e and 2 more'
    """
    every = list(names)
    text = ", ".join(without_secrets(shown(name))[:_LONGEST] for name in every[:_NAMED])
    return text if len(every) <= _NAMED else f"{text} and {len(every) - _NAMED} more"


def _own_first(sites: str, place: str, names: list[str]) -> list[str]:
    """Return the names of a site, that of the folder itself before those of links to it."""
    return sorted(names, key=lambda name: f"{sites}/{name}" != place)


def _site(listing: Listing, place: str, names: list[str]) -> SiteFolder:
    read = [found for name in names if (found := read_host(name))]
    path = f"{place}/settings.php"
    return SiteFolder(
        name=names[0],
        path=place,
        settings=listing.resolve(path) if listing.is_file(path) else None,
        hosts=tuple(dict.fromkeys(host for host, _ in read)),
        address=read[0][1] if read else None,
    )


def _problem(path: str, root: str, kind: str, text: str, *, hides: bool = True) -> Problem:
    place, home = Location(path), root or "."
    return Problem(location=place, install=home, kind=kind, text=text, source="configuration", hides=hides)
