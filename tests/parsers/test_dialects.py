from io import BytesIO
from pathlib import Path

import pytest

from audit.parsers.dialects import read_any
from audit.parsers.sql import read_dump
from audit.parsers.sql_events import Damage, DumpDescribed, RowRead

CASES = sorted((Path(__file__).parent.parent / "cases" / "dumps").glob("*.sql"))
INSERT = rb"INSERT INTO t VALUES ('a\\b');" + b"\n"
MYSQL, OTHERS = rb"a\b", rb"a\\b"


def events_of(dump, chunk=1 << 16):
    return list(read_any(BytesIO(dump).read, lambda _: True, chunk))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_dump_of_mysql_is_read_as_one(path):
    dump = path.read_bytes()
    assert events_of(dump) == list(read_dump(BytesIO(dump).read, lambda _: True))


@pytest.mark.parametrize(
    ("head", "value"),
    [
        (b"", MYSQL),
        (b"-- MySQL dump 10.13\n", MYSQL),
        (b"/*!40101 SET NAMES utf8 */;\n-- PostgreSQL database dump\n", MYSQL),
        (b"# a comment\nSET NAMES utf8;\n", MYSQL),
        (b"-- phpMyAdmin SQL Dump\nSET AUTOCOMMIT = 0;\nSTART TRANSACTION;\n", MYSQL),
        (b"mysqldump: [Warning] Using a password, on the command line\nLOCK TABLES t WRITE;\n", MYSQL),
        (b"--\n-- PostgreSQL database dump\n--\n-- `\n", OTHERS),
        (b"-- Adminer 4.8.1 PostgreSQL 15.1 dump\n\n", OTHERS),
        (b"SET client_encoding = 'UTF8';\n", OTHERS),
        (b"\\connect x\n", OTHERS),
        (b"-- " + b"x" * 20_000 + b"\nSET standard_conforming_strings = on;\n", OTHERS),
        (b"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE `x`(a);\n", OTHERS),
        (b"BEGIN TRANSACTION;\n", OTHERS),
        (b"-- Adminer 4.8.1 SQLite 3.31.1 dump\n", OTHERS),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
def test_a_dump_is_read_as_the_database_that_wrote_it_would(head, value, encoding):
    dump = (head + INSERT).decode().encode(encoding)
    for chunk in (1, 10, 10_000):
        [row] = [event for event in events_of(dump, chunk) if isinstance(event, RowRead)]
        assert row.at(0) == value


@pytest.mark.parametrize(
    ("dump", "word"),
    [
        (b"PGDMP\x01\x0e\x00", "pg_restore"),
        (b"toc.dat\x00" + bytes(250) + b"ustar", "pg_restore"),
        (b'<?xml version="1.0"?>\n<mysqldump>\n<database name="x">', "XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<pma_xml_export>", "XML"),
        (b"<!DOCTYPE html><html><body>403", "web page"),
        (b"<?php\n/** Export to PHP Array */\n$a = array(", "PHP"),
        (b'{"type":"header","version":"5.2.1"}', "JSON"),
        (b'[\n{"type":"header","version":"5.2.1"}', "JSON"),
        (b'"1","admin","x"\n"2","b","y"\n', "CSV"),
        (b"id,name,value\n1,a,b\n", "CSV"),
        (b"1\ta\tb\n", "CSV"),
        (b"\x6d\xe2\x99\x81rest", "MongoDB"),
        (b"\x16\x00\x00\x00\x07_id\x00abcdefghijkl\x00", "MongoDB"),
        (b"USE [shop]\nGO\n", "SQL Server"),
        (
            b"/****** Object:  Table [dbo].[x]    Script Date: 1/1/2020 ******/\nSET ANSI_NULLS ON\nGO\n",
            "SQL Server",
        ),
        (b"TAPE\x00\x00", "SQL Server"),
        (b"\x03\x00\x01EXPORT:V11.02.00\n", "Oracle"),
        (b'CREATE TABLE "S"."T" ("A" VARCHAR2(20 BYTE));\n', "Oracle"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\xfebin\x00", "binary log"),
        (b"XBSTCK01", "XtraBackup"),
        (b"\x00\x01\x00\x00Standard Jet DB\x00", "Access"),
    ],
)
def test_what_is_no_sql_is_refused_with_a_sentence(dump, word):
    [damage, about] = events_of(dump)
    assert isinstance(damage, Damage)
    assert (damage.kind, about) == ("unsupported-format", DumpDescribed())
    assert word in damage.text
    assert damage.text.endswith(".")


@pytest.mark.parametrize("dump", [b"", b"\n", b"x", b"\0" * 100, b"\xff\xfe", b"["])
def test_what_tells_nothing_raises_nothing(dump):
    assert isinstance(events_of(dump)[-1], DumpDescribed)
