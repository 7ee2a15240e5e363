"""
Plesk: the tar or folder of a backup, with an archive of files and archives of databases in it.

Read about in Plesk's description of it (10.4 to Obsidian) and in public scripts that unpack it:
backup_info_TIME.xml describes what is there, backup_user-data_TIME.tgz (or .tzst, .zip) holds httpdocs/ and
what lies beside it, databases/NAME_1/backup_sqldump_TIME.tgz the dump of a database. Backups of a client or
of a server have these below clients/ and domains/.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.nested import packed_dumps
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import opened
from audit.sources.mounted import Mounted

if TYPE_CHECKING:
    from audit.model.facts import Problem
    from audit.sources.blobs import DumpInput
    from audit.sources.tree import Tree

NAME = "Plesk"
_INFO = re.compile(r"backup_(?:.+_)?info_.+\.xml")
_PACKED = r"(?:tgz|tzst|tar|tar\.gz|tar\.zst|zip)"
_FILES = re.compile(rf"backup_(?:.+_)?user-data_.+\.{_PACKED}")
_DATABASE = re.compile(rf"backup_(?:.+_)?sqldump_.+\.{_PACKED}")
_OWNERS = re.compile(r"resellers|clients|domains|sites|databases")
_ANY = re.compile(r".+")
_DEEPEST = 6  # resellers/R/clients/C/domains/D/databases/N
_PRIVATE = ("logs", ".ssh", "etc", "tmp")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    folders = list(_folders(place, ""))
    files = [path for folder in folders for path in place.files(folder, _FILES)]
    databases = [path for folder in folders for path in place.files(folder, _DATABASE)]
    if not place.files("", _INFO) or not (files or databases):
        return None
    problems: list[Problem] = []
    parts: list[tuple[str, Tree]] = []
    for path in files:
        archive = opened(place, path)
        if isinstance(archive, Place):
            # Of one site nothing needs to be told apart.
            domain = path.rpartition("/")[0] if len(files) > 1 else ""
            parts.append((domain, archive.site(without=_PRIVATE)))
        else:
            problems.append(archive)
    dumps: list[DumpInput] = []
    for path in databases:
        found, why = packed_dumps(place, path)
        dumps += found
        problems += why
    tree = Mounted(place.tree.label, parts) if parts else None
    return Bundle(NAME, tree, tuple(dumps), tuple(problems))


def _folders(place: Place, folder: str) -> Iterator[str]:
    """Yield a folder and those below it in which Plesk lays backups of what its owner has."""
    todo = [folder]
    while todo:
        here = todo.pop()
        yield here
        if here.count("/") < _DEEPEST:
            inner = [
                owner for owners in place.folders(here, _OWNERS) for owner in place.folders(owners, _ANY)
            ]
            todo += reversed(inner)
