"""The events of a SQL dump, read once, exactly and in bounded memory."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from audit.parsers.sql_encoding import plain
from audit.parsers.sql_events import (
    DAMAGES,
    Damage,
    DatabaseNamed,
    DumpDescribed,
    Event,
    Pick,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableAltered,
    TableDefined,
    TableDropped,
    Wish,
)
from audit.parsers.sql_exporter import Comments
from audit.parsers.sql_insert import Heads, Insert
from audit.parsers.sql_notable import notable
from audit.parsers.sql_rows import Tally, read_rows
from audit.parsers.sql_session import Session
from audit.parsers.sql_sizes import SHORT, Longest
from audit.parsers.sql_statements import parse_statement
from audit.parsers.sql_tokens import parse_name
from audit.parsers.sql_walk import Walker
from audit.parsers.sql_window import Read, Window

__all__ = [
    "Damage",
    "DatabaseNamed",
    "DumpDescribed",
    "Event",
    "Pick",
    "RoutineDefined",
    "RowRead",
    "RowsCounted",
    "RowsPicked",
    "TableAltered",
    "TableDefined",
    "TableDropped",
    "Wish",
    "read_dump",
]

_EXAMINED = 64 * 1024  # In bytes; of a longer statement only so much is looked at,
_EXAMINED_TABLE = 256 * 1024  # but a table may have a thousand columns and as many partitions.
_CHUNK = 64 * 1024  # More does not stay in the processor's cache and costs 5 % of the time.
_LONGEST_COMMAND = 1024
_JUDGED = 80  # So many bytes of what is no SQL are looked at to say what it is.

_DELIMITER = re.compile(rb"(?i)DELIMITER[ \t]++(\S{1,64}+)(?=\s)")
_ZEROS = re.compile(rb"\x00++")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_VERBS = frozenset(
    b"ALTER ANALYZE BEGIN BINLOG CALL CHANGE CHECK CHECKSUM COMMIT CREATE DEALLOCATE DELETE DELIMITER DESC "
    b"DESCRIBE DO DROP END EXECUTE EXPLAIN FLUSH GRANT HANDLER INSERT INSTALL KILL LOAD LOCK OPTIMIZE "
    b"PREPARE PURGE RELEASE RENAME REPAIR REPLACE RESET REVOKE ROLLBACK SAVEPOINT SELECT SET SHOW SHUTDOWN "
    b"SIGNAL START STOP TABLE TRUNCATE UNINSTALL UNLOCK UPDATE USE VALUES WITH XA".split()
)


def read_dump(
    read: Read, wanted: Callable[[str], Wish], chunk: int = _CHUNK, longest: int = 4 * 1024 * 1024
) -> Iterator[Event]:
    """
    Yield what a dump says, in its order; its description comes last.

    `read(n)` returns up to n bytes of the dump and b"" at its end; it is asked for about `chunk` bytes
    at a time. `wanted` is asked once for each table name: rows of these tables are yielded, or some
    of their columns, with values cut behind `longest` bytes; all rows are counted. No content makes
    it raise an error.

    >>> from io import BytesIO
    >>> next(read_dump(BytesIO(b"INSERT INTO t VALUES (1,'a'),(2,'b');").read, lambda table: False))
    RowsCounted(database=None, table='t', rows=2, bytes=15, longest=None)
    """
    text, offset = plain(read)
    return _Reader(Walker(Window(text, chunk, offset)), wanted, longest).events()


class _Reader:
    def __init__(self, walker: Walker, wanted: Callable[[str], Wish], longest: int) -> None:
        self._walker = walker
        self._window = walker.window
        self._heads = Heads(walker, wanted)
        self._longest = longest
        self._session = Session()
        self._comments = Comments()
        self._database: str | None = None
        self._delimiter = b";"
        self._junk = False  # The text before the place is no SQL, and was reported.
        self._notable: dict[str, int] = {}
        self._sizes = Longest()
        self._table: tuple[str | None, str] | None = None  # Whose rows came last.

    def events(self) -> Iterator[Event]:
        while self._walker.gap(self._comments.hear):
            if self._window.starts(self._delimiter):
                self._window.at += len(self._delimiter)
                continue
            verb = self._walker.verb()
            if verb not in _VERBS:
                yield from self._skip_junk()
                continue
            self._junk = False
            begun = self._window.offset
            if verb == b"DELIMITER":
                self._set_delimiter()
            elif verb in (b"INSERT", b"REPLACE") and (insert := self._heads.read(self._database)):
                self._session.writing = True
                yield from self._rows(insert, begun)
            else:
                yield from self._statement(verb)
        if self._walker.open:
            yield self._damage(self._walker.open)
        longest = self._sizes.statement if self._sizes.statement > SHORT else None
        yield replace(
            self._comments.describe(self._session),
            longest_statement=longest,
            statements=tuple(self._notable.items()),
        )

    def _skip_junk(self) -> Iterator[Damage]:
        window = self._window
        if not self._junk:
            window.fill(_JUDGED)
            line = window.text[window.at : window.at + _JUDGED].partition(b"\n")[0]
            yield self._damage("unknown-bytes" if _CONTROL.search(line) else "noise")
        self._junk = True
        if zeros := _ZEROS.match(window.text, window.at):
            window.at = zeros.end()
        else:
            self._walker.line()

    def _set_delimiter(self) -> None:
        window = self._window
        window.fill(_LONGEST_COMMAND)
        if match := _DELIMITER.match(window.text, window.at):
            self._delimiter = match[1]
        self._walker.line()

    def _statement(self, verb: bytes) -> Iterator[Event]:
        text = bytearray()
        begun = self._window.offset
        limit = _EXAMINED_TABLE if verb in (b"CREATE", b"ALTER") else _EXAMINED
        self._heads.forget()

        def examine(piece: bytes) -> None:
            if len(text) < limit:
                text.extend(piece[: limit - len(text)])

        walker = self._walker
        if walker.to(walker.grammar.until(self._delimiter), (self._delimiter,), examine):
            self._window.at += len(self._delimiter)
            self._measure(begun)
        else:
            yield self._damage(walker.open or "truncated-statement")
            walker.open = None
            return
        yield from self._understood(verb, bytes(text))

    def _understood(self, verb: bytes, text: bytes) -> Iterator[Event]:
        grammar = self._walker.grammar
        if kind := notable(verb, text, grammar):
            self._notable[kind] = self._notable.get(kind, 0) + 1
        if verb == b"SET":
            self._session.set(text)
            self._walker.speak(self._session.dialect)
        elif verb in (b"START", b"BEGIN", b"COMMIT"):
            self._session.in_transaction = verb != b"COMMIT"
        elif verb == b"USE":
            tokens = [token for token in grammar.token.findall(text) if token]
            if len(tokens) > 1:
                self._database = parse_name(tokens[1])
                yield DatabaseNamed(self._database)
        elif verb in (b"CREATE", b"DROP", b"ALTER"):
            for event in parse_statement(text, grammar, self._database):
                if not isinstance(event, TableDefined):
                    yield event
                    continue
                self._session.defining = True
                self._heads.define(event)
                # Of a statement that was cut, the details may be only a part.
                yield event if len(text) < _EXAMINED_TABLE else replace(event, details=None)

    def _measure(self, begun: int) -> None:
        """Take in the length of the statement that ends here and began there."""
        length = self._window.offset - len(self._delimiter) - begun
        self._sizes.statement = max(self._sizes.statement, length)

    def _rows(self, insert: Insert, begun: int) -> Iterator[Event]:
        if self._table != (insert.database, insert.table):
            self._table = insert.database, insert.table
            self._sizes.row = SHORT
        tally = Tally(begun, self._sizes)
        yield from read_rows(self._walker, insert, self._delimiter, tally, self._longest)
        self._heads.weigh(tally.bytes, tally.rows)
        if not tally.damage:
            self._measure(tally.begun)
        if tally.rows:
            longest = self._sizes.row if self._sizes.row > SHORT else None
            end = self._window.offset
            yield RowsCounted(insert.database, insert.table, tally.rows, tally.bytes, longest, end)
        if tally.damage:
            yield self._damage(tally.damage)
            self._walker.open = None

    def _damage(self, kind: str) -> Damage:
        return Damage(kind, self._window.offset, DAMAGES[kind])
