"""The events of a dump that SQLite's shell wrote, read once, exactly and in bounded memory."""

import re
from collections.abc import Callable, Iterator

from audit.parsers.pg_grammar import PLAIN, SqliteGrammar
from audit.parsers.pg_rows import Inserts
from audit.parsers.pg_statements import Defined, Dropped, Made, parse_statement
from audit.parsers.pg_walk import Notables, junk, read_statement
from audit.parsers.sql_encoding import plain
from audit.parsers.sql_events import (
    DAMAGES,
    Damage,
    DumpDescribed,
    Event,
    RoutineDefined,
    TableDefined,
    TableDropped,
    Wish,
)
from audit.parsers.sql_insert import Heads
from audit.parsers.sql_walk import Walker
from audit.parsers.sql_window import Read, Window
from audit.parsers.sqlite_values import written

_CHUNK = 64 * 1024
_LONGEST_COMMAND = 1024
_HEADER_SIZE = 8 * 1024
_OWN = "sqlite_"  # how the names of SQLite's own tables begin
_ERRORS = "SQLite could not read all of its database when this dump was made; rows or tables are missing."
_ERROR = re.compile(rb"/\*{4,} (?:CORRUPTION )?ERROR|(?m:^-- due to errors)")
_EXPORTER = re.compile(rb"(?m)^-- (Adminer|phpLiteAdmin|DBeaver)[^\n]*?(?: (\d[\w.]*+))?")
_VERBS = frozenset(
    b"ALTER ANALYZE ATTACH BEGIN COMMIT CREATE DELETE DETACH DROP END EXPLAIN INSERT PRAGMA REINDEX RELEASE "
    b"REPLACE ROLLBACK SAVEPOINT SELECT UPDATE VACUUM VALUES WITH".split()
)


def read_sqlite_dump(
    read: Read, wanted: Callable[[str], Wish], chunk: int = _CHUNK, longest: int = 4 * 1024 * 1024
) -> Iterator[Event]:
    r"""
    Yield what a dump of SQLite says, as `read_dump` does for MySQL; written for its shell 3.8 to 3.50.

    Values are told as plain literals; the tables of SQLite itself are left out.

    >>> from io import BytesIO
    >>> dump = b"INSERT INTO t VALUES(1,replace('a\\nb','\\n',char(10)));"
    >>> next(read_sqlite_dump(BytesIO(dump).read, lambda table: True)).at(1)
    b'a\nb'
    """
    text, offset = plain(read)
    return _Reader(Walker(Window(text, chunk, offset)), wanted, longest).events()


class _Reader:
    def __init__(self, walker: Walker, wanted: Callable[[str], Wish], longest: int) -> None:
        self._walker = walker
        self._window = walker.window
        walker.dialect = PLAIN
        walker.grammar = self._grammar = SqliteGrammar()
        self._wanted = wanted
        self._heads = Heads(walker, wanted)
        self._inserts = Inserts(walker, self._heads, longest)
        self._longest = longest
        self._header = bytearray()
        self._junk = False
        self._notables = Notables()
        self._has_errors = False
        self._is_open: bool | None = None  # a transaction has begun, and has not ended; None: there is none

    def events(self) -> Iterator[Event]:
        walker = self._walker
        while walker.gap(self._hear):
            if self._window.starts(b";"):
                self._window.at += 1
            elif (verb := self._walker.verb()) not in _VERBS:
                yield from self._skip_junk()
            else:
                self._junk = False
                yield from self._statement(verb, self._window.offset)
        if walker.open:
            yield self._damage(walker.open)
        if self._has_errors:
            yield Damage("exporter-errors", self._window.offset, _ERRORS)
        yield self._described()

    def _hear(self, comments: bytes) -> None:
        if room := _HEADER_SIZE - len(self._header):
            self._header += comments[:room]
        if _ERROR.search(comments):
            self._has_errors = True

    def _skip_junk(self) -> Iterator[Damage]:
        if not self._junk:
            yield self._damage(junk(self._window))
        self._junk = True
        self._walker.line()

    def _statement(self, verb: bytes, begun: int) -> Iterator[Event]:
        if verb in (b"INSERT", b"REPLACE") and (insert := self._heads.read(None)):
            events = self._inserts.read(insert, begun, insert.database, _literal)
            yield from (one for one in events if isinstance(one, Damage) or not one.table.startswith(_OWN))
            return
        text, is_whole = read_statement(self._walker)
        self._heads.forget()
        if not is_whole:
            yield self._damage(self._walker.open or "truncated-statement")
            self._walker.open = None
            return
        self._inserts.measure(begun)
        if verb == b"BEGIN":
            self._is_open = True
        elif verb in (b"COMMIT", b"END"):
            self._is_open = False
        elif verb == b"ROLLBACK":
            self._has_errors = self._has_errors or self._is_open is True
            self._is_open = False
        elif verb in (b"CREATE", b"DROP"):
            yield from self._say(text)
        elif _OWN.encode() not in text:
            self._notables.take(verb, text, self._grammar)

    def _say(self, text: bytes) -> Iterator[Event]:
        for said in parse_statement(text, self._grammar):
            schema, name = said.name
            if schema in ("main", "temp"):
                schema = None
            match said:
                case Defined(_, columns) if not name.startswith(_OWN):
                    defined = TableDefined(schema, name, columns)
                    self._heads.define(defined)
                    yield defined
                case Dropped():
                    yield TableDropped(schema, name)
                case Made(kind, _, table):
                    yield RoutineDefined(kind, schema, name, table)

    def _described(self) -> DumpDescribed:
        exporter = None if self._is_open is None else "sqlite3 .dump"
        version: str | None = None
        if match := _EXPORTER.search(bytes(self._header)):
            exporter = match[1].decode()
            version = match[2].decode() if match[2] else None
        finished = None if self._is_open is None else not self._is_open and not self._has_errors
        return DumpDescribed(
            exporter=exporter,
            exporter_version=version,
            finished=finished,
            longest_statement=self._inserts.longest_statement,
            statements=self._notables.counts,
            product="SQLite",
        )

    def _damage(self, kind: str) -> Damage:
        return Damage(kind, self._window.offset, DAMAGES[kind])


def _literal(field: bytes, column: str | None, cut: bool) -> bytes:
    del column
    return written(field, cut=cut)
