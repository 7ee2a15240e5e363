from io import BytesIO

import pytest

from audit.parsers.sql import DatabaseNamed, read_dump


def events_of(sql):
    return list(read_dump(BytesIO(sql).read, lambda _: False))


def statements_of(sql):
    return dict(events_of(sql)[-1].statements)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        (b"GRANT SELECT ON `d`.* TO `u`@`%`;", "grant"),
        (b"/*M!100005 CREATE USER IF NOT EXISTS `u`@`%` IDENTIFIED BY PASSWORD '*A' */;", "create-user"),
        (b"ALTER USER u IDENTIFIED BY 'x';", "create-user"),
        (b"SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'a:1-2';", "set-global"),
        (b"SET GLOBAL event_scheduler = ON;", "set-global"),
        (b"SET PERSIST max_connections = 9;", "set-global"),
        (b"SET @@SESSION.SQL_LOG_BIN= 0;", "set-sql-log-bin"),
        (b"SET PASSWORD FOR u = 'x';", "set-password"),
        (b"LOCK TABLES `t` WRITE;", "lock-tables"),
        (b"LOAD DATA LOCAL INFILE 't.dat' INTO TABLE t;", "load-data"),
        (b"USE `d`;", "use"),
        (
            b"CREATE DATABASE /*!32312 IF NOT EXISTS*/ `d` /*!40100 DEFAULT CHARACTER SET utf8 */;",
            "create-database",
        ),
        (b"DROP DATABASE IF EXISTS `d`;", "drop-database"),
        (b"CREATE TABLESPACE `ts` ADD DATAFILE 'ts.ibd';", "create-tablespace"),
        (b"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (PASSWORD 'x');", "create-server"),
        (b"INSERT INTO t SELECT * FROM u;", "other-insert"),
        (b"INSERT INTO t SET a = 1;", "other-insert"),
        (b"UPDATE t SET a = 1;", "update"),
        (b"DELETE FROM t WHERE a = 1;", "delete"),
        (b"INSTALL PLUGIN p SONAME 'p.so';", "install-plugin"),
    ],
)
def test_what_asks_more_of_a_server_is_counted(sql, kind):
    assert statements_of(sql * 2) == {kind: 2}


@pytest.mark.parametrize(
    "sql",
    [
        b"SET NAMES utf8;",
        b"SET @x = 'GLOBAL';",
        b"SET character_set_client = @GLOBAL;",
        b"SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;",
        b"CREATE TABLE `user` (a int);",
        b"CREATE TABLE user (server int);",
        b"CREATE DEFINER=`server`@`%` VIEW v AS SELECT 1;",
        b"ALTER DATABASE d CHARACTER SET utf8;",
        b"DROP TABLE `database`;",
        b"INSERT INTO t VALUES (1);",
        b"CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN DELETE FROM u; END;",
    ],
)
def test_what_every_dump_has_is_not(sql):
    found = statements_of(b"DELIMITER //\n" + sql.rstrip(b";") + b"//\n")
    assert found == {}


def test_databases_are_named_by_use_and_create():
    events = events_of(b"CREATE DATABASE IF NOT EXISTS a; USE `b c`;")
    assert [event.database for event in events if isinstance(event, DatabaseNamed)] == ["a", "b c"]
