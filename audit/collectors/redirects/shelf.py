"""The redirects of one plugin or module in one table, as many as are kept of them."""

from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.redirects.masking import LONGEST, shown
from audit.model.facts import Location
from audit.model.redirects import Dependence, Redirect, RedirectKind, RedirectStore

MOST = 20_000  # redirects of an install that are told one by one
_ROOM = 12 * 1024 * 1024  # bytes of all redirects of a dump
_RECORD = 400  # bytes that one takes beside its texts


class Kept(NamedTuple):
    """A redirect as a table has it."""

    source: str
    target: str | None
    status: int | None = 301
    kind: RedirectKind = "exact"
    enabled: bool = True
    stays: bool = True
    host: str | None = None
    depends: tuple[Dependence, ...] = ()
    query: str | None = None
    any_query: bool = False
    nocase: bool = False
    loose_slash: bool = False
    rank: tuple[int, ...] = ()  # the lowest answers first
    group: int | None = None  # that says whether it is in use


class Room:
    """How much may still be kept of a dump."""

    def __init__(self) -> None:
        self._left = _ROOM

    def take(self, size: int) -> bool:
        """Tell whether there is room for so many bytes, and take it."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def give_back(self, size: int) -> None:
        """Take note that something is not kept any more."""
        self._left += size


class Shelf:
    """What a plugin or module has in one table."""

    def __init__(self, by: str, room: Room) -> None:
        self.by = by
        self.total = 0
        self.kept: list[Kept] = []
        self._room = room
        self._size = 0

    def add(self, one: Kept) -> None:
        """Keep a redirect without its secrets, if there is room; else count it."""
        self.total += 1
        size = _RECORD + len(one.source) + len(one.target or "")
        is_long = len(one.source) > LONGEST or len(one.target or "") > LONGEST
        if is_long or len(self.kept) >= MOST or not self._room.take(size):
            return
        self._size += size
        query = one.query and shown(one.query)
        self.kept.append(
            one._replace(source=shown(one.source), target=one.target and shown(one.target), query=query)
        )

    def count(self, more: int = 1) -> None:
        """Count redirects that nobody could name."""
        self.total += more

    def clear(self) -> None:
        """Forget all of them."""
        self._room.give_back(self._size)
        self.kept, self.total, self._size = [], 0, 0


def tell_shelf(
    shelf: Shelf, place: Location, *, site: int | None, active: bool | None, room: int
) -> Iterator[Redirect | RedirectStore]:
    """Yield how many redirects there are, and at most so many of them in the order in which they answer."""
    told = sorted(shelf.kept, key=lambda one: one.rank)[:room]
    yield RedirectStore(
        location=place,
        by=shelf.by,
        redirects=shelf.total,
        told=len(told),
        disabled=sum(not one.enabled for one in told),
        stays=all(one.stays for one in told),
        active=active,
        site=site,
    )
    for order, one in enumerate(told):
        yield Redirect(
            location=place,
            source=one.source,
            target=one.target,
            status=one.status,
            kind=one.kind,
            by=shelf.by,
            enabled=one.enabled,
            stays=one.stays,
            active=active,
            site=site,
            host=one.host,
            depends=one.depends,
            query=one.query,
            any_query=one.any_query,
            nocase=one.nocase,
            loose_slash=one.loose_slash,
            order=order,
        )


def status_of(text: str, usual: int | None = 301) -> int | None:
    """
    Return the status that a table names, the usual one where it names none.

    >>> status_of("302"), status_of(""), status_of("meta", None)
    (302, 301, None)
    """
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() else usual


def number(text: str) -> int:
    """Return a number that a table holds, 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
