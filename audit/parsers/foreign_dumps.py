"""Exports of a database that are no SQL of MySQL, PostgreSQL or SQLite, told by how they begin."""

import re

_READ = "only dumps of MySQL, MariaDB, PostgreSQL and SQLite are read"
_AS_SQL = "export the database once more as SQL"
_PG_RESTORE = (
    "turn it into SQL with pg_restore --file=dump.sql, or make one with pg_dump --format=plain, which is SQL"
)
_MARKS = tuple(
    (re.compile(mark), said)
    for mark, said in (
        (
            rb"PGDMP",
            f"This is a dump in pg_dump's custom format; {_PG_RESTORE}.",
        ),
        (
            rb"toc\.dat\x00",
            f"This is a dump in pg_dump's tar format; {_PG_RESTORE}.",
        ),
        (rb"SQLite format 3\x00", "This is an SQLite database, not SQL; give the file itself, unpacked."),
        (
            rb"(?i)(?:\xef\xbb\xbf)?+\s*+<(?:\?xml|mysqldump|pma_xml_export)",
            f"This is XML, not SQL; {_AS_SQL} (mysqldump without --xml).",
        ),
        (
            rb"(?i)(?:\xef\xbb\xbf)?+\s*+<(?:!doctype|html|head|body|br)\b",
            "This is a web page, not a dump; most likely the export failed or the download was refused.",
        ),
        (rb"(?i)(?:\xef\xbb\xbf)?+\s*+<\?php", f"This is PHP, not SQL; {_AS_SQL}."),
        (
            rb"(?:\xef\xbb\xbf)?+\s*+(?:/\*\*?\s++\*? ?Export to JSON|[\[{]\s*+[\"{\[])",
            f"This is JSON, not SQL; {_AS_SQL}.",
        ),
        (
            (
                rb"(?:\xef\xbb\xbf)?+(?:\"(?:[^\"]|\"\"){0,200}+\"|\d{1,20}+|\w{1,64}+)"
                rb"(?:[,;\t](?:\"(?:[^\"]|\"\"){0,2000}+\"|[\w.-]{0,200}+))++\r?+\n"
            ),
            f"This is a table of values (CSV), not SQL; {_AS_SQL}.",
        ),
        (
            rb"\x6d\xe2\x99\x81|[\s\S]{3}\x00[\x01-\x13]_id\x00",
            f"This is a dump of MongoDB; {_READ}.",
        ),
        (
            (
                rb"TAPE\x00\x00|(?:\xef\xbb\xbf)?+\s*+(?:USE \[|/\*{6} Object: |SET ANSI_NULLS )"
                rb"|[\s\S]{0,4000}?(?m:^GO\r?$)[\s\S]{0,4000}?\[dbo\]"
            ),
            f"This is a dump of Microsoft SQL Server; {_READ}.",
        ),
        (
            (
                rb"[\s\S]{0,3}EXPORT:V\d|(?i:\s*+(?:REM INSERTING into|SET DEFINE OFF))"
                rb"|[^`]{0,4000}?\bVARCHAR2 ?\(\d++(?: (?:BYTE|CHAR))?\)"
            ),
            f"This is a dump of Oracle; {_READ}.",
        ),
        (
            rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB",
            f"This is a database of Microsoft Access; {_READ}.",
        ),
        (rb"\xfebin", "This is a binary log of MySQL, not a dump; export the database with mysqldump."),
        (
            rb"XBSTCK0",
            "This is a copy of a server's files (XtraBackup), no dump; export the database with mysqldump.",
        ),
    )
)


def foreign(head: bytes) -> str | None:
    """
    Return what to tell the customer of such an export; None for SQL.

    >>> foreign(b"<?xml version='1.0'?>")
    'This is XML, not SQL; export the database once more as SQL (mysqldump without --xml).'
    >>> foreign(b"-- MySQL dump 10.13")
    """
    return next((said for mark, said in _MARKS if mark.match(head)), None)
