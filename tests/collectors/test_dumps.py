import subprocess
import sys
from pathlib import Path

import pytest

from audit.collectors import dump_tables
from audit.collectors.dumps import Wishes, read_dump
from audit.model.facts import Column, ForeignKey, Key, Problem, Routine, Table, TableShape
from audit.sources.inputs import open_dumps

CASES = Path(__file__).parent.parent / "cases" / "dumps"
WISHES = Wishes(frozenset(), frozenset(), lambda _: None)
MOST = 64  # MiB


@pytest.fixture
def read(tmp_path):
    def read_sql(sql):
        path = tmp_path / "site.sql"
        path.write_bytes(sql)
        return read_dump(open_dumps([str(path)])[0], WISHES, lambda *_: None)

    return read_sql


def of(data, kind):
    return [fact for fact in data.facts if isinstance(fact, kind)]


def test_tables_that_are_made_alike_share_a_shape(read):
    data = read(b"CREATE TABLE a (x int, KEY (x)); CREATE TABLE b (x int, KEY (x)); CREATE TABLE c (y int);")
    assert [(table.name, table.shape) for table in of(data, Table)] == [("a", 0), ("b", 0), ("c", 1)]
    first, second = of(data, TableShape)
    assert (first.tables, first.columns, first.keys) == (2, (Column("x", "int"),), (Key("key", ("x",)),))
    assert second.tables == 1


def test_keys_that_are_added_later_belong_to_the_table(read):
    data = read(
        b"-- phpMyAdmin SQL Dump\nCREATE TABLE a (x int, y int) ENGINE=InnoDB;\nCREATE TABLE b (x int);\n"
        b"INSERT INTO a (x, y) VALUES (1, 2);\n"
        b"ALTER TABLE a ADD PRIMARY KEY (x), ADD KEY y (y);\n"
        b"ALTER TABLE a MODIFY x int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=2;\n"
        b"ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (y) REFERENCES b (x);\n"
    )
    table, other = of(data, Table)
    assert (table.primary_key, table.auto_increment, table.engine, table.rows) == (True, 2, "InnoDB", 1)
    assert (other.primary_key, other.auto_increment) == (False, None)
    [shape] = [shape for shape in of(data, TableShape) if shape.id == table.shape]
    assert [key.kind for key in shape.keys] == ["primary", "key"]
    assert shape.foreign_keys == (ForeignKey(("y",), "b", "f"),)


def test_no_shape_is_told_that_no_table_has(read):
    data = read(
        b"CREATE TABLE a (x int); ALTER TABLE a ADD PRIMARY KEY (x); CREATE TABLE b (z int); DROP TABLE b;"
    )
    [shape] = of(data, TableShape)
    assert [key.kind for key in shape.keys] == ["primary"]


def test_where_a_dump_breaks_off_a_key_that_lacks_may_still_come(read):
    data = read(b"-- MySQL dump 10.13\nCREATE TABLE a (x int); CREATE TABLE b (x int PRIMARY KEY);")
    assert [table.primary_key for table in of(data, Table)] == [None, True]


def test_of_a_table_that_is_not_defined_nothing_is_told_but_its_rows(read):
    [table] = of(read(b"INSERT INTO a VALUES (1);"), Table)
    assert (table.rows, table.shape, table.primary_key) == (1, None, None)


def test_a_view_that_is_created_twice_is_told_once(read):
    data = read(
        b"/*!50001 CREATE VIEW `v` AS SELECT 1 AS `a` */;\n/*!50001 DROP VIEW IF EXISTS `v`*/;\n"
        b"/*!50013 CREATE DEFINER=`u`@`h` */ /*!50001 VIEW `v` AS select 2 */;\n"
    )
    assert [(one.kind, one.name, one.definer) for one in of(data, Routine)] == [("view", "v", "u@h")]


def test_who_is_called_like_an_e_mail_address_is_not_named(read):
    data = read(b"CREATE DEFINER=`joe@example.org`@`%` VIEW v AS SELECT 1;")
    assert [one.definer for one in of(data, Routine)] == ["[e-mail address]@%"]


def test_an_e_mail_address_in_an_enumeration_is_not_copied(read):
    data = read(b"CREATE TABLE a (x enum('joe@example.org','other'));")
    assert "joe" not in str(data.facts)


def test_all_databases_that_a_dump_names_are_told(read):
    data = read(
        b"-- Host: localhost    Database: one\nCREATE DATABASE two; USE three; CREATE TABLE a (x int);"
        b"INSERT INTO four.b VALUES (1);"
    )
    assert data.read.databases == ("one", "two", "three", "four")


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (b"LOAD DATA INFILE 'a.txt' INTO TABLE a;", "load-data"),
        (b"INSERT INTO a SELECT 1;", "other-insert"),
        (b"UPDATE a SET x = 1;", "update"),
        (b"DELETE FROM a;", "delete"),
    ],
)
def test_rows_that_are_not_counted_are_told(read, sql, kind):
    data = read(b"CREATE TABLE a (x int);" + sql * 3)
    [problem] = of(data, Problem)
    assert problem.kind == kind
    assert "(3)" in problem.text


