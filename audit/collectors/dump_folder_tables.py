"""Folders with files for each table: of SQL alone, or with the rows beside it, as mysqldump --tab writes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from audit.collectors.dump_folder import Part, are_worth_workers, leaf, without_rows, without_table
from audit.parsers.mydumper import unpacked_name
from audit.parsers.sql_events import TableDefined
from audit.parsers.tabbed import TabbedFile
from audit.parsers.tabbed_format import Format, guess_format
from audit.sources.dump_folders import first_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audit.collectors.dump_events import DumpReading
    from audit.parsers.sql_events import Event

_HEAD = 64 * 1024
_SAMPLE = 64 * 1024
_SQL, _ROWS = re.compile(r"(.+)\.sql\Z", re.IGNORECASE), re.compile(r"(.+)\.(?:txt|csv|tsv)\Z", re.IGNORECASE)


def read_tables(reading: DumpReading) -> Iterator[Event]:
    """Yield the events of a folder with a file of SQL for each table."""
    parts = [Part(blob) for blob in reading.dump.blobs]
    names = None
    if are_worth_workers(reading.dump.blobs):
        # Asked in their order before any is read: so what is wanted is the same whoever reads them.
        names = [first_table(reading.head(part.blob, _HEAD)) for part in parts]
    yield from reading.parts(parts, names or ())
    yield reading.described


def read_tabs(reading: DumpReading) -> Iterator[Event]:
    """Yield the events of a folder with a file of SQL and a file of rows for each table."""
    blobs = {unpacked_name(leaf(blob)): blob for blob in reading.dump.blobs}
    tables: dict[str, TableDefined] = {}
    stems = {match[1]: blobs[name] for name in sorted(blobs) if (match := _SQL.match(name))}
    by_blob = {blob.name: stem for stem, blob in stems.items()}
    for event in reading.parts([Part(blob) for blob in stems.values()]):
        if isinstance(event, TableDefined):
            tables[by_blob[reading.file]] = event
        yield event
    rows = {match[1]: blobs[name] for name in sorted(blobs) if (match := _ROWS.match(name))}
    known = {stem: tables.get(stem) or TableDefined(None, stem, ()) for stem in rows}
    forms = _formats({stem: (reading.head(blob, _SAMPLE), known[stem]) for stem, blob in rows.items()})
    parts = [
        Part(blob, rows=TabbedFile(table.database, table.table, table.columns, forms[stem]))
        for stem, blob in rows.items()
        for table in (known[stem],)
    ]
    yield from reading.parts(parts)
    yield from without_rows([table.table for stem, table in tables.items() if stem not in rows])
    yield from without_table([stem for stem in rows if stem not in tables])
    yield reading.described


def _formats(samples: dict[str, tuple[bytes, TableDefined]]) -> dict[str, Format]:
    """Return the format of each file. One command wrote all: where a file does not tell, others do."""
    guesses = {
        stem: guess_format(sample, len(table.columns))
        for stem, (sample, table) in samples.items()
        if len(table.columns) > 1 and sample
    }
    found = Counter(form for form in guesses.values() if form)
    usual = found.most_common(1)[0][0] if found else Format()
    return {stem: guesses.get(stem) or usual for stem in samples}
