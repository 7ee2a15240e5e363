"""Dumps that lie packed in an archive of their own inside a bundle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.sources.blobs import DumpInput
from audit.sources.bundles.bundle import SQL
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import opened

if TYPE_CHECKING:
    from audit.model.facts import Problem

_ANY = re.compile(r".+")
_ADDED = re.compile(r".+\.(?:json|xml|txt|log)")
_EMPTY = "This archive holds no dump."


def packed_dumps(place: Place, path: str) -> tuple[list[DumpInput], list[Problem]]:
    """Return the databases in a file of a place, which is SQL or an archive of it, or why there are none."""
    if SQL.fullmatch(path) and not path.lower().endswith(".zip"):
        return [place.dump(path, [path])], []
    archive = opened(place, path)
    if not isinstance(archive, Place):
        return [], [archive]
    names = archive.files("", SQL) or [name for name in archive.files("", _ANY) if not _ADDED.fullmatch(name)]
    if not names:
        return [], [place.problem(path, "no-dump", _EMPTY)]
    outer = place.path_of_tree(path)
    return [_named(archive.dump(name, [name]), f"{outer}/{name}") for name in names], []


def _named(dump: DumpInput, name: str) -> DumpInput:
    return DumpInput(name, dump.layout, tuple(blob._replace(name=name) for blob in dump.blobs))
