"""The events of a dump, in whatever files it came."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from typing import NamedTuple, TypeGuard, cast

from audit.collectors.code_read import Progress
from audit.collectors.dump_folder import Part, are_worth_workers, together
from audit.collectors.dump_folder_jobs import Ask, in_order
from audit.collectors.dump_folder_mydumper import read_mydumper
from audit.collectors.dump_folder_mysqlsh import read_mysqlsh
from audit.collectors.dump_folder_tables import read_tables, read_tabs
from audit.collectors.dump_text import DumpText
from audit.errors import AuditError
from audit.parsers.dialects import read_any
from audit.parsers.double_quoted import DoubleQuoted
from audit.parsers.sql_events import (
    Damage,
    DatabaseNamed,
    DumpDescribed,
    Event,
    RowsCounted,
    TableDefined,
    Wish,
)
from audit.parsers.tabbed import TabbedFile, read_tabbed
from audit.sources.blobs import Blob, DumpInput, Layout, Raw
from audit.sources.compression import Stream
from audit.sources.dump_folders import read_head

Wants = Callable[[str], Wish]

_BATCH = 4 * 1024 * 1024  # bytes of a dump whose events are sent at once
_EVENTS = 1000
_TABLES = 65536  # answers that are remembered


class DumpReading:
    """One pass over a dump, file by file."""

    def __init__(self, dump: DumpInput, wants: Wants, progress: Progress, jobs: int = 1) -> None:
        self.dump = dump
        self.file = dump.name  # the one that is being read; events tell of it
        self.size = 0  # bytes of SQL, or of rows, so far
        self.containers: list[str] = []  # of the files, each once
        self.text = DumpText(dump.name)  # of the files that were read to their ends
        self._described: DumpDescribed | None = None
        self._wants = wants
        self._wishes: dict[str, Wish] = {}  # what was answered
        self._progress = progress
        self._jobs = jobs

    @property
    def described(self) -> DumpDescribed:
        """What the parts of a folder that were read say of themselves, as one."""
        return self._described or DumpDescribed()

    def events(self) -> Iterator[Event]:
        """Yield what the dump says; each file ends with a DumpDescribed. Raises AuditError if none opens."""
        yield from _READERS[self.dump.layout](self)

    def stream(self) -> Iterator[Event]:
        """Yield the events of files of SQL, one after the other."""
        yield from self._each(self.sql)

    def databases(self) -> Iterator[Event]:
        """Yield the events of SQLite databases."""
        yield from self._each(self._sqlite)

    def _each(self, events: Callable[[Blob], Iterator[Event]]) -> Iterator[Event]:
        for blob in self.dump.blobs:
            if len(self.dump.blobs) > 1:
                self.file = blob.name
            try:
                yield from events(blob)
            except AuditError as error:
                raise AuditError(f"{blob.place or blob.name}: {error}") from error
            except OSError as error:
                raise AuditError(f"{blob.place or blob.name} could not be read: {error.strerror}.") from error

    def parts(self, parts: Sequence[Part], tables: Iterable[str | None] = ()) -> Iterator[Event]:
        """
        Yield the events of files of a folder, each read by itself, in their order whatever jobs is.

        What they say of themselves is put aside. What cannot be read is told, and the others are read.
        Tables are those that the files hold, as far as that is known before.
        """
        for table in (*(part.holds for part in parts), *tables):
            if table is not None:
                self._wish(table)
        if self._jobs > 1 and len(parts) > 1 and are_worth_workers(part.blob for part in parts):
            shared = (self.dump, dict(self._wishes))
            for batch in in_order(_batches, shared, list(enumerate(parts)), self._jobs, self._answer):
                if isinstance(batch, Batch):
                    self.file = parts[batch.number].blob.name
                    self._count(batch.size)
                    self._note(batch.containers)
                    if batch.text:
                        self.text.join(batch.text)
                    yield from self._sifted(batch.events)
        else:
            for part in parts:
                self.file = part.blob.name
                yield from self._sifted(self.part(part))
        self.file = self.dump.name

    def part(self, part: Part) -> Iterator[Event]:
        """Yield the events of one file, and why it cannot be read."""
        said = len(part.prelude.splitlines())  # things that the file itself does not say
        try:
            if part.rows:
                yield from self.rows(part.blob, part.rows)
                return
            for event in self.sql(part.blob, part.prelude):
                if isinstance(event, Damage):
                    yield Damage(event.kind, max(event.offset - len(part.prelude), 0), event.text)
                elif said and isinstance(event, DatabaseNamed | TableDefined):
                    said -= 1
                else:
                    yield event
        except AuditError as error:
            yield Damage("unreadable-file", 0, str(error))
        except OSError as error:
            yield Damage("unreadable-file", 0, f"This file could not be read ({error.strerror}).")

    def sql(self, blob: Blob, prelude: bytes = b"") -> Iterator[Event]:
        """Yield the events of a file of SQL. Raises AuditError or OSError where it cannot be read."""
        with self._opened(blob) as file:
            start = self.size
            quoted = DoubleQuoted(self._counting(file.stream)) if prelude else None
            read = quoted.read if quoted else self._counting(file.stream)
            events = read_any(file.reading(_behind(prelude, read)), self._wish)
            yield from file.passing(map(quoted.back, events) if quoted else events)
            if damage := file.damage:
                yield Damage("damaged-archive", self.size - start + len(prelude), damage)

    def rows(self, blob: Blob, rows: TabbedFile) -> Iterator[Event]:
        """Yield the events of a file for LOAD DATA. Raises AuditError or OSError where it cannot be read."""
        with self._opened(blob) as file:
            start = self.size
            read = file.reading(self._counting(file.stream))
            yield from file.passing(read_tabbed(read, rows, self._wish(rows.table)))
            if damage := file.damage:
                yield Damage("damaged-archive", self.size - start, damage)

    @contextmanager
    def _opened(self, blob: Blob) -> Iterator["_Opened"]:
        with closing(blob.open()) as raw:
            file = _Opened(raw, Stream(raw), DumpText(self.dump.name))
            yield file
        self._note([file.stream.container])
        file.text.close()
        self.text.join(file.text)

    def _sqlite(self, blob: Blob) -> Iterator[Event]:
        from audit.collectors.sqlite_dump import read_sqlite  # noqa: PLC0415 - a Python may come without SQLite

        self._note(["sqlite"])
        self._count(blob.size or 0)
        yield from read_sqlite(blob, self._wish)

    def head(self, blob: Blob, limit: int) -> bytes:
        """Return the start of a small file that tells of others; what cannot be read of it is not there."""
        with suppress(AuditError, OSError):
            return read_head(blob, limit)
        return b""

    def _wish(self, table: str) -> Wish:
        """Return what is wanted of a table, whatever file tells of it: it is asked once."""
        wish = self._wishes.get(table)
        if wish is None:
            wish = self._wants(table)
            if len(self._wishes) < _TABLES:
                self._wishes[table] = wish
        return wish

    def _answer(self, table: object) -> Wish:
        return self._wish(str(table))

    def _sifted(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, DumpDescribed):
                self._described = together(self._described, event)
            else:
                yield event

    def _counting(self, stream: Stream) -> Callable[[int], bytes]:
        def read(size: int) -> bytes:
            data = stream.read(size)
            self._count(len(data))
            return data

        return read

    def _count(self, size: int) -> None:
        self.size += size
        self._progress(f"Reading {self.dump.name}, MB", self.size // 1_000_000, None)

    def _note(self, containers: Iterable[str]) -> None:
        self.containers += [name for name in containers if name not in self.containers]


class _Opened(NamedTuple):
    """A file that is being read, with what is counted in its text."""

    raw: Raw
    stream: Stream
    text: DumpText

    @property
    def damage(self) -> str | None:
        """What is wrong with it, or with the archive that it is in; known at its end."""
        return self.stream.damage or getattr(self.raw, "damage", None)

    def reading(self, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
        """Return what reads as before, and counts."""
        feed = self.text.feed

        def counted(size: int) -> bytes:
            data = read(size)
            feed(data)
            return data

        return counted

    def passing(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yield the events as they are; they tell whose text was read."""
        for event in events:
            if isinstance(event, RowsCounted):
                self.text.passed(event.database, event.table, event.end)
            yield event


