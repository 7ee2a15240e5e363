"""Dumps that are folders of files, against the rows from which they were made."""

import gzip
import shutil

import pytest

from audit.collectors import dump_folder
from audit.collectors.dump_events import DumpReading
from audit.collectors.dump_jobs import read_dumps
from audit.collectors.dumps import Wishes
from audit.errors import AuditError
from audit.parsers.sql import DumpDescribed, Pick, RowsPicked, TableDefined
from audit.sources.blobs import Blob, DumpInput
from audit.sources.dump_folders import open_dump_folder
from tests import dump_folders as make
from tests.dump_folders import DATABASE, TABLES, counts_of, damages_of, events_of, lay, rows_of

LAYOUTS = {
    "mydumper": make.mydumper(),
    "mydumper 0.10": make.mydumper(old=True),
    "mydumper in one file each": make.mydumper(chunks=10_000),
    "mydumper --load-data": make.mydumper_load(),
    "mydumper --csv": make.mydumper_load(csv=True),
    "MySQL Shell": make.mysqlsh(),
    "MySQL Shell, not chunked": make.mysqlsh(single=True),
    "MySQL Shell, hexadecimal": make.mysqlsh(base64_data=False),
    "mysqldump --tab": make.tab(),
    "mysqldump --tab, csv": make.tab(csv=True),
    "a table each": make.table_each(),
    "Revisr": make.table_each("revisr_"),
    "Workbench": make.table_each("wp_"),
}
NAMED = [name for name in LAYOUTS if name.startswith("my") and "tab" not in name] + [
    name for name in LAYOUTS if name.startswith("MySQL Shell")
]


