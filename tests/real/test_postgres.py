"""PostgreSQL counts and decodes what was read of its dumps."""

import random
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from audit.parsers.dialects import read_any
from audit.parsers.sql_events import (
    Damage,
    DumpDescribed,
    Event,
    Pick,
    RoutineDefined,
    RowRead,
    RowsCounted,
    RowsPicked,
    TableDefined,
)
from tests.real.conftest import missing
from tests.real.postgres import Postgres, postgres_server

pytestmark = pytest.mark.real

EVERYTHING = (Path(__file__).parent / "everything.pg.sql").read_bytes()
WAYS: dict[str, tuple[str, ...]] = {
    "copy": (),
    "inserts": ("--inserts",),
    "column inserts": ("--column-inserts",),
    "few rows": ("--inserts", "--rows-per-insert=3"),
    "many rows": ("--column-inserts", "--rows-per-insert=1000", "--on-conflict-do-nothing"),
    "clean": ("--clean", "--if-exists", "--create"),
    "data only": ("--data-only",),
    "data only inserts": ("--data-only", "--column-inserts", "--disable-triggers"),
    "bare": ("--no-owner", "--no-acl", "--no-comments"),
    "quoted": ("--quote-all-identifiers", "--disable-dollar-quoting", "--verbose"),
    "root": ("--load-via-partition-root", "--encoding=UTF8", "--serializable-deferrable"),
}
WITH_TABLES = [name for name in WAYS if not name.startswith("data only")]
COLUMNS = ("id", "name", "data", "yes", "fixed", "size")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[4]))
    if not found:
        missing("PostgreSQL", "postgresql")
    with postgres_server(found[-1].parent) as running:
        running.execute("postgres", "CREATE DATABASE everything")
        running.execute("everything", EVERYTHING)
        yield running


@pytest.fixture(scope="module")
def dumps(server) -> dict[str, bytes]:
    return {name: server.dump("everything", *options) for name, options in WAYS.items()}


def events_of(dump, chunk=64 * 1024, wish: Pick | bool = False, **options) -> list[Event]:
    wanted = {"plain", "heir"}
    return list(
        read_any(BytesIO(dump).read, lambda table: wish if table in wanted else False, chunk, **options)
    )


def rows_of(events):
    rows: Counter[tuple[str | None, str]] = Counter()
    for event in events:
        if isinstance(event, RowsCounted):
            rows[event.database, event.table] += event.rows
    return dict(rows)


def about(events):
    [described] = [event for event in events if isinstance(event, DumpDescribed)]
    return described


def truth(server, database, way):
    """Return the rows of each table as the server counts them, in its own words of a schema."""
    listed = server.execute(
        database,
        "SELECT format('SELECT %L, %L, count(*) FROM ONLY %I.%I;', nspname, relname, nspname, relname) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema')",
    )
    prefix = database if "--create" in WAYS.get(way, ()) else None
    found: Counter[tuple[str | None, str]] = Counter()
    for line in server.execute(database, listed).decode().splitlines():
        schema, table, rows = line.split("|")
        if way == "root" and table.startswith("child"):
            table = "parent"
        place = prefix if schema == "public" else ".".join(filter(None, (prefix, schema)))
        found[place, table] += int(rows)
    return {key: rows for key, rows in found.items() if rows}


