"""Reads a dump as a scan does, and counts the hosts and paths in its text: read_text.py FILE."""

import sys
from pathlib import Path

from audit.collectors.dump_text import DumpText
from audit.collectors.wordpress.database import WordPressRows
from audit.parsers.sql import RowRead, RowsCounted, RowsPicked, read_dump
from audit.sources.compression import Stream

wanted = WordPressRows("dump", frozenset(), own=lambda _: None)
text = DumpText("dump")
size = 0
with Path(sys.argv[1]).open("rb", buffering=0) as file:
    stream = Stream(file)

    def read(most: int) -> bytes:
        """Read on, and let the text be counted."""
        global size  # noqa: PLW0603 - a script
        piece = stream.read(most)
        size += len(piece)
        text.feed(piece)
        return piece

    for event in read_dump(read, wanted.wants):
        if isinstance(event, RowRead | RowsPicked):
            wanted.take(event)
        elif isinstance(event, RowsCounted):
            text.passed(event.database, event.table, size)
text.close()
print(len(list(text.facts())))
