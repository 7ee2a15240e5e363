"""The composer.json and composer.lock files that build an install."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.collectors.places import below
from audit.model.facts import Problem
from audit.parsers.composer import ComposerError, Package, Project, parse_lock, parse_project
from audit.parsers.composer_build import Build, lock_api, parse_build
from audit.sources.tree import File, Listing, Tree, unread

_LIMIT = 64 * 1024 * 1024  # bytes: locks of 20 MB are real
_MOST = 100  # folders whose files are read, those near the top first
_ELSEWHERE = frozenset(
    """
    bower_components fixtures libraries modules mu-plugins node_modules plugins profiles test tests themes
    uploads vendor wp-admin wp-includes
    """.split()
)
_CORES = frozenset({"drupal-core", "wordpress-core"})  # types of packages that are a core


class ComposerFiles(NamedTuple):
    """What Composer's files of one folder say."""

    folder: str  # "" for the top of the tree
    project: Project | None  # None: there is no composer.json, or it cannot be read
    packages: tuple[Package, ...]  # none without a composer.lock
    lock: str | None  # path of the composer.lock; None: there is none that can be read
    build: Build | None = None  # None: as for the project
    lock_api: str | None = None  # plugin API of the Composer that wrote the lock; None: none is named


def find_composer(tree: Tree, listing: Listing) -> Iterator[ComposerFiles | Problem]:
    """Yield what Composer's files say, except those of packages, plugins and modules, and what kept them."""
    folders = {
        posixpath.dirname(path)
        for path, entry in listing.entries()
        if posixpath.basename(path) in {"composer.json", "composer.lock"} and entry.kind in {"file", "link"}
    }
    own = sorted(
        (folder for folder in folders if _is_own(folder.split("/"))),
        key=lambda folder: (folder.count("/") + bool(folder), folder),
    )
    for folder in own[:_MOST]:
        yield from _read(tree, listing, folder)
    for folder in own[_MOST:]:
        text = f"Composer's files here were not read: there are {len(own)} folders with such files."
        yield unread(folder, "too-many-files", text, hides=False)


def nearest(found: Sequence[ComposerFiles], *folders: str) -> ComposerFiles | None:
    """
    Return the files that build these folders: of those that lie in or above one, a lock before none.

    The composer.json that a core brings along builds nothing.

    >>> top, web = (ComposerFiles(name, None, (), None) for name in ("", "web"))
    >>> nearest([top, web], "web/wp").folder, nearest([web], "wordpress")
    ('web', None)
    """
    above = [
        one
        for one in found
        if not _is_core(one)
        and any(one.folder in {"", folder} or folder.startswith(f"{one.folder}/") for folder in folders)
    ]
    return max(above, key=lambda one: (one.lock is not None, len(one.folder)), default=None)


def _is_own(parts: list[str]) -> bool:
    """Tell whether a folder is none of a library or an extension; below a Drupal's core there are many."""
    return _ELSEWHERE.isdisjoint(parts) and "core" not in parts[:-1]


def _is_core(one: ComposerFiles) -> bool:
    return one.lock is None and one.project is not None and one.project.type in _CORES


def _read(tree: Tree, listing: Listing, folder: str) -> Iterator[ComposerFiles | Problem]:
    project, packages, lock, build, api = None, None, None, None, None
    for name in ("composer.json", "composer.lock"):
        path = below(folder, name)
        if not listing.is_file(path):
            continue
        file = tree.read(listing.resolve(path) or path, _LIMIT)
        if not isinstance(file, File):
            yield file
            continue
        try:
            if name == "composer.json":
                project, build = parse_project(file.data), parse_build(file.data)
            else:
                packages, lock, api = parse_lock(file.data), path, lock_api(file.data)
        except ComposerError as error:
            kind = "merge-conflict" if "merge conflict" in str(error) else "unreadable-composer"
            text = "Only the first 64 MiB of it could be read." if file.cut else str(error)
            yield unread(path, kind, text)
    if project is not None or packages is not None:
        yield ComposerFiles(folder, project, packages or (), lock, build, api)
