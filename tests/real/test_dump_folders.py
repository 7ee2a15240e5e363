"""Dumps in folders as mariadb-dump and mydumper write them, against what the server says."""

import subprocess

import pytest

from audit.parsers.sql import DumpDescribed, RoutineDefined, RowRead, TableDropped
from audit.sources.dump_folders import open_dump_folder
from tests.dump_folders import counts_of, damages_of, events_of, everything
from tests.real.conftest import program

pytestmark = pytest.mark.real

DATABASE = "folders"
MADE = r"""
CREATE TABLE wp_options (
  option_id int AUTO_INCREMENT PRIMARY KEY, option_name varchar(191), option_value longtext,
  autoload varchar(20)
) DEFAULT CHARSET utf8mb4;
INSERT INTO wp_options (option_name, option_value, autoload) VALUES
  ('siteurl', 'http://a.example', 'yes'),
  ('odd', CONCAT('tab\there\nnl\\ back ''q'' "d" ', CHAR(0), CHAR(26), '\r\b'), 'no'),
  ('none', NULL, 'yes'), ('N', 'N', '\\N'), ('end', 'x\\', ''), ('NULL', 'NULL', 'n'), ('', ',', '"'),
  ('utf8', 'żółć ☕ 😀', '"a","b"'), ('lines', '\n\n\\\n\\\\\n', '\\'), ('csv', '"', '"",""');
CREATE TABLE `odd.na-me t` (
  a int, g int
  GENERATED ALWAYS AS (a + 1) VIRTUAL, b blob, c double, d datetime(3), e enum('x', 'y''z'), h bit(9)
) ENGINE=MyISAM;
INSERT INTO `odd.na-me t` (a, b, c, d, e, h) VALUES
  (1, UNHEX('00ff0a09275c220d1a08'), 1.5e-7, '2020-01-01 00:00:00.123', 'y''z', b'101010101'),
  (-2, NULL, NULL, NULL, NULL, NULL), (3, '', 0, '1999-12-31', 'x', b'0');
CREATE TABLE empty_one (a int);
CREATE TABLE one_column (t text) DEFAULT CHARSET latin1;
INSERT INTO one_column VALUES (''), (NULL), ('\\'), ('\n'), (UNHEX('E9')), ('\\\n\\');
CREATE TABLE many (id int AUTO_INCREMENT PRIMARY KEY, t text);
INSERT INTO many (t) SELECT CONCAT('row ', seq, REPEAT('\n\t\\', seq % 50)) FROM seq_1_to_5000;
CREATE VIEW shown AS SELECT * FROM many;
CREATE TRIGGER made BEFORE INSERT ON many FOR EACH ROW SET NEW.t = CONCAT(NEW.t, '!');
"""
TAB = {
    "usual": [],
    "csv": ["--fields-terminated-by=,", '--fields-enclosed-by="'],
    "semicolons": ["--fields-terminated-by=;", '--fields-optionally-enclosed-by="'],
    "windows": ["--lines-terminated-by=\\r\\n"],
}
MYDUMPER = {
    "usual": [],
    "chunks": ["-r", "1000"],
    "sizes": ["-F", "1"],
    "packed": ["-c"],
    "complete": ["--complete-insert"],
}


@pytest.fixture(scope="module")
def client(socket):
    """Return the client's command, with a database that has everything in it."""
    command = [program("mariadb", "mariadb-client"), "--no-defaults", f"--socket={socket}", "-uroot"]
    sql = f"CREATE DATABASE {DATABASE} DEFAULT CHARSET utf8mb4; USE {DATABASE}; {MADE}"
    text = [*command, "--default-character-set=utf8mb4"]
    subprocess.run(text, input=sql.encode(), capture_output=True, check=True)
    yield command
    subprocess.run([*command, "-e", f"DROP DATABASE {DATABASE}"], check=True)


