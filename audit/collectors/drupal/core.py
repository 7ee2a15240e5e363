"""Where the core of a Drupal lies in a tree, and which one it is."""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.places import below
from audit.model.facts import Problem
from audit.parsers.php.classes import class_constant
from audit.parsers.php.values import assignments
from audit.sources.tree import File, Listing, Tree

_HEAD = 64 * 1024  # bytes in which Drupal 6 and 7 name their version
_FOLDERS = frozenset({"core", "includes"})  # one of which each core has at its top

# Below these lies code that belongs to something else, a core for its tests, say.
FOREIGN = frozenset(
    "vendor node_modules bower_components tests fixtures modules profiles themes libraries".split()
)

_OF_OLD = frozenset({"includes/common.inc", "misc/drupal.js"})
_OF_NEW = frozenset({"core/lib/Drupal.php", "core/misc/drupal.js"})
_MARKS = _OF_OLD | _OF_NEW | {"lib/Drupal.php"}

_PRESSFLOW = re.compile(rb"^(?:Drupal [\d.]++ |#* *)?Pressflow\b", re.MULTILINE)
_PRESSFLOW_FILES = ("PRESSFLOW.txt", "modules/cookie_cache_bypass", "modules/path_alias_cache")
_PRESSFLOW_TEXTS = ("CHANGELOG.txt", "README.txt", "README.md")


class Core(NamedTuple):
    """A core of Drupal."""

    root: str  # the folder that holds it, "" for the top
    file: str  # that tells the version
    version: str | None  # None: that file does not tell it
    present: bool = True  # False: only the site's own code is here


def find_cores(tree: Tree, listing: Listing) -> Iterator[Core | Problem]:
    """Yield each core, and what kept one from being read; a linked one is where the link is."""
    roots = {posixpath.dirname(path) for path, _ in listing.entries() if posixpath.basename(path) in _FOLDERS}
    found = {root: place for root in roots if not is_foreign(root) and (place := _place(listing, root))}
    linked = {listing.resolve(path) for path in found.values() if listing.resolve(path) != path}
    for root, path in sorted(found.items()):
        # A core that a docroot links to serves no site of its own unless it has settings as well.
        if path not in linked or listing.is_file(below(root, "sites/default/settings.php")):
            yield from _core(tree, listing, root, path)


def is_foreign(root: str) -> bool:
    """Tell whether a folder is part of something else, as vendor and the tests of a module are."""
    return not FOREIGN.isdisjoint(root.split("/"))


def find_fork(tree: Tree, listing: Listing, root: str) -> str | None:
    """Return the fork of Drupal that a core of version 6 or 7 is; None for Drupal itself."""
    if any(name in listing.folder(below(root, folder)) for folder, name in _split(_PRESSFLOW_FILES)):
        return "Pressflow"
    for name in _PRESSFLOW_TEXTS:
        path = below(root, name)
        if listing.is_file(path):
            file = tree.read(listing.resolve(path) or path)
            if isinstance(file, File) and _PRESSFLOW.search(file.data[:_HEAD]):
                return "Pressflow"
    return None


def _place(listing: Listing, root: str) -> str | None:
    """Return the file that tells the version, by where it lies."""
    names = ("core/lib/Drupal.php", "includes/bootstrap.inc")
    return next((path for name in names if listing.is_file(path := below(root, name))), None)


def _core(tree: Tree, listing: Listing, root: str, path: str) -> Iterator[Core | Problem]:
    file = tree.read(listing.resolve(path) or path)
    if not isinstance(file, File):
        yield file
        if _is_whole(listing, root):
            yield Core(root, path, None)
    elif path.endswith("Drupal.php"):
        version = class_constant(file.data, "Drupal", "VERSION")
        if version is not None or _is_whole(listing, root):
            yield Core(root, path, version)
    else:
        yield from _old(tree, listing, root, file)


def _old(tree: Tree, listing: Listing, root: str, bootstrap: File) -> Iterator[Core | Problem]:
    """Yield a core of Drupal 6 or 7: the one names its version in a module, the other in the bootstrap."""
    path, version = below(root, "includes/bootstrap.inc"), _defined(bootstrap.data)
    module = below(root, "modules/system/system.module")
    if version is None and listing.is_file(module):
        file = tree.read(listing.resolve(module) or module)
        version = _defined(file.data) if isinstance(file, File) else None
        if isinstance(file, Problem):
            yield file
        path = module if version else path
    if version is not None or _is_whole(listing, root):
        yield Core(root, path, version)


def _defined(code: bytes) -> str | None:
    """Return the constant VERSION of Drupal; Backdrop has others."""
    found = {one.name: one.value for one in assignments(code[:_HEAD])}
    version = found.get("VERSION")
    return version if isinstance(version, str) and "BACKDROP_VERSION" not in found else None


def _is_whole(listing: Listing, root: str) -> bool:
    """Tell a Drupal whose version cannot be read by files that neither drupal/core nor Backdrop has."""
    here = {name for name in _MARKS if listing.is_file(below(root, name))}
    return here in (_OF_OLD, _OF_NEW)


def _split(paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return (posixpath.split(path) for path in paths)
