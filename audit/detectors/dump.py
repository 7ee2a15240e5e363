"""Dumps, by what they say of themselves."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from msgspec import Struct

from audit.model.database import DumpFile
from audit.model.facts import Cms
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import DatabaseOffer, Evidence, Example, Platform, Unclear, Watch

_MEBIBYTE = 1024 * 1024
_Measure = Literal["stored", "longest-statement"]


class DumpFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches dumps by one thing: whose they are, what they hold, or how large they are."""

    needs: ClassVar[tuple[SourceName, ...]] = ("database",)

    product: tuple[str, ...] = ()  # MySQL, MariaDB, PostgreSQL, SQLite
    statement: tuple[str, ...] = ()  # kinds of statements that ask more of a server than to take rows
    incomplete: bool = False  # what it ends with says so; not where that says nothing
    several_databases: bool = False
    sandboxed: bool = False  # it begins with a command that older clients do not know
    newer: bool = False  # its server is newer than any of its product on the platform, or there is none
    over: str | None = None  # name of a limit in the platform file
    measure: _Measure = "stored"  # what is held against the limit: the dump as it was handed in, or

    def __post_init__(self) -> None:
        flags = (self.incomplete, self.several_databases, self.sandboxed, self.newer, self.over is not None)
        if sum((bool(self.product), bool(self.statement), *flags)) != 1:
            words = "product, statement, incomplete, several_databases, sandboxed, newer and over"
            raise ValueError(f"give one of {words}")

    def examples(self, cms: Cms) -> Iterator[Example]:
        """Yield what is too long to be written down: a dump with a long statement, and one without."""
        del cms
        if self.measure == "longest-statement":
            for size in (70_000, 10):
                table = "CREATE TABLE `notes` (`text` longtext) ENGINE=InnoDB;\n"
                dump = "".join((table, "INSERT INTO `notes` VALUES ('", "x" * size, "');\n"))
                yield Example(matches=size > 1000, dump=dump)

    def watch(self, platform: Platform) -> Watch:
        """Return nothing, as dumps are read anyway; a limit must be known."""
        if self.over is not None:
            platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each such dump."""
        for dump in inventory.of(DumpFile):
            if text := self._said(dump, platform):
                yield Evidence(dump.location, text)

    def _said(self, dump: DumpFile, platform: Platform) -> str | None:
        if self.over is not None:
            return self._size(dump, platform.limits[self.over].value)
        if self.statement:
            return _statements(dump, self.statement)
        if self.incomplete:
            return "it lacks its end" if dump.complete is False else None
        if self.several_databases:
            return f"it holds {', '.join(dump.databases)}" if len(dump.databases) > 1 else None
        if self.sandboxed:
            return _server(dump) if dump.sandboxed else None
        is_meant = _is_newer(dump, platform.databases) if self.newer else dump.product in self.product
        return _server(dump) if is_meant else None

    def _size(self, dump: DumpFile, limit: int) -> str | None:
        if self.measure == "stored":
            is_over = dump.stored is not None and dump.stored > limit
            return f"{(dump.stored or 0) / _MEBIBYTE:,.1f} MiB as it was handed in" if is_over else None
        longest = dump.longest_statement or 0
        return f"its longest statement has {longest / _MEBIBYTE:,.1f} MiB" if longest > limit else None


def _statements(dump: DumpFile, kinds: tuple[str, ...]) -> str | None:
    found = [f"{kind.replace('-', ' ')} ({count:,})" for kind, count in dump.statements if kind in kinds]
    return ", ".join(found) or None


def _server(dump: DumpFile) -> str:
    by = " ".join(filter(None, (dump.exporter, dump.exporter_version)))
    of = " ".join(filter(None, (dump.product or "a database", dump.server_version)))
    return f"of {of}" + (f", written by {by}" if by else "")


def _is_newer(dump: DumpFile, offer: DatabaseOffer | None) -> bool:
    if offer is None or dump.product is None or dump.server_version is None:
        return False
    branch = _numbers(dump.server_version)
    known = [_numbers(version) for version in offer.versions.get(dump.product, ())]
    return bool(known) and bool(branch) and branch > max(known)


def _numbers(version: str) -> tuple[int, ...]:
    """
    Return the first two numbers of a version.

    >>> _numbers("10.11.6-MariaDB-0+deb12u1"), _numbers("unknown")
    ((10, 11), ())
    """
    parts = version.split(".")[:2]
    return tuple(map(int, parts)) if len(parts) > 1 and all(part.isdecimal() for part in parts) else ()
