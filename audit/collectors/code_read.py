"""What reading a tree came to: its facts, and the tree for what is asked once the database is known."""

from collections.abc import Callable
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.model.facts import Fact
from audit.model.report import TreeRead
from audit.sources.tree import Listing, Tree

Progress = Callable[
    [str, int, int | None], None
]  # what is done, how much of it, of how much (None: not known)


class CodeRead(NamedTuple):
    """What a tree holds, and the tree for what is only asked once the database is known."""

    facts: list[Fact]
    read: TreeRead
    tree: Tree
    listing: Listing
    composer: list[ComposerFiles]
    paths: frozenset[str]  # files that were read so far
