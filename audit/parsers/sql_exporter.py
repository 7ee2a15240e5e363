"""What the comments of a dump say about its exporter, server and completeness."""

import re

from audit.parsers.sql_events import DumpDescribed

_HEADER_SIZE = 8 * 1024


# The patterns of the header stand at the start of a comment's line. They are compiled when needed.
_LINE = rb"(?im)^[ \t]*+(?:--|#|/?\*)?+[ \t]*+"

# The openings of exporters; the group, if there is one, is the exporter's version. The first that
# is found counts: a program that runs mysqldump writes its own header, if any, before.
_VERSION = rb"([\w.+~-]+)"
_EXPORTERS = (
    ("UpdraftPlus", rb"Created by UpdraftPlus version " + _VERSION),
    ("Duplicator", rb"DUPLICATOR\b"),
    ("BackWPup", rb"Backup with BackWPup ver\.: " + _VERSION),
    ("Backup and Migrate", rb"Backup and Migrate Version: " + _VERSION),
    ("Backup and Migrate", rb"Backup and Migrate \(Drupal\)"),
    ("WP Migrate", rb"WordPress MySQL database migration"),
    ("phpMyAdmin", rb"phpMyAdmin SQL Dump\b(?:\s++--\s++version " + _VERSION + rb")?"),
    ("Adminer", rb"Adminer(?:Evo|Neo)? " + _VERSION + rb"[^\n]* dump"),
    ("HeidiSQL", rb"HeidiSQL Version:\s++" + _VERSION),
    ("Sequel Ace", rb"Sequel Ace SQL dump\s++#\s++Version " + _VERSION),
    ("Sequel Pro", rb"Sequel Pro SQL dump\s++#\s++Version " + _VERSION),
    ("Navicat", rb"Navicat [^\n]*(?:Data Transfer|Dump SQL)"),
    ("DBeaver", rb"[^\n]*\bDBeaver\b"),
    ("mysqlpump", rb"Dump created by MySQL (?:dump|pump) utility, version: " + _VERSION),
    ("mariadb-dump", rb"MariaDB dump\b(?: [\d.]++(?:-|\s++Distrib )" + _VERSION + rb")?"),
    ("mysqldump", rb"MySQL dump\b(?:[^\n]*?Distrib " + _VERSION + rb")?"),
)
# Only mysqldump and its kin tell by a closing line that they came to the end.
_MARK = (
    rb"(?im)(?:--|#|/\*)[ \t]*+"
    rb"(?:(?P<opening>(?:MySQL|MariaDB) dump\b|Dump created by MySQL \w++ utility)"
    rb"|Dump completed(?: on [^\n]*+|[ \t\r]*+$)|Dump end time:|DUPLICATOR_MYSQLDUMP_EOF)"
)
_SERVER = (
    rb"(?:Server|Source Server) version\s*+:?\s*+(?:\d++ \()?([\w.+~-]+)",
    rb"Adminer[^\n]*? (?:MySQL|MariaDB) ([\w.+~-]+)",
    rb"Host:[^\n]*\((?:MySQL|MariaDB) ([\w.+~-]+)",
    rb"WordPress Version:[^\n]*MySQL ([\w.+~-]+)",
)
_DATABASE = (
    rb"Host:[^\n]*Database: ([^\s]+)",
    rb"(?:Database|Source Schema|Source Database)\s*+:[ \t]*+([^\s]+)",
    rb"Dumping database structure for ([^\s]+)",
)
_STARTED = (rb"(?:Generation Time|Generated|Dump start time|Date)\s*+: *+([^\r\n]+)",)


class Comments:
    """Listens to the comments between the statements of a dump."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._running = False  # A header was seen that no closing line has answered yet.
        self._finished: bool | None = None

    def hear(self, comments: bytes) -> None:
        """Take in the comments of one place between two statements."""
        if room := _HEADER_SIZE - len(self._header):
            self._header += comments[:room]
        for mark in re.finditer(_MARK, comments):
            opening = mark["opening"] is not None
            if opening and self._running:
                self._finished = False  # The dump before this one broke off.
            elif not opening and self._finished is None:
                self._finished = True
            self._running = opening

    def describe(self, charset: str | None) -> DumpDescribed:
        """Say what was heard; of several dumps in one stream the first is described."""
        header = bytes(self._header)
        exporter, version = _recognised(header)
        return DumpDescribed(
            exporter=exporter,
            exporter_version=version,
            server_version=_first(_SERVER, header),
            host_database=(_first(_DATABASE, header) or "").strip("`") or None,
            charset=charset,
            started=_first(_STARTED, header),
            finished=False if self._running else self._finished,
        )


def _recognised(header: bytes) -> tuple[str | None, str | None]:
    for name, opening in _EXPORTERS:
        if match := re.search(_LINE + opening, header):
            version = match[1] if match.re.groups else None
            return name, version.decode("latin-1") if version else None
    return None, None


def _first(patterns: tuple[bytes, ...], header: bytes) -> str | None:
    for pattern in patterns:
        if match := re.search(_LINE + pattern, header):
            return match[1].decode("utf-8", "replace").strip()
    return None
