import random
import sqlite3
import tracemalloc
from contextlib import closing
from io import BytesIO

import pytest

from audit.errors import AuditError
from audit.sources import sqlite, sqlite_file
from audit.sources.blobs import Blob, disk_blob
from audit.sources.sqlite import open_sqlite


@pytest.fixture
def database(tmp_path):
    """Return what makes a database of statements."""

    def make(*statements, name="a.db"):
        path = tmp_path / name
        with closing(sqlite3.connect(path)) as connection:
            connection.create_function("secret", 1, lambda value: value, deterministic=True)
            for statement in statements:
                connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(
                    statement
                )
            connection.commit()
        return path

    return make


def memory_blob(data):
    return Blob("a.db", lambda: BytesIO(data), len(data))


def read(blob):
    """Return the rows of each table, and what was wrong."""
    with open_sqlite(blob) as opened:
        tables, _ = opened.schema()
        rows = {table.name: [row.values for row in opened.rows(table, table.columns)] for table in tables}
        return rows, opened.damages


@pytest.mark.parametrize(
    "wrap", [lambda path: disk_blob(str(path)), lambda path: memory_blob(path.read_bytes())]
)
def test_values_of_every_kind_come_as_they_are(database, wrap):
    values = (1, -(2**63), 0.5, "it's \0 ünï", b"\0\xff", None, "")
    path = database("CREATE TABLE t (a, b, c, d, e, f, g)", ("INSERT INTO t VALUES (?,?,?,?,?,?,?)", values))
    rows, damages = read(wrap(path))
    assert rows == {"t": [(1, -(2**63), 0.5, "it's \0 ünï".encode(), b"\0\xff", None, b"")]}
    assert damages == []


def test_the_size_of_a_row_is_that_of_its_values_as_sql(database):
    path = database("CREATE TABLE t (a, b, c, d)", "INSERT INTO t VALUES (12, 'ü''', X'00ff', NULL)")
    with open_sqlite(disk_blob(str(path))) as opened:
        [row] = opened.rows(opened.schema()[0][0])
    assert row.size == len("(12,'ü',X'00ff',NULL)".encode()) + 1


def test_only_plain_tables_are_read(database):
    path = database(
        "CREATE TABLE t (a, b AS (secret(a)) STORED, c AS (secret(a)))",
        "INSERT INTO t (a) VALUES (1)",
        "CREATE INDEX i ON t (secret(a))",
        "CREATE VIEW v AS SELECT secret(a) FROM t",
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT secret(1); END",
        "CREATE VIRTUAL TABLE f USING fts5 (x)",
    )
    with open_sqlite(disk_blob(str(path))) as opened:
        tables, routines = opened.schema()
        assert [(table.name, table.columns) for table in tables if not table.name.startswith("f_")] == [
            ("t", ("a",))
        ]
        assert [(one.kind, one.name, one.table) for one in routines] == [
            ("view", "v", None),
            ("trigger", "r", "t"),
        ]
        assert [row.values for row in opened.rows(tables[0], ("a",))] == [(1,)]
        assert opened.damages == []


def test_a_table_that_turns_out_to_be_a_view_is_not_read(database):
    path = database("CREATE TABLE t (a)", "INSERT INTO t VALUES ('here')", "CREATE TABLE other (a)")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = 'CREATE VIEW other AS SELECT a FROM t' WHERE name = 'other'"
        )
        connection.commit()
    rows, _ = read(disk_blob(str(path)))
    assert rows.get("other", []) == []


@pytest.mark.parametrize(
    "statement", ["ATTACH 'x' AS y", "PRAGMA writable_schema = ON", "DELETE FROM t", "SELECT secret(1)"]
)
def test_nothing_but_reading_is_allowed(database, statement):
    path = database("CREATE TABLE t (a)")
    with open_sqlite(disk_blob(str(path))) as opened, pytest.raises(sqlite3.Error):
        opened._connection.execute(statement).fetchall()


def test_nothing_is_written_beside_a_database(database, tmp_path):
    path = database("CREATE TABLE t (a)", "PRAGMA journal_mode = WAL", "INSERT INTO t VALUES (1)")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    path.chmod(0o444)
    read(disk_blob(str(path)))
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_changes_that_are_not_yet_in_the_file_are_told(database):
    path = database("CREATE TABLE t (a)")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO t VALUES (1)")
        writer.commit()
        rows, [(kind, text)] = read(disk_blob(str(path)))
        in_memory, _ = read(memory_blob(path.read_bytes()))
    assert (kind, rows, in_memory) == ("changes-not-in-file", {"t": []}, {"t": []})
    assert "a.db-wal" in text


@pytest.mark.parametrize("name", ["odd name.db", "per%20cent?mode=rw#x.db", "ünï.db"])
def test_a_file_may_be_called_anything(database, name):
    assert read(disk_blob(str(database("CREATE TABLE t (a)", name=name))))[0] == {"t": []}


def test_names_may_hold_anything(database):
    names = ['a"b', "select", "x;--", "[y]", "'z'", "rowid", "_rowid_", "oid"]
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
    path = database(
        f'CREATE TABLE "t""; DROP" ({columns})', f'INSERT INTO "t""; DROP" VALUES ({", ".join("12345678")})'
    )
    assert read(disk_blob(str(path)))[0] == {'t"; DROP': [(1, 2, 3, 4, 5, 6, 7, 8)]}


@pytest.mark.parametrize("options", ["", "WITHOUT ROWID"])
def test_rows_are_read_with_and_without_numbers(database, options):
    path = database(f"CREATE TABLE t (a PRIMARY KEY, b) {options}", "INSERT INTO t VALUES ('x', 1), ('y', 2)")
    assert read(disk_blob(str(path)))[0] == {"t": [(b"x", 1), (b"y", 2)]}


