"""What Composer lays where in a WordPress: the core, its version and the folder of the extensions."""

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.places import below
from audit.parsers.composer import ComposerError, Package, Project, parse_lock, parse_project
from audit.sources.tree import File, Listing, Tree

_CORES = frozenset(
    """
    roots/wordpress roots/wordpress-full roots/wordpress-no-content johnpbloch/wordpress
    johnpbloch/wordpress-core pantheon-upstreams/wordpress wordpress/wordpress wordpress/core-implementation
    """.split()
)
_DEFAULT = "wordpress"  # where the installers of these packages lay the core if nothing else is said
_KINDS = {"type:wordpress-plugin": "plugins", "type:wordpress-theme": "themes"}
_LOCK_LIMIT = 64 * 1024 * 1024  # bytes; a long list of packages takes 20 MB
# What the common templates ask for; who asks for no more has added nothing of their own.
_TEMPLATES = (
    "roots/",
    "composer/",
    "johnpbloch/",
    "pantheon-upstreams/",
    "pantheon-systems/",
    "oscarotero/env",
)
_TEMPLATE_PACKAGES = ("vlucas/phpdotenv", "ext-", "wpackagist-theme/twenty", "wp-theme/twenty")


class Managed(NamedTuple):
    """A folder with a composer.json that lays a WordPress core somewhere."""

    folder: str
    core: str  # where it lays the core, "" for the top of the tree
    is_told: bool  # that it says so; False: the installers' own choice
    content: str | None  # where it lays plugins and themes; None: it does not say
    is_template: bool  # it asks for nothing but what a template asks for


def managed(tree: Tree, folder: str) -> Managed | None:
    """Return what the composer.json of a folder lays where; None where there is no core among it."""
    project = read_project(tree, folder)
    if project is None:
        return None
    wanted = _CORES & project.require.keys()
    if project.wordpress is None and not wanted:
        return None
    core = posixpath.normpath(below(folder, project.wordpress or _DEFAULT))
    if core.startswith("../"):
        return None
    usual = (*_TEMPLATES, *_TEMPLATE_PACKAGES)
    others = (name for name in project.require if name != "php" and not name.startswith(usual))
    content = extensions_folder(project, folder)
    return Managed(
        folder, "" if core == "." else core, project.wordpress is not None, content, not any(others)
    )


def read_project(tree: Tree, folder: str) -> Project | None:
    """Return what the composer.json of a folder says; None where there is none that can be read."""
    file = tree.read(below(folder, "composer.json"))
    try:
        return parse_project(file.data) if isinstance(file, File) else None
    except ComposerError:
        return None


def extensions_folder(project: Project, folder: str) -> str | None:
    """Return the content folder into which plugins and themes go; None where the project does not say."""
    for pattern, wanted in project.installer_paths.items():
        for kind in wanted:
            place = posixpath.normpath(below(folder, pattern.partition("{$")[0].rstrip("/") or "."))
            if kind in _KINDS and posixpath.basename(place) == _KINDS[kind] and not place.startswith("../"):
                return posixpath.dirname(place) or "."
    return None


def locked_core(tree: Tree, listing: Listing, folder: str) -> str | None:
    """Return the version of the core that the composer.lock of a folder names."""
    place = below(folder, "composer.lock")
    file = tree.read(place, _LOCK_LIMIT) if listing.is_file(place) else None
    try:
        packages = parse_lock(file.data) if isinstance(file, File) else ()
    except ComposerError:
        return None
    return next(_versions(packages), None)


def _versions(packages: tuple[Package, ...]) -> Iterator[str]:
    yield from (one.version.removeprefix("v") for one in packages if one.name in _CORES)
