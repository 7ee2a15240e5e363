"""Counts of what speaks for which release."""

from collections.abc import Iterable
from itertools import accumulate

from audit.model.manifests import Spans


def count_releases(releases: int, counted: Iterable[tuple[Spans, int]]) -> list[int]:
    """
    Return how much speaks for each release, from how much speaks for some in a row.

    >>> count_releases(4, [(((0, 1),), 1), (((1, 1), (3, 3)), 2)])
    [1, 3, 0, 2]
    """
    changes = [0] * (releases + 1)
    for spans, weight in counted:
        for first, last in spans:
            changes[first] += weight
            changes[last + 1] -= weight
    return list(accumulate(changes[:releases]))
