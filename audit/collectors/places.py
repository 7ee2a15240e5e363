"""Which install a path belongs to, and what it would be called in a plain one."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.model.facts import Fact, Install, Problem
from audit.sources.tree import Listing

_SETTINGS = re.compile(r"sites/(?:[^/]+/settings|sites)\.php")  # of a Drupal
_UPLOADS = ("wp-content/uploads/", "wp-content/blogs.dir/")
_OF_A_DRUPAL = re.compile(r"sites/[^/]++/(?:files|private)/")

TOP = "<site>"  # what __DIR__ is for a file at the top of the tree: where the site lies is not known


def below(root: str, name: str) -> str:
    """
    Return the path of a name below a folder.

    >>> below(".", "wp-content"), below("web", "wp-content")
    ('wp-content', 'web/wp-content')
    """
    return name if root in ("", ".") else f"{root}/{name}"


def in_tree(path: str) -> str | None:
    """
    Return a path below TOP as seen from the top of the tree; None for any other.

    >>> in_tree("<site>/web/../wp-config.php"), in_tree("<site>//app/"), in_tree("/srv/wp-config.php")
    ('wp-config.php', 'app', None)
    """
    return posixpath.normpath(path.removeprefix(TOP).strip("/")) if path.startswith(f"{TOP}/") else None


def is_uploaded(seen_as: str) -> bool:
    """
    Tell whether a path lies where a CMS keeps what people upload; a folder has a "/" at its end.

    >>> [is_uploaded(f"wp-content/{path}") for path in ("uploads/a.php", "blogs.dir/2/", "uploads.php")]
    [True, True, False]
    >>> [is_uploaded(path) for path in ("sites/a.org/files/", "sites/a.org/private/a", "themes/files/")]
    [True, True, False]
    """
    if seen_as.startswith("sites/"):
        return _OF_A_DRUPAL.match(seen_as) is not None
    return seen_as.startswith(_UPLOADS)


class _Folder(NamedTuple):
    """A folder of an install."""

    path: str  # with a "/" at its end, "" for the top
    root: str
    usual: str  # what a plain install calls it, as above


class Places:
    """The installs of a tree; an only one owns the whole tree, also what lies beside it."""

    def __init__(self, listing: Listing, installs: Sequence[Install]) -> None:
        self._folders: dict[str, _Folder] = {}
        for install in installs:
            for folder in _folders(listing, install):
                self._folders.setdefault(folder.path, folder)  # of a folder with two names the first counts
        self._only = installs[0].root if len(installs) == 1 else None

    def of(self, path: str) -> tuple[str | None, str]:
        """
        Return the root of the innermost install that holds a path, and the path as seen from there.

        Folders that were moved have their usual names here; a path beside the install stays whole.
        """
        root, usual, start = self.folder_of(path)
        return root, usual + path[start:]

    def folder_of(self, path: str) -> tuple[str | None, str, int]:
        """Return the root as above, and what stands there for how many of the path's first characters."""
        end = len(path)
        while end >= 0:
            end = path.rfind("/", 0, end)
            folder = self._folders.get(path[: end + 1])  # with its "/", as they are kept
            if folder is not None:
                return folder.root, folder.usual, end + 1
        return self._only, "", 0


def placed(fact: Fact, places: Places) -> Fact:
    """Return a problem with its install, and with what could have been seen where it is; else the fact."""
    if not isinstance(fact, Problem) or fact.install is not None:
        return fact
    root, seen_as = places.of(fact.location.path)
    source = fact.source
    if seen_as == "wp-config.php" or _SETTINGS.fullmatch(seen_as):
        source = "configuration"
    elif is_uploaded(f"{seen_as}/"):
        source = "files"
    return replace(fact, install=root, source=source)


def _folders(listing: Listing, install: Install) -> Iterator[_Folder]:
    """Yield the folders of an install; where one is a link, its files lie elsewhere in the tree."""
    own = install.folders
    usual = (
        [
            (below(own.content, "uploads"), "wp-content/uploads/"),
            (own.plugins, "wp-content/plugins/"),
            (own.mu_plugins, "wp-content/mu-plugins/"),
            (own.content, "wp-content/"),
        ]
        if own
        else []
    )
    usual.append((install.root, ""))
    if install.layout != "classic":
        usual.append((install.docroot, ""))
    for folder, name in usual:
        yield _Folder(_prefix(listing.resolve(folder) or folder), install.root, name)
        if not name:
            yield _Folder(_prefix(folder), install.root, name)


def _prefix(folder: str) -> str:
    return "" if folder in ("", ".") else f"{folder}/"
