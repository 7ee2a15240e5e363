"""What was handed in, as trees and dumps: folders and files on disk, archives, bundles, commits."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import AuditError
from audit.sources.blobs import DumpInput, disk_blob, pipe_blob, stdin_blob
from audit.sources.directory import Directory
from audit.sources.tree import Tree, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from audit.model.facts import Problem
    from audit.sources.blobs import Layout
    from audit.sources.bundles.bundle import Bundle
    from audit.sources.bundles.place import Place

# Archives, bundles and commits are imported where they are met: they take longer than a small folder to walk.

_ZIP = b"PK"
_SQLITE = b"SQLite format 3\0"
_CONVERT = "Convert it to a zip with Akeeba eXtract Wizard, or make a backup as zip."
_REFUSED = {
    b"JPA": f"This is an archive of Akeeba Backup (.jpa). {_CONVERT}",
    b"JPS": f"This is an encrypted archive of Akeeba Backup (.jps). {_CONVERT}",
}
_DUMP = re.compile(r".+\.(?:sql|mysql)(?:\.(?:gz|bz2|xz|zst|zip))?", re.IGNORECASE)
_DATABASES = ("wp-content/database/.ht.sqlite", "sites/default/files/.ht.sqlite", "wp-content/mysql.sql")
_CANDIDATES = 10  # told at most
_ANY = re.compile(r".+")
# Where dumps are looked for: folders, by the folder that they are in and their names.
_LEFT = (
    ("", _ANY),
    ("wp-content/uploads/backupbuddy_temp", _ANY),
    ("wp-content/uploads", re.compile(r"temp_.+")),
    ("installation", re.compile(r"sql")),
)
_NO_DUMP = "holds no dump that is known. Name the dump itself."


class Input(NamedTuple):
    """What was handed in."""

    tree: Tree | None  # None: it holds no files of a site
    dumps: tuple[DumpInput, ...]
    kind: str | None  # of bundle, as people call it; None: it is none
    problems: tuple[Problem, ...] = ()
    candidates: tuple[str, ...] = ()  # dumps that lie there and were not read: nobody says whose they are


def open_input(path: str, *, revision: str | None = None, files: str | None = None) -> Input:
    """
    Return what a folder, an archive, a bundle, a dump, a repository or "-" holds.

    With a revision the path is a git repository; files is what keeps the uploads apart from the code.
    Raises AuditError, with what to do, where there is nothing to read.
    """
    if path == "-":
        found = Input(None, tuple(open_dumps([path])), None)
    elif not Path(path).exists():
        raise AuditError(f"{path} does not exist. Name the folder or the archive that holds the site.")
    elif revision is not None:
        found = _commit(path, revision)
    else:
        found = _folder(path) if Path(path).is_dir() else _set(path) or _file(path)
    return found if files is None else _with_files(found, files)


def open_dumps(paths: Sequence[str]) -> list[DumpInput]:
    """
    Return the dumps that were named: files, folders and archives of dumps, bundles, "-".

    They are called by their file names if these differ, else by their paths. Raises AuditError where one is
    an archive or a folder without a dump.
    """
    return [dump for dumps in open_each(paths) for dump in dumps]


def open_each(paths: Sequence[str]) -> Iterator[list[DumpInput]]:
    """Yield for each of the paths the dumps that it stands for, as open_dumps() returns them."""
    names = [PurePath(path).name for path in paths]
    named = zip(paths, names if len(set(names)) == len(names) else paths, strict=True)
    for path, name in named:
        yield list(_dumps(path, shown(name)))


def _commit(path: str, revision: str) -> Input:
    from audit.sources.bundles.place import Place, look  # noqa: PLC0415 - as above
    from audit.sources.revision import Revision  # noqa: PLC0415 - as above

    tree = Revision(path, revision)
    found = _candidates(Place(tree, look(tree)))
    return Input(tree, (), None, candidates=tuple(f"{tree.label}: {one}" for one in found))


def _folder(path: str) -> Input:
    from audit.sources.bundles.known import recognise  # noqa: PLC0415 - as above
    from audit.sources.bundles.place import Place, look  # noqa: PLC0415 - as above

    tree = Directory(path)
    place = Place(tree, look(tree))
    if place.has_file("HEAD") and place.has_folder("objects") and place.has_folder("refs"):
        return _commit(path, "HEAD")
    if bundle := recognise(place):
        return _input(bundle, path)
    if dumps := _only_dumps(place):
        return Input(None, tuple(dumps), None)
    top = tree.label.rstrip("/")
    return Input(tree, (), None, candidates=tuple(f"{top}/{one}" for one in _candidates(place)))


def _set(path: str) -> Input | None:
    """Return the set of archives that a file is a part of; None where it is of none."""
    from audit.sources.bundles.known import SETS  # noqa: PLC0415 - as above
    from audit.sources.bundles.place import Place, look  # noqa: PLC0415 - as above

    name = PurePath(path).name
    for kind in SETS:
        if kind.is_part(name):
            folder = Directory(Path(path).parent)
            if bundle := kind.recognise(Place(folder, look(folder)), name):
                return _input(bundle, path)
    return None


def _file(path: str) -> Input:
    from audit.sources.archive import is_archive  # noqa: PLC0415 - as above

    if not Path(path).is_file():
        return Input(None, (_piped(path, shown(PurePath(path).name)),), None)
    try:
        head = _head(path)
    except OSError as error:
        raise AuditError(f"{path} could not be read: {error.strerror}.") from error
    for magic, text in _REFUSED.items():
        if head.startswith(magic):
            raise AuditError(f"{path}: {text}")
    if is_archive(head):
        return _archive(path)
    return Input(None, (_dump(path, shown(PurePath(path).name), head),), None)


def _head(path: str) -> bytes:
    """Return as much of a file as tells what it is. Raises OSError."""
    from audit.sources.archive import HEAD  # noqa: PLC0415 - as above
    from audit.sources.archive_tree import take  # noqa: PLC0415 - as above

    with closing(disk_blob(path).open()) as file:
        return take(file, HEAD)


def _archive(path: str) -> Input:
    from audit.sources.bundles.known import recognise  # noqa: PLC0415 - as above
    from audit.sources.bundles.sets import inside  # noqa: PLC0415 - as above

    place = inside(disk_blob(path))
    if bundle := recognise(place):
        return _input(bundle, path)
    if dumps := _only_dumps(place):
        return Input(None, tuple(dumps), None)
    found = tuple(f"{place.tree.label}: {one}" for one in _candidates(place))
    return Input(place.tree, (), None, candidates=found)


def _input(bundle: Bundle, path: str) -> Input:
    if bundle.tree:
        bundle.tree.label = shown(path)  # what the user called it, not the part of it that the tree is
    return Input(bundle.tree, bundle.dumps, bundle.kind, bundle.problems)


def _only_dumps(place: Place) -> list[DumpInput]:
    """Return the dumps in a folder that holds nothing else; none where it may hold a site."""
    from audit.sources.dump_folders import find_dumps  # noqa: PLC0415 - as above

    for here in place.places():
        files = here.files("", _ANY)
        if files and len(files) == len(here.names()):
            dumps = find_dumps(here.top or here.tree.label, files, here.blob)
            read = {blob.name for dump in dumps for blob in dump.blobs}
            return dumps if {here.path_of_tree(name) for name in files} <= read else []
    return []


def _candidates(place: Place) -> list[str]:
    """Return dumps, and folders of dumps, that lie near the top or where tools are known to leave them."""
    places = list(place.places())
    around = {here.top for here in places}  # folders around all are looked into, and are no folders of dumps
    found = [here.path_of_tree(one) for here in places for one in _lying(here)]
    return [one for one in dict.fromkeys(found) if one not in around][:_CANDIDATES]


def _lying(place: Place) -> Iterator[str]:
    """Yield the dumps, and the folders of several, that lie in a place or its folders."""
    yield from filter(place.has_file, _DATABASES)
    yield from place.files("", _DUMP)
    for folder in (one for above, name in _LEFT for one in place.folders(above, name)):
        files = place.files(folder, _DUMP)
        yield from files if len(files) == 1 else [folder] * bool(files)


def _dumps(path: str, name: str) -> Iterator[DumpInput]:
    """Yield the dumps that a name stands for."""
    from audit.sources.archive import is_archive  # noqa: PLC0415 - as above
    from audit.sources.dump_folders import open_dump_folder  # noqa: PLC0415 - as above

    if path == "-":
        yield DumpInput("stdin", "stream", (stdin_blob(),))
        return
    if Path(path).is_dir():
        yield from open_dump_folder(path)
        return
    if Path(path).exists() and not Path(path).is_file():
        yield _piped(path, name)
        return
    try:
        head = _head(path)
    except OSError:  # whoever reads the dump says why
        head = b""
    if not is_archive(head):
        yield _dump(path, name, head)
        return
    dumps = _packed_dumps(path)
    if head.startswith(_ZIP) and len(dumps) < 2:
        yield _dump(path, name, head)  # what reads packed files reads this, and says what is wrong with it
    elif dumps:
        yield from dumps
    else:
        raise AuditError(f"{path} {_NO_DUMP}")


def _packed_dumps(path: str) -> Sequence[DumpInput]:
    """Return the dumps of a bundle, or else those that lie in an archive: who names it means them."""
    from audit.sources.bundles.known import recognise  # noqa: PLC0415 - as above
    from audit.sources.bundles.sets import inside  # noqa: PLC0415 - as above
    from audit.sources.dump_folders import find_dumps  # noqa: PLC0415 - as above

    place = inside(disk_blob(path))
    if bundle := recognise(place):
        return bundle.dumps
    if dumps := _only_dumps(place):
        return dumps
    lying = _candidates(place)
    dumps = list(place.dumps([one for one in lying if _DUMP.fullmatch(PurePath(one).name)]))
    for folder in filter(place.has_folder, lying):
        dumps += find_dumps(folder, place.files(folder, _ANY), place.blob)
    return dumps


def _piped(path: str, name: str) -> DumpInput:
    """Return a dump that comes through a pipe: what was looked at of it would be gone."""
    return DumpInput(name, "stream", (pipe_blob(path, name),))


def _dump(path: str, name: str, head: bytes) -> DumpInput:
    layout: Layout = "sqlite" if head.startswith(_SQLITE) else "stream"
    return DumpInput(name, layout, (disk_blob(path, name),))


def _with_files(found: Input, path: str) -> Input:
    """Return an input with the uploads that were handed in apart from it."""
    from audit.sources.bundles.files_place import joined  # noqa: PLC0415 - as above
    from audit.sources.bundles.place import Place, look  # noqa: PLC0415 - as above
    from audit.sources.bundles.sets import inside  # noqa: PLC0415 - as above

    if found.tree is None:
        raise AuditError(f"{path} holds files, but no code is there that they belong to.")
    if not Path(path).exists():
        raise AuditError(f"{path} does not exist. Name the folder or the archive that holds the uploads.")
    if Path(path).is_dir():
        uploads = Directory(path)
        files = Place(uploads, look(uploads))
    elif not Path(path).is_file():
        raise AuditError(
            f"{path} is a pipe or a device. Name the folder or the archive that holds the uploads."
        )
    else:
        files = inside(disk_blob(path))
    return found._replace(tree=joined(Place(found.tree, look(found.tree)), files))
