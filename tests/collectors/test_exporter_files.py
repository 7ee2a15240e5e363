"""Files that exporters wrote of a small database; what is in them was asked of the server."""

from pathlib import Path

import pytest

from audit.collectors.dumps import Wishes, read_dump
from audit.model.facts import ForeignKey, Problem, Routine, Table, TableShape
from audit.sources.inputs import open_dumps

FILES = Path(__file__).parent.parent / "cases" / "exporters"


@pytest.fixture(scope="module")
def data():
    """phpMyAdmin 5.2.1 of MariaDB 10.11."""
    dump = open_dumps([str(FILES / "phpmyadmin.sql")])[0]
    return read_dump(dump, Wishes(frozenset(), frozenset(), lambda _: None), lambda *_: None)


def of(data, kind):
    return [fact for fact in data.facts if isinstance(fact, kind)]


def test_phpmyadmin_is_known_with_server_date_and_character_set(data):
    read = data.read
    assert (read.exporter, read.exporter_version) == ("phpMyAdmin", "5.2.1deb1+deb12u1")
    assert (read.server_version, read.charset) == ("10.11.19-MariaDB-0+deb12u1", "utf8mb4")
    assert (read.made[:13], read.complete, read.databases) == ("Nov 23, 2026 ", True, ("everything",))
    assert not of(data, Problem)


def test_all_rows_that_phpmyadmin_wrote_are_counted(data):
    assert {table.name: table.rows for table in of(data, Table)} == {
        "bare": 3,
        "big": 6,
        "child": 3,
        "counter": 1,  # a sequence, which it writes as a table
        "empty": 0,
        "hashes": 3,
        "parent": 3,
        "places": 3,
        "ranges": 3,
        "types": 3,
    }


def test_the_keys_that_phpmyadmin_adds_after_the_rows_are_those_of_the_tables(data):
    shapes = {shape.id: shape for shape in of(data, TableShape)}
    told = {
        (table.name, key.name, key.kind, len(key.columns))
        for table in of(data, Table)
        for key in shapes[table.shape].keys
    }
    assert told == {
        ("big", None, "primary", 1),
        ("child", "o", "key", 1),
        ("child", "parent_id", "key", 1),
        ("hashes", None, "primary", 1),
        ("parent", None, "primary", 1),
        ("places", "at", "spatial", 1),
        ("ranges", None, "primary", 2),
        ("types", "on_text", "key", 2),
        ("types", None, "primary", 1),
        ("types", "u", "unique", 2),
        ("types", "words", "fulltext", 2),
    }
    [child] = [table for table in of(data, Table) if table.name == "child"]
    assert shapes[child.shape].foreign_keys == (ForeignKey(("parent_id",), "parent", "to parent"),)


def test_the_code_that_phpmyadmin_writes_is_told_once(data):
    assert {(one.kind, one.name, one.definer) for one in of(data, Routine)} == {
        ("procedure", "fill", "keeper of keys@10.0.%"),
        ("function", "twice", "root@localhost"),
        ("trigger", "before_child", None),
        ("view", "foreign_view", "keeper of keys@10.0.%"),
        ("view", "short", "root@localhost"),
        ("view", "shorter", "root@localhost"),
        ("event", "nightly", "root@localhost"),
    }


def test_wherever_a_dump_by_phpmyadmin_is_cut_it_is_called_so(tmp_path):
    whole = (FILES / "phpmyadmin.sql").read_bytes()
    path = tmp_path / "cut.sql"
    for end in range(len(whole) - 2000, 1000, -997):
        path.write_bytes(whole[:end])
        dump = open_dumps([str(path)])[0]
        cut = read_dump(dump, Wishes(frozenset(), frozenset(), lambda _: None), lambda *_: None)
        assert cut.read.complete is False
