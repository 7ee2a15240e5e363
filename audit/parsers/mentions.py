"""Counts of the hosts and server paths in a text of any length that is read in pieces."""

from collections import Counter
from collections.abc import Iterator
from operator import add
from typing import NamedTuple

from audit.parsers.mentions_found import (
    BEHIND,
    ENCODED,
    HITS,
    WINDOWS,
    Named,
    encoded_host,
    named,
    windows_path,
)

Part = tuple[str | None, str]  # database and name of a table

_STEP = 256 * 1024  # bytes looked at in one go; calls cost more than looking
_AHEAD = 160 * 1024  # bytes that a reader may have read on and not yet understood
_REACH = 4 * 1024  # bytes in which a place to cut is looked for; longer words are none
_CUTS = (b" ", b"\n", b",", b";")  # none of them stands in what is looked for
_UNLIKE = 16_384  # different hits that are counted before they are understood
_NAMES = 4096  # hosts or paths
_PLACES = 16_384  # of them, by table
_FULLY = 4 * 1024 * 1024  # bytes in which rare forms are looked for everywhere
_SELDOM = 32  # and then in one of so many steps


class Count(NamedTuple):
    """How often a host or a path is mentioned; what is of the second line is counted above already."""

    http: int = 0
    https: int = 0
    schemeless: int = 0  # //host: only of hosts that are also mentioned with a scheme
    plain: int = 0  # of a path
    encoded: int = 0  # http%3A%2F%2F: where this is only searched for in samples, at least so many
    escaped: int = 0  # http and https in JSON: http:\/\/
    serialized: int = 0  # http and https at the start of a serialised text: s:19:"http://

    def __add__(self, other: tuple[int, ...]) -> "Count":  # type: ignore[override]
        """Return the sum of each."""
        return Count(*map(add, self, other))

    @property
    def all(self) -> int:
        """How many mentions there are."""
        return self.http + self.https + self.schemeless + self.plain + self.encoded


