"""
What the names and the small files of a mydumper folder say.

Read about: mydumper 0.10 (as in Debian 12) to 0.19 (as in its repository, 2026).
"""

import re
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

Role = Literal[
    "database",  # CREATE DATABASE
    "table",  # CREATE TABLE, of a view its stand-in
    "rows",  # INSERT, or LOAD DATA of a file beside it
    "values",  # rows for LOAD DATA
    "view",
    "after",  # triggers, routines and events, which come last
    "rows-known",  # how many rows there are
    "metadata",
    "other",
]

PACKED = (".gz", ".zst", ".zstd", ".bz2", ".xz", ".lz4")
_ROLES: tuple[tuple[str, Role], ...] = (
    ("-schema-create.sql", "database"),
    ("-schema-create-tablespace.sql", "other"),
    ("-schema-view.sql", "view"),
    ("-schema-triggers.sql", "after"),
    ("-schema-post.sql", "after"),
    ("-schema-sequence.sql", "table"),
    ("-schema.sql", "table"),
    ("-metadata", "rows-known"),
    ("-checksum", "other"),
    (".dat", "values"),
    (".sql", "rows"),
)
_PART = re.compile(r"(?P<table>.+?)\.(?P<part>\d{5,18})(?:\.(?P<piece>\d{5,18}))?")
_SECTION = re.compile(r"\[[`\"](?P<database>.+?)[`\"](?:\.[`\"](?P<table>.+)[`\"])?\]\s*")
_TIME = re.compile(r"(?:# )?(?P<what>Started|Finished) dump at: (?P<when>[^\n\r]{1,40})")
_FIELD = re.compile(r"(?P<key>real_table_name|rows|is_view)\s*=\s*(?P<value>[^\n\r]*)")
_DIGITS = 18
_LINE = 1000  # characters; names have at most 64


class Named(NamedTuple):
    """What the name of a file says."""

    name: str
    role: Role
    database: str | None = None  # as in file names; None: of all
    table: str | None = None  # likewise; None: of the whole database
    part: tuple[int, ...] = ()  # of the rows, counted from 0; none: they are in one file


class Described(NamedTuple):
    """What a folder's metadata says."""

    started: str | None
    finished: bool
    names: dict[tuple[str, str], str]  # tables by how file names call their database and themselves
    rows: dict[tuple[str, str], int]  # the same, how many rows were written


def unpacked_name(name: str) -> str:
    """
    Return a file's name without what compression added to it.

    >>> unpacked_name("wp.wp_posts.00000.sql.gz")
    'wp.wp_posts.00000.sql'
    """
    return name.removesuffix(next((suffix for suffix in PACKED if name.endswith(suffix)), ""))


def parse_names(names: Iterable[str]) -> list[Named]:
    """
    Return what each name of a folder says.

    >>> parse_names(["wp.t.00003.sql"])
    [Named(name='wp.t.00003.sql', role='rows', database='wp', table='t', part=(3,))]

    Old versions keep dots in names: which are a database's its own file tells.

    >>> parse_names(["a.b-schema-create.sql", "a.b.c.d.sql"])[1]
    Named(name='a.b.c.d.sql', role='rows', database='a.b', table='c.d', part=())
    """
    roles = [(name, *_role(name)) for name in names]
    databases = {stem for _, stem, role in roles if role == "database"}
    tables = {_split(stem, databases) for _, stem, role in roles if role == "table"}
    return [_named(name, stem, role, databases, tables) for name, stem, role in roles]


def parse_metadata(text: str) -> Described:
    r"""
    Return what "metadata" says; old versions say no more than when they started and ended.

    >>> parse_metadata("# Started dump at: 2026-01-02 03:04:05\n[`wp`.`t`]\nreal_table_name=t\nrows = 5\n")
    Described(started='2026-01-02 03:04:05', finished=False, names={('wp', 't'): 't'}, rows={('wp', 't'): 5})
    """
    times: dict[str, str] = {}
    names: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str], int] = {}
    here: tuple[str, str] | None = None
    for line in text.splitlines():
        if time := _TIME.match(line):
            times.setdefault(time["what"], time["when"].strip())
        elif line.startswith("["):
            section = _SECTION.fullmatch(line) if len(line) < _LINE else None
            here = (section["database"], section["table"]) if section and section["table"] else None
        elif here and (field := _FIELD.match(line)):
            value = field["value"].strip()
            if field["key"] == "real_table_name":
                names[here] = value
            elif field["key"] == "rows" and value.isdecimal() and len(value) <= _DIGITS:
                rows[here] = int(value)
            elif field["key"] == "is_view":
                rows.pop(here, None)
    return Described(times.get("Started"), "Finished" in times, names, rows)


def _role(name: str) -> tuple[str, Role]:
    """Return a name without what tells its role, and the role."""
    plain = unpacked_name(name)
    if plain == "metadata" or plain.startswith(("metadata.", "resume")):
        return plain, "metadata" if plain.startswith("metadata") else "other"
    for suffix, role in _ROLES:
        if plain.endswith(suffix):
            return plain.removesuffix(suffix), role
    return plain, "other"


def _split(stem: str, databases: Collection[str]) -> tuple[str, str | None]:
    """Return the database and the table that a name begins with."""
    if stem in databases:
        return stem, None
    dot = stem.find(".")
    while dot >= 0:
        longer = stem.find(".", dot + 1)
        if stem[:dot] in databases and not (longer >= 0 and stem[:longer] in databases):
            return stem[:dot], stem[dot + 1 :]
        dot = longer
    database, _, table = stem.partition(".")
    return database, table or None


def _named(
    name: str,
    stem: str,
    role: Role,
    databases: Collection[str],
    tables: Collection[tuple[str, str | None]],
) -> Named:
    if role in {"metadata", "other"}:
        return Named(name, role)
    if role == "database":
        return Named(name, role, stem)
    database, table = _split(stem, databases)
    if role in {"rows", "values"} and table is None:
        return Named(name, "other")
    is_whole = role not in {"rows", "values"} or (database, table) in tables
    match = None if is_whole or table is None else _PART.fullmatch(table)
    if match:
        part = tuple(int(number) for number in match.group("part", "piece") if number)
        return Named(name, role, database, match["table"], part)
    return Named(name, role, database, table)
