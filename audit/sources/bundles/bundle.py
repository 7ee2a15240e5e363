"""What a bundle holds, and what is known of a kind of bundle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.model.facts import Problem
    from audit.sources.blobs import DumpInput
    from audit.sources.bundles.place import Place
    from audit.sources.tree import Tree

SQL = re.compile(r".+\.sql(?:\.(?:gz|bz2|xz|zst|zip))?", re.IGNORECASE)  # what a dump is called


class Bundle(NamedTuple):
    """A bundle that was recognised, taken apart."""

    kind: str  # as people call it
    tree: Tree | None  # the site's files, without what the bundle added; None: it holds only a database
    dumps: tuple[DumpInput, ...]
    problems: tuple[Problem, ...] = ()


class Kind(NamedTuple):
    """A kind of bundle: how people call it, and what knows it."""

    name: str
    signs: str  # by what it is known, for the README
    read: str  # what of it is read, likewise
    recognise: Callable[[Place], Bundle | None]
