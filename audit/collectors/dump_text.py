"""The hosts and server paths that the text of a dump mentions."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from heapq import nlargest

from audit.model.database import HostMentions, InTable, MentionsLeft, PathMentions
from audit.model.facts import Fact, Location
from audit.parsers.mentions import Count, Mentions, Part, Tally

_HOSTS = 200  # of a dump that are told of
_PATHS = 100
_TABLES = 20  # of a host or path
_DRIVE = "?:"
_SIGNATURE = 4  # bytes that tell an encoding


class DumpText:
    """Counts in the text of one dump, fed as it is read, in one file or in several."""

    def __init__(self, dump: str) -> None:
        self._dump = dump
        self.mentions = Mentions()
        self._decoder: codecs.IncrementalDecoder | None = None
        self._start: bytes | None = b""  # of the present file; None: its encoding is known

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of a file."""
        if self._start is not None:
            piece = self._start + piece
            if len(piece) < _SIGNATURE:
                self._start = piece
                return
            self._start = None
            self._decoder = _decoder(piece)
        self.mentions.feed(self._decoder.decode(piece).encode() if self._decoder else piece)

    def passed(self, database: str | None, table: str, offset: int | None = None) -> None:
        """Say that a table's rows end at an offset of the file; None: where it is read to by now."""
        self.mentions.passed((database, table), offset)

    def close(self) -> None:
        """Say that a file ends."""
        if self._start:
            self.mentions.feed(self._start)
        self._start, self._decoder = b"", None
        self.mentions.close()

    def join(self, other: "DumpText") -> None:
        """Add what was counted in further files, maybe by another process; all files are closed."""
        self.mentions.join(other.mentions)

    def facts(self, known: Iterable[str] = ()) -> Iterator[Fact]:
        """
        Yield the hosts and paths that are mentioned most, and what was left.

        Known are hosts of the sites: they are told of however rarely they are mentioned, and count where
        only //host stands; others count if an address with a scheme names them, too.
        """
        place = Location(self._dump)
        own = {host.lower() for host in known}
        hosts = _ranked(
            (host, count)
            for host, count in self.mentions.hosts.sums()
            if host in own or count.all > count.schemeless
        )
        told = [one for index, one in enumerate(hosts) if index < _HOSTS or one[0] in own]
        for host, count in told:
            yield HostMentions(
                location=place,
                host=host,
                http=count.http,
                https=count.https,
                schemeless=count.schemeless,
                encoded=count.encoded,
                escaped=count.escaped,
                serialized=count.serialized,
                tables=_tables(self.mentions.hosts, host),
                at_least=self.mentions.sampled,
            )
        paths = _ranked(self.mentions.paths.sums())
        for path, count in paths[:_PATHS]:
            yield PathMentions(
                location=place,
                path=path,
                mentions=count.all,
                tables=_tables(self.mentions.paths, path),
                at_least=self.mentions.sampled and path.startswith(_DRIVE),
            )
        left = MentionsLeft(
            location=place,
            hosts=len(hosts) - len(told),
            host_mentions=_total(hosts) - _total(told) + self.mentions.hosts.lost,
            paths=max(len(paths) - _PATHS, 0),
            path_mentions=_total(paths[_PATHS:]) + self.mentions.paths.lost,
        )
        if left.host_mentions or left.path_mentions:
            yield left


def mixed_content(facts: Iterable[Fact], hosts: Iterable[str]) -> list[HostMentions]:
    """Return the hosts of the site itself that a dump mentions with http://, which a browser may refuse."""
    own = {host.lower() for host in hosts}
    return [fact for fact in facts if isinstance(fact, HostMentions) and fact.http and fact.host in own]


def _decoder(start: bytes) -> codecs.IncrementalDecoder | None:
    """Return what reads UTF-16, marked as such or not; None for an encoding that keeps ASCII as it is."""
    if start.startswith(codecs.BOM_UTF16_LE) or (start[1:2] == b"\0" == start[3:4] and start[0]):
        make: Callable[..., codecs.IncrementalDecoder] = codecs.getincrementaldecoder("utf-16-le")
    elif start.startswith(codecs.BOM_UTF16_BE) or (start[:1] == b"\0" == start[2:3] and start[1]):
        make = codecs.getincrementaldecoder("utf-16-be")
    else:
        return None
    return make(errors="replace")


def _ranked(sums: Iterable[tuple[str, Count]]) -> list[tuple[str, Count]]:
    return sorted(sums, key=lambda one: (-one[1].all, one[0]))


def _total(counts: Iterable[tuple[str, Count]]) -> int:
    return sum(count.all for _, count in counts)


def _tables(tally: Tally, name: str) -> tuple[InTable, ...]:
    parts: list[tuple[Part, Count]] = [
        (part, count) for part, count in tally.parts(name).items() if part is not None and count.all
    ]
    most = nlargest(_TABLES, parts, key=lambda one: one[1].all)
    return tuple(InTable(table, count.all, database) for (database, table), count in most)
