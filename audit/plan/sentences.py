"""Sentences of the platform file, filled with what a site has."""

from collections.abc import Sequence

_MOST = 5
_LONGEST = 60  # characters of a name


def filled(text: str, names: Sequence[str] = (), count: int | None = None) -> str:
    """
    Return a sentence with a count and names in it; long lists and names are cut.

    >>> filled("{count} tasks: {names}.", ["a", "b"])
    '2 tasks: a and b.'
    >>> filled("Found: {names}.", ["x{y}"] * 7)
    'Found: x{y}, x{y}, x{y}, x{y}, x{y} and 2 more.'
    """
    return text.format(count=f"{len(names) if count is None else count:,}", names=listed(names))


def listed(names: Sequence[str], most: int = _MOST) -> str:
    """
    Return names as one would say them.

    >>> listed(["a"]), listed(["a", "b", "c"]), listed([]), listed(["a b", "c"])
    ('a', 'a, b and c', 'nothing', 'a b; c')
    """
    told = [_cut(name) for name in names[:most]]
    if len(names) > most:
        told.append(f"{len(names) - most:,} more")
    if not told:
        return "nothing"
    if any(" " in name for name in names[:most]):
        return "; ".join(told)
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def hours_said(low: float, high: float) -> str:
    """
    Return a range of hours.

    >>> hours_said(2.0, 4.5), hours_said(3.0, 3.0), hours_said(0, 1)
    ('2 to 4.5 hours', '3 hours', '0 to 1 hours')
    """
    return f"{low:g} hours" if low == high else f"{low:g} to {high:g} hours"


def _cut(name: str) -> str:
    name = name.rstrip(".")
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
