"""A dump that is a folder of files: what its readers share."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from audit.parsers.mydumper import unpacked_name
from audit.parsers.sql_events import Damage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from audit.parsers.sql_events import DumpDescribed, TableDefined
    from audit.parsers.tabbed import TabbedFile
    from audit.sources.blobs import Blob

_WORTH_WORKERS = 200_000_000  # bytes, unpacked; below, starting workers takes longer than reading
_PACKED = 4  # times as much as lies there is in a packed file, roughly
_NAMED = 5  # of many names


class Part(NamedTuple):
    """A file of a dump that can be read by itself."""

    blob: Blob
    database: str | None = None  # that its statements are about; None: it says so itself, or nothing does
    table: TableDefined | None = None  # whose rows it holds; None: it says so itself
    rows: TabbedFile | None = None  # of rows for LOAD DATA; None: it is SQL

    @property
    def holds(self) -> str | None:
        """The table whose rows it holds, if that is known before it is read."""
        return self.rows.table if self.rows else self.table.table if self.table else None

    @property
    def prelude(self) -> bytes:
        """What is to be read before the file, as a program that loads it would have done it."""
        if self.rows:
            return b""
        use = b"USE %b;\n" % _quoted(self.database) if self.database is not None else b""
        if not self.table or not self.table.columns:
            return use
        columns = b",".join(b"%b int" % _quoted(column) for column in self.table.columns)
        return use + b"CREATE TABLE %b (%b);\n" % (_quoted(self.table.table), columns)


def leaf(blob: Blob) -> str:
    """Return the name of a file without the folder."""
    return blob.name.rpartition("/")[2]


def are_worth_workers(blobs: Iterable[Blob]) -> bool:
    """Tell whether files are worth the start of processes, and each of these can open them by itself."""
    size = 0
    for blob in blobs:
        if blob.place is None:
            return False
        size += (blob.size or 0) * (_PACKED if unpacked_name(blob.name) != blob.name else 1)
    return size >= _WORTH_WORKERS


def listed(names: Iterable[object]) -> str:
    """
    Return names in a sentence, the first of many.

    >>> listed([1]), listed([1, 2, 3]), listed(range(1, 9))
    ('1', '1, 2 and 3', '1, 2, 3, 4, 5 and 3 more')
    """
    words = [str(name) for name in names]
    if len(words) > _NAMED:
        words = [*words[:_NAMED], f"{len(words) - _NAMED} more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def missing(table: str, numbers: Iterable[object]) -> Damage:
    """Return that parts of a table's rows are not there."""
    text = f"Of the rows of the table {table} these files are not there: {listed(numbers)}."
    return Damage("missing-part", 0, text)


def unfinished(exporter: str, what: str) -> Damage:
    """Return that a program did not come to its end."""
    text = f"{exporter} did not finish: the folder lacks {what}. Tables or rows may be missing."
    return Damage("unfinished-folder", 0, text)


def without_rows(tables: list[str]) -> Iterator[Damage]:
    """Yield that files of rows are not there for some tables."""
    if tables:
        text = f"For these tables there is no file of rows: {listed(tables)}. They may have been left out."
        yield Damage("missing-part", 0, text)


def without_table(tables: list[str]) -> Iterator[Damage]:
    """Yield that nothing tells what the columns of some tables are."""
    if tables:
        text = f"For these tables there are rows, but no file that makes the table: {listed(tables)}."
        yield Damage("missing-table", 0, text)


def together(first: DumpDescribed | None, second: DumpDescribed) -> DumpDescribed:
    """Return what two files of a folder say of themselves, as one: it is complete if each is."""
    if first is None:
        return second
    known = first if first.exporter or not second.exporter else second
    ends = {first.finished, second.finished}
    statements = Counter(dict(first.statements))
    statements.update(dict(second.statements))
    return replace(
        known,
        charset=first.charset or second.charset,
        finished=False if False in ends else None if None in ends else True,
        longest_statement=max(first.longest_statement or 0, second.longest_statement or 0) or None,
        statements=tuple(statements.items()),
    )


def _quoted(name: str | None) -> bytes:
    return b"`%b`" % (name or "").replace("`", "``").encode("utf-8", "surrogateescape")
