"""What a user named, opened: the tree, the dumps, and which dump is said to be of which folder."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from audit.collectors.matching import pinned
from audit.collectors.server.configuration import read_configurations
from audit.model.facts import Problem
from audit.model.server import ServerText
from audit.sources.blobs import DumpInput
from audit.sources.excluded import Excluded
from audit.sources.inputs import open_each, open_input
from audit.sources.tree import Tree


class HandedIn(NamedTuple):
    """All that is there to look at."""

    tree: Tree | None
    dumps: tuple[DumpInput, ...]
    pins: dict[str, str]  # by dump, as facts call it, the folder that it is said to be of
    kind: str | None = None  # of bundle, as people call it; None: it is none
    problems: tuple[Problem, ...] = ()
    candidates: tuple[str, ...] = ()  # dumps that lie there and are not read
    apache: tuple[ServerText, ...] = ()  # files of the old server's configuration


def hand_in(
    path: str | None,
    dumps: Sequence[str],
    revision: str | None = None,
    files: str | None = None,
    apache: Sequence[str] = (),
) -> HandedIn:
    """
    Open a path and dumps, any of which may lack, and files of Apache; a dump may be named as ROOT=FILE.

    Dumps that are named take the place of those in a bundle. Raises AuditError, with what to do, where
    something of it cannot be opened.
    """
    read = read_configurations(apache)
    named = [dump_of(text) for text in dumps]
    opened = tuple(zip((root for root, _ in named), open_each([file for _, file in named]), strict=True))
    pins = {dump.name: root for root, found in opened if root is not None for dump in found}
    own = tuple(dump for _, found in opened for dump in found)
    if path is None:
        return HandedIn(None, own, pins, apache=read)
    given = open_input(path, revision=revision, files=files)
    candidates = () if own or given.dumps else given.candidates
    return HandedIn(given.tree, own or given.dumps, pins, given.kind, given.problems, candidates, read)


def leave_out(given: HandedIn, patterns: Sequence[str], hidden: str | None = None) -> HandedIn:
    """
    Leave out of the tree what is of no interest, and a folder of our own on disk, if it lies there.

    Raises AuditError for a pattern that no path can fit.
    """
    tree = given.tree
    if tree is None:
        return given
    own = None
    if hidden is not None and tree.place is not None:
        place = os.path.realpath(tree.place)
        own = os.path.relpath(hidden, place) if hidden.startswith(f"{place}/") else None
    return given._replace(tree=Excluded(tree, patterns, own)) if patterns or own else given


def dump_of(text: str) -> tuple[str | None, str]:
    """Return the folder that a dump is said to be of, and the dump; None: nobody says."""
    return (None, text) if text == "-" or Path(text).exists() else pinned(text)
