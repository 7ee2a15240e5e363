"""The index of a repository: what it tracks, and which of that is no code."""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.repository.files import Tracking
from audit.parsers.git_index import FOLDER, GITLINK, Tracked, parse_index
from audit.sources.tree import shown

_DATA = re.compile(
    r"(?P<folder>"
    r"wp-content/(?:uploads|blogs\.dir|cache|upgrade|updraft|ai1wm-backups|backups|backup-db|wflogs)"
    r"|sites/[^/]+/(?:files|private)"
    r"|(?:[^/]+/)*?(?:node_modules|bower_components|\.sass-cache)"
    r")/(?P<rest>.+)"
)
EMPTY = b"DIRC\0\0\0\2\0\0\0\0" + b"\0" * 20  # nothing was ever added
_KEEPERS = frozenset(
    ".gitkeep .keep .gitignore .gitattributes .htaccess index.php index.html readme.txt readme.md".split()
)


class Index(NamedTuple):
    """What an index tracks, by path as the tree shows it, relative to the work tree."""

    data: bytes
    tracking: Tracking
    sizes: dict[str, int]
    commits: dict[str, str]  # of other repositories, by path

    def entries(self) -> Iterator[Tracked]:
        """Yield the entries once more."""
        return parse_index(self.data)


def read_index(data: bytes) -> Index:
    """Return what an index tracks. Raises ValueError where it cannot be understood."""
    sizes: dict[str, int] = {}
    commits: dict[str, str] = {}
    for entry in parse_index(data):
        path = readable(entry.path)
        if entry.mode == GITLINK:
            commits[path] = entry.sha.hex()
        elif entry.mode != FOLDER:
            sizes[path] = entry.size
    return Index(data, Tracking.of(frozenset(sizes), frozenset(commits)), sizes, commits)


def readable(path: bytes) -> str:
    r"""
    Return a path as the tree shows it.

    >>> readable(b"a/caf\xe9.php")
    'a/caf\\xe9.php'
    """
    return "/".join(shown(name) for name in path.decode("utf-8", "surrogateescape").split("/"))


def data_folder(seen_as: str) -> str | None:
    """
    Return the folder of uploads, caches or tools that a path lies in.

    None for code, and for a file that is only there so that git keeps the folder.

    >>> data_folder("wp-content/uploads/2020/a.jpg"), data_folder("sites/default/files/.htaccess")
    ('wp-content/uploads', None)
    >>> data_folder("wp-content/themes/x/node_modules/y/z.js")
    'wp-content/themes/x/node_modules'
    """
    found = _DATA.match(seen_as)
    if found is None or posixpath.basename(seen_as).lower() in _KEEPERS:
        return None
    return found["folder"]
