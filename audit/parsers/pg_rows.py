"""The rows of an INSERT of PostgreSQL or SQLite, counted and told as plain literals."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import zip_longest

from audit.parsers.sql_events import DAMAGES, Damage, RowRead, RowsCounted, RowsPicked
from audit.parsers.sql_insert import Heads, Insert
from audit.parsers.sql_rows import Tally, read_rows
from audit.parsers.sql_sizes import Longest
from audit.parsers.sql_walk import Walker

_SHORT = Longest()  # nobody asks how long shorter rows and statements are

Literal = Callable[[bytes, str | None, bool], bytes]  # of a field, its column, and whether it is cut


class Inserts:
    """Reads rows behind the heads of INSERTs."""

    def __init__(self, walker: Walker, heads: Heads, longest: int) -> None:
        self._walker = walker
        self._heads = heads
        self._longest = longest  # bytes of a value
        self._statement = _SHORT.statement  # bytes of the longest one
        self._longest_rows: dict[tuple[str | None, str], Longest] = {}  # of the tables that have long ones

    @property
    def longest_statement(self) -> int | None:
        """The bytes of the longest statement; None: all are short."""
        return self._statement if self._statement > _SHORT.statement else None

    def measure(self, begun: int) -> None:
        """See whether the statement that began there and ends here is the longest so far."""
        self._statement = max(self._statement, self._walker.window.offset - begun)

    def read(
        self, insert: Insert, begun: int, database: str | None, literal: Literal
    ) -> Iterator[RowRead | RowsPicked | RowsCounted | Damage]:
        """Move behind an INSERT; yield what is wanted of its rows, how many they are, and its damage."""
        key = (database, insert.table)
        longest = self._longest_rows.get(key) or Longest()
        longest.statement = self._statement
        tally = Tally(begun, longest)
        insert = replace(insert, database=database)
        for row in read_rows(self._walker, insert, b";", tally, self._longest):
            yield _told(row, literal)
        self._heads.weigh(tally.bytes, tally.rows)
        self._statement = longest.statement
        if not tally.damage:
            self.measure(tally.begun)
        if longest.row > _SHORT.row:
            self._longest_rows[key] = longest
        if tally.rows:
            most = longest.row if longest.row > _SHORT.row else None
            end = self._walker.window.offset
            yield RowsCounted(database, insert.table, tally.rows, tally.bytes, most, end)
        if tally.damage:
            yield Damage(tally.damage, self._walker.window.offset, DAMAGES[tally.damage])
            self._walker.open = None


def _told(row: RowRead | RowsPicked, literal: Literal) -> RowRead | RowsPicked:
    if isinstance(row, RowRead):
        named = zip_longest(row.fields, row.columns[: len(row.fields)])
        fields = (literal(field, column, place in row.cut) for place, (field, column) in enumerate(named))
        return replace(row, fields=tuple(fields))
    is_cut = row.sizes is not None
    rows = [
        tuple(literal(field, column, is_cut) for field, column in zip(one, row.columns, strict=True))
        for one in row.rows
    ]
    return replace(row, rows=rows)
