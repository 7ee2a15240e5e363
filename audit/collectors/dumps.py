"""What a database dump holds: its tables and routines, and the rows that tell of a CMS."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from audit.collectors.code_read import Progress
from audit.collectors.drupal.database import DrupalRows
from audit.collectors.drupal.stored import DrupalData, tell_drupal
from audit.collectors.dump_events import DumpReading
from audit.collectors.wordpress.database import Key, WordPressRows
from audit.collectors.wordpress.options import Own
from audit.collectors.wordpress.sites import WordPressData, tell_sites
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
from audit.sources.blobs import DumpInput

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


def read_dump(dump: DumpInput, wishes: Wishes, progress: Progress) -> DumpData:
    """Read a dump once. Raises AuditError where it cannot be opened."""
    return _Reading(dump, wishes, progress).run()


class _Reading:
    """One pass over a dump."""

    def __init__(self, dump: DumpInput, wishes: Wishes, progress: Progress) -> None:
        self._dump = dump
        self._name = dump.name
        self._reading = DumpReading(dump, self._wants, progress)
        self._facts: list[Fact] = []
        self._defined: dict[Key, TableDefined] = {}
        self._counts: dict[Key, tuple[int, int]] = {}  # rows and bytes
        self._wordpress = WordPressRows(self._name, wishes.settings, wishes.own, wishes.structured)
        self._drupal = DrupalRows(self._name, wishes.settings)
        self._takers: dict[str, WordPressRows | DrupalRows] = {}  # by the table that it wants
        self._about: DumpDescribed | None = None

    def run(self) -> DumpData:
        for event in self._reading.events():
            self._take(event)
        about = self._about or DumpDescribed()
        self._check_end(about)
        tables = list(self._tables())
        wordpress, others = tell_sites(self._wordpress, tables, about.host_database)
        drupal, others = tell_drupal(self._drupal, others, about.host_database)
        read = self._described(about, tables)
        return DumpData(self._name, [*self._facts, *others], wordpress, drupal, read)

    def _wants(self, table: str) -> Wish:
        wishes = [(rows, rows.wants(table)) for rows in (self._wordpress, self._drupal)]
        for rows, wish in wishes:
            if wish:
                self._takers[table] = rows
                return wish
        return False

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
                self._about = self._about or event

    def _check_end(self, about: DumpDescribed) -> None:
        if self._wordpress.full or self._drupal.full:
            text = "There was no room for all settings in the dump; what the others say is not known."
            self._problem("too-many-options", text, None)
        if not self._defined and not self._counts:
            self._problem("no-tables", _NO_SQL, None)
        if about.finished is False:
            text = "The dump lacks its closing line: it ends too early, so tables or rows may be missing."
            self._problem("unfinished", text, self._reading.size)

    def _problem(self, kind: str, text: str, offset: int | None) -> None:
        place = Location(self._reading.file, offset=offset)
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

    def _described(self, about: DumpDescribed, tables: list[Table]) -> DumpRead:
        return DumpRead(
            path=self._dump.blobs[0].place or self._name,
            container=", ".join(self._reading.containers),
            bytes=self._reading.size,
            tables=len(tables),
            rows=sum(table.rows for table in tables),
            exporter=about.exporter,
            exporter_version=about.exporter_version,
            server_version=about.server_version and without_secrets(about.server_version),
            charset=about.charset,
            made=about.started,
            complete=about.finished,
        )
