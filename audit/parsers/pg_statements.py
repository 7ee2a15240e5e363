"""What the statements of PostgreSQL and SQLite other than INSERT and COPY say about tables and routines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from audit.parsers.sql_tokens import Tokens, parse_name

if TYPE_CHECKING:
    from audit.parsers.sql_grammar import Grammar

_ROUTINES = {"VIEW": "view", "FUNCTION": "function", "PROCEDURE": "procedure", "TRIGGER": "trigger"}
# What may stand between CREATE and the kind.
_BEFORE = frozenset(
    "OR REPLACE TEMP TEMPORARY UNLOGGED GLOBAL LOCAL FOREIGN RECURSIVE MATERIALIZED CONSTRAINT EVENT".split()
)
_NO_COLUMNS = frozenset({b"PRIMARY", b"CONSTRAINT", b"UNIQUE", b"FOREIGN", b"CHECK", b"EXCLUDE", b"LIKE"})
_NO_KINDS = frozenset({b",", b"(", b")", b""})
_LONGEST_PREFIX = 8  # words between CREATE and the kind


class Name(NamedTuple):
    """The name of something in a schema."""

    schema: str | None  # None: the one that is in use
    name: str


class Defined(NamedTuple):
    """A table that is created; the types of the columns are lower-case words."""

    name: Name
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    parents: tuple[Name, ...] = ()  # whose columns it has too, before its own


class Dropped(NamedTuple):
    """A table that is dropped."""

    name: Name


class Made(NamedTuple):
    """A routine that is created."""

    kind: str
    name: Name
    table: str | None = None  # of a trigger; None: of none


class Copied(NamedTuple):
    """The head of a COPY from what follows it."""

    name: Name
    columns: tuple[str, ...]  # empty: all, in the order of the table
    is_plain: bool  # False: its rows are not separated as they usually are


class Inserted(NamedTuple):
    """A row of nothing but what is there without being told."""

    name: Name


Statement = Defined | Dropped | Made | Copied | Inserted


def parse_statement(text: bytes, grammar: Grammar) -> list[Statement]:
    """
    Return what a statement says; its text may lack its end.

    >>> from audit.parsers.pg_grammar import PostgresGrammar
    >>> parse_statement(b"DROP TABLE IF EXISTS public.t", PostgresGrammar())
    [Dropped(name=Name(schema='public', name='t'))]
    >>> parse_statement(b"COPY t (a, b) FROM stdin", PostgresGrammar())
    [Copied(name=Name(schema=None, name='t'), columns=('a', 'b'), is_plain=True)]
    """
    tokens = Tokens(text, grammar)
    match tokens.word():
        case "CREATE":
            return _created(tokens)
        case "DROP":
            return _dropped(tokens)
        case "COPY":
            return _copied(tokens)
        case "INSERT" if tokens.skip("INTO"):
            name = _name(tokens)
            return [Inserted(name)] if tokens.skip("DEFAULT", "VALUES") else []
    return []


def listed(text: bytes, grammar: Grammar) -> list[str]:
    """
    Return the words and names of a statement; their quotes are gone.

    >>> from audit.parsers.pg_grammar import PostgresGrammar
    >>> listed(b"SET search_path = 'a', pg_catalog", PostgresGrammar())
    ['SET', 'search_path', '=', 'a', ',', 'pg_catalog']
    """
    return [_plain(token) for token in grammar.token.findall(text) if token]


def _name(tokens: Tokens) -> Name:
    """Return the next name with its schema."""
    first = _plain(tokens.next())
    return Name(first, _plain(tokens.next())) if tokens.skip(".") else Name(None, first)


def _plain(written: bytes) -> str:
    """Return a name without its quotes."""
    if written[:1] == b"[" and written[-1:] == b"]":
        written = b'"' + written[1:-1] + b'"'
    elif written[:1] == b"'" and written[-1:] == b"'":  # as some modules of SQLite do
        written = b'"' + written[1:-1].replace(b"''", b"'") + b'"'
    return parse_name(written)


def _created(tokens: Tokens) -> list[Statement]:
    for _ in range(_LONGEST_PREFIX):
        kind = tokens.word()
        if kind not in _BEFORE:
            break
    tokens.skip("IF", "NOT", "EXISTS")
    if kind == "TABLE":
        return [_table(tokens)]
    if kind not in _ROUTINES:
        return []
    name = _name(tokens)
    if not name.name:
        return []
    table = None
    if kind == "TRIGGER":
        while (word := tokens.word()) not in ("ON", "EXECUTE", "BEGIN", ""):
            pass
        table = _name(tokens).name if word == "ON" else None
    if table in ("ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite"):
        table = None  # a trigger of the whole database, on what is done to its tables
    return [Made(_ROUTINES[kind], name, table)]


def _table(tokens: Tokens) -> Defined:
    table = _name(tokens)
    parents = [_name(tokens)] if tokens.skip("PARTITION", "OF") else []
    columns = _columns(tokens) if tokens.skip("(") else []
    if tokens.skip("INHERITS", "("):
        parents.append(_name(tokens))
        while tokens.skip(","):
            parents.append(_name(tokens))
    return Defined(
        table, tuple(name for name, _ in columns), tuple(kind for _, kind in columns), tuple(parents)
    )


def _columns(tokens: Tokens) -> list[tuple[str, str]]:
    """Return the columns of a table and their types."""
    columns: list[tuple[str, str]] = []
    depth = 1
    first = True  # the next token begins a definition
    while depth and (part := tokens.next()):
        if first and part not in b"()" and part.upper() not in _NO_COLUMNS:
            name, part = part, tokens.next()
            kind = "" if part in _NO_KINDS else _plain(part).lower()
            if kind:
                part = tokens.next()
            if kind == "character" and part.lower() == b"varying":
                kind = "varchar"
            elif part == b"[":
                kind += "[]"
            columns.append((_plain(name), kind))
        depth += (part == b"(") - (part == b")")
        first = part == b"," and depth == 1
    return columns


def _dropped(tokens: Tokens) -> list[Statement]:
    if not tokens.skip("TABLE"):
        return []
    tokens.skip("IF", "EXISTS")
    found: list[Statement] = [Dropped(_name(tokens))]
    while tokens.skip(","):
        found.append(Dropped(_name(tokens)))
    return found


def _copied(tokens: Tokens) -> list[Statement]:
    name = _name(tokens)
    columns = []
    if tokens.skip("("):
        while (part := tokens.next()) not in (b")", b""):
            if part != b",":
                columns.append(_plain(part))
    if tokens.skip("WITH", "OIDS"):
        columns = ["oid", *columns] if columns else []
    if not tokens.skip("FROM", "STDIN"):
        return []
    return [Copied(name, tuple(columns), tokens.next() in (b"", b";"))]
