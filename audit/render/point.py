"""One answer of those that stand in front of a report."""

from typing import NamedTuple


class Point(NamedTuple):
    """What it is about, what is said, the names behind it, and the section that has it all."""

    title: str
    says: str
    names: tuple[str, ...]
    section: str
    urgent: bool = False
    short: bool = True  # False: a terminal has no room for it
