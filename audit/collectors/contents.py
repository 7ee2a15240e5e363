"""What the files say, read once it is known which installs, extensions, sites and databases there are."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.asks import Ask, read_all
from audit.collectors.code import search_code
from audit.collectors.code_read import CodeRead, Progress
from audit.collectors.places import Places, placed
from audit.model.facts import Fact, Install
from audit.model.report import TreeRead
from audit.model.rules import Watch


class Contents(NamedTuple):
    """What a tree's files say, and how many were read in all."""

    facts: list[Fact]
    read: TreeRead


def read_contents(
    code: CodeRead, known: Sequence[Fact], watch: Watch, jobs: int, progress: Progress
) -> Contents:
    """Read the files of a tree for what known facts make possible; jobs is how many processes may help."""
    installs = [fact for fact in known if isinstance(fact, Install)]
    facts: list[Fact] = []
    asks: list[Ask] = []
    for item in chain(search_code(code.listing, installs, known, watch) if installs else ()):
        if isinstance(item, Ask):
            asks.append(item)
        else:
            facts.append(item)
    paths = {ask.path for ask in asks}
    count = 0

    def done(more: int) -> None:
        nonlocal count
        count += more
        progress("Reading code", count, len(paths))

    facts += read_all(code.tree, asks, jobs, done)
    places = Places(code.listing, installs)
    told = list(dict.fromkeys(placed(fact, places) for fact in facts))
    return Contents(told, replace(code.read, read=len(paths | code.paths)))
