"""Backups in several archives, one for each part of a WordPress: opened, and put where they belong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from audit.errors import AuditError
from audit.sources.bundles.place import Place, TreeLook
from audit.sources.mounted import Mounted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from audit.model.facts import Problem
    from audit.sources.blobs import Blob
    from audit.sources.tree import Tree

_CONTENT = "wp-content"
_ROOT = {_CONTENT, "wp-admin", "wp-includes", "wp-settings.php", "wp-load.php", "wp-config.php"}
_FOLDERS = {"plugins", "themes", "uploads", "mu-plugins", "fonts"}  # of wp-content
_WORDS = {"plugin": "plugins", "upload": "uploads"}


class Piece(NamedTuple):
    """An archive of a set."""

    place: Place  # it lies in
    path: str
    part: str  # plugins, themes, uploads, ...
    number: int  # of the archives of this part, from 1


def opened(place: Place, path: str) -> Place | Problem:
    """Return the inside of an archive that lies in a place, or why it cannot be opened."""
    try:
        return inside(place.blob(path))
    except AuditError as error:
        return place.problem(path, "unreadable", f"This archive of the backup was not read: {error}")


def inside(blob: Blob) -> Place:
    """Return the inside of an archive. Raises AuditError."""
    from audit.sources.archive import open_archive  # noqa: PLC0415 - a folder of a site needs no archives

    tree = open_archive(blob)
    return Place(tree, TreeLook(tree))


def missing(pieces: Iterable[Piece]) -> Iterator[str]:
    """Yield the archives that lack between the others: "uploads 2", "uploads 4 to 6"."""
    numbers: dict[str, set[int]] = {}
    for piece in pieces:
        numbers.setdefault(piece.part, set()).add(piece.number)
    for part, there in numbers.items():
        steps = pairwise([0, *sorted(there)])
        gaps = ((before + 1, after - 1) for before, after in steps if after > before + 1)
        yield from (f"{part} {first}" + (f" to {last}" if last > first else "") for first, last in gaps)


def where(archive: Place, part: str) -> str:
    """Return the folder of the site that an archive is the inside of."""
    if _ROOT & set(archive.names()):
        return ""
    folder = _WORDS.get(part, part)
    if folder in _FOLDERS and not archive.has_folder(folder):
        return f"{_CONTENT}/{folder}"
    return "" if part in {"core", "wpcore"} else _CONTENT


def put_together(
    label: str, pieces: Iterable[Piece], without: Sequence[str] = ()
) -> tuple[Tree | None, list[Problem]]:
    """Return the archives of a WordPress as one tree, each where it belongs, and what could not be opened."""
    parts: list[tuple[str, Tree]] = []
    problems = []
    for piece in pieces:
        archive = opened(piece.place, piece.path)
        if not isinstance(archive, Place):
            problems.append(archive)
        else:
            parts.append((where(archive, piece.part), archive.site(without=without)))
    return (Mounted(label, parts) if parts else None), problems
