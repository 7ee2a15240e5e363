"""What a database dump holds: its tables and routines, and the rows that tell of a CMS."""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple, cast

from audit.collectors.code_read import Progress
from audit.collectors.drupal.database import DrupalRows
from audit.collectors.drupal.stored import DrupalData, tell_drupal
from audit.collectors.dump_events import DumpReading
from audit.collectors.dump_file import tell_dump
from audit.collectors.dump_tables import DumpTables
from audit.collectors.dump_text import DumpText
from audit.collectors.wordpress.database import WordPressRows
from audit.collectors.wordpress.options import Own
from audit.collectors.wordpress.sites import WordPressData, tell_sites
from audit.model.facts import Fact, Location, Problem, Routine, RoutineKind, Table
from audit.model.report import DumpRead
from audit.parsers.privacy import without_secrets
from audit.parsers.sql import (
    Damage,
    DatabaseNamed,
    DumpDescribed,
    Event,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableAltered,
    TableDefined,
    TableDropped,
    Wish,
)
from audit.sources.blobs import DumpInput

_MOST_DATABASES = 1000
_UNCOUNTED = {
    "load-data": "Rows come by LOAD DATA from other files; they are not in this dump, and not counted",
    "other-insert": "Rows are written by INSERT ... SELECT or INSERT ... SET; they are not counted",
    "update": "Rows are changed by UPDATE after they were written; the changes are not looked at",
    "delete": "Rows are removed by DELETE after they were written; they are counted all the same",
}
_NO_SQL = "No table was found in it. Is this a database dump?"
# What ends early is told otherwise: by what lacks in a folder, or by the format that is not read.
_TOLD_ELSEWHERE = frozenset({"mydumper", "mysql-shell"})


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
    text: DumpText


def read_dump(dump: DumpInput, wishes: Wishes, progress: Progress, jobs: int = 1) -> DumpData:
    """Read a dump once. Raises AuditError where it cannot be opened."""
    return _Reading(dump, wishes, progress, jobs).run()


class _Reading:
    """One pass over a dump."""

    def __init__(self, dump: DumpInput, wishes: Wishes, progress: Progress, jobs: int) -> None:
        self._dump = dump
        self._name = dump.name
        self._reading = DumpReading(dump, self._wants, progress, jobs)
        self._facts: list[Fact] = []
        self._tables = DumpTables(self._name)
        self._routines: dict[tuple[str, str | None, str], Routine] = {}  # by kind, database and name
        self._databases: dict[str, None] = {}
        self._wordpress = WordPressRows(self._name, wishes.settings, wishes.own, wishes.structured)
        self._drupal = DrupalRows(self._name, wishes.settings)
        self._takers: dict[str, WordPressRows | DrupalRows] = {}  # by the table that it wants
        self._about: DumpDescribed | None = None

    def run(self) -> DumpData:
        for event in self._reading.events():
            self._take(event)
        about = self._about or DumpDescribed()
        self._check_end(about)
        tables = list(self._tables.tables(broken=about.finished is False))
        wordpress, others = tell_sites(self._wordpress, tables, about.host_database)
        drupal, others = tell_drupal(self._drupal, others, about.host_database)
        read = self._described(about, tables)
        told = tell_dump(self._dump, about, read)
        facts = [told, *self._facts, *self._routines.values(), *self._tables.shapes(), *others]
        return DumpData(self._name, facts, wordpress, drupal, read, self._reading.text)

    def _wants(self, table: str) -> Wish:
        wishes = [(rows, rows.wants(table)) for rows in (self._wordpress, self._drupal)]
        for rows, wish in wishes:
            if wish:
                self._takers[table] = rows
                return wish
        return False

    def _take(self, event: Event) -> None:
        match event:
            case RowsCounted():
                self._tables.count(event)
            case RowRead() | RowsPicked():
                self._takers[event.table].take(event)
            case TableDefined():
                self._tables.define(event)
            case TableAltered():
                self._tables.alter(event)
            case TableDropped(database, table):
                self._tables.drop((database, table))
                self._wordpress.forget((database, table))
                self._drupal.forget((database, table))
            case DatabaseNamed(name):
                self._name_database(name)
            case RoutineDefined():
                self._define(event)
            case Damage(kind, offset, text):
                self._problem(kind, text, offset)
            case DumpDescribed():
                self._about = joined(self._about, event) if self._about else event

    def _name_database(self, name: str) -> None:
        if len(self._databases) < _MOST_DATABASES:
            self._databases.setdefault(name)

    def _define(self, event: RoutineDefined) -> None:
        # A view is created twice, first with the columns only, for views that need it.
        self._routines[event.kind, event.database, event.name] = Routine(
            location=Location(self._name, table=event.table),
            kind=cast("RoutineKind", event.kind),
            name=event.name,
            database=event.database,
            table=event.table,
            definer=event.definer and _account(event.definer),
        )

    def _check_end(self, about: DumpDescribed) -> None:
        if self._wordpress.full or self._drupal.full:
            text = "There was no room for all settings in the dump; what the others say is not known."
            self._problem("too-many-options", text, None)
        if self._tables.full:
            text = "There are too many different tables; columns and keys of the last ones are not told."
            self._problem("too-many-columns", text, None)
        told = {fact.kind for fact in self._facts if isinstance(fact, Problem)}
        if not self._tables and "unsupported-format" not in told:
            self._problem("no-tables", _NO_SQL, None)
        if about.finished is False and self._dump.layout not in _TOLD_ELSEWHERE:
            text = "The dump lacks its closing line: it ends too early, so tables or rows may be missing."
            self._problem("unfinished", text, self._reading.size)
        for kind, count in about.statements:
            if kind in _UNCOUNTED and not (kind == "load-data" and self._dump.layout != "stream"):
                self._problem(kind, f"{_UNCOUNTED[kind]} ({count:,}).", None)

    def _problem(self, kind: str, text: str, offset: int | None) -> None:
        place = Location(self._reading.file, offset=offset)
        hides = kind != "noise"
        self._facts.append(Problem(location=place, kind=kind, text=text, source="database", hides=hides))

    def _described(self, about: DumpDescribed, tables: list[Table]) -> DumpRead:
        header = [] if about.host_database is None else [about.host_database]
        return DumpRead(
            path=(self._dump.blobs[0].place if len(self._dump.blobs) == 1 else None) or self._name,
            container=", ".join(self._reading.containers),
            bytes=self._reading.size,
            tables=len(tables),
            rows=sum(table.rows for table in tables),
            exporter=about.exporter,
            exporter_version=about.exporter_version,
            server_version=about.server_version and without_secrets(about.server_version),
            charset=about.charset,
            made=about.started or about.ended,
            complete=about.finished,
            databases=tuple(dict.fromkeys([*header, *self._databases, *self._tables.databases()])),
            longest_statement=about.longest_statement,
            statements=dict(about.statements),
        )


def _account(definer: str) -> str:
    """Return an account; who is called like an e-mail address is not named."""
    user, at, host = definer.rpartition("@")
    return f"{without_secrets(user)}{at}{host}"


def joined(first: DumpDescribed, second: DumpDescribed) -> DumpDescribed:
    """Return what two parts of a dump say of themselves: the first is described, sizes are those of both."""
    statements = Counter(dict(first.statements))
    statements.update(dict(second.statements))
    return replace(
        first,
        finished=False if second.finished is False else first.finished,
        longest_statement=max(first.longest_statement or 0, second.longest_statement or 0) or None,
        statements=tuple(statements.items()),
    )
