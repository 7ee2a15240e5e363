import random
from io import BytesIO

import pytest

from audit.parsers import sql_rows
from audit.parsers.sql_events import (
    Damage,
    DumpDescribed,
    Pick,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
)
from audit.parsers.sqlite_dump import read_sqlite_dump

BEGIN = b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n"
TABLE = b"CREATE TABLE t(id INTEGER PRIMARY KEY, [a b] text, `c` blob);\n"


def events_of(dump, wish=True, chunk=1 << 16, **options):
    return list(read_sqlite_dump(BytesIO(dump).read, lambda _: wish, chunk, **options))


def only(kind, events):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        (b"'it''s'", b"it's"),
        (b"'C:\\dir\\'", b"C:\\dir\\"),
        (b"X'00ff'", b"\0\xff"),
        (b"x''", b""),
        (rb"replace('a\nb','\n',char(10))", b"a\nb"),
        (rb"replace(replace('a\r\n''\\n','\r',char(13)),'\n',char(10))", b"a\r\n'\\\n"),
        (rb"replace('a\012b\n','\012',char(10))", b"a\nb\\n"),
        (rb"unistr('a\u000ab\\c''\U0001F600\+01F600')", "a\nb\\c'😀😀".encode()),
        (b"CAST(X'6162' AS TEXT)", b"ab"),
        (b"1.0e+20", b"1.0e+20"),
        (b"9.0e+999", b"9.0e+999"),
        (b"NULL", None),
        (b"f(1,'),(')", None),
        (b"'# no comment'", b"# no comment"),
        (b"'raw\nline'", b"raw\nline"),
    ],
)
def test_a_literal_is_what_sqlite_makes_of_it(literal, value):
    dump = BEGIN + TABLE + b"INSERT INTO t VALUES(-1," + literal + b",2);\nCOMMIT;\n"
    for chunk in (1, 2, 3, 7, 1000):
        [row] = only(RowRead, events_of(dump, chunk=chunk))
        assert [row.get(name) for name in ("id", "a b", "c")] == [b"-1", value, b"2"]


@pytest.mark.parametrize("count", [1, 31, 100])
@pytest.mark.parametrize(
    "value", [b"'a'", rb"replace('(a\n),(','\n',char(10))", b"X'41'", b"-1.5", rb"unistr('\u000a')"]
)
def test_rows_are_picked_from_many_short_statements(count, value):
    dump = TABLE + b"".join(b"INSERT INTO t VALUES(%d,%s,NULL);\n" % (n, value) for n in range(count))
    pick = Pick(frozenset({"id", "c"}), ())
    for chunk in (50, 1000, 1 << 20):
        events = events_of(dump, pick, chunk)
        rows = [row for event in only(RowsPicked, events) for row in event.rows]
        assert rows == [(b"%d" % n, b"NULL") for n in range(count)]
        assert sum(event.rows for event in only(RowsCounted, events)) == count


def test_tables_of_sqlite_itself_are_left_out():
    dump = (
        BEGIN
        + b"CREATE TABLE t(a);\nINSERT INTO t VALUES(1);\nPRAGMA writable_schema=ON;\n"
        + b"INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)"
        + b"VALUES('table','f','f',0,'CREATE VIRTUAL TABLE f using fts5(x)');\n"
        + b"CREATE TABLE IF NOT EXISTS 'f_data'(id INTEGER PRIMARY KEY, block BLOB);\n"
        + b"DELETE FROM sqlite_sequence;\nINSERT INTO sqlite_sequence VALUES('t',5);\n"
        + b"PRAGMA writable_schema=OFF;\nCOMMIT;\n"
    )
    events = events_of(dump)
    assert [event.table for event in only(RowsCounted, events)] == ["t"]
    assert [event.table for event in only(TableDefined, events)] == ["t", "f_data"]
    assert only(Damage, events) == []


