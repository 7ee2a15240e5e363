"""An SQLite database tells the same events as its dump."""

import sqlite3
from contextlib import closing
from io import BytesIO

import pytest

from audit.collectors.sqlite_dump import read_sqlite
from audit.parsers.sql_events import (
    Damage,
    DumpDescribed,
    Pick,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
)
from audit.parsers.sqlite_dump import read_sqlite_dump
from audit.sources.blobs import disk_blob


@pytest.fixture
def database(tmp_path):
    def make(script, *rows):
        path = tmp_path / "site.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(script)
            connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
            connection.commit()
        return path

    return make


ROWS = [(1, "it's \\ \n\r", b"\0'\xff"), (2, None, 0.5), (-3, "", b""), (4, "ünï 日本 \ttab", 10**18)]
SCRIPT = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b); CREATE TABLE u (x); CREATE VIEW v AS SELECT 1;"


def events_of(path, wish, **options):
    return list(read_sqlite(disk_blob(str(path)), lambda table: wish if table == "t" else False, **options))


def only(kind, events):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize(
    "wish", [False, True, Pick(frozenset({"b", "id"}), ()), Pick(frozenset({"none"}), ())]
)
def test_a_database_tells_what_its_dump_tells(database, wish):
    path = database(SCRIPT, *ROWS)
    with closing(sqlite3.connect(path)) as connection:
        text = BytesIO("\n".join(connection.iterdump()).encode())
    dumped = list(read_sqlite_dump(text.read, lambda table: wish if table == "t" else False))
    found = events_of(path, wish)
    assert values(found) == values(dumped)
    assert only(TableDefined, found) == only(TableDefined, dumped)
    assert sum(one.rows for one in only(RowsCounted, found)) == 4


def values(events):
    read = [[event.get(name) for name in event.columns] for event in only(RowRead, events)]
    picked = [[event.value(one) for one in row] for event in only(RowsPicked, events) for row in event.rows]
    return read, picked


def test_many_rows_come_in_parts(database):
    path = database(SCRIPT, *((number, "x" * 300, None) for number in range(5000)))
    events = only(RowsPicked, events_of(path, Pick(frozenset({"a"}), ())))
    assert sum(len(event.rows) for event in events) == 5000
    assert max(len(event.rows) for event in events) <= 1000


@pytest.mark.parametrize("wish", [True, Pick(frozenset({"id", "a"}), ())])
def test_of_a_long_value_the_beginning_and_the_size_are_told(database, wish):
    path = database(SCRIPT, (1, "a" * 5_000_000, None), (2, "b" * 2000, None), (3, "c", None))
    events = events_of(path, wish, longest=1000)
    if wish is True:
        rows = only(RowRead, events)
        assert [row.cut for row in rows] == [{1}, {1}, frozenset()]
        assert [row.get("a") for row in rows] == [b"a" * 1000, b"b" * 1000, b"c"]
    else:
        picked = only(RowsPicked, events)
        assert [event.sizes and event.sizes[1] for event in picked] == [5_000_000, 2000, None]
        assert [event.value(event.rows[0][1]) for event in picked] == [b"a" * 1000, b"b" * 1000, b"c"]
    [counted] = only(RowsCounted, events)
    assert (counted.rows, counted.longest) == (3, 5_000_000 + 2 + 1 + 4 + 4)


def test_what_mysql_would_say_of_a_table_comes_from_the_drop_in(database):
    noted = "_wp_sqlite_mysql_information_schema_tables"
    path = database(
        f"{SCRIPT} CREATE TABLE {noted} (TABLE_NAME, ENGINE, ROW_FORMAT, TABLE_COLLATION);"
        f"INSERT INTO {noted} VALUES ('t', 'InnoDB', 'Dynamic', 'utf8mb4_unicode_ci');"
    )
    [table] = [event for event in only(TableDefined, events_of(path, wish=False)) if event.table == "t"]
    assert (table.engine, table.charset, table.collation) == ("InnoDB", "utf8mb4", "utf8mb4_unicode_ci")


def test_a_database_is_described(database):
    [about] = only(DumpDescribed, events_of(database(SCRIPT), wish=False))
    assert (about.exporter, about.server_version, about.charset) == ("SQLite", sqlite3.sqlite_version, "utf8")
    assert about.finished is True


def test_a_database_that_was_cut_off_is_not_complete(database):
    path = database(SCRIPT, *((number, "x" * 300, None) for number in range(500)))
    path.write_bytes(path.read_bytes()[:-5000])
    events = events_of(path, wish=False)
    assert "truncated-file" in {event.kind for event in only(Damage, events)}
    assert events[-1].finished is False
