"""What a database dump holds: its tables and routines, and the rows that tell of a CMS."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

from audit.collectors.code_read import Progress
from audit.collectors.drupal.database import DrupalRows
from audit.collectors.drupal.stored import DrupalData, tell_drupal
from audit.collectors.wordpress.database import Key, WordPressRows
from audit.collectors.wordpress.options import Own
from audit.collectors.wordpress.sites import WordPressData, tell_sites
from audit.errors import AuditError
from audit.model.facts import Fact, Location, Problem, Routine, RoutineKind, Table
from audit.model.report import DumpRead
from audit.parsers.privacy import without_secrets
from audit.parsers.sql import (
    Damage,
    DumpDescribed,
    Event,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
    TableDropped,
    Wish,
)
from audit.parsers.sql import read_dump as read_events
from audit.sources.compression import Stream
from audit.sources.tree import shown

_NO_SQL = "No table was found in it. Is this a database dump (SQL, plain or gzip)?"


class Wishes(NamedTuple):
    """What is wanted of the rows of a dump."""

    settings: frozenset[str]  # options, variables and configuration whose values rules ask for
    structured: frozenset[str]  # options that are kept whole
    own: Own  # tells the owner of an option by its name


class DumpData(NamedTuple):
    """What one dump holds."""

    name: str  # as its facts call it
    facts: list[Fact]  # damage, routines, and the tables of no known CMS
    wordpress: list[WordPressData]
    drupal: list[DrupalData]
    read: DumpRead


def read_dump(path: str, name: str, wishes: Wishes, progress: Progress) -> DumpData:
    """Read a dump once; its facts call it by the name. Raises AuditError where it cannot be opened."""
    try:
        with Path(path).open("rb", buffering=0) as file:
            return _Reading(path, name, Stream(file), wishes, progress).run()
    except AuditError as error:
        raise AuditError(f"{path}: {error}") from error
    except OSError as error:
        raise AuditError(f"{path} could not be read: {error.strerror}.") from error


class _Reading:
    """One pass over a dump."""

    def __init__(self, path: str, name: str, stream: Stream, wishes: Wishes, progress: Progress) -> None:
        self._path = shown(path)
        self._name = shown(name)
        self._stream = stream
        self._progress = progress
        self._size = 0
        self._facts: list[Fact] = []
        self._defined: dict[Key, TableDefined] = {}
        self._counts: dict[Key, tuple[int, int]] = {}  # rows and bytes
        self._wordpress = WordPressRows(self._name, wishes.settings, wishes.own, wishes.structured)
        self._drupal = DrupalRows(self._name, wishes.settings)
        self._takers: dict[str, WordPressRows | DrupalRows] = {}  # by the table that it wants
        self._about = DumpDescribed()

    def run(self) -> DumpData:
        for event in read_events(self._read, self._wants):
            self._take(event)
        self._check_end()
        tables = list(self._tables())
        wordpress, others = tell_sites(self._wordpress, tables, self._about.host_database)
        drupal, others = tell_drupal(self._drupal, others, self._about.host_database)
        return DumpData(self._name, [*self._facts, *others], wordpress, drupal, self._described(tables))

    def _wants(self, table: str) -> Wish:
        wishes = [(rows, rows.wants(table)) for rows in (self._wordpress, self._drupal)]
        for rows, wish in wishes:
            if wish:
                self._takers[table] = rows
                return wish
        return False

    def _read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._size += len(data)
        self._progress(f"Reading {self._name}, MB", self._size // 1_000_000, None)
        return data

    def _take(self, event: Event) -> None:
        match event:
            case RowsCounted(database, table, rows, size):
                old_rows, old_size = self._counts.get((database, table), (0, 0))
                self._counts[database, table] = old_rows + rows, old_size + size
            case RowRead() | RowsPicked():
                self._takers[event.table].take(event)
            case TableDefined(database, table):
                self._defined[database, table] = event
            case TableDropped(database, table):
                self._defined.pop((database, table), None)
                self._counts.pop((database, table), None)
                self._wordpress.forget((database, table))
                self._drupal.forget((database, table))
            case RoutineDefined(kind, database, name, table):
                place = Location(self._name, table=table)
                known = cast("RoutineKind", kind)
                routine = Routine(location=place, kind=known, name=name, database=database, table=table)
                self._facts.append(routine)
            case Damage(kind, offset, text):
                self._problem(kind, text, offset)
            case DumpDescribed():
                self._about = event

    def _check_end(self) -> None:
        if self._wordpress.full or self._drupal.full:
            text = "There was no room for all settings in the dump; what the others say is not known."
            self._problem("too-many-options", text, None)
        if self._stream.damage:
            self._problem("damaged-archive", self._stream.damage, None)
        if not self._defined and not self._counts:
            self._problem("no-tables", _NO_SQL, None)
        if self._about.finished is False:
            text = "The dump lacks its closing line: it ends too early, so tables or rows may be missing."
            self._problem("unfinished", text, self._size)

    def _problem(self, kind: str, text: str, offset: int | None) -> None:
        place = Location(self._name, offset=offset)
        hides = kind != "noise"
        self._facts.append(Problem(location=place, kind=kind, text=text, source="database", hides=hides))

    def _tables(self) -> Iterator[Table]:
        for key in dict.fromkeys([*self._defined, *self._counts]):
            database, name = key
            defined = self._defined.get(key) or TableDefined(database, name, ())
            rows, size = self._counts.get(key, (0, 0))
            yield Table(
                location=Location(self._name, table=name),
                name=name,
                database=database,
                rows=rows,
                bytes=size,
                engine=defined.engine,
                charset=defined.charset,
                collation=defined.collation,
                row_format=defined.row_format,
            )

    def _described(self, tables: list[Table]) -> DumpRead:
        about = self._about
        return DumpRead(
            path=self._path,
            container=self._stream.container,
            bytes=self._size,
            tables=len(tables),
            rows=sum(table.rows for table in tables),
            exporter=about.exporter,
            exporter_version=about.exporter_version,
            server_version=about.server_version and without_secrets(about.server_version),
            charset=about.charset,
            made=about.started,
            complete=about.finished,
        )