def test_the_body_of_a_trigger_holds_no_statements():
    dump = (
        b"CREATE TRIGGER \"tr\" AFTER INSERT ON t WHEN new.a = ';' BEGIN INSERT INTO t VALUES(1);\n"
        b" UPDATE t SET a = CASE WHEN 1 THEN ';' END; -- END;\n END;\n"
        b"CREATE VIEW v AS SELECT 1;\nINSERT INTO t VALUES(1);\n"
    )
    for chunk in (1, 10, 1000):
        events = events_of(dump, chunk=chunk)
        assert [(one.kind, one.name, one.table) for one in only(RoutineDefined, events)] == [
            ("trigger", "tr", "t"),
            ("view", "v", None),
        ]
        assert [event.rows for event in only(RowsCounted, events)] == [1]


@pytest.mark.parametrize(
    ("ending", "finished", "damages"),
    [
        (b"COMMIT;\n", True, []),
        (b"", False, []),
        (b"ROLLBACK; -- due to errors\n", False, ["exporter-errors"]),
        (b"/****** CORRUPTION ERROR *******/\nCOMMIT;\n", False, ["exporter-errors"]),
        (b"INSERT INTO t VALUES(1,'a", False, ["truncated-string"]),
        (b"INSERT INTO t VALUES(1,", False, ["truncated-row"]),
        (b"Error: disk full\nCOMMIT;\n", True, ["noise"]),
    ],
)
def test_a_dump_that_is_not_whole_says_so(ending, finished, damages):
    events = events_of(BEGIN + TABLE + ending)
    assert [event.kind for event in only(Damage, events)] == damages
    [about] = only(DumpDescribed, events)
    assert (about.exporter, about.finished) == ("sqlite3 .dump", finished)


def test_random_text_raises_nothing_and_is_read_the_same_in_pieces():
    chance = random.Random(20240508)
    words = [
        b"'",
        b'"',
        b"`",
        b"[",
        b"]",
        b"\\",
        b"\n",
        b"(",
        b")",
        b",",
        b";",
        b"--",
        b"/*",
        b"*/",
        b"#",
        b"$",
    ]
    words += [
        b"INSERT INTO t VALUES(",
        TABLE,
        b"CREATE TRIGGER a BEGIN ",
        b"END",
        b"replace(",
        b",char(10))",
        b"1",
    ]
    for _ in range(400):
        dump = b"".join(chance.choices(words, k=chance.randrange(1, 40)))
        for wish in (False, True):
            whole = events_of(dump, wish)
            assert events_of(dump, wish, chance.randrange(1, 50)) == whole, dump


def random_inserts(chance):
    """Return a dump as the shell writes it, and the values that it holds."""
    pieces = [
        "'",
        "\\n",
        "\\",
        "),(",
        ");",
        "--",
        "/*",
        "(",
        ")",
        "\n",
        "\r",
        "é",
        '"',
        "x",
        "0",
        "#",
        "`",
        ",char(10))",
    ]
    dump, rows = "", []
    for _ in range(chance.randrange(1, 80)):
        value = "".join(chance.choices(pieces, k=chance.randrange(6)))
        dump += (
            f"INSERT INTO t VALUES({chance.randrange(-9, 9)},{as_the_shell(value)},{as_the_shell('-1')});\n"
        )
        rows.append(value.encode())
    return dump.encode(), rows


def as_the_shell(value):
    written, before, after = "'" + value.replace("'", "''") + "'", "", ""
    for mark, name, number in (("\r", "\\015", 13), ("\n", "\\012", 10)):
        if mark in value:
            written = written.replace(mark, name)
            before, after = "replace(" + before, f"{after},'{name}',char({number}))"
    return before + written + after


def test_the_fast_patterns_see_the_same_as_the_walk(monkeypatch):
    chance = random.Random(20240513)
    for _ in range(200):
        dump, rows = random_inserts(chance)
        chunk = chance.randrange(1, 3000)
        for fast in (True, False):
            monkeypatch.setattr(sql_rows, "_FAST", fast)
            assert [row.at(1) for row in only(RowRead, events_of(dump, chunk=chunk))] == rows
            events = events_of(dump, Pick(frozenset({"a"}), ("id", "a", "b")), chunk)
            assert [one.value(row[0]) for one in only(RowsPicked, events) for row in one.rows] == rows
            assert sum(
                one.rows for one in only(RowsCounted, events_of(dump, wish=False, chunk=chunk))
            ) == len(rows)
