"""Rows seen many at once, by the pattern for those that are long and all alike."""

import random
from io import BytesIO

import pytest

from audit.parsers import sql_rows, sql_sweeps
from audit.parsers.sql import Pick, RowsCounted, RowsPicked, read_dump
from audit.parsers.sql_grammar import Dialect, grammar
from tests.parsers.test_sql_rows import mutated, random_dump, slow_summary, summary

TABLE = b"CREATE TABLE `t` (`id` int, `a` text, `b` text);\n"
PICK = Pick(frozenset({"id", "b"}), ("id", "a", "b"))


@pytest.fixture
def chance():
    return random.Random(20240701)


@pytest.fixture(params=[1, 2, 3])
def _steady(request, monkeypatch):
    """Make the reader use the pattern from the first row on, for batches of so many."""
    monkeypatch.setattr(sql_sweeps, "batch_of", lambda *_: request.param)


def told(dump, chunk=1 << 20):
    """Every event of a dump with picked columns, but how the rows were bundled."""
    rows, size, others = [], 0, []
    for event in read_dump(BytesIO(dump).read, lambda _: PICK, chunk):
        if isinstance(event, RowsPicked):
            rows += [(event.table, event.columns, event.dialect, row) for row in event.rows]
        elif isinstance(event, RowsCounted):
            size += event.bytes
        else:
            others.append(event)
    return rows, size, others


@pytest.mark.usefixtures("_steady")
def test_rows_of_a_broken_dump_are_counted_as_the_walk_counts_them(chance):
    for _ in range(1000):
        dump = mutated(chance, random_dump(chance)[0])
        slow = slow_summary(dump, wanted=False)
        assert summary(dump) == slow, dump
        assert summary(dump, chance.randrange(1, 200)) == slow, dump


@pytest.mark.usefixtures("_steady")
def test_columns_of_a_broken_dump_are_picked_as_the_walk_picks_them(chance):
    for _ in range(800):
        dump = mutated(chance, TABLE + random_dump(chance)[0])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sql_rows, "_FAST", False)
            slow = told(dump)
        assert told(dump) == slow, dump
        assert told(dump, chance.randrange(1, 200)) == slow, dump


ROWS = [
    b"(1,'plain','x')",
    b"(1,'it\\'s','x')",
    b"(1,'\\\\','x')",
    b"(1,'C:\\\\it\\\\\\'s','\\\\\\\\')",
    b"(1,'x\\\\\\',1),(2,3,4),(5,\\\\\\'','z')",
    b"(1,'it''s','x')",
    b"(1,'','')",
    b"(-1,NULL,'x')",
    b"(1, 'a', 'b')",
    b"(1,'),(1,',');\nINSERT')",
    b"(1,_binary 'x',0x41)",
    b'(1,"it\'s),(1,","x")',
    b"(1,'x'/* it's */,'y')",
    b"(1,concat('x),(','y'),'z')",
    b"(1,'a' 'b','c')",
    b"(1--1,'a','b')",
    b"(1)",
]


@pytest.mark.parametrize("odd", ROWS)
@pytest.mark.parametrize("between", [b",", b",\n", b" ,\r\n", b", "])
@pytest.mark.parametrize("wish", [False, PICK])
def test_an_odd_row_among_many_long_ones_is_a_row(odd, between, wish):
    long = b"(1,'%b','don\\'t \\\"x\\\"')" % (b"lorem \\' ipsum " * 30)
    rows = [long] * 300 + [odd] + [long] * 300 + [odd]
    dump = b"INSERT INTO `t` VALUES %b;\nINSERT INTO u VALUES (1);\n" % between.join(rows)
    for chunk in (1 << 12, 1 << 16):
        events = list(read_dump(BytesIO(dump).read, lambda _: wish, chunk))
        counted = [(event.table, event.rows) for event in events if isinstance(event, RowsCounted)]
        assert counted == [("t", 602), ("u", 1)]
        if wish:
            picked = [row for event in events if isinstance(event, RowsPicked) for row in event.rows]
            assert len(picked) == 603
            assert picked[300] == picked[601]


def test_rows_that_grow_are_counted_once():
    rows = [b"(%d,'%b')" % (number, b"a" * (number // 20)) for number in range(20_000)]
    dump = b"INSERT INTO t VALUES %b;" % b",".join(rows + rows[::-1])
    events = list(read_dump(BytesIO(dump).read, lambda _: False))
    assert [event.rows for event in events if isinstance(event, RowsCounted)] == [40_000]


@pytest.mark.parametrize("rows", [15, 16, 17, 4000, 40_001])
def test_short_rows_are_counted_in_batches_and_one_by_one(rows):
    listed = b",".join(b"(%d,'a','it\\'s')" % number for number in range(rows))
    events = read_dump(BytesIO(b"INSERT INTO t VALUES %b;" % listed * 3).read, lambda _: False)
    counted = [event for event in events if isinstance(event, RowsCounted)]
    assert [event.rows for event in counted] == [rows] * 3
    assert [event.bytes for event in counted] == [len(listed)] * 3


def test_many_rows_are_told_together():
    rows = b",".join(b"(%d,'%b','x')" % (number, b"a" * 1000) for number in range(1000))
    events = list(read_dump(BytesIO(b"INSERT INTO t VALUES %b;" % rows).read, lambda _: PICK))
    bundles = [event.rows for event in events if isinstance(event, RowsPicked)]
    assert [int(row[0]) for bundle in bundles for row in bundle] == list(range(1000))
    assert len(bundles) <= 5


def test_large_values_are_not_held_back():
    rows = b",".join(b"(%d,'x','%b')" % (number, b"a" * 100_000) for number in range(100))
    events = list(read_dump(BytesIO(b"INSERT INTO t VALUES %b;" % rows).read, lambda _: PICK))
    sizes = [sum(map(len, sum(event.rows, ()))) for event in events if isinstance(event, RowsPicked)]
    assert sum(sizes) > 10_000_000
    assert max(sizes) < 2_500_000


@pytest.mark.parametrize("dialect", [Dialect(), Dialect(escapes=False), Dialect(charset="gbk")])
def test_what_is_no_row_costs_linear_time(dialect):
    text = b"(" + b"'x'," * 20_000 + b"'"
    found = grammar(dialect).steady(tuple(range(20))).findall(text * 3)
    assert found[-1][-1] == text * 3


@pytest.mark.usefixtures("_steady")
def test_the_longest_row_is_told_wherever_it_stands():
    rows = [b"(%d,'%b')" % (number, b"a" * (100_000 if number == 40 else 3000)) for number in range(80)]
    dump = b"INSERT INTO t VALUES %b;" % b",".join(rows)
    events = list(read_dump(BytesIO(dump).read, lambda _: False, 1 << 20))
    assert [event.longest for event in events if isinstance(event, RowsCounted)] == [len(rows[40])]
