r"""
Patterns that some addresses keep busy beyond all bounds: repeats within repeats that can share out a text.

What is told is exponential: in a repeated group a repeat that the rest of the group does not tell apart, or
branches that take the same character; and three repeats of the same characters beside one another.
"""

from collections.abc import Iterator

from audit.collectors.redirects.patterns import Branch, Group, Item, Pattern

_ENOUGH = 10  # repeats: a group that is repeated so often is as good as repeated without end
_BESIDE = 3


def is_catastrophic(pattern: Pattern) -> bool:
    r"""
    Tell whether a pattern takes a time for some texts that doubles with each character.

    >>> from audit.collectors.redirects.patterns import parse_pattern
    >>> busy = (r"^(a+)+$", r"^(\w|\d)*$", r"^(.*,)*$", r".*.*.*x")
    >>> [is_catastrophic(parse_pattern(one)) for one in busy]
    [True, True, True, True]
    >>> quick = (r"^([a-z]+/)*$", r"^(.*)/(.*)$", r"(ab|cd)+", "(a++)+$")
    >>> [is_catastrophic(parse_pattern(one)) for one in quick]
    [False, False, False, False]
    """
    # What can never fail cannot be busy: a repeat at the very end of a pattern that is not closed by "$".
    return any(_is_shared(group, is_last=is_last) for group, is_last in _repeated(pattern.whole)) or any(
        _are_beside(branch) for branch in _branches(pattern.whole)
    )


def _branches(group: Group) -> Iterator[Branch]:
    todo = [group]
    while todo:
        for branch in todo.pop().branches:
            yield branch
            todo += [item.node for item in branch if isinstance(item.node, Group)]


def _repeated(whole: Group) -> Iterator[tuple[Group, bool]]:
    """Yield the groups that are repeated without end, and whether nothing at all is behind them."""
    todo = [(whole, True)]
    while todo:
        group, is_last = todo.pop()
        for branch in group.branches:
            for place, item in enumerate(branch):
                if isinstance(item.node, Group):
                    ends = is_last and place == len(branch) - 1
                    if _is_endless(item):
                        yield item.node, ends
                    todo.append((item.node, ends))


def _is_endless(item: Item) -> bool:
    return (item.high is None or item.high >= _ENOUGH) and item.how != "+"


def _is_shared(group: Group, *, is_last: bool) -> bool:
    if is_last:
        return False
    firsts = [_single(branch) for branch in group.branches]
    for place, one in enumerate(firsts):
        if one and any(one & other for other in firsts[place + 1 :]):
            return True
    return any(_shares(branch) for branch in group.branches)


def _single(branch: Branch) -> int:
    """Return the characters of a branch that is one of them; 0 for any other."""
    items = [item for item in branch if not isinstance(item.node, str)]
    if len(items) != 1 or items[0].high == 0:
        return 0
    node = items[0].node
    if isinstance(node, int):
        return node
    if isinstance(node, Group) and len(node.branches) == 1:
        inner = [item for item in node.branches[0] if not isinstance(item.node, str)]
        return inner[0].node if len(inner) == 1 and isinstance(inner[0].node, int) else 0
    return 0


def _shares(branch: Branch) -> bool:
    """Tell whether a repeat in a repeated branch takes all that the rest of the branch asks for."""
    for place, item in enumerate(branch):
        if not _is_endless(item):
            if isinstance(item.node, Group) and item.low > 0 and _only(branch, place, 0):
                return any(_shares(inner) for inner in item.node.branches)
            continue
        taken = _taken(item)
        if taken and _only(branch, place, taken):
            return True
    return False


def _only(branch: Branch, place: int, taken: int) -> bool:
    """Tell whether all others of a branch may be left out, or take what the one at a place takes."""
    return all(
        other.low == 0 or isinstance(other.node, str) or bool(_taken(other) & taken)
        for number, other in enumerate(branch)
        if number != place
    )


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
