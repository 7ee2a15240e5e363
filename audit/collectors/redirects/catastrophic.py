r"""
Patterns that some addresses keep busy beyond all bounds.

What is told is exponential, or worse than the square of the length: three and more repeats of the same
characters beside one another. Lookarounds are judged by themselves.
"""

from collections.abc import Iterator
from functools import lru_cache

from audit.collectors.redirects.ambiguity import is_ambiguous
from audit.collectors.redirects.patterns import Branch, Group, Item, Pattern

_BESIDE = 3


@lru_cache(maxsize=8192)
def is_catastrophic(pattern: Pattern) -> bool | None:
    r"""
    Tell whether a pattern takes a time for some texts that doubles with each character; None: not known.

    >>> from audit.collectors.redirects.patterns import parse_pattern
    >>> busy = (r"^(a+)+$", r"^(\w|\d)*$", r"^(.*,)*$", r".*.*.*x")
    >>> [is_catastrophic(parse_pattern(one)) for one in busy]
    [True, True, True, True]
    >>> quick = (r"^([a-z]+/)*$", r"^(.*)/(.*)$", r"(ab|cd)+", "(a++)+$")
    >>> [is_catastrophic(parse_pattern(one)) for one in quick]
    [False, False, False, False]
    """
    groups = list(_groups(pattern.whole))
    apart = [pattern.whole, *(group for group in groups if group.is_around)]
    branches = (branch for group in groups for branch in group.branches)
    told = [is_ambiguous(group) for group in apart]
    if any(told) or any(map(_are_beside, branches)):
        return True
    return None if None in told else False


def _groups(whole: Group) -> Iterator[Group]:
    todo = [whole]
    while todo:
        group = todo.pop()
        yield group
        todo += [item.node for branch in group.branches for item in branch if isinstance(item.node, Group)]


def _are_beside(branch: Branch) -> bool:
    """Tell whether repeats of the same characters stand beside one another, and something behind them."""
    length, taken = 0, 0
    for item in branch:
        endless = item.high is None and item.how != "+" and not isinstance(item.node, str)
        own = _taken(item) if endless else 0
        if length >= _BESIDE and (item.low > 0 or isinstance(item.node, str)) and not own:
            return True
        length = length + 1 if own & taken else 1 if own else length if item.low == 0 else 0
        taken = own or (taken if item.low == 0 else 0)
    return False


def _taken(item: Item) -> int:
    """Return all characters that may be part of an item; 0 where it is an anchor."""
    mask, todo = 0, [item.node]
    while todo:
        node = todo.pop()
        if isinstance(node, int):
            mask |= node
        elif isinstance(node, Group):
            todo += [inner.node for branch in node.branches for inner in branch]
    return mask
