"""SQLite's own shell, and a real WordPress in MariaDB, PostgreSQL and SQLite, tell what was read."""

import random
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from audit.collectors.sqlite_dump import read_sqlite
from audit.parsers.dialects import read_any
from audit.parsers.sql_events import Damage, DumpDescribed, RoutineDefined, RowRead, RowsCounted, TableDefined
from audit.sources.blobs import disk_blob
from tests.collectors.test_other_databases import facts, read
from tests.other_databases import Tables, postgres_rows, postgres_schema, sqlite_file
from tests.real.conftest import missing, program
from tests.real.postgres import postgres_server

pytestmark = pytest.mark.real

SCRIPT = r"""
CREATE TABLE plain (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b BLOB, c REAL);
CREATE TABLE "odd ""name;" ([a b], `c``d`, 'e', "f");
CREATE TABLE hollow (a);
CREATE TABLE keyed (a TEXT PRIMARY KEY, b) WITHOUT ROWID;
CREATE TABLE computed (a, b AS (a || ';') STORED, c AS (a + 1));
CREATE TABLE guarded (a CHECK (a <> ');'), b DEFAULT ('x;'), FOREIGN KEY (b) REFERENCES plain (id));
CREATE VIRTUAL TABLE words USING fts5 (x, y);
CREATE INDEX i ON plain (a) WHERE a <> ';';
CREATE VIEW seen AS SELECT ';' AS x, a FROM plain;
CREATE TRIGGER changed AFTER UPDATE ON plain WHEN new.a <> ';' BEGIN
  INSERT INTO hollow SELECT CASE WHEN 1 THEN 'END;' END; -- it's END;
  DELETE FROM hollow; END;
INSERT INTO "odd ""name;" VALUES (1, ');INSERT INTO plain VALUES(', x'', 1e999), (-1.5, NULL, '--', '/*');
INSERT INTO keyed VALUES ('x', 1), ('y', 2);
INSERT INTO computed (a) VALUES (1), (2);
INSERT INTO guarded VALUES ('replace(', 1);
INSERT INTO words VALUES ('hello; it''s', 'x'), ('world', 'y');
"""
PIECES = [
    "'",
    '"',
    "\\",
    "\\n",
    "\n",
    "\r\n",
    "),(",
    ";",
    "--",
    "/*",
    "é",
    "日",
    "😀",
    "\\012",
    "char(10)",
    " ",
    "`",
]


@pytest.fixture(scope="module")
def shell() -> str:
    return program("sqlite3", "sqlite3")


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> Path:
    chance = random.Random(20240510)
    path: Path = tmp_path_factory.mktemp("sqlite") / "site.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCRIPT)
        for _ in range(3000):
            text = "".join(chance.choices(PIECES, k=chance.randrange(12)))
            row = (
                chance.choice([text, None, 5]),
                chance.randbytes(chance.randrange(9)),
                chance.uniform(-9, 9),
            )
            connection.execute("INSERT INTO plain (a, b, c) VALUES (?, ?, ?)", row)
        connection.commit()
    return path


def dumped(shell, path, *commands):
    command = [shell, "-readonly", str(path), *commands]
    return subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL).stdout


def rows_of(events):
    rows: Counter[str] = Counter()
    for event in events:
        if isinstance(event, RowsCounted):
            rows[event.table] += event.rows
    return dict(rows)


def counted(shell, path):
    """Return the rows of each plain table as the shell counts them."""
    tables = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name NOT GLOB 'sqlite_*'"
    )
    names = dumped(shell, path, tables).decode().splitlines()
    found = {}
    for name in names:
        quoted = name.replace('"', '""')
        found[name] = int(dumped(shell, path, f'SELECT count(*) FROM "{quoted}"'))
    return {name: rows for name, rows in found.items() if rows}


def test_the_file_and_its_dump_have_the_rows_that_the_shell_counts(shell, database):
    expected = counted(shell, database)
    dump = dumped(shell, database, ".dump")
    assert rows_of(read_any(BytesIO(dump).read, lambda _: False)) == expected
    assert rows_of(read_sqlite(disk_blob(str(database)), lambda _: False)) == expected
    for chunk in (1, 2, 3, 7, 50, 999):
        assert rows_of(read_any(BytesIO(dump).read, lambda _: False, chunk)) == expected


