"""The verdict on a line: what Apache would refuse in it, and whether that is sure."""

from typing import NamedTuple


class Judged(NamedTuple):
    """What is to be said of a pattern or of a directive's words."""

    fault: str | None  # why Apache refuses it, to follow "as"; None: it does not, as far as one can tell
    is_sure: bool = True  # False: it holds what only Apache itself can judge


FINE = Judged(None)
UNSURE = Judged(None, is_sure=False)