@pytest.fixture(scope="module")
def truth(client):
    """Return the rows of each table, as the server gives them in hexadecimal."""

    def ask(sql):
        done = subprocess.run([*client, "-N", "-r", DATABASE, "-e", sql], check=True, capture_output=True)
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    tables = [name for name, kind in ask("SHOW FULL TABLES") if kind == "BASE TABLE"]
    rows = {}
    for table in tables:
        asked = (
            "SELECT column_name FROM information_schema.columns "
            f"WHERE table_schema = '{DATABASE}' AND table_name = '{table}' ORDER BY ordinal_position"
        )
        columns = [name for (name,) in ask(asked)]
        values = ", ".join(f"IFNULL(HEX(CAST(`{name}` AS BINARY)), 'none')" for name in columns)
        asked_rows = ask(f"SELECT {values} FROM `{table}`")
        rows[table] = [dict(zip(columns, map(_unhexed, row), strict=True)) for row in asked_rows]
    return rows


def _unhexed(text):
    return None if text == "none" else bytes.fromhex(text)


def _check(folder, truth, *, jobs=1):
    [dump] = open_dump_folder(str(folder))
    events = events_of(dump, everything, jobs)
    assert list(damages_of(events)) == []
    counts = {table: rows for (_, table), rows in counts_of(events).items()}
    assert counts == {table: len(rows) for table, rows in truth.items() if rows}
    read: dict[str, list[RowRead]] = {}
    for event in events:
        if isinstance(event, RowRead):
            read.setdefault(event.table, []).append(event)
    for table, rows in truth.items():
        told = read.get(table, [])
        assert len(told) == len(rows)
        for row, event in zip(rows, told, strict=True):
            values = {name: event.get(name) for name in event.columns}
            assert {name: _number(value) for name, value in values.items()} == {
                name: _number(row[name]) for name in values
            }
    assert [event.finished for event in events if isinstance(event, DumpDescribed)] == [True]
    return events


def _number(value):
    """Return a number as one: the ways to write it differ."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


@pytest.mark.parametrize("options", TAB)
def test_rows_of_mariadb_dump_with_tab_are_those_of_the_server(client, truth, tmp_path, options):
    folder = tmp_path / "d"
    folder.mkdir(mode=0o777)
    dump = [
        program("mariadb-dump", "mariadb-client"),
        *client[1:],
        f"--tab={folder}",
        *TAB[options],
        DATABASE,
    ]
    subprocess.run(dump, check=True)
    _check(folder, truth)


@pytest.mark.parametrize("options", MYDUMPER)
def test_rows_of_mydumper_are_those_of_the_server(client, truth, tmp_path, options):
    mydumper = program("mydumper", "mydumper")
    socket = client[2].removeprefix("--socket=")
    where = ["-S", socket, "-u", "root", "-B", DATABASE, "-o", str(tmp_path / "d")]
    subprocess.run([mydumper, *where, "-G", "-E", "-R", *MYDUMPER[options]], check=True, capture_output=True)
    events = _check(tmp_path / "d", truth)
    assert {(event.kind, event.name) for event in events if isinstance(event, RoutineDefined)} == {
        ("trigger", "made"),
        ("view", "shown"),
    }
    assert "shown" in {event.table for event in events if isinstance(event, TableDropped)}


def test_a_file_that_is_cut_off_or_not_there_is_named(client, truth, tmp_path):
    del truth
    mydumper = program("mydumper", "mydumper")
    socket = client[2].removeprefix("--socket=")
    where = ["-S", socket, "-u", "root", "-B", DATABASE, "-o", str(tmp_path / "d"), "-r", "1000"]
    subprocess.run([mydumper, *where], check=True, capture_output=True)
    files = sorted((tmp_path / "d").glob(f"{DATABASE}.many.0*.sql"))
    files[2].unlink()
    files[3].write_bytes(files[3].read_bytes()[:-100])
    [dump] = open_dump_folder(str(tmp_path / "d"))
    kinds = {kind for kind, _ in damages_of(events_of(dump))}
    assert "missing-part" in kinds
    assert any(kind.startswith("truncated") for kind in kinds)
