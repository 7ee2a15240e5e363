"""Folders that are a dump in many files, known by what lies in them."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import PurePath

from audit.errors import AuditError
from audit.sources.blobs import Blob, DumpInput, Layout
from audit.sources.compression import Stream
from audit.sources.directory import Directory
from audit.sources.tree import shown

_PACKED = r"(?:\.(?:gz|zst|zstd|bz2|xz|lz4|zip))?\Z"
_SQL = re.compile(rf"(?P<stem>.+)\.sql{_PACKED}", re.IGNORECASE)
_TABBED = re.compile(rf"(?P<stem>.+)\.(?:txt|csv|tsv){_PACKED}", re.IGNORECASE)
_MYDUMPER = re.compile(rf".+(?:-schema-create|\..+-schema|\..+\.\d{{5}})\.sql{_PACKED}")
_OF_A_TABLE = re.compile(rf".+\..+\.(?:sql|dat){_PACKED}")
_MYSQL_SHELL = re.compile(r".+@.+(?:@@?\d+)?\.tsv(?:\.(?:zst|gz))?\Z|@(?:\.done)?\.json\Z")
_TABLE = re.compile(
    rb"(?im)^[ \t]*+(?:CREATE[ \t]+TABLE|INSERT[ \t]+(?:IGNORE[ \t]+)?INTO|DROP[ \t]+TABLE)[ \t]++"
    rb"(?:IF[ \t]+(?:NOT[ \t]+)?EXISTS[ \t]++)?"
    rb"(?:[`\"]?[\w$-]{1,64}[`\"]?\.)?+(?:`([^`\n]{1,64})`|\"([^\"\n]{1,64})\"|([\w$]{1,64}))"
)
_HEAD = 64 * 1024
_LOOKED_AT = 12  # files, to tell whether each holds a table or a database
_NOTHING = (
    "{path} holds no dump that is known: no .sql file, and nothing that mydumper, MySQL Shell or "
    "mysqldump --tab write. Name the dump itself."
)


def open_dump_folder(path: str) -> list[DumpInput]:
    """
    Return the dumps that a folder on disk holds, or the folders in it.

    Raises AuditError, with what to do, where it holds none.
    """
    label = shown(PurePath(path).name or path)
    dumps, inner = _dumps_of(path, label)
    for name in inner if not dumps else ():
        # mariadb-dump --dir makes a folder for each database.
        dumps += _dumps_of(f"{path}/{name}", f"{label}/{shown(name)}")[0]
    if not dumps:
        raise AuditError(_NOTHING.format(path=shown(path)))
    return dumps


def find_dumps(folder: str, names: Iterable[str], blob: Callable[[str], Blob]) -> list[DumpInput]:
    """
    Return the dumps that a folder's files are: one in many files, or one in each .sql file.

    The folder is what facts call a dump in many files. `blob` opens a file by its name; only .sql files
    that nothing else explains are opened, and few of them.
    """
    files = sorted(names)
    layout = _layout(files)
    if layout:
        return [DumpInput(folder, layout, tuple(blob(name) for name in files))]
    dumps = [name for name in files if _SQL.match(name)]
    if len(dumps) > 1 and _is_table_each(dumps, blob):
        return [DumpInput(folder, "tables", tuple(blob(name) for name in dumps))]
    blobs = [blob(name) for name in dumps]
    return [DumpInput(one.name, "stream", (one,)) for one in blobs]


def first_table(head: bytes) -> str | None:
    r"""
    Return the table that a file of SQL speaks of first; None: of none.

    >>> first_table(b"-- dump\nDROP TABLE IF EXISTS `wp_posts`;")
    'wp_posts'
    """
    match = _TABLE.search(head)
    if match is None:
        return None
    return next(name for name in match.groups() if name).decode("utf-8", "replace")


def read_head(blob: Blob, limit: int = _HEAD) -> bytes:
    """Return the start of a file, unpacked. Raises OSError or AuditError where it cannot be read."""
    pieces, left = [], limit
    with closing(blob.open()) as file:
        stream = Stream(file)
        while left > 0 and (piece := stream.read(left)):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


def _dumps_of(path: str, label: str) -> tuple[list[DumpInput], list[str]]:
    """Return the dumps of a folder, and the folders in it."""
    folder = Directory(path)
    entries = next((item[1] for item in folder.walk() if isinstance(item, tuple)), {})

    def blob(name: str) -> Blob:
        place = str(PurePath(path, name))
        return Blob(f"{label}/{name}", partial(folder.open, name), entries[name].size, place)

    files = [name for name, entry in entries.items() if entry.kind == "file"]
    return find_dumps(label, files, blob), [name for name, entry in entries.items() if entry.kind == "folder"]


def _layout(names: Sequence[str]) -> Layout | None:
    """Return what the names tell without a look into the files."""
    if any(_MYSQL_SHELL.match(name) for name in names):
        return "mysql-shell"
    if any(_MYDUMPER.match(name) for name in names) or (
        "metadata" in names and any(_OF_A_TABLE.match(name) for name in names)
    ):
        return "mydumper"
    stems = {match["stem"] for match in map(_SQL.match, names) if match}
    if any(match["stem"] in stems for match in map(_TABBED.match, names) if match):
        return "tab"
    return None


def _is_table_each(names: Sequence[str], blob: Callable[[str], Blob]) -> bool:
    """Tell whether files are called like the tables in them; whole databases are called otherwise."""
    alike = told = 0
    for name in names[:: max(len(names) // _LOOKED_AT, 1)]:
        match = _SQL.match(name)
        table = _first_table_of(blob(name))
        if match and table:
            told += 1
            alike += _is_called(match["stem"], table)
    return alike > 1 and 2 * alike > told


def _is_called(stem: str, table: str) -> bool:
    """Tell whether a file is called like a table, with what a program puts before either."""
    stem, table = stem.lower(), table.lower()
    return any(
        long == short or (long.endswith(short) and long[-len(short) - 1] in "._-@ ")
        for long, short in ((stem, table), (table, stem))
    )


def _first_table_of(blob: Blob) -> str | None:
    try:
        return first_table(read_head(blob))
    except (AuditError, OSError):
        return None
