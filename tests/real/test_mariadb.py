"""Dumps of one MariaDB with everything in it, made in many ways, and compared with what the server says."""

import random
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

from audit.collectors.dumps import DumpData, Wishes, read_dump
from audit.model.facts import Problem, Routine, Table, TableShape
from audit.sources.inputs import open_dumps

pytestmark = pytest.mark.real

EVERYTHING = Path(__file__).parent / "everything.mariadb.sql"
DATABASES = ("everything", "other db")
Place = tuple[str | None, str]
CODE = ("--routines", "--events", "--triggers")
WAYS = {
    "as usual": (),
    "a statement for each row": ("--skip-extended-insert",),
    "hexadecimal": ("--hex-blob",),
    "columns named": ("--complete-insert",),
    "all that can be left out left out": ("--compact",),
    "no options": ("--skip-opt",),
    "in order": ("--order-by-primary",),
    "without comments": ("--skip-comments",),
    "ANSI": ("--compatible=ansi",),
    "no date": ("--skip-dump-date",),
    "replacing": ("--replace",),
    "ignoring": ("--insert-ignore",),
    "no locks": ("--skip-add-locks", "--skip-add-drop-table", "--skip-disable-keys", "--skip-tz-utc"),
    "one transaction": ("--single-transaction", "--no-autocommit", "--flush-privileges"),
    "latin1": ("--default-character-set=latin1", "--hex-blob"),
    "binary": ("--default-character-set=binary", "--hex-blob"),
    "short statements": ("--net-buffer-length=4096", "--add-drop-database", "--add-drop-trigger"),
    "delayed": ("--delayed-insert", "--complete-insert", "--skip-extended-insert", "--hex-blob"),
}
WITHOUT_OPTIONS = {"no options", "ANSI"}


class Server:
    """The MariaDB, its dumps, and what it says of its tables."""

    def __init__(self, socket: Path, folder: Path) -> None:
        self._login = ["--no-defaults", f"--socket={socket}", "-uroot"]
        self._folder = folder
        self._client("--default-character-set=utf8mb4", text=EVERYTHING.read_bytes())

    def _client(self, *options: str, text: bytes) -> str:
        done = subprocess.run(
            ["mariadb", *self._login, *options], input=text, check=True, capture_output=True, timeout=120
        )
        return done.stdout.decode("utf-8", "replace")

    def rows(self, query: str) -> list[tuple[str, ...]]:
        out = self._client(
            "--batch", "--skip-column-names", "--default-character-set=utf8mb4", text=query.encode()
        )
        return [tuple(line.split("\t")) for line in out.splitlines()]

    def of_schema(self, columns: str, view: str, more: str = "") -> list[tuple[str, ...]]:
        names = ",".join(f"'{name}'" for name in DATABASES)
        schema = {"ROUTINES": "ROUTINE_SCHEMA", "TRIGGERS": "TRIGGER_SCHEMA", "EVENTS": "EVENT_SCHEMA"}
        where = f"{schema.get(view, 'TABLE_SCHEMA')} IN ({names})"
        return self.rows(f"SELECT {columns} FROM information_schema.{view} WHERE {where} {more};")

    def dump(self, name: str, *options: str) -> Path:
        path = self._folder / f"{name}.sql"
        if not path.exists():
            names = () if "--all-databases" in options else ("--databases", *DATABASES)
            with path.open("wb") as file:
                command = ["mariadb-dump", *self._login, *options, *names]
                subprocess.run(command, stdout=file, stderr=subprocess.PIPE, check=True, timeout=120)
        return path


def read(path: Path) -> DumpData:
    wishes = Wishes(frozenset(), frozenset(), lambda _: None)
    return read_dump(open_dumps([str(path)])[0], wishes, lambda *_: None)


def tables_of(data: DumpData) -> dict[Place, Table]:
    return {(fact.database, fact.name): fact for fact in data.facts if isinstance(fact, Table)}


def shapes_of(data: DumpData) -> dict[int | None, TableShape]:
    return {fact.id: fact for fact in data.facts if isinstance(fact, TableShape)}


def problems_of(data: DumpData) -> list[str]:
    return [fact.kind for fact in data.facts if isinstance(fact, Problem)]


@pytest.fixture(scope="module")
def server(socket, tmp_path_factory):
    return Server(socket, tmp_path_factory.mktemp("mariadb"))


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def data(server, way):
    return read(server.dump(way, *CODE, *WAYS[way]))