class Batch(NamedTuple):
    """What another process read of a file since the last one."""

    number: int  # of the part
    events: list[Event]
    size: int
    containers: list[str]
    text: DumpText | None = None  # with the last one


def _batches(shared: tuple[DumpInput, dict[str, Wish]], task: tuple[int, Part], ask: Ask) -> Iterator[Batch]:
    """Read a part in another process."""
    dump, wishes = shared
    number, part = task

    def wants(table: str) -> Wish:
        wish = wishes.get(table)
        if wish is None:
            wish = cast("Wish", ask(table))
            if len(wishes) < _TABLES:
                wishes[table] = wish
        return wish

    reading = DumpReading(dump, wants, lambda *_: None)
    events: list[Event] = []
    sent = 0
    for event in reading.part(part):
        if events and isinstance(event, RowsCounted) and _is_same_table(events[-1], event):
            events[-1] = _sum(events[-1], event)
        else:
            events.append(event)
        if len(events) >= _EVENTS or reading.size - sent >= _BATCH:
            yield Batch(number, events, reading.size - sent, reading.containers)
            events, sent = [], reading.size
    yield Batch(number, events, reading.size - sent, reading.containers, reading.text)


def _is_same_table(event: Event, other: RowsCounted) -> TypeGuard[RowsCounted]:
    if not isinstance(event, RowsCounted):
        return False
    return (event.database, event.table) == (other.database, other.table)


def _sum(one: RowsCounted, other: RowsCounted) -> RowsCounted:
    longest = max(one.longest or 0, other.longest or 0) or None
    rows, size = one.rows + other.rows, one.bytes + other.bytes
    return replace(one, rows=rows, bytes=size, longest=longest, end=other.end)


def _behind(prelude: bytes, read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    if not prelude:
        return read
    left = BytesIO(prelude)
    return lambda size: left.read(size) or read(size)


_READERS: dict[Layout, Callable[[DumpReading], Iterator[Event]]] = {
    "stream": DumpReading.stream,
    "mydumper": read_mydumper,
    "mysql-shell": read_mysqlsh,
    "tab": read_tabs,
    "tables": read_tables,
    "sqlite": DumpReading.databases,
}