@pytest.mark.parametrize("way", WAYS)
def test_every_table_has_the_rows_that_the_server_counts(server, dumps, way):
    assert rows_of(events_of(dumps[way])) == truth(server, "everything", way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("wish", [True, Pick(frozenset(COLUMNS), ()), Pick(frozenset({"data"}), ())])
def test_wanted_values_are_those_of_the_server(server, dumps, way, wish):
    names = COLUMNS if wish is True else tuple(name for name in COLUMNS if name in wish.names)
    for schema, table in (("public", "plain"), ("other", "plain"), ("public", "heir")):
        asked = server.execute(
            "everything",
            "SELECT id, encode(convert_to(name, 'UTF8'), 'hex'), encode(data, 'hex'), yes::integer, "
            f"encode(convert_to(rtrim(fixed::text), 'UTF8'), 'hex'), size FROM ONLY {schema}.{table}",
        )
        told = [dict(zip(COLUMNS, line.split("|"), strict=True)) for line in asked.decode().splitlines()]
        expected = Counter(tuple(row[name] for name in names) for row in told)
        found = values_of(events_of(dumps[way], wish=wish), schema, table, names)
        assert found == expected


def values_of(events, schema, table, names):
    places = {None: "public", "everything": "public", "everything.other": "other"}
    rows: Counter[tuple[str, ...]] = Counter()
    for event in events:
        if not isinstance(event, RowRead | RowsPicked) or event.table != table:
            continue
        if places.get(event.database, event.database) != schema:
            continue
        if isinstance(event, RowRead):
            rows[tuple(shown(name, event.get(name)) for name in names)] += 1
            continue
        for row in event.rows:
            values = dict(zip(event.columns, map(event.value, row), strict=True))
            rows[tuple(shown(name, values[name]) for name in names)] += 1
    return rows


def shown(name, value):
    if value is None:
        return ""
    if name == "yes":  # without a CREATE TABLE nothing tells that it is a truth value
        return {b"t": "1", b"f": "0"}.get(value, value.decode())
    value = value.rstrip(b" ") if name == "fixed" else value
    return value.hex() if name in {"name", "data", "fixed"} else value.decode()


@pytest.mark.parametrize("way", WITH_TABLES)
def test_tables_have_their_columns_and_routines_their_kinds(server, dumps, way):
    events = events_of(dumps[way])
    tables = {
        (event.database, event.table): event.columns for event in events if isinstance(event, TableDefined)
    }
    listed = server.execute(
        "everything",
        "SELECT nspname, relname, coalesce(string_agg(attname, ',' ORDER BY attnum), '') FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = relnamespace "
        "LEFT JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 "
        "WHERE relkind IN ('r', 'p') AND nspname NOT IN ('pg_catalog', 'information_schema') GROUP BY 1, 2",
    )
    places = {"public": "everything" if way == "clean" else None}
    expected = {}
    for line in listed.decode().splitlines():
        schema, table, columns = line.split("|")
        place = places.get(schema, f"everything.{schema}" if way == "clean" else schema)
        expected[place, table] = tuple(columns.split(",")) if columns else ()
    assert tables == expected
    routines = Counter(
        (event.kind, event.name, event.table) for event in events if isinstance(event, RoutineDefined)
    )
    assert routines == Counter(
        [
            ("view", "seen", None),
            ("view", "kept", None),
            ("view", "first_view", None),
            ("view", "second_view", None),
            ("function", "dollars", None),
            ("function", "atomic", None),
            ("function", "on_change", None),
            ("function", "on_ddl", None),
            ("procedure", "nothing", None),
            ("trigger", "changes", "plain"),
        ]
    )


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_dump_is_described_and_not_called_damaged(server, dumps, way):
    events = events_of(dumps[way])
    assert [event for event in events if isinstance(event, Damage)] == []
    said = about(events)
    version = server.execute("postgres", "SHOW server_version").decode().split()[0]
    assert (said.exporter, said.server_version, said.finished) == ("pg_dump", version, True)
    assert (said.charset, said.exporter_version) == ("UTF8", version)
    assert (said.started is not None) == ("--verbose" in WAYS[way])


def test_a_dump_of_all_databases_tells_them_apart(server):
    server.execute("postgres", "CREATE DATABASE second")
    server.execute("second", "CREATE TABLE plain (id integer); INSERT INTO plain VALUES (1), (2)")
    events = events_of(server.run("pg_dumpall"))
    rows = rows_of(events)
    assert rows["second", "plain"] == 2
    assert rows["everything", "plain"] == rows["everything.other", "plain"] - 7
    assert (about(events).exporter, about(events).finished) == ("pg_dumpall", True)


@pytest.mark.parametrize("format_", ["custom", "tar"])
def test_other_formats_of_pg_dump_are_refused_with_a_cure(server, format_):
    [damage, _] = events_of(server.dump("everything", f"--format={format_}"))
    assert isinstance(damage, Damage)
    assert damage.kind == "unsupported-format"
    assert "pg_restore" in damage.text


def summary(events):
    counted = [event for event in events if isinstance(event, RowsCounted)]
    picked = [row for event in events if isinstance(event, RowsPicked) for row in event.rows]
    others = [event for event in events if not isinstance(event, RowsCounted | RowsPicked)]
    return rows_of(events), sum(event.bytes for event in counted), picked, others


@pytest.mark.parametrize("way", ["copy", "few rows"])
@pytest.mark.parametrize("wish", [False, True, Pick(frozenset({"id", "data"}), ())])
def test_a_dump_reads_the_same_in_pieces_of_every_size(dumps, way, wish):
    dump = shorter(dumps[way])
    whole = summary(events_of(dump, wish=wish))
    for chunk in [*range(1, 40), 100, 1000, 4096]:
        assert summary(events_of(dump, chunk, wish)) == whole, chunk


def shorter(dump):
    """Leave out most rows of the long table, and most of the long texts."""
    lines = [line for line in dump.split(b"\n") if not line[:1].isdigit() or len(line) != 5]
    lines = [line for line in lines if not line.endswith((b"00);", b"50);"))]
    return (
        b"\n".join(lines)
        .replace(b"x" * 95000, b"")
        .replace(b"79275c5c" * 100, b"")
        .replace(b"79275c" * 100, b"")
    )


@pytest.mark.parametrize("way", ["copy", "few rows", "clean"])
def test_a_cut_dump_is_always_called_so(dumps, way):
    chance = random.Random(20240505)
    dump = dumps[way]
    end = dump.rindex(b"-- PostgreSQL database dump complete")
    for _ in range(60):
        events = events_of(dump[: chance.randrange(200, end)], wish=True)
        assert about(events).finished is False or any(isinstance(event, Damage) for event in events)


@pytest.mark.parametrize("way", ["copy", "few rows"])
@pytest.mark.parametrize("wish", [True, Pick(frozenset({"name", "data"}), ())])
def test_a_broken_dump_ends_without_an_error(dumps, way, wish):
    chance = random.Random(20240506)
    dump = shorter(dumps[way])
    pieces = [
        b"'",
        b"$$",
        b"$a$",
        b"\\",
        b"\n",
        b"\\.\n",
        b"(",
        b");",
        b"/*",
        b"--",
        b"E'",
        b"\t",
        b"\0",
        b"BEGIN ATOMIC ",
    ]
    for _ in range(60):
        broken = dump
        for _ in range(chance.randrange(1, 4)):
            place = chance.randrange(len(broken))
            broken = broken[:place] + chance.choice(pieces) + broken[place + chance.randrange(3) :]
        chunk = chance.randrange(1000, 5000)
        assert summary(events_of(broken, chunk, wish)) == summary(events_of(broken, wish=wish))
