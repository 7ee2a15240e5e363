"""What was handed in, as trees and dumps: folders and files on disk, archives, bundles, commits."""

from collections.abc import Sequence
from pathlib import Path, PurePath

from audit.errors import AuditError
from audit.sources.blobs import DumpInput, disk_blob
from audit.sources.directory import Directory
from audit.sources.tree import Tree, shown


def open_tree(path: str) -> Tree:
    """Return the tree of what was named. Raises AuditError, with what to do, where there is none."""
    if not Path(path).exists():
        raise AuditError(f"{path} does not exist. Name the folder that holds the site's code.")
    if not Path(path).is_dir():
        raise AuditError(
            f"{path} is no folder. Name the folder of the site's code; a dump goes behind --dump."
        )
    return Directory(path)


def open_dumps(paths: Sequence[str]) -> list[DumpInput]:
    """Return the dumps that were named, called by their file names if these differ, else by their paths."""
    names = [PurePath(path).name for path in paths]
    named = zip(paths, names if len(set(names)) == len(names) else paths, strict=True)
    return [DumpInput(shown(name), "stream", (disk_blob(path, shown(name)),)) for path, name in named]
