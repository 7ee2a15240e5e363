"""The names of many folders in the least room: a site may have millions of them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import accumulate

TYPE_CHECKING = False  # as type checkers know it; typing takes as long to import as a small tree to walk
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHORT = 1024  # bytes of a group's text, which are searched more quickly than divided
_ODD = "surrogatepass"  # what is no text at all keeps its place in the order, too


class Names:
    """
    Names in groups, sorted, with a number for each; in a fifth of the room that a dict for each group takes.

    >>> names = Names()
    >>> names.add({"b": -1, "a.php": 5}), names.add({"c": 0})
    (0, 1)
    >>> list(names.group(0)), names.find(0, "b"), names.find(1, "b")
    ([('a.php', 5), ('b', -1)], -1, None)
    """

    __slots__ = ("_firsts", "_numbers", "_starts", "_text", "_texts")

    def __init__(self) -> None:
        self._text = bytearray(b"/")  # all names, each between two "/", which are in no name
        self._texts = array("Q", [1])  # where the text of each group begins, and where that of the next would
        self._starts = array("I")  # where each name begins in the text of its group
        self._numbers = array("q")
        self._firsts = array("Q", [0])  # which name is the first of each group, and of the next

    def add(self, numbers: Mapping[str, int]) -> int:
        """Take names that have no "/" in them, and return which group they are."""
        names = sorted(numbers)
        encoded = [name.encode("utf-8", _ODD) for name in names]
        starts = accumulate((len(name) + 1 for name in encoded), initial=0)
        self._starts.extend(start for start, _ in zip(starts, names, strict=False))
        self._numbers.extend(map(numbers.__getitem__, names))
        if encoded:
            self._text += b"/".join(encoded)
            self._text += b"/"
        self._texts.append(len(self._text))
        self._firsts.append(len(self._numbers))
        return len(self._firsts) - 2

    def group(self, group: int) -> Iterator[tuple[str, int]]:
        """Yield the names of a group with their numbers."""
        text = self._text[self._texts[group] : self._texts[group + 1]].decode("utf-8", _ODD)
        numbers = self._numbers[self._firsts[group] : self._firsts[group + 1]]
        return zip(text.split("/"), numbers, strict=False)  # behind the last "/" there is nothing

    def find(self, group: int, name: str) -> int | None:
        """Return the number of a name; None where the group has no such name."""
        text, begin, end = self._text, self._texts[group], self._texts[group + 1]
        first, last = self._firsts[group], self._firsts[group + 1]
        wanted = name.encode("utf-8", _ODD)
        if end - begin < _SHORT:
            place = text.find(b"/%b/" % wanted, begin - 1, end)
            return None if place < 0 else self._numbers[first + text.count(b"/", begin, place + 1)]

        def name_at(start: int) -> bytes:
            return bytes(text[begin + start : text.index(b"/", begin + start)])

        number = bisect_left(self._starts, wanted, first, last, key=name_at)
        is_there = number < last and name_at(self._starts[number]) == wanted
        return self._numbers[number] if is_there else None