class Tally:
    """
    Counts by name and part, of which only so many are kept: the most frequent.

    >>> tally = Tally(names=1, places=9)
    >>> for name in ("a", "b", "b"): tally.add(name, None, Count(http=1))
    >>> tally.tidy()
    >>> list(tally.sums()), tally.lost
    ([('b', Count(http=2, https=0, schemeless=0, plain=0, encoded=0, escaped=0, serialized=0))], 1)
    """

    def __init__(self, names: int = _NAMES, places: int = _PLACES) -> None:
        self.lost = 0  # mentions of names that were not kept
        self._names = names
        self._places = places
        self._counts: dict[str, dict[Part | None, Count]] = {}
        self._size = 0

    def add(self, name: str, part: Part | None, count: Count) -> None:
        """Count mentions of a name in a part."""
        parts = self._counts.setdefault(name, {})
        if part not in parts:
            self._size += 1
        parts[part] = parts.get(part, Count()) + count
        if len(self._counts) > 2 * self._names or self._size > 2 * self._places:
            self.tidy()

    def join(self, other: "Tally") -> None:
        """Add what another has counted."""
        self.lost += other.lost
        for name, _ in other.sums():
            for part, count in other.parts(name).items():
                self.add(name, part, count)

    def tidy(self) -> None:
        """Drop the names that are mentioned least, and the parts of the least mentions, but not their sum."""
        ranked = sorted(self.sums(), key=lambda one: -one[1].all)
        for name, count in ranked[self._names :]:
            self.lost += count.all
            del self._counts[name]
        self._size = sum(map(len, self._counts.values()))
        if self._size > self._places:
            every = (count.all for parts in self._counts.values() for part, count in parts.items() if part)
            least = sorted(every, reverse=True)[self._places // 2]
            for name, parts in self._counts.items():
                self._counts[name] = _joined(parts, least)
            self._size = sum(map(len, self._counts.values()))

    def sums(self) -> Iterator[tuple[str, Count]]:
        """Yield each name with its count, in the order in which they came."""
        for name, parts in self._counts.items():
            yield name, sum(parts.values(), Count()) if len(parts) > 1 else next(iter(parts.values()))

    def parts(self, name: str) -> dict[Part | None, Count]:
        """Return the counts of a name by part; None is for what is of none or not told apart."""
        return self._counts[name]


class Mentions:
    """
    Counts what it is fed with, and in which part of the text it stands.

    >>> mentions = Mentions()
    >>> mentions.feed(b"INSERT INTO a VALUES ('http://x.org');")
    >>> mentions.passed((None, "a"))
    >>> mentions.close()
    >>> [(host, count.http, list(mentions.hosts.parts(host))) for host, count in mentions.hosts.sums()]
    [('x.org', 1, [(None, 'a')])]
    """

    def __init__(self, step: int = _STEP, ahead: int = _AHEAD) -> None:
        self.hosts = Tally()
        self.paths = Tally()
        self.sampled = False  # True: rare forms were not looked for everywhere
        self._step = step
        self._ahead = max(ahead, BEHIND)
        self._text = b""
        self._at = 0  # so far the text was looked at
        self._pieces: list[bytes] = []  # that come behind it
        self._begun = 0  # where the text begins
        self._fed = 0
        self._base = 0  # where the present file begins
        self._part: Part | None = None
        self._until = 0  # so far the text is known to be of this part
        self._hits: Counter[bytes] = Counter()  # in the part
        self._next: Counter[bytes] = Counter()  # behind it
        self._steps = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the text, which must be in an encoding that keeps ASCII as it is."""
        self._pieces.append(piece)
        self._fed += len(piece)
        if self._fed - self._begun - self._at >= self._step + self._ahead:
            self._look(self._fed - self._ahead, soft=True)

    def passed(self, part: Part | None, offset: int | None = None) -> None:
        """Say of which part the text is, up to an offset in the file, or up to where it was fed."""
        end = self._fed if offset is None else min(self._base + offset, self._fed)
        if part != self._part:
            self._look(self._until)
            self._hits = self._settled(self._hits)
            self._part = part
        if self._next:
            self._hits.update(self._next)
            self._next.clear()
        self._until = max(self._until, end)

    def close(self) -> None:
        """Look at the rest of a file; another may follow, whose offsets begin at 0 again."""
        end = self._fed
        self.feed(b"\n" * BEHIND)
        self._look(self._until)
        self._look(end)
        self.passed(None)
        self._hits = self._settled(self._hits)
        self._text, self._at, self._pieces = b"", 0, []
        self._begun = self._base = self._until = self._fed

    def join(self, other: "Mentions") -> None:
        """Add what another has counted, all of whose files are closed, as this one's are."""
        self.hosts.join(other.hosts)
        self.paths.join(other.paths)
        self.sampled = self.sampled or other.sampled

    def _look(self, end: int, *, soft: bool = False) -> None:
        """Count up to a place; a soft one is moved to where it cuts through no word."""
        if self._pieces:
            self._begun += self._at
            self._text = b"".join((self._text[self._at :], *self._pieces))
            self._at = 0
            self._pieces = []
        place = end - self._begun
        if soft:
            place = _cut(self._text, self._at, place)
        known = min(self._until - self._begun, place)
        if known > self._at:
            self._count(self._hits, known)
        if place > self._at:
            self._count(self._next, place)
        if len(self._hits) > _UNLIKE:
            self._hits = self._settled(self._hits)
        if len(self._next) > _UNLIKE:
            self._part, self._hits = None, self._settled(self._hits)  # its own part is not told yet
            self._next = self._settled(self._next)

    def _count(self, hits: Counter[bytes], place: int) -> None:
        start, end = self._at, place + BEHIND
        hits.update(HITS.findall(self._text, start, end))
        if self._begun + place <= _FULLY or not self._steps % _SELDOM:
            hits.update(ENCODED.findall(self._text, start, end))
            hits.update(WINDOWS.findall(self._text, start, end))
        else:
            self.sampled = True
        self._steps += place - start > self._step // 2
        self._at = place

    def _settled(self, hits: Counter[bytes]) -> Counter[bytes]:
        """Count the hits for what they stand for, in the present part; return a counter for more."""
        for hit, times in hits.items():
            self._take(hit, times)
        return Counter()

    def _take(self, hit: bytes, times: int) -> None:
        if hit.startswith(b"/"):
            found = named(hit)
            if found is None:
                return
            if found.path is not None:
                self.paths.add(found.path, self._part, Count(plain=times))
            elif found.host is not None:
                self.hosts.add(found.host, self._part, _counted(found, times))
        elif hit.startswith(b"%"):
            if host := encoded_host(hit):
                self.hosts.add(host, self._part, Count(encoded=times))
        elif path := windows_path(hit):
            self.paths.add(path, self._part, Count(plain=times))


def _counted(found: Named, times: int) -> Count:
    return Count(
        http=times * (found.scheme == "http"),
        https=times * (found.scheme == "https"),
        schemeless=times * (found.scheme is None),
        escaped=times * found.is_escaped,
        serialized=times * found.is_serialized,
    )


def _cut(text: bytes, start: int, end: int) -> int:
    """Return the last place where nothing that is looked for can go on; the start to wait for one."""
    floor = max(start, end - _REACH)
    for mark in _CUTS:
        place = text.rfind(mark, floor, end)
        if place > start:
            return place
    return start if floor == start else end


def _joined(parts: dict[Part | None, Count], least: int) -> dict[Part | None, Count]:
    """Return counts of which those of few mentions are no longer told apart."""
    kept = {part: count for part, count in parts.items() if part is not None and count.all > least}
    rest = sum((count for part, count in parts.items() if part not in kept), Count())
    return kept | ({None: rest} if rest.all else {})