@pytest.fixture
def worth_workers(monkeypatch):
    """Take any dump for so large that several processes read it."""
    monkeypatch.setattr(dump_folder, "_WORTH_WORKERS", 1)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_a_folder_has_the_rows_that_it_was_made_of(tmp_path, layout, packed):
    files = LAYOUTS[layout]
    events = events_of(lay(tmp_path / "d", make.packed(files) if packed else files))
    assert rows_of(events) == {table: list(rows) for table, rows in TABLES.items()}
    assert list(damages_of(events)) == []
    assert {table: rows for (_, table), rows in counts_of(events).items()} == {
        table: len(rows) for table, rows in TABLES.items() if rows
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_folder_describes_itself_once_and_last(tmp_path, layout):
    events = events_of(lay(tmp_path / "d", LAYOUTS[layout]))
    assert [event for event in events if isinstance(event, DumpDescribed)] == events[-1:]
    assert isinstance(events[-1], DumpDescribed)
    assert events[-1].finished
    known = (
        "mydumper" if layout.startswith("mydumper") else "MySQL Shell" if "Shell" in layout else "mysqldump"
    )
    assert events[-1].exporter == known


@pytest.mark.parametrize("layout", NAMED)
def test_tables_are_in_the_database_that_they_come_from(tmp_path, layout):
    events = events_of(lay(tmp_path / "d", LAYOUTS[layout]))
    assert {event.database for event in events if isinstance(event, TableDefined)} == {DATABASE}
    assert {database for database, _ in counts_of(events)} == {DATABASE}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_can_be_picked_though_another_file_names_them(tmp_path, layout):
    events = events_of(lay(tmp_path / "d", LAYOUTS[layout]), lambda _: Pick(frozenset({"data"}), ()))
    assert any(isinstance(event, RowsPicked) for event in events)
    assert rows_of(events) == {table: [row[2:] for row in rows] for table, rows in TABLES.items()}


@pytest.mark.parametrize("layout", ["mydumper", "MySQL Shell", "mysqldump --tab, csv", "a table each"])
def test_what_is_read_does_not_depend_on_how_many_processes_read_it(tmp_path, layout, worth_workers):
    del worth_workers
    dump = lay(tmp_path / "d", LAYOUTS[layout])

    def wanted(table):
        return table.endswith("options")

    one, two = (DumpReading(dump, wanted, lambda *_: None, jobs) for jobs in (1, 2))
    events = list(one.events())
    again = list(two.events())
    assert (rows_of(again), counts_of(again)) == (rows_of(events), counts_of(events))
    assert [event for event in again if isinstance(event, TableDefined | DumpDescribed)] == [
        event for event in events if isinstance(event, TableDefined | DumpDescribed)
    ]
    assert (one.size, one.containers, one.described) == (two.size, two.containers, two.described)


def test_several_dumps_are_read_the_same_by_processes(tmp_path, worth_workers):
    del worth_workers
    dumps = [lay(tmp_path / name, make.table_each()) for name in ("one", "two")]
    wishes = Wishes(frozenset(), frozenset(), _own)
    one, two = (read_dumps(dumps, wishes, lambda *_: None, jobs) for jobs in (1, 2))
    assert [data.read for data in one] == [data.read for data in two]
    assert [data.facts for data in one] == [data.facts for data in two]
    assert [data.read.rows for data in one] == [sum(map(len, TABLES.values()))] * 2


def _own(name):
    return name


@pytest.mark.parametrize(
    ("layout", "name", "kind", "words"),
    [
        ("mydumper", "metadata", "unfinished-folder", "metadata"),
        ("mydumper", "mydumper_0.wp_posts.00001.sql", "missing-part", "has 200 of the 300 rows"),
        ("mydumper", "mydumper_0.wp_posts-schema.sql", "missing-table", "wp_posts"),
        ("mydumper in one file each", "mydumper_0.wp_posts.00000.sql", "missing-part", "wp_posts"),
        ("mydumper 0.10", f"{DATABASE}.wp_posts.00001.sql", "missing-part", "wp_posts"),
        ("mydumper --load-data", "mydumper_0.wp_posts.00000.dat", "missing-part", "00000.dat"),
        ("MySQL Shell", "@.done.json", "unfinished-folder", "@.done.json"),
        ("MySQL Shell", "wp%20db@wp_posts@1.tsv", "missing-part", "wp_posts@1.tsv"),
        ("MySQL Shell", "wp%20db@wp_posts@@2.tsv", "missing-part", "wp_posts@@2.tsv"),
        ("MySQL Shell", "wp%20db@empty@@0.tsv", "missing-part", "empty"),
        ("MySQL Shell", "wp%20db@wp_posts.sql", "missing-table", "wp_posts"),
        ("mysqldump --tab", "wp_posts.txt", "missing-part", "wp_posts"),
        ("mysqldump --tab", "wp_posts.sql", "missing-table", "wp_posts"),
    ],
)
def test_a_file_that_is_not_there_is_told(tmp_path, layout, name, kind, words):
    files = dict(LAYOUTS[layout])
    del files[name]
    told = list(damages_of(events_of(lay(tmp_path / "d", files))))
    assert any(words in text for known, text in told if known == kind), told


def test_chunks_are_told_by_their_numbers_where_nothing_lists_them(tmp_path):
    files = make.mysqlsh()
    for name in ("@.done.json", "wp%20db@wp_posts@0.tsv", "wp%20db@wp_posts@@2.tsv"):
        del files[name]
    told = dict(damages_of(events_of(lay(tmp_path / "d", files))))
    assert "wp_posts are not there" in told["missing-part"].replace("the table ", "").replace(
        " these files", ""
    )
    assert "0 and the last one" in told["missing-part"]


def test_a_chunk_that_was_being_written_is_told_and_read(tmp_path):
    files = make.mysqlsh()
    del files["@.done.json"]
    name = "wp%20db@wp_posts@@2.tsv"
    files[f"{name}.dumping"] = files.pop(name)[:-3]
    events = events_of(lay(tmp_path / "d", files))
    assert counts_of(events)[DATABASE, "wp_posts"] == 299
    assert {kind for kind, _ in damages_of(events)} == {"missing-part", "truncated-row", "unfinished-folder"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_that_is_cut_off_is_told_and_the_rest_is_read(tmp_path, layout):
    files = dict(LAYOUTS[layout])
    name = max(files, key=lambda name: len(files[name]))
    files[name] = files[name][: len(files[name]) // 2]
    reading = DumpReading(lay(tmp_path / "d", files), make.everything, lambda *_: None)
    told: dict[str, str] = {}
    rows = []
    for event in reading.events():
        told |= {kind: reading.file for kind, _ in damages_of([event])}
        rows.append(event)
    cut = [file for kind, file in told.items() if kind.startswith(("truncated", "missing-end"))]
    assert cut == [f"d/{name}"]
    assert rows_of(rows)["wp_options"] == TABLES["wp_options"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_packed_file_that_is_cut_off_is_told(tmp_path, layout):
    files = make.packed(LAYOUTS[layout])
    name = max((name for name in files if name.endswith(".gz")), key=lambda name: len(files[name]))
    files[name] = files[name][:-20]
    assert "damaged-archive" in dict(damages_of(events_of(lay(tmp_path / "d", files))))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_files_that_cannot_be_opened_are_told_and_the_rest_is_read(tmp_path, layout):
    dump = lay(tmp_path / "d", LAYOUTS[layout])
    lost = {blob.name for blob in dump.blobs if "wp_posts" in blob.name}
    blobs = tuple(
        Blob(blob.name, _unopenable, blob.size) if blob.name in lost else blob for blob in dump.blobs
    )
    events = events_of(DumpInput(dump.name, dump.layout, blobs))
    assert "unreadable-file" in dict(damages_of(events))
    assert rows_of(events)["wp_options"] == TABLES["wp_options"]


def _unopenable():
    raise PermissionError(13, "Permission denied")


def test_rows_in_an_unknown_format_are_told(tmp_path):
    files = make.tab()
    files["wp_posts.txt"] = b"1 a b\n2 c d\n"
    assert "unknown-format" in dict(damages_of(events_of(lay(tmp_path / "d", files))))


def test_a_dump_of_each_database_is_a_dump_of_its_own(tmp_path):
    for name in ("user_wp", "user_shop"):
        (tmp_path / f"{name}.sql").write_bytes(make.table_each()["wp_posts.sql"])
    assert [(dump.name, dump.layout) for dump in open_dump_folder(str(tmp_path))] == [
        (f"{tmp_path.name}/user_shop.sql", "stream"),
        (f"{tmp_path.name}/user_wp.sql", "stream"),
    ]


def test_folders_of_databases_side_by_side_are_dumps_of_their_own(tmp_path):
    for name in ("one", "two"):
        lay(tmp_path / name, make.tab())
    assert [dump.layout for dump in open_dump_folder(str(tmp_path))] == ["tab", "tab"]


def test_a_folder_without_a_dump_says_what_one_would_be(tmp_path):
    (tmp_path / "index.php").write_text("<?php")
    with pytest.raises(AuditError, match="holds no dump"):
        open_dump_folder(str(tmp_path))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_content_of_any_file_ends_the_reading(tmp_path, layout):
    files = LAYOUTS[layout]
    for junk in (b"", b"\0" * 50, b"[" * 100_000, b"{}", b'{"options": 5}', gzip.compress(b"x")[:9]):
        for name in files:
            if "wp_posts" in name or "@." in name or name.startswith("metadata"):
                shutil.rmtree(tmp_path / "d", ignore_errors=True)
                events = events_of(lay(tmp_path / "d", files | {name: junk}))
                assert rows_of(events)["wp_options"] == TABLES["wp_options"]
