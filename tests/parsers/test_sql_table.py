from io import BytesIO

import pytest

from audit.parsers.sql import TableAltered, TableDefined, read_dump
from audit.parsers.sql_definitions import ColumnDefined, ForeignKeyDefined, KeyDefined, TableDetails


def table_of(sql):
    return next(event for event in read_dump(BytesIO(sql).read, lambda _: False) if hasattr(event, "table"))


def details_of(body):
    return table_of(b"CREATE TABLE t (" + body + b";").details


@pytest.mark.parametrize(
    ("written", "column"),
    [
        (b"`a` bigint(20) unsigned NOT NULL AUTO_INCREMENT", ColumnDefined("a", "bigint(20) unsigned")),
        (b"a DECIMAL ( 10 , 2 ) zerofill", ColumnDefined("a", "decimal(10,2) zerofill")),
        (b"a enum('x','it''s','a,b)') default 'x'", ColumnDefined("a", "enum('x','it''s','a,b)')")),
        (b"a double precision", ColumnDefined("a", "double precision")),
        (
            b"a varchar(9) CHARACTER SET latin1 COLLATE latin1_bin",
            ColumnDefined("a", "varchar(9)", "latin1", "latin1_bin"),
        ),
        (b"a text /*!40101 COLLATE utf8_bin */", ColumnDefined("a", "text", None, "utf8_bin")),
        (b"a int GENERATED ALWAYS AS (b + 1) STORED", ColumnDefined("a", "int", generated=True)),
        (b"a int AS (concat('COLLATE x', b)) PERSISTENT", ColumnDefined("a", "int", generated=True)),
        (b"a datetime DEFAULT '0000-00-00 00:00:00'", ColumnDefined("a", "datetime", zero_date=True)),
        (b"a date DEFAULT '1000-00-00' COMMENT 'DEFAULT ''0000-00-00'''", ColumnDefined("a", "date")),
        (b"a", ColumnDefined("a", None)),
    ],
)
def test_a_column_is_told_with_its_type_and_what_is_its_own(written, column):
    assert details_of(written + b")") == TableDetails((column,))


def test_a_long_enumeration_is_cut():
    kind = details_of(b"a enum('" + b"x" * 5000 + b"'))").columns[0].type
    assert kind.startswith("enum('xxx")
    assert len(kind) < 600


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (b"PRIMARY KEY (`a`,`b`)", KeyDefined("primary", None, ("a", "b"))),
        (b"PRIMARY KEY USING BTREE (a)", KeyDefined("primary", None, ("a",))),
        (b"CONSTRAINT `p` PRIMARY KEY (a)", KeyDefined("primary", None, ("a",))),
        (b"UNIQUE KEY `u` (a(191) DESC)", KeyDefined("unique", "u", ("a(191)",))),
        (b"CONSTRAINT u UNIQUE (a)", KeyDefined("unique", "u", ("a",))),
        (b"UNIQUE (a)", KeyDefined("unique", None, ("a",))),
        (b"INDEX `i`(`a` ASC) USING BTREE COMMENT 'x'", KeyDefined("key", "i", ("a",))),
        (b"KEY `f` ((lower(`a`)), b(3))", KeyDefined("key", "f", ("(...)", "b(3)"))),
        (b"FULLTEXT KEY `w` (a) /*!50100 WITH PARSER ngram */", KeyDefined("fulltext", "w", ("a",))),
        (b"SPATIAL INDEX (a)", KeyDefined("spatial", None, ("a",))),
        (b"VECTOR KEY v (a) DISTANCE=cosine", KeyDefined("vector", "v", ("a",))),
    ],
)
def test_a_key_is_told_with_its_columns(written, key):
    assert details_of(b"a int, " + written + b")").keys == (key,)


def test_a_key_that_stands_in_a_column_is_one_of_the_table():
    keys = details_of(b"a int PRIMARY KEY, b int UNIQUE KEY, c int KEY, d int REFERENCES x (y))")
    assert keys.keys == (
        KeyDefined("primary", None, ("a",)),
        KeyDefined("unique", None, ("b",)),
        KeyDefined("primary", None, ("c",)),
    )
    assert keys.foreign_keys == (ForeignKeyDefined(None, ("d",), "x"),)


def test_a_foreign_key_names_the_table_that_it_needs():
    body = b"a int, CONSTRAINT `f` FOREIGN KEY (a) REFERENCES `o`.`t` (b) ON DELETE CASCADE,"
    body += b" FOREIGN KEY g (a) REFERENCES u (c))"
    assert details_of(body).foreign_keys == (
        ForeignKeyDefined("f", ("a",), "t", "o"),
        ForeignKeyDefined("g", ("a",), "u"),
    )


