"""Columns that are wanted only where a sign stands nearby."""

import re
from io import BytesIO

import pytest

from audit.parsers import sql_rows
from audit.parsers.sql import Pick, RowsCounted, RowsPicked, read_dump

WISH = Pick(frozenset({"a"}), ("a", "b", "c"), more=frozenset({"c"}), signs=re.compile(rb"_sign_"))
PLAIN = b"(1,'x','y')," * 2000
DUMP = b"INSERT INTO `t` VALUES %b(2,'_sign_','z'),%b(3,'x','y');\n" % (PLAIN, PLAIN)


def told(dump, wish, chunk=1 << 16):
    events = list(read_dump(BytesIO(dump).read, lambda _: wish, chunk))
    picked = [event for event in events if isinstance(event, RowsPicked)]
    return picked, sum(event.rows for event in events if isinstance(event, RowsCounted))


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("chunk", [100, 1 << 16])
def test_more_is_picked_where_a_sign_stands_and_every_row_is_counted_once(chunk, fast, monkeypatch):
    monkeypatch.setattr(sql_rows, "_FAST", fast)
    picked, rows = told(DUMP, WISH, chunk)
    assert rows == 4002
    assert sum(len(event.rows) for event in picked) == 4002
    near = [row for event in picked if event.columns == ("a", "c") for row in event.rows]
    assert (b"2", b"'z'") in near


def test_far_from_a_sign_nothing_more_is_picked():
    picked, _ = told(DUMP, WISH)
    assert {event.columns for event in picked} == {("a",), ("a", "c")}
    assert told(PLAIN.join((b"INSERT INTO t VALUES ", b"(1,'x','y');")), WISH)[0][0].columns == ("a",)


def test_where_only_signs_are_wanted_rows_without_them_are_only_counted():
    wish = Pick(frozenset(), ("a", "b", "c"), more=frozenset({"c"}), signs=re.compile(rb"_sign_"))
    picked, rows = told(DUMP, wish)
    assert rows == 4002
    assert any((b"'z'",) in event.rows for event in picked)
    assert sum(len(event.rows) for event in picked) < 4002


def test_heads_that_come_again_keep_both_wishes():
    lines = [
        b"INSERT INTO t VALUES (%d,'%b','z');\n" % (number, b"_sign_" * (number == 90))
        for number in range(200)
    ]
    picked, rows = told(b"".join(lines), WISH)
    assert rows == 200
    assert (b"90", b"'z'") in [row for event in picked if len(event.columns) > 1 for row in event.rows]
