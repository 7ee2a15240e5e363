"""A folder that mydumper wrote: a file for each table, and one or many for its rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.collectors.dump_folder import Part, leaf, missing, unfinished, without_rows, without_table
from audit.parsers.load_data import parse_load
from audit.parsers.mydumper import Named, parse_metadata, parse_names, unpacked_name
from audit.parsers.sql_events import Damage, RowsCounted, TableDefined
from audit.parsers.sql_tokens import parse_name
from audit.parsers.tabbed import TabbedFile
from audit.parsers.tabbed_format import Format, guess_format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.collectors.dump_events import DumpReading
    from audit.parsers.sql_events import Event
    from audit.sources.blobs import Blob

_METADATA = 32 * 1024 * 1024  # bytes; of a table there are about 150
_SMALL = 256 * 1024  # bytes of a file that holds one statement
_CHUNKS = 1_000_000  # the highest number of a file of rows that is gone through
_DATABASE = re.compile(
    rb"(?i)CREATE\s+(?:DATABASE|SCHEMA)\s+(?:/\*[^*]*\*/\s*)?(?:IF\s+NOT\s+EXISTS\s+)?(`(?:[^`]|``)+`)"
)
_Key = tuple[str, str]  # database and table, as file names call them


def read_mydumper(reading: DumpReading) -> Iterator[Event]:
    """Yield what a folder of mydumper says: its tables, their rows, then views, triggers and routines."""
    yield from _Folder(reading).events()


class _Folder:
    def __init__(self, reading: DumpReading) -> None:
        self._reading = reading
        self._blobs: dict[str, Blob] = {leaf(blob): blob for blob in reading.dump.blobs}
        self._files = parse_names(self._blobs)
        self._metadata = next((name for name in self._blobs if unpacked_name(name) == "metadata"), None)
        begun = [one.name for one in self._files if one.role == "metadata"]
        texts = [self._head(name, _METADATA) for name in ([self._metadata] if self._metadata else begun)]
        self._about = parse_metadata(b"\n".join(texts).decode("utf-8", "replace"))
        self._databases = {
            one.database: self._real_database(one) for one in self._of("database") if one.database
        }
        self._tables: dict[_Key, TableDefined] = {}
        self._counted: Counter[tuple[str | None, str]] = Counter()

    def events(self) -> Iterator[Event]:
        reading = self._reading
        yield from reading.parts([Part(self._blobs[one.name]) for one in self._of("database")])
        yield from self._read_tables()
        rows = self._row_files()
        parts, damages = self._row_parts(rows)
        for event in reading.parts(parts):
            if isinstance(event, RowsCounted):
                self._counted[event.database, event.table] += event.rows
            yield event
        yield from damages
        yield from self._check(rows)
        late = [*self._of("view"), *self._of("after")]
        yield from reading.parts([Part(self._blobs[one.name], self._database(one.database)) for one in late])
        finished = self._metadata is not None and self._about.finished
        if not finished:
            yield unfinished("mydumper", 'the file "metadata" that it writes last')
        started = self._about.started
        yield replace(reading.described, exporter="mydumper", started=started, finished=finished)

    def _of(self, role: str) -> list[Named]:
        return sorted(one for one in self._files if one.role == role)

    def _head(self, name: str, limit: int = _SMALL) -> bytes:
        return self._reading.head(self._blobs[name], limit)

    def _real_database(self, named: Named) -> str:
        """Return the name of a database, which its files' names may not be able to hold."""
        match = _DATABASE.search(self._head(named.name))
        return parse_name(match[1]) if match else str(named.database)

    def _database(self, database: str | None) -> str | None:
        return None if database is None else self._databases.get(database, database)

    def _read_tables(self) -> Iterator[Event]:
        files = [one for one in self._of("table") if one.table]
        by_blob = {self._blobs[one.name].name: one for one in files}
        parts = [Part(self._blobs[one.name], self._database(one.database)) for one in files]
        for event in self._reading.parts(parts):
            named = by_blob.get(self._reading.file)
            if isinstance(event, TableDefined) and named and named.database and named.table:
                self._tables[named.database, named.table] = event
            yield event

    def _row_files(self) -> dict[_Key, list[Named]]:
        """Return the files of the rows of each table, in their order."""
        files: defaultdict[_Key, list[Named]] = defaultdict(list)
        for one in self._files:
            if one.role in {"rows", "values"} and one.database and one.table:
                files[one.database, one.table].append(one)
        return {key: sorted(files[key], key=lambda one: (one.part, one.name)) for key in sorted(files)}

    def _table(self, key: _Key) -> TableDefined:
        known = self._tables.get(key)
        if known:
            return known
        return TableDefined(self._database(key[0]), self._about.names.get(key, key[1]), ())

    def _row_parts(self, rows: dict[_Key, list[Named]]) -> tuple[list[Part], list[Damage]]:
        parts, damages = [], []
        for key, files in rows.items():
            table, database = self._table(key), self._database(key[0])
            by_name = {unpacked_name(one.name): one for one in files}
            for one in files:
                stem, _, suffix = unpacked_name(one.name).rpartition(".")
                values = by_name.get(f"{stem}.dat")
                if suffix == "sql" and values is None:
                    load = parse_load(self._head(one.name)) if self._is_small(one) else None
                    if load:
                        damages.append(missing(table.table, [load.file or f"{stem}.dat"]))
                    else:
                        parts.append(Part(self._blobs[one.name], database, table))
                elif suffix == "dat":
                    parts.append(self._values_part(one, by_name.get(f"{stem}.sql"), table, database))
        return parts, damages

    def _is_small(self, named: Named) -> bool:
        size = self._blobs[named.name].size
        return size is None or size < _SMALL

    def _values_part(
        self, values: Named, statement: Named | None, table: TableDefined, database: str | None
    ) -> Part:
        load = parse_load(self._head(statement.name)) if statement else None
        if load:
            rows = TabbedFile(database, table.table, load.columns, load.form, load.encoded, load.heading)
        else:
            form = guess_format(self._head(values.name), len(table.columns)) or Format()
            rows = TabbedFile(database, table.table, table.columns, form)
        return Part(self._blobs[values.name], database, table, rows)

    def _check(self, rows: dict[_Key, list[Named]]) -> Iterator[Damage]:
        """Yield what is not there, as far as the folder tells."""
        known = self._about.rows
        for key, files in rows.items():
            table = self._table(key)
            if key in known:
                found = self._counted[table.database, table.table]
                if found < known[key]:
                    yield _too_few(table.table, found, known[key])
            elif gaps := _gaps(files):
                yield missing(table.table, gaps)
        yield from without_table([self._table(key).table for key in rows if key not in self._tables])
        lost = [key for key, number in known.items() if number and key not in rows]
        yield from without_rows([self._table(key).table for key in lost])


def _too_few(table: str, found: int, known: int) -> Damage:
    text = f"The folder has {found} of the {known} rows of the table {table}: files are missing or cut off."
    return Damage("missing-part", 0, text)


def _gaps(files: list[Named]) -> list[int]:
    """Return the numbers that are left out; a file without rows is not written, so that may be right."""
    numbers = {one.part[0] for one in files if len(one.part) == 1}
    first = 0 if 0 in numbers else 1  # of files of a certain size
    last = max(numbers, default=0)
    return sorted(set(range(first, last)) - numbers) if last < _CHUNKS else []
