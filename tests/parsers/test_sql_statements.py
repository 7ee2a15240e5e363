from dataclasses import replace
from io import BytesIO

import pytest

from audit.parsers.sql import (
    DatabaseNamed,
    DumpDescribed,
    RoutineDefined,
    TableDefined,
    TableDropped,
    read_dump,
)


def events_of(dump, chunk=7):
    events = list(read_dump(BytesIO(dump).read, lambda _: False, chunk))
    return [event for event in events if not isinstance(event, DumpDescribed | DatabaseNamed)]


def defined(dump):
    """The only table of the dump, without what it is made of in detail."""
    (event,) = events_of(dump)
    return replace(event, details=None)


def test_a_table_is_told_with_its_columns_and_options():
    dump = b"""CREATE TABLE `wp_posts` (
      `ID` bigint(20) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it''s, (not) `one`',
      `post_title` text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, -- a, b
      `price` decimal(10,2) DEFAULT '0.00',
      `key` enum('a','b') GENERATED ALWAYS AS (concat(`ID`,',')) VIRTUAL,
      PRIMARY KEY (`ID`), UNIQUE KEY `x` (`price`,`key`), CONSTRAINT `y` FOREIGN KEY (`ID`) REFERENCES `z`
    ) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci ROW_FORMAT=DYNAMIC
    COMMENT='ENGINE=MyISAM' /*!50100 PARTITION BY KEY (ID) (PARTITION a ENGINE = x) */;"""
    columns = ("ID", "post_title", "price", "key")
    options = "InnoDB", "utf8mb4", "utf8mb4_unicode_ci", "DYNAMIC"
    assert defined(dump) == TableDefined(None, "wp_posts", columns, *options, auto_increment=7)


@pytest.mark.parametrize(
    "statement",
    [
        b"CREATE TABLE IF NOT EXISTS t (a int);",
        b"create temporary table `t`(`a` int);",
        b"/*!50001 CREATE TABLE `t` (\n `a` tinyint NOT NULL\n) */;",
        b'CREATE OR REPLACE TABLE "t" ("a" int);',
        b"CREATE /* x */ TABLE t -- (b int)\n (a int);",
        b"CREATE TABLE t (a int, KEY (a));",
    ],
)
def test_every_way_to_create_a_table_is_known(statement):
    assert defined(statement) == TableDefined(None, "t", ("a",))


def test_a_table_like_another_has_no_columns_of_its_own():
    assert events_of(b"CREATE TABLE a.t LIKE b;") == [TableDefined("a", "t", ())]


def test_old_options_are_known():
    dump = b"CREATE TABLE t (a int) TYPE=MyISAM DEFAULT CHARACTER SET latin1;"
    assert defined(dump) == TableDefined(None, "t", ("a",), "MyISAM", "latin1")


def test_a_name_that_is_not_utf8_is_read_as_latin1():
    assert events_of(b"CREATE TABLE `caf\xe9` (a int);")[0].table == "caf\xe9"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (b"CREATE TRIGGER `x` BEFORE INSERT ON `t` FOR EACH ROW SET @a=1;", ("trigger", "x", "t", None)),
        (
            b"CREATE DEFINER=`trigger`@`%` PROCEDURE `p`(IN a INT) SELECT 1;",
            ("procedure", "p", None, "trigger@%"),
        ),
        (
            b"CREATE DEFINER=root@localhost FUNCTION IF NOT EXISTS f() RETURNS INT RETURN 1;",
            ("function", "f", None, "root@localhost"),
        ),
        (
            b"/*!50106 CREATE*/ /*!50117 DEFINER=`a`@`b`*/ /*!50106 EVENT `e` ON SCHEDULE */;",
            ("event", "e", None, "a@b"),
        ),
        (b"CREATE DEFINER='a b'@'%' PROCEDURE p() SELECT 1;", ("procedure", "p", None, "a b@%")),
        (b"CREATE DEFINER=CURRENT_USER() PROCEDURE p() SELECT 1;", ("procedure", "p", None, "CURRENT_USER")),
        (b"CREATE SEQUENCE `s` start with 1 minvalue 1;", ("sequence", "s", None, None)),
        (b"CREATE DEFINER=`r` PACKAGE `p` AS FUNCTION f RETURN int; END;", ("package", "p", None, "r")),
    ],
)
def test_a_routine_is_told_with_its_name_and_as_whom_it_runs(statement, told):
    kind, name, table, definer = told
    first, *_ = events_of(b"USE d;" + statement)
    assert first == RoutineDefined(kind, "d", name, table, definer)


def test_a_view_takes_the_place_of_its_stand_in():
    dump = (
        b"/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`a`@`%` SQL SECURITY DEFINER */\n"
        b"/*!50001 VIEW `v` AS select ';' AS `table` */;"
    )
    assert events_of(dump) == [TableDropped(None, "v"), RoutineDefined("view", None, "v", None, "a@%")]


def test_dropped_tables_are_told_one_by_one():
    dump = b"DROP TABLE IF EXISTS `a`, b.`c` CASCADE; DROP VIEW v; DROP DATABASE d;"
    assert events_of(dump) == [TableDropped(None, "a"), TableDropped("b", "c")]


@pytest.mark.parametrize(
    "statement",
    [
        b"CREATE DATABASE `table`;",
        b"CREATE USER a;",
        b"ALTER TABLE t DISABLE KEYS;",
        b"CREATE INDEX event;",
        b"ALTER TABLE t ENGINE=x;",
        b"ALTER;",
        b"CREATE;",
        b"DROP;",
        b"USE;",
    ],
)
def test_other_statements_tell_nothing(statement):
    assert events_of(statement) == []


def test_a_text_without_end_behind_what_is_examined_costs_no_squared_time():
    pieces = [b"CREATE TABLE t (a int) COMMENT '", *([b"\\'/*#" * 20_000] * 20), b"';"]
    events = list(read_dump(lambda _: pieces.pop(0) if pieces else b"", lambda _: False))
    first = events[0]
    assert isinstance(first, TableDefined)
    assert first.columns == ("a",)
