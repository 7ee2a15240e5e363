"""What the strings of a PHP file name: paths of a server, addresses, ports, hosts, databases, SQL."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Literal as OneOf
from typing import NamedTuple

from audit.parsers.php.addresses import addresses, ports
from audit.parsers.php.calls import arguments, calls
from audit.parsers.php.file import PhpFile
from audit.parsers.php.paths import paths
from audit.parsers.php.sql import statements
from audit.parsers.php.texts import elements
from audit.parsers.privacy import without_secrets

Kind = OneOf["path", "address", "port", "host", "database", "sql"]

_LONGEST = 120
_MOST = 500  # of one kind in one file
_STRINGS = b"'\"`<}"
_HTML = b"?"
_URL_BEFORE = re.compile(rb"(?:[a-z]{2,10}:)?\\?/\\?/\Z", re.IGNORECASE)
_QUOTE_BEFORE = re.compile(rb"['\"]\.?\Z")
_QUOTE_BEHIND = re.compile(rb"['\"]")
_URL_BEHIND = re.compile(rb"(?::[0-9]{1,5})?(?:/[\w./%~-]*+)?", re.IGNORECASE)
_DSN = re.compile(
    rb"(?:mysql|pgsql|sqlsrv|dblib|oci|odbc|firebird):[^'\"{$]{0,200}?\bhost=([\w.-]+)(?:;port=([0-9]+))?"
)
_CONNECT = frozenset(
    ("mysql_connect", "mysql_pconnect", "mysqli_connect", "pg_connect", "pg_pconnect", "mssql_connect")
)
_NEW_MYSQLI = re.compile(rb"\bnew\s++\\?mysqli\s*+\(", re.IGNORECASE)
_WORDS = frozenset(name.encode() for name in _CONNECT) | {b"mysqli"}
_HOST = re.compile(rb"\s*+(['\"])(?:host=)?([A-Za-z0-9][\w.-]*(?::[0-9]+)?)(?:\1|\s)")


class Literal(NamedTuple):
    """Something that a string names."""

    kind: Kind
    text: str  # without secrets; of a database the host, of SQL the statement in lower case
    offset: int
    line: int


def literals(file: PhpFile, hosts: frozenset[str] = frozenset()) -> list[Literal]:
    """
    Return what the strings of a file name; of hosts, those that are asked for, in HTML, too.

    >>> file = PhpFile(b"<?php '/usr/bin/gs'; 'https://Shop.example.org/x?key=1'; new PDO('mysql:host=db7');")
    >>> [(one.kind, one.text) for one in literals(file, frozenset({"shop.example.org"}))]
    [('path', '/usr/bin/gs'), ('host', 'https://Shop.example.org/x'), ('database', 'db7')]
    """
    found: list[Literal] = []
    kinds: tuple[tuple[Kind, Iterator[tuple[int, str]]], ...] = (
        ("path", paths(file)),
        ("address", addresses(file)),
        ("port", ports(file)),
        ("host", _hosts(file, hosts)),
        ("database", _databases(file)),
        ("sql", statements(file)),
    )
    for kind, places in kinds:
        # Of other kinds the rest says no more than that there is more of the same.
        for offset, text in file.first(places, _MOST) if kind == "sql" else islice(places, _MOST):
            found.append(Literal(kind, without_secrets(text)[:_LONGEST], offset, file.line(offset)))
    return sorted(found, key=lambda one: one.offset)


def _hosts(file: PhpFile, hosts: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield the web addresses with these hosts, and the hosts where they are all of a string; no prose."""
    there = frozenset(host for host in hosts if _words(host) <= file.words)
    if not there:
        return
    for match in _pattern(there).finditer(file.source):
        start, end = match.span()
        span = file.span_at(start)
        if span is None or not (
            file.source[span[0]] in _STRINGS or file.source[span[0]] in _HTML or span[0] == 0
        ):
            continue
        before = _URL_BEFORE.search(file.source, max(0, start - 20), start)
        behind = _URL_BEHIND.match(file.source, end)
        end = behind.end() if behind else end
        if before or (
            _QUOTE_BEFORE.search(file.source, start - 2, start) and _QUOTE_BEHIND.match(file.source, end)
        ):
            start = before.start() if before else start
            text = file.source[start : min(end, span[1])].rstrip(b".")
            yield start, text.decode(errors="replace").replace("\\/", "/")


@lru_cache(maxsize=256)
def _words(host: str) -> frozenset[bytes]:
    return frozenset(re.split(rb"[^a-z0-9_\x80-\xff]++", host.lower().encode()))


@lru_cache(maxsize=64)
def _pattern(hosts: frozenset[str]) -> re.Pattern[bytes]:
    names = rb"|".join(re.escape(host.encode()) for host in sorted(hosts, key=len, reverse=True))
    return re.compile(
        rb"(?<![\w@\x80-\xff-])(?<!\w\.)(?:" + names + rb")(?![\w\x80-\xff-]|\.\w)", re.IGNORECASE
    )


def _databases(file: PhpFile) -> Iterator[tuple[int, str]]:
    """Yield the hosts of databases that code connects to by itself."""
    if b"host=" in file.source:
        for match in _DSN.finditer(file.source):
            span = file.span_at(match.start())
            if span is not None and file.source[span[0]] in _STRINGS:
                port = f":{match[2].decode()}" if match[2] else ""
                yield match.start(), match[1].decode(errors="replace") + port
    if _WORDS.isdisjoint(file.words):
        return
    first = [spans[0] for call in calls(file, _CONNECT) if (spans := arguments(file, call.offset))]
    opened = islice(_NEW_MYSQLI.finditer(file.code), _MOST)
    first += [spans[0] for match in opened if (spans := elements(file, match.end()))]
    for start, end in first:
        host = _HOST.match(file.source, start, end)
        if host and not file.in_code(host.start(2)):
            yield host.start(2), host[2].decode(errors="replace")
