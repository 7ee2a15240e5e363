"""
Whether a pattern can take the same text in ever more ways, told by its automaton.

Each set of characters of the pattern is a position; what may follow it is counted by the ways there are. If
from a position two ways lead back to it over the same text, each turn doubles what has to be tried.
"""

from typing import NamedTuple

from audit.collectors.redirects.patterns import Group, Item

_MOST_POSITIONS = 500
_MOST_STEPS = 200_000  # of all that is done for a pattern
_COPIES = 3  # of what is repeated a number of times; more tell nothing new
_ENDLESS = 10  # repeats: as good as any number
_TWO = 2  # ways: more are the same

_Ways = dict[int, int]  # by position, one or two


class _Part(NamedTuple):
    """A part of a pattern: the ways to be empty, and how its texts begin and end."""

    empty: int
    first: _Ways
    last: _Ways


_NOTHING = _Part(1, {}, {})


class _TooLargeError(Exception):
    pass


def is_ambiguous(whole: Group) -> bool | None:
    r"""
    Tell whether trying a pattern may double with each turn; None where it is too large to be told.

    >>> from audit.collectors.redirects.patterns import parse_pattern
    >>> [is_ambiguous(parse_pattern(one).whole) for one in (r"^(a+)+$", r"^(a?a)*x", r"^(\w|\d)*$", "^(a+)+")]
    [True, True, True, False]
    """
    automaton = _Automaton()
    try:
        part = automaton.group(whole)
        if automaton.has_empty_turns:
            return True
        # Where a pattern may stop anywhere in a turn, there is nothing that could fail behind it.
        accepted = set() if automaton.is_closed else set(part.last)
        return any(not turn <= accepted and automaton.is_double(turn) for turn in automaton.turns())
    except _TooLargeError:
        return None


