"""What is known for a kick-off: the questions, how long data takes to move, and by which ways."""

from typing import Literal, NamedTuple

from msgspec import Struct, field

from audit.model.plan import SizeClass, SizeOf
from audit.model.questions import KnownQuestions

_GIB = 1024**3


class KnownSize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of sizes, and the minutes that a GiB of it takes: least and most."""

    what: SizeOf
    name: SizeClass
    up_to: int | None = None  # bytes; None: whatever is larger than the other classes
    pack: tuple[float, float]
    load: tuple[float, float]

    def minutes(self, count: int, rate: tuple[float, float]) -> tuple[int, int]:
        """
        Return how many minutes so many bytes take at a rate.

        >>> large = KnownSize(what="files", name="large", pack=(1.0, 5.0), load=(2.0, 8.0))
        >>> large.minutes(10 * 1024**3, large.pack), large.minutes(5, large.load)
        ((10, 50), (1, 1))
        """
        least, most = (max(1, round(count / _GIB * one)) for one in rate)
        return least, most


class KnownWay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way of importing that has a limit: platforms with a limit of this name have it."""

    limit: str  # of the platform file
    title: str
    takes: tuple[SizeOf, ...]
    at_once: Literal["each", "all"]  # the limit is for each of these alone, or for all of them
    packed: bool = False  # it counts what is packed


class KnownTransfer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is known of moving data."""

    estimate: str  # where the minutes are from
    again: tuple[SizeOf, ...] = ()  # what a resync transfers again
    sizes: tuple[KnownSize, ...] = field(name="size", default=())
    ways: tuple[KnownWay, ...] = field(name="way", default=())

    def __post_init__(self) -> None:
        for what in ("code", "database", "files"):
            ends = [one.up_to for one in self.sizes if one.what == what]
            limits = [end for end in ends if end is not None]
            if ends and (
                ends[-1] is not None or len(limits) != len(ends) - 1 or limits != sorted(set(limits))
            ):
                raise ValueError(f"size: those of {what} must grow, the last one without up_to")

    def size(self, what: SizeOf, count: int) -> KnownSize | None:
        """Return the class of so many bytes; None: none is known."""
        own = (one for one in self.sizes if one.what == what)
        return next((one for one in own if one.up_to is None or count <= one.up_to), None)


class KickOff(NamedTuple):
    """What is known for a kick-off."""

    questions: KnownQuestions = KnownQuestions()
    transfer: KnownTransfer | None = None  # None: nothing is known of it