@pytest.mark.parametrize(
    "wrap", [lambda path: disk_blob(str(path)), lambda path: memory_blob(path.read_bytes())]
)
def test_long_values_are_cut_and_the_rows_behind_them_are_read(database, wrap):
    path = database(
        "CREATE TABLE t (a, b)",
        ("INSERT INTO t VALUES (1, ?)", ("x" * 30_000_000,)),
        ("INSERT INTO t VALUES (?, 2)", (b"y" * 5_000_000,)),
        "INSERT INTO t VALUES (3, 'z')",
    )
    with open_sqlite(wrap(path)) as opened:
        [table], _ = opened.schema()
        tracemalloc.start()
        rows = list(opened.rows(table, ("b", "a")))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert [row.size for row in opened.rows(table)] == [row.size for row in rows]
    assert [row.sizes for row in rows] == [(30_000_000, 1), (1, 5_000_000), None]
    assert [row.values[0] for row in rows] == [b"x" * sqlite.LONGEST, 2, b"z"]
    assert rows[0].size == 30_000_000 + 2 + 1 + 3
    assert peak < 40_000_000


def test_a_row_without_a_number_that_is_too_long_is_told(database):
    path = database(
        "CREATE TABLE t (a PRIMARY KEY, b) WITHOUT ROWID",
        "INSERT INTO t VALUES (1, 2)",
        ("INSERT INTO t VALUES (2, ?)", ("x" * 9_000_000,)),
    )
    rows, [(kind, _)] = read(disk_blob(str(path)))
    assert (rows, kind) == ({"t": [(1, 2)]}, "too-long-row")


def filled(database, rows=20_000):
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {})"
    return database(
        "PRAGMA page_size = 1024",
        "CREATE TABLE first (a)",
        "INSERT INTO first VALUES ('kept')",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a)",
        f"INSERT INTO t {numbers.format(rows)} SELECT i, 'row ' || i FROM n",
    )


def test_of_a_damaged_table_the_rows_on_both_sides_of_the_damage_are_kept(database):
    path = filled(database)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 1024 * 1024
    data[middle : middle + 1024] = b"\xff" * 1024
    rows, [(kind, text)] = read(memory_blob(bytes(data)))
    numbers = {row[0] for row in rows["t"]}
    assert (rows["first"], kind) == ([(b"kept",)], "damaged-database")
    assert {1, 2, 19_999, 20_000} <= numbers
    assert 19_000 < len(numbers) == len(rows["t"]) < 20_000
    assert "SQLITE_CORRUPT" in text


@pytest.mark.parametrize("share", [0.6, 0.9])
def test_of_a_database_that_was_cut_off_the_rest_is_kept_and_it_is_told(database, share):
    path = filled(database)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    rows, damages = read(disk_blob(str(path)))
    assert "truncated-file" in {kind for kind, _ in damages}
    assert rows["first"] == [(b"kept",)]
    assert len(rows["t"]) > 0


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"INSERT INTO t", b"\0" * 200])
def test_another_file_is_refused(data):
    with pytest.raises(AuditError, match=r"no SQLite database\."), open_sqlite(memory_blob(data)):
        pass


def test_a_database_in_an_archive_is_refused_where_it_is_too_large(database, monkeypatch):
    monkeypatch.setattr(sqlite_file, "MEMORY_LIMIT", 1000)
    with (
        pytest.raises(AuditError, match="unpack it"),
        open_sqlite(memory_blob(filled(database).read_bytes())),
    ):
        pass


def test_reading_ends_when_it_takes_too_long(database, monkeypatch):
    monkeypatch.setattr(sqlite, "_PATIENCE", -1000)
    rows, damages = read(disk_blob(str(filled(database))))
    assert damages == [("too-slow", sqlite._TOO_SLOW)]
    assert len(rows.get("t", [])) < 20_000


def test_the_versions_and_the_encoding_are_those_of_the_file(database):
    path = database("PRAGMA encoding = 'UTF-16le'", "CREATE TABLE t (a)", "INSERT INTO t VALUES ('ü')")
    with open_sqlite(disk_blob(str(path))) as opened:
        assert (opened.encoding, opened.version) == ("utf16le", sqlite3.sqlite_version)
    assert read(disk_blob(str(path)))[0] == {"t": [("ü".encode(),)]}


def test_no_change_of_bytes_raises_an_error(database):
    chance = random.Random(20240509)
    data = filled(database, 500).read_bytes()
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            place = chance.choice(
                [chance.randrange(100), chance.randrange(2048), chance.randrange(len(data))]
            )
            broken[place] = chance.choice([0, 1, 255, chance.randrange(256)])
        if broken[:16] != data[:16]:
            continue
        rows, damages = read(memory_blob(bytes(broken)))
        assert damages or sum(map(len, rows.values())) <= 501 * 3


def test_pages_that_lead_in_circles_end(database):
    path = filled(database)
    data = bytearray(path.read_bytes())
    pages = [at for at in range(0, len(data), 1024) if data[at] == 5]
    for at in pages:  # each inner page leads to itself
        cells = int.from_bytes(data[at + 3 : at + 5], "big")
        for cell in range(cells):
            pointer = int.from_bytes(data[at + 12 + 2 * cell : at + 14 + 2 * cell], "big")
            data[at + pointer : at + pointer + 4] = (at // 1024 + 1).to_bytes(4, "big")
    rows, damages = read(memory_blob(bytes(data)))
    assert damages
    assert rows["first"] == [(b"kept",)]