class _Automaton:
    def __init__(self) -> None:
        self.is_closed = False
        self.has_empty_turns = False  # many turns are asked for, any of which may be empty
        self._masks: list[int] = []
        self._follow: list[_Ways] = []
        self._steps = 0

    def group(self, group: Group) -> _Part:
        """Add a group; groups nest at most as deep as they were read."""
        empty, first, last = 0, _Ways(), _Ways()
        for branch in group.branches:
            part = _NOTHING
            for item in branch:
                part = self._behind(part, self._item(item))
            empty = min(empty + part.empty, _TWO)
            first, last = _sum(first, part.first), _sum(last, part.last)
        return _Part(empty, first, last)

    def turns(self) -> list[set[int]]:
        """Return the sets of positions that lead to one another."""
        return [turn for turn in _components(self._follow) if len(turn) > 1 or self._is_own_follower(turn)]

    def is_double(self, turn: set[int]) -> bool:
        """Tell whether two ways lead from a position back to it over the same text."""
        follow = {one: {to: ways for to, ways in self._follow[one].items() if to in turn} for one in turn}
        if any(ways > 1 for to in follow.values() for ways in to.values()):
            return True
        # Backwards from two that are one: whoever leads there as two came from one as well, as all begin so.
        before = self._before({one: list(to) for one, to in follow.items()})
        todo = [(one, one) for one in turn]
        known = set(todo)
        while todo:
            for pair in before.get(todo.pop(), ()):
                if pair[0] != pair[1]:
                    return True
                if pair not in known:
                    known.add(pair)
                    todo.append(pair)
        return False

    def _before(self, follow: dict[int, list[int]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
        """Return what leads to each pair of positions that one text can reach from one position."""
        before: dict[tuple[int, int], list[tuple[int, int]]] = {}
        todo = [(one, one) for one in follow]
        seen = set(todo)
        while todo:
            pair = todo.pop()
            for left in follow[pair[0]]:
                self._count(len(follow[pair[1]]))
                for right in follow[pair[1]]:
                    if not self._masks[left] & self._masks[right]:
                        continue
                    before.setdefault((left, right), []).append(pair)
                    if (left, right) not in seen:
                        seen.add((left, right))
                        todo.append((left, right))
        return before

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise _TooLargeError

    def _is_own_follower(self, turn: set[int]) -> bool:
        return any(one in self._follow[one] for one in turn)

    def _item(self, item: Item) -> _Part:
        self._count(10)
        if isinstance(item.node, str):
            self.is_closed |= item.node != "start"
            return _NOTHING
        if isinstance(item.node, Group) and item.node.is_around:
            self.is_closed = True
            return _NOTHING  # it takes nothing, or is not gone back into
        if item.how == "+":
            one = self._position(_taken(item.node))
            return one._replace(empty=int(item.low == 0))
        is_endless = item.high is None or item.high >= _ENDLESS
        part = _NOTHING
        for _ in range(min(item.low, _COPIES)):
            part = self._behind(part, self._one(item))
        if is_endless:
            return self._endless(item, part)
        rest = _NOTHING
        for _ in range(min((item.high or 0) - item.low, _COPIES)):
            one = self._behind(self._one(item), rest)
            rest = _Part(min(1 + one.empty, _TWO), one.first, one.last)
        return self._behind(part, rest)

    def _endless(self, item: Item, part: _Part) -> _Part:
        if item.low == 1:  # x+ is one x that comes back to itself
            self._connect(part.last, part.first)
            return part
        one = self._one(item)
        self.has_empty_turns |= item.high is not None and bool(one.empty and one.first)
        self._connect(one.last, one.first)
        return self._behind(part, _Part(min(1 + one.empty, _TWO), one.first, one.last))

    def _one(self, item: Item) -> _Part:
        return self.group(item.node) if isinstance(item.node, Group) else self._position(int(item.node))

    def _position(self, mask: int) -> _Part:
        number = len(self._masks)
        if number >= _MOST_POSITIONS:
            raise _TooLargeError
        self._masks.append(mask)
        self._follow.append({})
        return _Part(0, {number: 1}, {number: 1})

    def _behind(self, before: _Part, after: _Part) -> _Part:
        self._connect(before.last, after.first)
        return _Part(
            min(before.empty * after.empty, _TWO),
            _sum(before.first, after.first, before.empty),
            _sum(after.last, before.last, after.empty),
        )

    def _connect(self, last: _Ways, first: _Ways) -> None:
        self._count(len(last) * len(first))
        for one, ways in last.items():
            follow = self._follow[one]
            for to, more in first.items():
                follow[to] = min(follow.get(to, 0) + ways * more, _TWO)


def _sum(one: _Ways, other: _Ways, times: int = 1) -> _Ways:
    if not times or not other:
        return one
    return one | {place: min(one.get(place, 0) + ways * times, _TWO) for place, ways in other.items()}


def _taken(node: int | Group) -> int:
    """Return all characters that a part may take."""
    mask, todo = 0, [node]
    while todo:
        here = todo.pop()
        if isinstance(here, int):
            mask |= here
        else:
            inner = (item.node for branch in here.branches for item in branch)
            todo += [one for one in inner if not isinstance(one, str)]
    return mask


def _components(follow: list[_Ways]) -> list[set[int]]:
    """Return the strongly connected components, found by Tarjan's algorithm without recursion."""
    found: list[set[int]] = []
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    waiting: set[int] = set()
    for root in range(len(follow)):
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        path = [(root, iter(follow[root]))]
        while path:
            one, rest = path[-1]
            to = next(rest, None)
            if to is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[one])
                if low[one] == index[one]:
                    place = stack.index(one)
                    found.append(set(stack[place:]))
                    waiting -= found[-1]
                    del stack[place:]
            elif to not in index:
                index[to] = low[to] = len(index)
                stack.append(to)
                waiting.add(to)
                path.append((to, iter(follow[to])))
            elif to in waiting:
                low[one] = min(low[one], index[to])
    return found