def test_other_constraints_are_neither_columns_nor_keys():
    body = b"a int, CHECK (a > 1), CONSTRAINT c CHECK (a in (1, 2)), PERIOD FOR SYSTEM_TIME (x, y))"
    assert details_of(body) == TableDetails((ColumnDefined("a", "int"),))


@pytest.mark.parametrize(
    ("written", "partitions"),
    [
        (
            b"PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1), PARTITION `partition` VALUES IN (2))",
            ("RANGE", 2),
        ),
        (b"PARTITION BY LIST COLUMNS(a) (PARTITION p VALUES IN ('x'))", ("LIST COLUMNS", 1)),
        (b"PARTITION BY LINEAR HASH (a) PARTITIONS 8", ("LINEAR HASH", 8)),
        (b"PARTITION BY KEY ()", ("KEY", 1)),
        (
            b"PARTITION BY RANGE (a) SUBPARTITION BY HASH (b) SUBPARTITIONS 4 (PARTITION p VALUES IN (1))",
            ("RANGE", 1),
        ),
        (
            b"/*!50100 PARTITION BY SYSTEM_TIME (PARTITION h HISTORY, PARTITION c CURRENT) */",
            ("SYSTEM_TIME", 2),
        ),
        (b"COMMENT='PARTITION BY x'", (None, 0)),
    ],
)
def test_partitions_are_counted(written, partitions):
    details = details_of(b"a int) ENGINE=InnoDB " + written)
    assert (details.partitioned_by, details.partitions) == partitions


def test_the_next_number_and_the_tablespace_are_told():
    table = table_of(b"CREATE TABLE t (a int) /*!50100 TABLESPACE `ts` */ ENGINE=InnoDB AUTO_INCREMENT=42;")
    assert (table.auto_increment, table.details.tablespace, table.engine) == (42, "ts", "InnoDB")


def test_tables_that_differ_in_their_next_number_alone_share_their_details():
    sql = b"".join(
        b"CREATE TABLE t%d (a int) AUTO_INCREMENT=%d;" % (number, number) for number in range(1, 4)
    )
    tables = [
        event for event in read_dump(BytesIO(sql).read, lambda _: False) if isinstance(event, TableDefined)
    ]
    assert [table.auto_increment for table in tables] == [1, 2, 3]
    assert len({id(table.details) for table in tables}) == 1


def test_a_number_in_a_comment_is_not_the_next_number():
    assert table_of(b"CREATE TABLE t (a int) COMMENT='AUTO_INCREMENT=9';").auto_increment is None


@pytest.mark.parametrize(
    "sql", [b"CREATE TABLE t LIKE u;", b"CREATE TABLE t (LIKE u);", b"CREATE TABLE t AS SELECT 1;"]
)
def test_of_a_table_that_lists_no_columns_none_are_known(sql):
    assert table_of(sql).details is None


def test_of_a_table_that_is_too_long_to_be_looked_at_whole_no_details_are_told():
    table = table_of(b"CREATE TABLE t (" + b"a int, " * 50_000 + b"b int);")
    assert table.details is None
    assert table.columns[0] == "a"


@pytest.mark.parametrize(
    ("sql", "altered"),
    [
        (
            b"ALTER TABLE `t`\n  ADD PRIMARY KEY (`a`),\n  ADD KEY `k` (`b`(9));",
            TableAltered(
                None,
                "t",
                TableDetails(keys=(KeyDefined("primary", None, ("a",)), KeyDefined("key", "k", ("b(9)",)))),
            ),
        ),
        (
            b"ALTER TABLE d.t MODIFY `a` bigint NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=7;",
            TableAltered("d", "t", TableDetails(), 7),
        ),
        (
            b"ALTER TABLE t ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `u` (`b`) ON DELETE SET NULL;",
            TableAltered(None, "t", TableDetails(foreign_keys=(ForeignKeyDefined("f", ("a",), "u"),))),
        ),
        (
            b"CREATE UNIQUE INDEX i ON t (a, b(3));",
            TableAltered(None, "t", TableDetails(keys=(KeyDefined("unique", "i", ("a", "b(3)")),))),
        ),
    ],
)
def test_what_is_added_later_is_told(sql, altered):
    assert table_of(sql) == altered


def test_however_a_definition_is_cut_it_is_read():
    sql = b"CREATE TABLE t (`a` varchar(9) COLLATE x, CONSTRAINT f FOREIGN KEY g (a) REFERENCES o.u (b),"
    sql += b" KEY ((a)))"
    sql += b" ENGINE=x AUTO_INCREMENT=5 PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))"
    for end in range(15, len(sql)):
        assert len(list(read_dump(BytesIO(sql[:end] + b";").read, lambda _: False))) <= 4
