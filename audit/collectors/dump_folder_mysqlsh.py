"""A folder that MySQL Shell wrote: JSON beside the SQL of each table, and its rows in chunks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.collectors.dump_folder import Part, leaf, missing, unfinished, without_rows, without_table
from audit.parsers.mydumper import unpacked_name
from audit.parsers.mysqlsh import (
    UNFINISHED,
    Chunk,
    Sheet,
    parse_chunks,
    parse_database,
    parse_instance,
    parse_sheet,
    parse_sizes,
    parse_stem,
)
from audit.parsers.sql_events import Damage, TableDefined
from audit.parsers.tabbed import TabbedFile
from audit.parsers.tabbed_format import Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.collectors.dump_events import DumpReading
    from audit.parsers.sql_events import Event
    from audit.sources.blobs import Blob

_SMALL = 4 * 1024 * 1024  # bytes of the JSON of a table
_LARGE = 32 * 1024 * 1024  # bytes of the JSON of all
_INSTANCE, _DONE = "@.json", "@.done.json"
_SKIPPED = 1_000_000  # the highest number of a chunk


def read_mysqlsh(reading: DumpReading) -> Iterator[Event]:
    """Yield what a folder of MySQL Shell says: databases, tables, their rows, then views and triggers."""
    yield from _Folder(reading).events()


class _Folder:
    def __init__(self, reading: DumpReading) -> None:
        self._reading = reading
        # Somebody may have packed files that MySQL Shell leaves as they are.
        self._blobs: dict[str, Blob] = {unpacked_name(leaf(blob)): blob for blob in reading.dump.blobs}
        self._databases: dict[str, str] = {}  # by how file names begin
        self._sheets: dict[str, Sheet] = {}  # by how the names of the files of rows begin
        self._stems: dict[str, Sheet] = {}  # the same, by the name of the JSON file
        for name in sorted(self._blobs):
            if name.endswith(".json") and name not in {_INSTANCE, _DONE}:
                self._read_json(name)
        self._tables: dict[str, TableDefined] = {}  # by how file names begin
        self._chunks: defaultdict[str, list[Chunk]] = defaultdict(list)
        for chunk in parse_chunks(sorted(self._blobs)):
            self._chunks[chunk.stem].append(chunk)

    def events(self) -> Iterator[Event]:
        reading = self._reading
        files = sorted(name for name in self._blobs if name.endswith(".sql"))
        early = [name for name in files if "@" not in name or name.endswith(".pre.sql")]
        late = [name for name in files if name.startswith("@.") or name.endswith(".triggers.sql")]
        middle = [name for name in files if name not in {*early, *late}]
        # Of a view only a stand-in is made before, and dropped when the view itself is made.
        for name, event in self._sql([*early, *middle]):
            if isinstance(event, TableDefined):
                self._tables[name.removesuffix(".sql")] = event
            yield event
        yield from reading.parts(list(self._row_parts()))
        yield from self._check()
        for _, event in self._sql(late):
            yield event
        about = parse_instance(self._head(_INSTANCE, _LARGE))
        finished = _DONE in self._blobs
        if not finished:
            yield unfinished("MySQL Shell", f'the file "{_DONE}" that it writes last')
        yield replace(
            reading.described,
            exporter="MySQL Shell",
            exporter_version=about.shell,
            server_version=about.server,
            charset=about.charset,
            started=about.started,
            finished=finished,
        )

    def _head(self, name: str, limit: int) -> bytes:
        return self._reading.head(self._blobs[name], limit) if name in self._blobs else b""

    def _read_json(self, name: str) -> None:
        stem = name.removesuffix(".json")
        data = self._head(name, _SMALL)
        if "@" not in stem:
            if database := parse_database(data):
                self._databases[stem] = database
        elif sheet := parse_sheet(data):
            self._stems[stem] = sheet
            self._sheets |= dict.fromkeys(sheet.stems or (stem,), sheet)

    def _database(self, stem: str) -> str | None:
        first = stem.partition("@")[0]
        return (self._databases.get(first) or parse_stem(first)[0]) if first else None

    def _sql(self, names: list[str]) -> Iterator[tuple[str, Event]]:
        by_blob = {self._blobs[name].name: name for name in names}
        parts = [Part(self._blobs[name], self._database(name.removesuffix(".sql"))) for name in names]
        for event in self._reading.parts(parts):
            yield by_blob[self._reading.file], event

    def _row_parts(self) -> Iterator[Part]:
        for stem in sorted(self._chunks):
            chunks = sorted(self._chunks[stem], key=lambda chunk: (chunk.number or 0, chunk.name))
            sheet = self._sheets.get(stem)
            if sheet:
                rows = TabbedFile(sheet.database, sheet.table, sheet.columns, sheet.form, sheet.encoded)
            else:
                columns = known.columns if (known := self._tables.get(stem)) else ()
                rows = TabbedFile(self._database(stem), parse_stem(stem)[1] or stem, columns, Format())
            for chunk in chunks:
                yield Part(self._blobs[chunk.name], rows=rows)

    def _check(self) -> Iterator[Damage]:
        """Yield what is not there, as far as the folder tells."""
        sizes = parse_sizes(self._head(_DONE, _LARGE))
        for stem, chunks in sorted(self._chunks.items()):
            table = sheet.table if (sheet := self._sheets.get(stem)) else stem
            if begun := [chunk.name for chunk in chunks if chunk.name.endswith(UNFINISHED)]:
                yield _unfinished_file(table, begun)
            elif sizes is None and (gaps := _gaps(chunks)):
                yield missing(table, gaps)
        lost: defaultdict[str, list[str]] = defaultdict(list)
        for name in sizes or ():
            if unpacked_name(name) not in self._blobs and (chunk := parse_chunks([name])):
                lost[chunk[0].stem].append(name)
        for stem, names in lost.items():
            yield missing(sheet.table if (sheet := self._sheets.get(stem)) else stem, names)
        without = [
            stem for stem, sheet in self._sheets.items() if stem not in self._chunks and stem not in lost
        ]
        yield from without_rows([self._sheets[stem].table for stem in without if self._sheets[stem].has_rows])
        known = {sheet.table for stem, sheet in self._stems.items() if stem in self._tables}
        unknown = [parse_stem(stem)[1] or stem for stem in self._chunks]
        yield from without_table(sorted({name for name in unknown if name not in known}))


def _unfinished_file(table: str, names: list[str]) -> Damage:
    text = f"MySQL Shell was still writing rows of the table {table}: {len(names)} of its files have no end."
    return Damage("missing-part", 0, text)


def _gaps(chunks: list[Chunk]) -> list[str]:
    """Return which chunks are left out; the name of the last one says that it is."""
    numbers = {chunk.number for chunk in chunks if chunk.number is not None and chunk.number < _SKIPPED}
    if not numbers:
        return []
    gaps = [str(number) for number in range(max(numbers)) if number not in numbers]
    return gaps if any(chunk.is_last for chunk in chunks) else [*gaps, "the last one"]
