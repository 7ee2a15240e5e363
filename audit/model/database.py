"""What stands in the text of a database's tables, and what its tables are for."""

from typing import Literal

from msgspec import Struct

from audit.model.facts import Cms, Fact

Spare = Literal["yes", "no", "ask"]  # whether the rows of a table may be left out of a dump that moves


class DumpFile(Fact, frozen=True, kw_only=True):
    """A dump, and what it says of itself."""

    product: str | None  # MySQL, MariaDB, PostgreSQL, SQLite; None: nothing tells
    server_version: str | None
    exporter: str | None
    exporter_version: str | None
    complete: bool | None  # None: by its end one cannot tell
    databases: tuple[str, ...]  # all that it names
    bytes: int  # of SQL, unpacked
    stored: int | None  # bytes as it was handed in, packed or not; None: not known
    longest_statement: int | None  # bytes; None: none is over 64 KiB
    statements: tuple[tuple[str, int], ...]  # kinds of those that ask more of a server, and how many
    sandboxed: bool = False  # it begins with a command that older clients do not know


class InTable(Struct, frozen=True, omit_defaults=True):
    """How often something is mentioned in a table."""

    table: str
    mentions: int
    database: str | None = None  # None: the dump does not say


class HostMentions(Fact, frozen=True, kw_only=True):
    """How often the addresses of a host stand in a dump, in whatever tables."""

    host: str
    http: int
    https: int
    schemeless: int  # //host
    encoded: int  # http%3A%2F%2Fhost, within another address
    escaped: int  # of http and https: as JSON writes them, http:\/\/host
    serialized: int  # of http and https: at the start of a serialised text, whose length is written before it
    tables: tuple[InTable, ...] = ()  # where most of them stand
    at_least: bool = False  # True: encoded ones were only looked for in samples of the dump

    @property
    def mentions(self) -> int:
        """How many there are of all."""
        return self.http + self.https + self.schemeless + self.encoded


class PathMentions(Fact, frozen=True, kw_only=True):
    """How often the absolute path of a server's folder stands in a dump."""

    path: str  # three names of it, or four; without drive: ?:/xampp/htdocs
    mentions: int
    tables: tuple[InTable, ...] = ()  # where most of them stand
    at_least: bool = False  # True: a path with a drive, looked for in samples of the dump


class MentionsLeft(Fact, frozen=True, kw_only=True):
    """What of the hosts and paths of a dump is in no fact of its own, as it is mentioned least."""

    hosts: int  # that were counted
    host_mentions: int  # of these, and of hosts that there was no room to count
    paths: int
    path_mentions: int


class Weight(Struct, frozen=True):
    """How large some tables are."""

    tables: int = 0
    rows: int = 0
    bytes: int = 0  # of the rows as the dump writes them


class WeighedTable(Struct, frozen=True, omit_defaults=True):
    """One of the largest tables of a purpose."""

    table: str
    rows: int
    bytes: int
    spare: Spare = "no"  # whether its rows may be left out
    why: str | None = None  # None: as of the purpose


class TablePurpose(Fact, frozen=True, kw_only=True):
    """The tables of one purpose in a database."""

    database: str | None  # None: the dump does not say
    purpose: str | None  # cache, session, log, ...; None: not known
    title: str
    why: str  # their rows can or cannot be left out
    all: Weight
    spare: Weight  # of these: rows that can be left out, the empty tables must stay
    asked: Weight  # of these: rows that can be left out if the owner of the site agrees
    largest: tuple[WeighedTable, ...]


class DatabaseWeight(Fact, frozen=True, kw_only=True):
    """How large a database is, and how large without what can be left out."""

    database: str | None  # None: as above
    all: Weight
    spare: Weight
    asked: Weight
    transients: int = 0  # options that are kept for a time only, and can be left out
    transient_bytes: int = 0  # of their values

    @property
    def remains(self) -> int:
        """How many bytes remain without what can surely be left out."""
        return max(self.all.bytes - self.spare.bytes - self.transient_bytes, 0)

    @property
    def remains_at_least(self) -> int:
        """How many bytes remain if the owner of the site agrees to leave out all that is asked."""
        return max(self.remains - self.asked.bytes, 0)


class KnownPurpose(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A purpose of tables, in words."""

    name: str
    title: str
    why: str  # its rows can or cannot be left out


class NamedTables(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tables that are told by their names: without prefix, in lower case, a * stands for anything."""

    purpose: str
    spare: Spare
    source: str  # an address, or whose judgement it is
    tables: tuple[str, ...]
    cms: Cms | None = None  # None: of any
    why: str | None = None  # None: as of the purpose


class KnownTables(Struct, frozen=True, kw_only=True):
    """All that is known of tables by name."""

    purposes: tuple[KnownPurpose, ...] = ()
    names: tuple[NamedTables, ...] = ()