@pytest.fixture(scope="module")
def names(server):
    """All tables, by database and name."""
    found = server.of_schema("TABLE_SCHEMA, TABLE_NAME", "TABLES", "AND TABLE_TYPE = 'BASE TABLE'")
    return [(database, name) for database, name in found]


def test_every_table_is_there_with_its_rows(server, names, data):
    counts = " UNION ALL ".join(
        f"SELECT '{database}', '{name}', COUNT(*) FROM `{database}`.`{name}`" for database, name in names
    )
    truth = {(database, name): int(rows) for database, name, rows in server.rows(f"{counts};")}
    assert {place: table.rows for place, table in tables_of(data).items()} == truth


def test_every_dump_is_whole_and_nothing_in_it_is_damaged(data, way):
    assert problems_of(data) == []
    assert data.read.complete is (None if way == "all that can be left out left out" else True)
    assert set(data.read.databases) == set(DATABASES)


def test_columns_are_those_of_the_server(server, data):
    shapes, tables = shapes_of(data), tables_of(data)
    query = "TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_GENERATED, COLUMN_DEFAULT"
    truth = defaultdict(list)
    for database, table, name, kind, generated, default in server.of_schema(
        query, "COLUMNS", "ORDER BY ORDINAL_POSITION"
    ):
        if (database, table) in tables:
            zero = default.strip("'").startswith("0000-00-00")
            truth[database, table].append((name, kind, generated == "ALWAYS", zero))
    told = {
        place: [(one.name, one.type, one.generated, one.zero_date) for one in shapes[table.shape].columns]
        for place, table in tables.items()
    }
    assert told == truth


def test_character_sets_and_collations_are_those_of_the_server(server, data, way):
    if way in WITHOUT_OPTIONS:
        pytest.skip("it leaves them out")
    shapes, tables = shapes_of(data), tables_of(data)
    query = "TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, CHARACTER_SET_NAME, COLLATION_NAME"
    for database, name, column, charset, collation in server.of_schema(query, "COLUMNS"):
        table = tables.get((database, name))
        if table is None or charset == "NULL":
            continue
        [told] = [one for one in shapes[table.shape].columns if one.name == column]
        assert charset == (told.charset or table.charset), (name, column)
        own = told.collation or (None if told.charset else table.collation)
        assert own is None or own == collation, (name, column)


def test_keys_are_those_of_the_server(server, data):
    shapes, tables = shapes_of(data), tables_of(data)
    query = "TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, COLUMN_NAME, SUB_PART"
    truth: dict[Place, dict[str, tuple[str, list[str]]]] = defaultdict(dict)
    for database, table, name, open_, kind, column, part in server.of_schema(
        query, "STATISTICS", "ORDER BY INDEX_NAME, SEQ_IN_INDEX"
    ):
        kinds = {"FULLTEXT": "fulltext", "SPATIAL": "spatial"}
        word = "primary" if name == "PRIMARY" else kinds.get(kind, "key" if open_ == "1" else "unique")
        entry = truth[database, table].setdefault(name, (word, []))
        entry[1].append(column if part == "NULL" or kind == "SPATIAL" else f"{column}({part})")
    told = {
        place: {key.name or "PRIMARY": (key.kind, list(key.columns)) for key in shapes[table.shape].keys}
        for place, table in tables.items()
        if shapes[table.shape].keys
    }
    assert told == truth
    assert {place for place, table in tables.items() if table.primary_key} == {
        place for place, keys in truth.items() if "PRIMARY" in keys
    }


def test_foreign_keys_are_those_of_the_server(server, data):
    shapes = shapes_of(data)
    query = "TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME"
    query += ", REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME"
    truth = server.of_schema(query, "KEY_COLUMN_USAGE", "AND REFERENCED_TABLE_NAME IS NOT NULL")
    told = [
        (database, name, key.name, *key.columns, key.database or database, key.table)
        for (database, name), table in tables_of(data).items()
        for key in shapes[table.shape].foreign_keys
    ]
    assert sorted(told) == sorted(truth)


