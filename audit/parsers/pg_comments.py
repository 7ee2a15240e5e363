"""What the comments of pg_dump and pg_dumpall, and of others for PostgreSQL, say about a dump."""

import re
from collections.abc import Iterable

from audit.parsers.sql_events import DumpDescribed

_HEADER_SIZE = 8 * 1024
_VERSION = rb"([\w.+~-]+)"
_EXPORTERS = (
    ("Adminer", rb"(?m)^-- Adminer(?:Evo|Neo)? " + _VERSION + rb" PostgreSQL"),
    ("phpPgAdmin", rb"(?m)^-- phpPgAdmin"),
    ("DBeaver", rb"(?im)^--.*\bDBeaver\b"),
    ("pg_dumpall", rb"(?m)^-- PostgreSQL database cluster dump"),
    ("pg_dump", rb"(?m)^-- (?:PostgreSQL database dump|Dumped by pg_dump)"),
)
_BY = re.compile(rb"(?m)^-- Dumped by pg_dump version " + _VERSION)
_FROM = re.compile(
    rb"(?m)^-- (?:Dumped from database version |Adminer(?:Evo|Neo)? \S++ PostgreSQL )" + _VERSION
)
_STARTED = re.compile(rb"(?m)^-- Started on ([^\r\n]+)")
_MARK = re.compile(rb"(?m)^-- PostgreSQL database (cluster )?dump( complete)?[ \t\r]*+$")


class PostgresComments:
    """Listens to the comments between the statements of a dump."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._open: set[bytes] = set()  # dumps that have begun: the cluster's, and a database's
        self._is_cut = False
        self._is_marked = False

    def hear(self, comments: bytes) -> None:
        """Take in the comments of one place between two statements."""
        if room := _HEADER_SIZE - len(self._header):
            self._header += comments[:room]
        for cluster, complete in _MARK.findall(comments):
            self._is_marked = True
            if complete:
                self._open.discard(cluster)
            else:
                self._is_cut |= cluster in self._open
                self._open.add(cluster)

    def describe(self, charset: str | None, databases: Iterable[str] = ()) -> DumpDescribed:
        """Say what was heard; a dump of one database that is named is that database's."""
        header = bytes(self._header)
        exporter, version = None, None
        for name, opening in _EXPORTERS:
            if match := re.search(opening, header):
                exporter = name
                version = match[1].decode("latin-1") if match.re.groups else _first(_BY, header)
                break
        named = list(databases)
        return DumpDescribed(
            exporter=exporter,
            exporter_version=version,
            server_version=_first(_FROM, header),
            host_database=named[0] if len(named) == 1 else None,
            charset=charset,
            started=_first(_STARTED, header),
            finished=not (self._is_cut or self._open) if self._is_marked else None,
            product="PostgreSQL",
        )


def _first(pattern: re.Pattern[bytes], header: bytes) -> str | None:
    match = pattern.search(header)
    return match[1].decode("utf-8", "replace").strip() if match else None
