import random
from io import BytesIO

import pytest

from audit.parsers import sql, sql_sizes
from audit.parsers.sql import DumpDescribed, RowsCounted, read_dump
from audit.parsers.sql_events import Pick

HEAD = b"INSERT INTO `t` VALUES "
TEXTS = [
    b"'a word'",
    b"''",
    b"'),('",
    b"'1),(2'",
    b"');\\nINSERT INTO `t` VALUES (1,\\'x\\'),('",
    b"'it\\'s'",
    b"'C:\\\\'",
    b"'x),(12,\\'a'",
    b"12",
    b"-1.5",
    b"NULL",
    b"_binary 'ab'",
    b"0x2729",
    b"'a''b'",
    b"'long " + b"text, (and) more; " * 40 + b"'",
]


def events_of(dump, wish=False, chunk=64 * 1024):
    return list(read_dump(BytesIO(dump).read, lambda _: wish, chunk))


@pytest.fixture(params=[0, 20, 300])
def short(request, monkeypatch):
    """What counts as short, so that small dumps have something to tell."""
    monkeypatch.setattr(sql_sizes, "SHORT", request.param)
    monkeypatch.setattr(sql, "SHORT", request.param)
    return request.param


def dump_of(chance, statements, most):
    """A dump, and the lengths of its longest row and statement, counted where they are made."""
    written, longest_row, longest_statement = [], 0, 0
    for _ in range(statements):
        width = chance.randint(1, 4)
        rows = [
            b"(" + b",".join(chance.choices(TEXTS, k=width)) + b")" for _ in range(chance.randint(1, most))
        ]
        statement = HEAD + chance.choice([b",", b",\n", b", "]).join(rows)
        longest_row = max(longest_row, *map(len, rows))
        longest_statement = max(longest_statement, len(statement))
        written.append(statement + b";" + chance.choice([b"\n", b"\n", b"\r\n\n"]))
    return b"".join(written), longest_row, longest_statement


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("wish", [False, True, Pick(frozenset({"b"}), ("a", "b"))])
def test_the_longest_row_and_statement_are_found_however_the_dump_is_cut(seed, wish, short):
    chance = random.Random(seed)
    dump, row, statement = dump_of(chance, chance.choice([3, 60, 200]), chance.choice([1, 2, 30]))
    for chunk in (chance.randint(1, 50), 1000, 64 * 1024):
        events = events_of(dump, wish, chunk)
        told = max(event.longest or 0 for event in events if isinstance(event, RowsCounted))
        assert told == (row if row > short else 0), chunk
        assert (events[-1].longest_statement or 0) == (statement if statement > short else 0), chunk


def test_a_table_says_nothing_of_the_rows_of_another():
    long = b"('" + b"x" * 100_000 + b"');\n"
    dump = HEAD + long + b"INSERT INTO u VALUES ('a');"
    first, second, _ = events_of(dump)
    assert (first.longest, second.longest) == (100_004, None)


def test_other_statements_may_be_the_longest():
    dump = HEAD + b"(1);\nCREATE VIEW v AS SELECT '" + b"x" * 70_000 + b"';\n"
    *_, last = events_of(dump)
    assert isinstance(last, DumpDescribed)
    assert last.longest_statement == len("CREATE VIEW v AS SELECT ''") + 70_000


def test_rows_that_give_no_certainty_cost_no_squared_time():
    rows = (b"('',''),(' (',')'),('" + b"),(" * 200 + b"',''),") * 20_000
    assert events_of(HEAD + rows + b"(1,2);")[0].rows == 60_001
