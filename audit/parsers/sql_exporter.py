"""What the comments and settings of a dump say about its exporter, server and completeness."""

import re

from audit.parsers.sql_events import DumpDescribed
from audit.parsers.sql_session import Session

_HEADER_SIZE = 8 * 1024


# The patterns of the header stand at the start of a comment's line. They are compiled when needed.
_LINE = rb"(?im)^[ \t]*+(?:--|#|/?\*)?+[ \t]*+"

# The openings of exporters; the group, if there is one, is the exporter's version. The first that
# is found counts: a program that runs mysqldump writes its own header, if any, before. They were read
# in sources of and dumps by UpdraftPlus 1 and 2, Duplicator 0.5 to 5, BackWPup 3 to 5, Backup and Migrate
# 7.x-2 to 8.x-5, All-in-One WP Migration 1 to 7, WP Migrate to 2.6, phpMyAdmin 2.11 to 6, Adminer 3 to 5,
# HeidiSQL 9 to 12, Sequel Ace to 5, Navicat 11 to 17, SQLyog 8 to 13, MySQL 5.0 to 9, MariaDB 5.1 to 12.
_VERSION = rb"([\w.+~-]+)"
_EXPORTERS = (
    ("UpdraftPlus", rb"Created by UpdraftPlus version " + _VERSION),
    ("Duplicator", rb"DUPLICATOR\b"),
    ("BackWPup", rb"Backup with BackWPup ver\.: " + _VERSION),
    ("Backup and Migrate", rb"Backup and Migrate Version: " + _VERSION),
    ("Backup and Migrate", rb"Backup and Migrate (?:\(Drupal\)|MySQL Dump)"),
    ("All-in-One WP Migration", rb"All In One WP Migration SQL Dump"),
    ("WP Migrate", rb"WordPress MySQL database migration"),
    ("WP-DB-Backup", rb"WordPress MySQL database backup"),
    ("phpMyAdmin", rb"phpMyAdmin SQL Dump\b(?:\s++--\s++version " + _VERSION + rb")?"),
    ("Adminer", rb"Adminer(?:Evo|Neo)? " + _VERSION + rb"[^\n]* dump"),
    ("HeidiSQL", rb"HeidiSQL Version:\s++" + _VERSION),
    ("Sequel Ace", rb"Sequel Ace SQL dump\s++#[^\n\d]*+(\d++)"),
    ("Sequel Pro", rb"Sequel Pro SQL dump\s++#[^\n\d]*+(\d++)"),
    ("Navicat", rb"Navicat [^\n]*(?:Data Transfer|Dump SQL)"),
    ("SQLyog", rb"SQLyog [^\n]*?v([\d.]++)"),
    ("DBeaver", rb"(?:[^\n]*\bDBeaver\b|Auto-generated SQL script #\d)"),
    ("mysqldump-php", rb"mysqldump-php https?://"),
    ("mysqlpump", rb"Dump created by MySQL (?:dump|pump) utility, version: " + _VERSION),
    ("mariadb-dump", rb"MariaDB dump\b(?: [\d.]++(?:-|\s++Distrib )" + _VERSION + rb")?"),
    ("mysqldump", rb"MySQL dump\b(?:[^\n]*?Distrib " + _VERSION + rb")?"),
)
# The openings of those that always tell by a closing line that they came to the end, and these lines.
_MARK = re.compile(
    rb"(?im)(?:--|#|/\*)[ \t]*+"
    rb"(?:(?P<opening>(?:MySQL|MariaDB) dump\b|Dump created by MySQL \w++ utility|mysqldump-php https?://"
    rb"|DUPLICATOR\b[^\n]{0,60}?MYSQL SCRIPT CREATED ON|Adminer(?:Evo|Neo)? [^\n]{0,200}? dump[ \t\r]*+$)"
    rb"|(?:Dump|Backup) completed(?: on:?+ *+(?P<date>[^\r\n]++)|[ \t\r]*+$)"
    rb"|Dump end time: *+(?P<time>[^\r\n]++)|DUPLICATOR_MYSQLDUMP_EOF"
    rb"|(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: UTC)?[ \t\r]*+$"
    rb"|(?P<part>(?:End of d|D)ata contents of table))"
)
# Those that restore at their end the settings that they saved in their head.
_RESTORING = frozenset(
    "UpdraftPlus,BackWPup,Backup and Migrate,phpMyAdmin,HeidiSQL,Sequel Ace,Sequel Pro,SQLyog".split(",")
)
# And those that switch foreign keys off in their head, and on at their end.
_SWITCHING = frozenset({"Navicat"})
_SERVER = (
    rb"(?:Server|Source Server|MySQL) version[ \t]*+:?+[ \t]*+(?:\d++ \()?([\w.+~-]+)",
    rb"Adminer[^\n]*? (?:MySQL|MariaDB) ([\w.+~-]+) dump",
    rb"[^\n:]{1,40}: [^\n(]*\((?:MySQL|MariaDB) ([\w.+~-]+)",
    rb"MySQL - ([\w.+~-]+) : Database",
    rb"WordPress Version:[^\n]*MySQL ([\w.+~-]+)",
)
_DATABASE = (
    rb"Host:[^\n]*Database: ([^\s]+)",
    rb"(?:Database|Database Name|Source Schema|Source Database)[ \t]*+:[ \t]*+([^\s]+)",
    rb"MySQL - [^\n]*: Database - ([^\s]+)",
    rb"Dumping database structure for ([^\s]+)",
)
_STARTED = (
    rb"(?:Generation Time|Generated|Dump start time|Date|Backup on)[ \t]*+: *+([^\r\n]+)",
    rb"DUPLICATOR[^\n]*MYSQL SCRIPT CREATED ON : ([^\r\n*]+)",
)
# phpMyAdmin writes these lines in the language of who used it, but always in this order.
_TRANSLATED = re.compile(
    _LINE + rb"phpMyAdmin SQL Dump\s++-- version[^\n]*\n-- http[^\n]*\n--[ \t\r]*\n-- [^\n]*\n"
    rb"-- [^\n:]{1,60}:[ \t]*+(?P<started>[^\r\n]++)[\r\n]++-- [^\n:]{1,60}:[ \t]*+(?P<server>[\w.+~-]++)"
)
_SANDBOX = b"enable the sandbox mode"
_REPLICATION = re.compile(r"5\.5\.5-(?=\d++\.\d++\.\d++-MariaDB)")  # MariaDB's mask for old clients.
_NUMBER = re.compile(r"(\d{1,2})(\d\d)(\d\d)")


