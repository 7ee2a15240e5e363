"""Reads a dump as a scan does, and nothing else: read_dump.py FILE."""

import sys
from pathlib import Path

from audit.collectors.wordpress.database import WordPressRows
from audit.parsers.sql import RowRead, RowsCounted, RowsPicked, read_dump
from audit.sources.compression import Stream

wanted = WordPressRows("dump", frozenset(), own=lambda _: None)
rows = 0
with Path(sys.argv[1]).open("rb", buffering=0) as file:
    for event in read_dump(Stream(file).read, wanted.wants):
        if isinstance(event, RowRead | RowsPicked):
            wanted.take(event)
        elif isinstance(event, RowsCounted):
            rows += event.rows
print(rows)
