"""The events of a plain dump of PostgreSQL, read once, exactly and in bounded memory."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from audit.parsers.pg_comments import PostgresComments
from audit.parsers.pg_copy import Copy, CopyTally, read_copy
from audit.parsers.pg_grammar import PLAIN, PostgresGrammar
from audit.parsers.pg_rows import Inserts
from audit.parsers.pg_statements import (
    Copied,
    Defined,
    Dropped,
    Inserted,
    Made,
    Name,
    Statement,
    listed,
    parse_statement,
)
from audit.parsers.pg_values import written
from audit.parsers.pg_walk import Notables, junk, read_statement
from audit.parsers.sql_encoding import plain
from audit.parsers.sql_events import (
    DAMAGES,
    Damage,
    DatabaseNamed,
    Event,
    Pick,
    RoutineDefined,
    RowsCounted,
    TableDefined,
    TableDropped,
    Wish,
)
from audit.parsers.sql_insert import Heads
from audit.parsers.sql_walk import Walker
from audit.parsers.sql_window import Read, Window

Key = tuple[str | None, Name]  # the database that is in use, and a name with its schema

_CHUNK = 64 * 1024
_TABLES = 65536
_DATABASES = 10_000
_LONGEST_COMMAND = 1024
_USUAL = "public"  # the schema that is left out of names
_SYSTEM = ("pg_catalog", "information_schema", "")
_ODD_COPY = "The rows of a COPY are not written as pg_dump writes them; they were counted as lines."
_CONNECT = re.compile(rb"(?s)\\c(?:onnect)?[ \t]++(?:-\S++[ \t]++)?(.*)")
_IN_CONNECTION = re.compile(rb"\bdbname='((?:[^'\\]++|\\.)*+)'")
_VERBS = frozenset(
    b"ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DELETE "
    b"DISCARD DO DROP END EXECUTE EXPLAIN GRANT IMPORT INSERT LOCK MERGE NOTIFY PREPARE REASSIGN REFRESH "
    b"REINDEX RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START TRUNCATE UPDATE VACUUM "
    b"VALUES WITH".split()
)


def read_postgres(
    read: Read, wanted: Callable[[str], Wish], chunk: int = _CHUNK, longest: int = 4 * 1024 * 1024
) -> Iterator[Event]:
    r"""
    Yield what a plain dump says, as `read_dump` does for MySQL; written for pg_dump and pg_dumpall 9 to 18.

    Tables of the schema `public` stand in the database that the dump connects to, if any, those of
    other schemas in one that is called like the schema. Values are told as plain literals. The bytes
    of a table's rows are those of its lines of COPY, or of its INSERTs as in MySQL.

    >>> from io import BytesIO
    >>> dump = b"COPY public.t (a) FROM stdin;\n1\n2\n\\.\n"
    >>> next(read_postgres(BytesIO(dump).read, lambda table: False))
    RowsCounted(database=None, table='t', rows=2, bytes=4, longest=None)
    """
    text, offset = plain(read)
    return _Reader(Walker(Window(text, chunk, offset)), wanted, longest).events()


class _Reader:
    def __init__(self, walker: Walker, wanted: Callable[[str], Wish], longest: int) -> None:
        self._walker = walker
        self._window = walker.window
        walker.dialect = PLAIN
        walker.grammar = self._grammar = PostgresGrammar()
        self._wanted = lru_cache(maxsize=_TABLES)(wanted)
        self._heads = Heads(walker, self._wanted)
        self._inserts = Inserts(walker, self._heads, longest)
        self._longest = longest
        self._comments = PostgresComments()
        self._schema = _USUAL
        self._database: str | None = None
        self._databases: dict[str, None] = {}
        self._charset: str | None = None
        self._escapes = False
        self._tables: dict[Key, Defined] = {}  # so many of them
        self._views: set[Key] = set()
        self._junk = False
        self._notables = Notables()

    def events(self) -> Iterator[Event]:
        walker = self._walker
        while walker.gap(self._comments.hear):
            if self._window.starts(b";"):
                self._window.at += 1
            elif self._window.starts(b"\\"):
                yield from self._command()
            elif (verb := self._walker.verb()) not in _VERBS:
                yield from self._skip_junk()
            else:
                self._junk = False
                yield from self._statement(verb, self._window.offset)
        if walker.open:
            yield self._damage(walker.open)
        about = self._comments.describe(self._charset, self._databases)
        yield replace(
            about,
            longest_statement=self._inserts.longest_statement,
            statements=self._notables.counts,
        )

    def _command(self) -> Iterator[DatabaseNamed]:
        """Move behind a command of psql."""
        window = self._window
        window.fill(_LONGEST_COMMAND)
        line = window.text[window.at : window.at + _LONGEST_COMMAND].partition(b"\n")[0].rstrip()
        if match := _CONNECT.match(line):
            words = listed(match[1], self._grammar)
            name = "".join(words[:1])
            if found := _IN_CONNECTION.search(name.encode()):
                name = found[1].decode()
            self._use(name)
            if name:
                yield DatabaseNamed(name)
        self._walker.line()

    def _use(self, name: str) -> None:
        self._database = name or None
        self._schema = _USUAL
        if name and len(self._databases) < _DATABASES:
            self._databases[name] = None

    def _skip_junk(self) -> Iterator[Damage]:
        if not self._junk:
            yield self._damage(junk(self._window))
        self._junk = True
        self._walker.line()

    def _statement(self, verb: bytes, begun: int) -> Iterator[Event]:
        if verb == b"INSERT" and (insert := self._heads.read(self._schema)):
            kinds = self._kinds(Name(insert.database, insert.table))

            def literal(field: bytes, column: str | None, cut: bool) -> bytes:
                return written(field, kinds.get(column or ""), escapes=self._escapes, cut=cut)

            if insert.database not in _SYSTEM:
                yield from self._inserts.read(insert, begun, self._place(insert.database), literal)
                return
        text, is_whole = read_statement(self._walker)
        self._heads.forget()
        if not is_whole:
            yield self._damage(self._walker.open or "truncated-statement")
            self._walker.open = None
            return
        self._inserts.measure(begun)
        if verb in (b"SET", b"SELECT"):
            self._set(listed(text[:_LONGEST_COMMAND], self._grammar))
        elif verb in (b"CREATE", b"DROP", b"COPY", b"INSERT"):
            said = parse_statement(text, self._grammar)
            for one in said:
                yield from self._say(one)
            if said:
                return
        self._notables.take(verb, text, self._grammar)

    def _set(self, words: list[str]) -> None:
        """Follow a SET, or a call of set_config."""
        words = [word for word in words if word not in {"=", "TO", "to", "SESSION", "LOCAL", "("}]
        lower = [word.lower() for word in words]
        if lower[:1] == ["select"] and "set_config" in lower:
            words = ["SET", *words[lower.index("set_config") + 1 :]]
        if len(words) < 3 or words[0].upper() != "SET":
            return
        match words[1].lower():
            case "client_encoding":
                self._charset = self._charset or words[2]
            case "search_path":
                self._schema = words[2] if words[2] not in (*_SYSTEM, ",") else _USUAL
            case "standard_conforming_strings":
                self._escapes = words[2].lower() in {"off", "false", "0"}
                self._grammar = PostgresGrammar(escapes=self._escapes)
                self._walker.grammar = self._grammar

    def _say(self, said: Statement) -> Iterator[Event]:
        name = said.name
        if not name.name:
            return
        place = self._place(name.schema)
        key = (self._database, Name(name.schema or self._schema, name.name))
        match said:
            case Defined():
                yield self._define(said, key, place)
            case Dropped():
                self._tables.pop(key, None)
                yield TableDropped(place, name.name)
            case Made(kind, _, table):
                if kind == "view" and key in self._views:
                    return  # it was told before, so that others could name it
                if kind == "view":
                    self._views.add(key)
                yield RoutineDefined(kind, place, name.name, table)
            case Inserted():
                yield RowsCounted(place, name.name, 1, 0)
            case Copied():
                yield from self._copy(said, place, self._tables.get(key))

    def _define(self, said: Defined, key: Key, place: str | None) -> TableDefined:
        said = self._with_inherited(said)
        if len(self._tables) < _TABLES:
            self._tables[key] = said
        name = said.name.name
        if self._wanted(name):
            self._heads.define(TableDefined(key[1].schema, name, said.columns))
        return TableDefined(place, name, said.columns)

    def _with_inherited(self, said: Defined) -> Defined:
        columns: dict[str, str] = {}
        for parent in said.parents:
            columns |= self._kinds(Name(parent.schema or self._schema, parent.name))
        own = dict(zip(said.columns, said.kinds, strict=True))
        columns |= {name: kind or columns.get(name, "") for name, kind in own.items()}
        return said._replace(columns=tuple(columns), kinds=tuple(columns.values()))

    def _copy(self, said: Copied, place: str | None, table: Defined | None) -> Iterator[Event]:
        self._walker.line()
        tally = CopyTally()
        if not said.is_plain:
            yield Damage("unknown-format", self._window.offset, _ODD_COPY)
        yield from read_copy(self._window, self._wish(said, place, table), tally)
        if tally.rows:
            end = self._window.offset
            yield RowsCounted(place, said.name.name, tally.rows, tally.bytes, tally.longest, end)
        if not tally.is_whole:
            yield self._damage("truncated-row")

    def _wish(self, said: Copied, place: str | None, table: Defined | None) -> Copy:
        wish = self._wanted(said.name.name) if said.is_plain else False
        columns = said.columns or (table.columns if table else ())
        picked: tuple[int, ...] = ()
        if isinstance(wish, Pick):
            columns = columns or wish.usual
            picked = tuple(index for index, name in enumerate(columns) if name in wish.every)
        types = dict(zip(table.columns, table.kinds, strict=True)) if table else {}
        return Copy(
            place,
            said.name.name,
            tuple(columns[index] for index in picked) if picked else columns,
            tuple(types.get(name) for name in columns),
            bool(picked) if isinstance(wish, Pick) else wish,
            picked,
            self._longest,
        )

    def _kinds(self, name: Name) -> dict[str, str]:
        """Return the types of a table by column; none if the dump has not told them."""
        table = self._tables.get((self._database, name))
        return dict(zip(table.columns, table.kinds, strict=True)) if table else {}

    def _place(self, schema: str | None) -> str | None:
        """Return the database that stands for a schema."""
        schema = schema or self._schema
        if schema == _USUAL:
            return self._database
        return f"{self._database}.{schema}" if self._database else schema

    def _damage(self, kind: str) -> Damage:
        return Damage(kind, self._window.offset, DAMAGES[kind])
