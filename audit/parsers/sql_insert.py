"""The heads of INSERT statements: what stands before their rows."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from audit.parsers.sql_events import Pick, TableDefined, Wish
from audit.parsers.sql_grammar import Grammar
from audit.parsers.sql_tokens import parse_name
from audit.parsers.sql_walk import Walker

_LONGEST = 4 * 1024 * 1024  # In bytes; a table has up to 4,096 columns with names of 64 characters.
_LONGEST_FOLDED = 4 * 1024
_LONG_ROWS = 32 * 1024  # In bytes; a statement with so many is worth no pattern of its own.
_LONG_ROW = 200  # In bytes; the mean of rows that batches are of no use for.
_SHORT_ROWS = 16  # So many shorter ones make a batch.
_TURNS = 32  # A pattern is compiled for the head of shorter ones when it came so often in turn.
_TABLES = 65536  # So many answers of `wanted` are kept.
_BEHIND = (b"(", b" ", b"\n", b"\r", b"\t")


class Signs:
    """Looks for signs in the rows of a table, so far into it."""

    def __init__(self, pattern: re.Pattern[bytes], within: int) -> None:
        self._pattern = pattern
        self._left = within

    def near(self, text: bytes, start: int, end: int) -> bool:
        """Say whether a part of the table holds one."""
        if self._left <= 0:
            return False
        self._left -= end - start
        return self._pattern.search(text, start, end) is not None


@dataclass(frozen=True, slots=True)
class Insert:
    """The head of an INSERT."""

    database: str | None
    table: str
    columns: tuple[str, ...]  # Those that are picked, if only some are.
    wanted: bool
    picked: tuple[int, ...]  # The positions of the only columns that are wanted; none: whole rows are.
    rows: re.Pattern[bytes]  # Those of the grammar; folded, if the head came often in turn.
    folded: bool = False
    long: bool = False  # The statement before, with the same head, was long,
    steady: int = 0  # and its rows are worth the pattern for batches of so many; 0: it was not.
    written: bytes = b""  # The head itself.
    signs: Signs | None = None
    signed: "Insert | None" = None  # What is wanted of rows near a sign.

    def near(self, text: bytes, start: int, end: int) -> "Insert":
        """Return what is wanted of the rows in a part of a text."""
        if self.signed and self.signs and self.signs.near(text, start, end):
            return self.signed
        return self

    def fold(self, patterns: Grammar) -> "Insert":
        """Return it with patterns that see rows behind the same head, written again, as well."""
        rows = patterns.rows(self.picked, self.written)
        return replace(self, rows=rows, folded=True, signed=self.signed and self.signed.fold(patterns))


def batch_of(size: int, rows: int) -> int:
    """Return how many of such rows, of a size in bytes, are best seen as one; 0: they are too few."""
    if size <= _LONG_ROWS:
        return 0
    return 1 if size >= _LONG_ROW * rows else _SHORT_ROWS


class Heads:
    """Reads the heads; one that comes again is not read again."""

    def __init__(self, walker: Walker, wanted: Callable[[str], Wish]) -> None:
        self._walker = walker
        self._window = walker.window
        self._wanted = lru_cache(maxsize=_TABLES)(wanted)
        self._columns: dict[tuple[str | None, str], tuple[str, ...]] = {}
        self._signs: dict[tuple[str | None, str], Signs] = {}
        self._written = b""
        self._last: Insert | None = None
        self._turns = 0

    def define(self, table: TableDefined) -> None:
        """Remember the columns of a table, if its rows are wanted."""
        if self._wanted(table.table):
            self._columns[table.database, table.table] = table.columns

    def forget(self) -> None:
        """Read the next head anew: another statement may have changed what it means."""
        self._last = None

    def weigh(self, size: int, rows: int | None = None) -> None:
        """Take in the size in bytes of the rows behind the last head; None: nobody knows how many."""
        if self._last and size > _LONG_ROWS:
            self._turns = 0
            steady = 0 if rows is None else batch_of(size, rows)
            self._last = replace(self._last, long=True, steady=steady)

    def read(self, database: str | None) -> Insert | None:
        """Move behind VALUES and return what stands before; None for other forms of INSERT."""
        window, patterns = self._window, self._walker.grammar
        if self._last and self._comes_again():
            window.at += len(self._written)
            self._turns += 1
            if self._turns == _TURNS and len(self._written) <= _LONGEST_FOLDED:
                self._last = self._last.fold(patterns)
            return self._last
        while not (match := patterns.insert.match(window.text, window.at)) or match.end() == len(window.text):
            if window.left > _LONGEST or not self._walker.is_unclear(patterns.insert_part):
                return None
            if not window.more():
                return None
        first, second, listed = match.groups()
        table = parse_name(second or first)
        if second:
            database = parse_name(first)
        wish = self._wanted(table)
        columns: tuple[str, ...] = ()
        if wish and listed:
            columns = tuple(parse_name(name) for name in patterns.name.findall(listed) if name)
        elif wish:
            columns = self._columns.get((database, table), ())
        self._last = Insert(database, table, columns, bool(wish), (), patterns.rows(), written=match[0])
        if isinstance(wish, Pick):
            self._last = self._with_picks(self._last, wish)
        self._written = match[0]
        self._turns = 1
        window.at = match.end()
        return self._last

    def _with_picks(self, insert: Insert, wish: Pick) -> Insert:
        def pick(names: frozenset[str]) -> Insert:
            columns = insert.columns or wish.usual
            picked = tuple(index for index, name in enumerate(columns) if name in names)
            columns = tuple(columns[index] for index in picked)
            rows = self._walker.grammar.rows(picked)
            return replace(insert, columns=columns, wanted=bool(columns), picked=picked, rows=rows)

        if wish.signs is None:
            return pick(wish.names)
        key = insert.database, insert.table
        if key not in self._signs:
            self._signs[key] = Signs(wish.signs, wish.within)
        return replace(pick(wish.names), signs=self._signs[key], signed=pick(wish.every))

    def _comes_again(self) -> bool:
        window, length = self._window, len(self._written)
        window.fill(length + 1)
        behind = window.text[window.at + length : window.at + length + 1]
        return behind in _BEHIND and window.text.startswith(self._written, window.at)
