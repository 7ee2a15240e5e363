"""What proves that nothing changed: the program and its knowledge, and a file that nobody touched."""

import os
import stat
import sys
import time
from hashlib import blake2b
from pathlib import Path
from struct import Struct

import audit
from audit.resources import KNOWLEDGE
from audit.sources.directory import Directory
from audit.sources.excluded import Excluded
from audit.sources.tree import Tree

_SEEN = Struct(">QQQqq")
_RECENT = 2_000_000_000  # nanoseconds; what is as new may change again without any file system showing it


def program() -> bytes:
    """Return a digest of this program, of what it runs on, and of what it knows."""
    digest = blake2b(f"{audit.__version__}\0{sys.version}\0".encode(), digest_size=16)
    for top, suffixes in ((Path(audit.__file__).parent, {".py"}), (KNOWLEDGE, None)):
        for folder, _, names in sorted(os.walk(top)):
            for name in sorted(names):
                if suffixes is None or os.path.splitext(name)[1] in suffixes:  # noqa: PTH122 - hundreds of times
                    digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
                    with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - as above
                        digest.update(blake2b(file.read()).digest())
    return digest.digest()


def disk(tree: Tree) -> str | None:
    """Return the folder on disk that a tree's files are read from; None: they come from elsewhere."""
    if isinstance(tree, Excluded):
        return disk(tree.whole)
    return tree.place if isinstance(tree, Directory) else None


def stamp(folder: str, path: str) -> bytes | None:
    """
    Return what the disk says of a file: as long as it says so, nobody has written to it.

    None: it is no proof, as the file was written a moment ago or has a name that is shown as another.
    """
    if "\\" in path:
        return None
    try:
        found = os.lstat(f"{folder}/{path}")
    except (OSError, ValueError):
        return None
    if (
        not stat.S_ISREG(found.st_mode)
        or max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - _RECENT
    ):
        return None
    said = found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
    return blake2b(_SEEN.pack(*said), digest_size=16).digest()
