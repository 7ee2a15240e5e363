"""Some columns of a table, read without the others."""

import random
from io import BytesIO

import pytest

from audit.parsers import sql_rows
from audit.parsers.sql import Pick, RowRead, RowsCounted, RowsPicked, read_dump
from tests.parsers.test_sql_rows import HEADER, mutated, random_dump, repeated, slow_summary, summary

TABLE = b"CREATE TABLE `t` (`id` int, `a` text, `b` text);\n"
COLUMNS = ("id", "a", "b")


def picked(dump, *names, chunk=1 << 20, usual=()):
    pick = Pick(frozenset(names), usual)
    events = read_dump(BytesIO(dump).read, lambda _: pick, chunk)
    return [
        tuple(event.value(text) for text in row)
        for event in events
        if isinstance(event, RowsPicked)
        for row in event.rows
    ]


@pytest.fixture
def chance():
    return random.Random(20240301)


@pytest.mark.parametrize("names", [("id",), ("b",), ("id", "b"), ("a",), COLUMNS])
def test_picked_columns_are_those_of_the_whole_rows(chance, names):
    places = [COLUMNS.index(name) for name in names]
    for _ in range(500):
        dump, rows = random_dump(chance)
        found = picked(TABLE + dump, *names, chunk=chance.randrange(1, 300))
        assert found == [tuple(row[place] for place in places) for row in rows]


def _seen(dump, chunk=1 << 20):
    """Every event but how the rows were bundled."""
    rows, size, others = [], 0, []
    for event in read_dump(BytesIO(dump).read, lambda _: Pick(frozenset({"id", "b"}), COLUMNS), chunk):
        if isinstance(event, RowsPicked):
            rows += [(event.table, event.columns, event.dialect, row) for row in event.rows]
        elif isinstance(event, RowsCounted):
            size += event.bytes
        else:
            others.append(event)
    return rows, size, others


def test_the_fast_pattern_picks_the_same_in_a_broken_dump_as_the_walk(chance):
    for _ in range(2000):
        dump = mutated(chance, TABLE + random_dump(chance)[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sql_rows, "_FAST", False)
            slow = _seen(dump)
        assert _seen(dump) == slow, dump
        assert _seen(dump, chance.randrange(1, 200)) == slow, dump


def test_picking_counts_the_same_as_not_picking(chance):
    for _ in range(500):
        dump = TABLE + mutated(chance, random_dump(chance)[0])
        rows, size, others = _seen(dump)
        assert (len(rows), size, others) == summary(dump)
        assert (len(rows), size, others) == slow_summary(dump, wanted=False)


def test_columns_are_known_by_the_insert_by_the_table_or_by_custom():
    assert picked(b"INSERT INTO t (b, id) VALUES ('x', 1);", "id") == [(b"1",)]
    assert picked(TABLE + b"INSERT INTO t VALUES (1,'x','y');", "b") == [(b"y",)]
    assert picked(b"INSERT INTO t VALUES (1,'x','y');", "a", usual=COLUMNS) == [(b"x",)]


def test_rows_of_a_table_without_the_columns_are_counted():
    events = list(
        read_dump(BytesIO(b"INSERT INTO t (x) VALUES (1);").read, lambda _: Pick(frozenset("y"), ()))
    )
    assert [event.rows for event in events if isinstance(event, RowsCounted)] == [1]
    assert not any(isinstance(event, RowRead | RowsPicked) for event in events)


def test_a_row_with_too_few_values_lacks_the_last():
    assert picked(b"INSERT INTO t VALUES (1),(2,'x','y');", "id", "b", usual=COLUMNS) == [
        (b"1", None),
        (b"2", b"y"),
    ]


@pytest.mark.parametrize(
    "value", ["'plain'", "'it\\'s'", "'it''s'", "NULL", "-2", "1.5", "0x41", "'C:\\\\'", "''"]
)
@pytest.mark.parametrize("between", [",", ", "])
def test_plain_rows_are_not_walked_through(value, between, monkeypatch):
    walked = []
    walk = sql_rows._row

    def walk_and_note(*given):
        walked.append(given)
        return walk(*given)

    monkeypatch.setattr(sql_rows, "_row", walk_and_note)
    rows = ",\n".join([f"({between.join(['1', value, value, '-3'])})"] * 1000)
    assert len(picked(f"INSERT INTO t VALUES {rows};".encode(), "id", "b", usual=(*COLUMNS, "c"))) == 1000
    assert not walked


def test_a_row_for_each_statement_is_picked():
    dump = HEADER + b"".join(b"INSERT INTO `t` (`id`, `a`) VALUES (%d, 'x');\n" % n for n in range(300))
    for chunk in (50, 1 << 20):
        assert picked(dump, "id", chunk=chunk) == [(b"%d" % number,) for number in range(300)]


def test_of_a_value_that_is_too_long_the_beginning_and_the_size_are_known():
    read = repeated(b"INSERT INTO t VALUES (1,'", b"x" * 65536, 100, b"',2);")
    events = list(read_dump(read, lambda _: Pick(frozenset({"id", "a"}), COLUMNS)))
    [row] = [event for event in events if isinstance(event, RowsPicked)]
    number, text = (row.value(text) for text in row.rows[0])
    assert (number, text) == (b"1", b"x" * (4 * 1024 * 1024 - 1))
    assert row.sizes == (1, 6553602)