def test_statements_that_ask_more_of_a_server_are_told_and_not_copied(read):
    data = read(b"CREATE USER joe IDENTIFIED BY 'secret'; GRANT ALL ON *.* TO joe; CREATE TABLE a (x int);")
    assert data.read.statements == {"create-user": 1, "grant": 1}
    assert "joe" not in str(data)
    assert "secret" not in str(data)


def test_a_bundle_writes_another_prefix_than_the_site_has(read):
    tables = b"".join(
        b"CREATE TABLE `SERVMASK_PREFIX_%s` (a int);\n" % name for name in (b"options", b"posts", b"postmeta")
    )
    data = read(b"-- All In One WP Migration SQL Dump\n-- https://servmask.com/\n--\n" + tables)
    assert [told.database.prefix for told in data.wordpress] == ["SERVMASK_PREFIX_"]
    assert (data.read.exporter, data.read.complete) == ("All-in-One WP Migration", None)


def test_when_a_dump_was_made_may_stand_at_its_end(read):
    data = read(b"-- MySQL dump 10.13\nCREATE TABLE a (x int);\n-- Dump completed on 2024-01-01 10:11:12\n")
    assert data.read.made == "2024-01-01 10:11:12"


def test_there_is_room_for_the_columns_of_so_many_tables_and_no_more(read, monkeypatch):
    monkeypatch.setattr(dump_tables, "_MOST_PARTS", 10)
    data = read(b"".join(b"CREATE TABLE t%d (a%d int, b int);" % (number, number) for number in range(9)))
    assert [table.shape for table in of(data, Table)] == [0, 1, 2, 3, 4, None, None, None, None]
    assert [problem.kind for problem in of(data, Problem)] == ["too-many-columns"]


FOUND = {  # Of the crafted dumps, what is told of them besides tables.
    "39_truncated_in_string": ["truncated-string"],
    "40_truncated_in_escape": ["truncated-string"],
    "41_no_final_semicolon": ["missing-end"],
    "43_insert_select_set": ["other-insert"],
    "53_password_prompt_noise": ["noise"],
}


@pytest.mark.parametrize("path", sorted(CASES.glob("*.sql")), ids=lambda path: path.stem)
def test_of_crafted_dumps_all_is_told_and_no_more(read, path):
    problems = [problem.kind for problem in of(read(path.read_bytes()), Problem)]
    unfinished = [kind for kind in problems if kind != "unfinished"]
    assert unfinished == FOUND.get(path.stem, [])


HUGE = {
    "a row": ("INSERT INTO t VALUES (1,'", "it\\'s ),(1,\\' ", "');"),
    "a statement": ("CREATE PROCEDURE p() SELECT '", "it\\'s ;\\n-- /* ", "';"),
    "a table": ("CREATE TABLE t (", "a int, ", "b int);"),
    "an enumeration": ("CREATE TABLE t (a enum(", "'a',", "'b'));"),
    "a comment": ("/* ", "it's `; ", "*/"),
    "keys": ("ALTER TABLE t ADD KEY (a)", ", ADD KEY (a)", ";"),
    "rows": ("INSERT INTO t VALUES (1)", ",(2,'a''b'),('','')", ";"),
    "statements": ("", "INSERT INTO t VALUES ('','');\\n", ""),
}


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc that tells how much it took")
@pytest.mark.parametrize("what", HUGE)
def test_no_dump_takes_more_memory_than_a_small_one(what, tmp_path):
    start, piece, end = HUGE[what]
    path = tmp_path / "huge.sql"
    many = 50_000_000 // len(piece) // 1000
    with path.open("w") as file:
        file.write("CREATE TABLE t (x int);\n" + start)
        for _ in range(many):
            file.write(piece.replace("\\n", "\n") * 1000)
        file.write(end)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from audit.collectors.dumps import Wishes, read_dump\n"
        "from audit.sources.inputs import open_dumps\n"
        "wishes = Wishes(frozenset(), frozenset(), lambda _: None)\n"
        "read_dump(open_dumps(sys.argv[1:])[0], wishes, lambda *_: None)\n"
        "print(*[line for line in Path('/proc/self/status').open() if line.startswith('VmHWM')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], check=True, capture_output=True, text=True, timeout=60
    )
    assert int(done.stdout.split()[1]) / 1024 < MOST