def test_the_values_are_those_that_were_put_in(shell, database):
    with closing(sqlite3.connect(database)) as connection:
        connection.text_factory = bytes
        expected = list(connection.execute("SELECT id, a, b FROM plain ORDER BY id"))
    for events in (
        read_any(BytesIO(dumped(shell, database, ".dump")).read, lambda table: table == "plain"),
        read_sqlite(disk_blob(str(database)), lambda table: table == "plain"),
    ):
        rows = [event for event in events if isinstance(event, RowRead)]
        found = [tuple(row.get(name) for name in ("id", "a", "b")) for row in rows]
        assert found == [
            tuple(b"%d" % one if isinstance(one, int) else one for one in row) for row in expected
        ]


def test_the_dump_is_whole_and_its_routines_are_known(shell, database):
    for events in (
        list(read_any(BytesIO(dumped(shell, database, ".dump")).read, lambda _: False)),
        list(read_sqlite(disk_blob(str(database)), lambda _: False)),
    ):
        assert [event for event in events if isinstance(event, Damage)] == []
        assert events[-1].finished is True if isinstance(events[-1], DumpDescribed) else False
        routines = {(one.kind, one.name, one.table) for one in events if isinstance(one, RoutineDefined)}
        assert routines == {("view", "seen", None), ("trigger", "changed", "plain")}
        tables = {one.table: one.columns for one in events if isinstance(one, TableDefined)}
        assert tables["plain"] == ("id", "a", "b", "c")
        assert tables['odd "name;'] == ("a b", "c`d", "e", "f")


def test_a_cut_dump_is_always_called_so(shell, database):
    chance = random.Random(20240511)
    dump = dumped(shell, database, ".dump")
    for _ in range(100):
        events = list(read_any(BytesIO(dump[: chance.randrange(50, len(dump) - 8)]).read, lambda _: True))
        assert isinstance(events[-1], DumpDescribed)
        assert events[-1].finished is False


def test_the_dump_of_a_damaged_database_says_so(shell, database, tmp_path):
    data = bytearray(database.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    path = tmp_path / "damaged.db"
    path.write_bytes(data)
    dump = dumped(shell, path, ".dump")
    kinds = {
        event.kind for event in read_any(BytesIO(dump).read, lambda _: False) if isinstance(event, Damage)
    }
    assert "exporter-errors" in kinds
    events = list(read_sqlite(disk_blob(str(path)), lambda _: False))
    assert "damaged-database" in {event.kind for event in events if isinstance(event, Damage)}
    lost = rows_of(read_any(BytesIO(dump).read, lambda _: False))["plain"] - rows_of(events)["plain"]
    assert lost <= 0  # as many rows as the shell saves, or more


@pytest.fixture(scope="module")
def postgres():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if not found:
        missing("PostgreSQL", "postgresql")
    with postgres_server(found[-1].parent) as running:
        yield running


@pytest.mark.parametrize("site", ["single", "network"])
def test_a_real_wordpress_has_the_same_facts_in_every_database(request, site, shell, postgres, tmp_path):
    installed = request.getfixturevalue(site)
    tables = Tables(installed.dump.read_bytes())
    database = sqlite_file(tables, tmp_path / "site.db")
    (tmp_path / "sqlite.sql").write_bytes(dumped(shell, database, ".dump"))
    postgres.execute("postgres", f"CREATE DATABASE {site}")
    postgres.execute(site, postgres_schema(tables) + "".join(postgres_rows(tables)))
    (tmp_path / "copy.sql").write_bytes(postgres.dump(site))
    (tmp_path / "inserts.sql").write_bytes(postgres.dump(site, "--inserts", "--rows-per-insert=50"))
    expected = read(installed.dump)
    assert expected.wordpress
    for name in ("site.db", "sqlite.sql", "copy.sql", "inserts.sql"):
        found = read(tmp_path / name)
        assert facts(found) == facts(expected), name
        assert (found.read.rows, found.read.complete) == (expected.read.rows, True)


def test_the_version_is_that_of_the_sqlite_that_wrote_the_file_last(database):
    about = list(read_sqlite(disk_blob(str(database)), lambda _: False))[-1]
    assert isinstance(about, DumpDescribed)
    assert about.server_version == sqlite3.sqlite_version
