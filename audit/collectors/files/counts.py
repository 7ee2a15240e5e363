"""How much of each kind there is in an install, and what is the largest, the longest and the fullest."""

import heapq
from collections.abc import Iterator
from typing import get_args

from audit.collectors.files.kinds import KINDS
from audit.model.facts import Fact, Location
from audit.model.files import Area, Extreme, ExtremeKind, KindTally

_MOST, _FEWEST = 20, 3  # extremes of each kind that are told of in an install
_IN_ALL = 400  # where there are many installs, about so many of each kind
_EXTREMES: tuple[ExtremeKind, ...] = get_args(ExtremeKind)


class Top:
    """
    The few paths with the highest numbers.

    >>> top = Top(2)
    >>> for number, path in (1, "a"), (3, "b"), (2, "c"):
    ...     if number > top.floor:
    ...         top.add(number, path, path)
    >>> top.floor, top.sorted()
    (2, [(3, 'b', 'b'), (2, 'c', 'c')])
    """

    def __init__(self, most: int = _MOST) -> None:
        self.floor = -1  # what a number must be above to get in
        self._most = most
        self._heap: list[tuple[int, str, str]] = []

    def add(self, number: int, path: str, seen_as: str) -> None:
        """Take in a path whose number is above the floor."""
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, (number, path, seen_as))
        else:
            heapq.heapreplace(self._heap, (number, path, seen_as))
        if len(self._heap) == self._most:
            self.floor = self._heap[0][0]

    def sorted(self) -> list[tuple[int, str, str]]:
        """Return them, the highest first."""
        return sorted(self._heap, key=lambda one: (-one[0], one[1]))


class Counts:
    """What is counted of one area of one install."""

    def __init__(self, most: int = _MOST) -> None:
        self.kinds = [[0, 0] for _ in KINDS]  # files and bytes
        self.tops = {kind: Top(most) for kind in _EXTREMES}
        self.sized = True  # False: some sizes were left out

    def facts(self, root: str | None, area: Area) -> Iterator[Fact]:
        """Yield what was counted."""
        place = Location(root or ".")
        for kind, (files, size) in zip(KINDS, self.kinds, strict=True):
            if files:
                weight = size if self.sized else None
                yield KindTally(location=place, install=root, kind=kind, area=area, files=files, bytes=weight)
        for extreme, top in self.tops.items():
            if extreme == "largest" and not self.sized:
                continue
            for number, path, seen_as in top.sorted():
                where = Location(path or ".")
                yield Extreme(
                    location=where, install=root, kind=extreme, area=area, number=number, seen_as=seen_as
                )


class AllCounts:
    """What is counted, by install and area."""

    def __init__(self, installs: int = 1) -> None:
        self._most = max(_FEWEST, min(_MOST, _IN_ALL // max(1, installs)))
        self._counts: dict[tuple[str | None, Area], Counts] = {}

    def of(self, root: str | None, area: Area) -> Counts:
        """Return the counts of an area of an install."""
        return self._counts.get((root, area)) or self._counts.setdefault((root, area), Counts(self._most))

    def facts(self) -> Iterator[Fact]:
        """Yield all that was counted."""
        for (root, area), counts in self._counts.items():
            yield from counts.facts(root, area)