class Comments:
    """Listens to the comments between the statements of a dump."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._running = False  # A header was seen that no closing line has answered yet.
        self._finished: bool | None = None
        self._ended: str | None = None
        self._in_rows = False  # A comment says that the rows of a table begin, and none that they end.

    def hear(self, comments: bytes) -> None:
        """Take in the comments of one place between two statements."""
        if room := _HEADER_SIZE - len(self._header):
            self._header += comments[:room]
        for mark in _MARK.finditer(comments):
            if part := mark["part"]:
                self._in_rows = part[:1] in b"dD"
                continue
            opening = mark["opening"] is not None
            if mark["stamp"] and not self._running:
                continue  # Only Adminer ends so.
            if opening and self._running:
                self._finished = False  # The dump before this one broke off.
            elif not opening and self._finished is None:
                self._finished = True
            if ended := mark["date"] or mark["time"] or mark["stamp"]:
                self._ended = self._ended or _shown(ended)
            self._running = opening

    def describe(self, session: Session) -> DumpDescribed:
        """Say what was heard; of several dumps in one stream the first is described."""
        header = bytes(self._header)
        exporter, version = _recognised(header)
        translated = _TRANSLATED.search(header)
        server = _first(_SERVER, header) or (_shown(translated["server"]) if translated else None)
        return DumpDescribed(
            exporter=exporter,
            exporter_version=version,
            server_version=server and _version(server),
            host_database=(_first(_DATABASE, header) or "").strip("`") or None,
            charset=session.charset,
            started=_first(_STARTED, header) or (_shown(translated["started"]) if translated else None),
            finished=self._is_finished(exporter, session),
            ended=self._ended,
            sandboxed=_SANDBOX in header,
        )

    def _is_finished(self, exporter: str | None, session: Session) -> bool | None:
        if self._running or self._in_rows or session.in_transaction:
            return False
        if self._finished is not None:
            return self._finished
        restored = session.restored
        if restored is False and not (exporter in _RESTORING or session.saves_all):
            restored = None
        if restored is None and exporter in _SWITCHING:
            return session.checks_keys
        return restored


def _recognised(header: bytes) -> tuple[str | None, str | None]:
    for name, opening in _EXPORTERS:
        if match := re.search(_LINE + opening, header):
            version = match[1] if match.re.groups else None
            return name, version.decode("latin-1") if version else None
    return None, None


def _first(patterns: tuple[bytes, ...], header: bytes) -> str | None:
    for pattern in patterns:
        if match := re.search(_LINE + pattern, header):
            return _shown(match[1])
    return None


def _version(written: str) -> str:
    """
    Return a server's version as it calls itself.

    >>> _version("50729"), _version("5.5.5-10.4.21-MariaDB")
    ('5.7.29', '10.4.21-MariaDB')
    """
    if number := _NUMBER.fullmatch(written):
        return ".".join(str(int(part)) for part in number.groups())
    return _REPLICATION.sub("", written)


def _shown(written: bytes) -> str:
    return written.decode("utf-8", "replace").strip()
