"""Names of one folder that another system may not keep apart, store or show."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audit.model.files import NameTrouble

_EDGES = (" /", "/ ", "./")  # where names are joined by /, and none can hold one


class Odd(NamedTuple):
    """A name, its trouble, and the name it clashes with if it does."""

    name: str
    trouble: NameTrouble
    other: str | None = None


def are_odd(names: Mapping[str, object], folded: Sequence[str]) -> bool:
    """Tell, in a hurry, whether any of the names may be odd; folded are the names in lower case."""
    if len(set(folded)) < len(names):
        return True
    joined = f"/{'/'.join(folded)}/"
    return not joined.isascii() or "\\" in joined or any(edge in joined for edge in _EDGES)


def odd_names(names: Sequence[str]) -> Iterator[Odd]:
    r"""
    Yield what is odd among the names of a folder, of those that clash all but the first.

    >>> for odd in odd_names(["a.txt", "A.txt", "b ", "c\\n", "fine"]): print(*odd)
    A.txt case a.txt
    b  space None
    c\n control None
    """
    same: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        same[unicodedata.normalize("NFC", name).lower()].append(name)
    for group in same.values():
        first = group[0]
        for name in group[1:]:
            is_case = unicodedata.normalize("NFC", name) != unicodedata.normalize("NFC", first)
            yield Odd(name, "case" if is_case else "form", first)
    for name in names:
        if name != name.strip(" ") or name.endswith("."):
            yield Odd(name, "space")
        if "\\" in name:  # shown() puts one for what cannot be shown
            yield Odd(name, "control")