def test_engines_numbers_and_partitions_are_those_of_the_server(server, data, way):
    if way in WITHOUT_OPTIONS:
        pytest.skip("it leaves them out")
    shapes = shapes_of(data)
    query = "TABLE_SCHEMA, TABLE_NAME, ENGINE, TABLE_COLLATION, AUTO_INCREMENT, CREATE_OPTIONS"
    partitions: dict[Place, int] = defaultdict(int)
    methods = {}
    for database, table, method in server.of_schema(
        "TABLE_SCHEMA, TABLE_NAME, PARTITION_METHOD", "PARTITIONS", "AND PARTITION_NAME IS NOT NULL"
    ):
        partitions[database, table] += 1
        methods[database, table] = method
    tables = tables_of(data)
    for database, name, engine, collation, number, options in server.of_schema(
        query, "TABLES", "AND TABLE_TYPE = 'BASE TABLE'"
    ):
        table = tables[database, name]
        shape = shapes[table.shape]
        assert table.engine == engine
        assert collation.startswith(str(table.charset))
        assert table.collation in (None, collation)
        assert str(table.auto_increment or 1) == ("1" if number == "NULL" else number)
        told = f"row_format={table.row_format}".casefold()
        assert told in options.casefold() if table.row_format else "row_format" not in options.casefold()
        assert (shape.partitions, shape.partitioned_by) == (
            partitions[database, name],
            methods.get((database, name)),
        )


def test_code_in_the_database_is_told_with_as_whom_it_runs(server, data, way):
    truth = {
        *(("view", *row) for row in server.of_schema("TABLE_SCHEMA, TABLE_NAME, DEFINER", "VIEWS")),
        *(
            (kind.lower(), *row)
            for kind, *row in server.of_schema(
                "ROUTINE_TYPE, ROUTINE_SCHEMA, ROUTINE_NAME, DEFINER", "ROUTINES"
            )
        ),
        *(("trigger", *row) for row in server.of_schema("TRIGGER_SCHEMA, TRIGGER_NAME, DEFINER", "TRIGGERS")),
        *(("event", *row) for row in server.of_schema("EVENT_SCHEMA, EVENT_NAME, DEFINER", "EVENTS")),
        ("sequence", "everything", "counter", None),
    }
    if way == "ANSI":  # There, views do not tell it.
        truth = {(*row[:3], None) if row[0] == "view" else row for row in truth}
    told = {
        (fact.kind, fact.database, fact.name, fact.definer)
        for fact in data.facts
        if isinstance(fact, Routine)
    }
    assert told == truth


def test_a_dump_of_the_tables_alone_has_no_rows_and_one_of_the_rows_no_columns(server, names):
    tables = tables_of(read(server.dump("no data", "--no-data", *CODE)))
    assert {place: table.rows for place, table in tables.items()} == dict.fromkeys(names, 0)
    rows = read(server.dump("no tables", "--no-create-info", "--skip-triggers"))
    assert {table.shape for table in tables_of(rows).values()} == {None}
    assert problems_of(rows) == []


def test_accounts_and_their_rights_are_counted_and_not_copied(server):
    server.rows(
        "CREATE OR REPLACE USER joe IDENTIFIED BY 's3cr3t-word'; GRANT SELECT ON everything.* TO joe;"
    )
    data = read(server.dump("accounts", "--system=users", "--all-databases"))
    assert data.read.statements["create-user"] >= 1
    assert data.read.statements["grant"] >= 1
    assert "s3cr3t-word" not in str(data)
    assert "joe" not in str(data.read)


def test_xml_is_refused_with_a_sentence(server):
    data = read(server.dump("xml", "--xml"))
    assert problems_of(data)
    assert not tables_of(data)


@pytest.mark.parametrize("seed", range(60))
def test_a_dump_that_was_cut_is_called_so(server, seed):
    whole = server.dump("as usual", *CODE).read_bytes()
    end = whole.rindex(b"-- Dump completed")
    path = server._folder / "cut.sql"
    path.write_bytes(whole[: random.Random(seed).randrange(200, end)])
    data = read(path)
    assert data.read.complete is False
    assert "unfinished" in problems_of(data)


@pytest.mark.parametrize("seed", range(40))
def test_a_dump_that_was_damaged_ends_no_reading(server, seed):
    chance = random.Random(seed)
    dump = bytearray(server.dump("columns named", *CODE, "--complete-insert").read_bytes())
    for _ in range(chance.choice([1, 5, 50])):
        at = chance.randrange(len(dump))
        size = chance.choice([1, 1, 20, 3000])
        match chance.randrange(3):
            case 0:
                del dump[at : at + size]
            case 1:
                dump[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
            case _:
                dump[at:at] = dump[chance.randrange(len(dump)) :][:size]
    path = server._folder / "damaged.sql"
    path.write_bytes(bytes(dump))
    assert read(path).read.rows >= 0
