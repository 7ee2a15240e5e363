"""What the statements of a dump other than INSERT say about tables, routines and databases."""

from collections.abc import Iterator

from audit.parsers.sql_definitions import ForeignKeyDefined, KeyDefined, TableDetails
from audit.parsers.sql_events import DatabaseNamed, RoutineDefined, TableAltered, TableDefined, TableDropped
from audit.parsers.sql_grammar import Grammar
from audit.parsers.sql_keys import is_key, key_columns, parse_key
from audit.parsers.sql_table import parse_body
from audit.parsers.sql_tokens import Tokens, parse_name

__all__ = ["Statement", "parse_name", "parse_statement"]

_KINDS = frozenset({"TABLE", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE", "PACKAGE"})
_DATABASE = frozenset({"DATABASE", "SCHEMA"})
_OTHER_KINDS = frozenset({"USER", "ROLE", "SERVER"})
_INDEX_KINDS = {"UNIQUE": "unique", "FULLTEXT": "fulltext", "SPATIAL": "spatial", "VECTOR": "vector"}
_LONGEST_PREFIX = 64  # In tokens: CREATE, DEFINER, ALGORITHM and others stand before the kind.

Statement = TableDefined | TableAltered | TableDropped | RoutineDefined | DatabaseNamed


def parse_statement(text: bytes, grammar: Grammar, database: str | None) -> Iterator[Statement]:
    """
    Yield what a CREATE, ALTER or DROP says; its text may lack its end.

    >>> from audit.parsers.sql_grammar import Dialect, grammar
    >>> list(parse_statement(b"DROP TABLE IF EXISTS `a`", grammar(Dialect()), None))
    [TableDropped(database=None, table='a')]
    """
    tokens = Tokens(text, grammar)
    verb = tokens.word()
    if verb == "DROP":
        yield from _dropped(tokens, database)
    elif verb == "ALTER":
        yield from _altered(tokens, database)
    elif verb == "CREATE":
        yield from _created(tokens, database)


def _dropped(tokens: Tokens, database: str | None) -> Iterator[TableDropped]:
    tokens.skip("TEMPORARY")
    if not tokens.skip("TABLE") and not tokens.skip("TABLES"):
        return
    tokens.skip("IF", "EXISTS")
    while True:
        yield TableDropped(*tokens.qualified(database))
        if not tokens.skip(","):
            return


def _altered(tokens: Tokens, database: str | None) -> Iterator[TableAltered]:
    while tokens.skip("ONLINE") or tokens.skip("IGNORE"):
        pass
    if not tokens.skip("TABLE"):
        return
    tokens.skip("IF", "EXISTS")
    place = tokens.qualified(database)
    action = tokens.next()
    if action.upper() in (b"DISABLE", b"ENABLE", b""):  # Keys, around the rows of each table.
        return
    added: list[KeyDefined | ForeignKeyDefined | None] = []
    number = None
    while action:
        part, depth = [action], 0
        while (token := tokens.next()) and (depth or token != b","):
            depth += (token == b"(") - (token == b")")
            part.append(token)
        if part[0].upper() == b"ADD" and len(part) > 1 and is_key(part[1:]):
            added.append(parse_key(part[1:]))
        elif part[0].upper() == b"AUTO_INCREMENT" and part[-1].isdigit() and len(part[-1]) <= 20:
            number = int(part[-1])
        action = tokens.next()
    if added or number is not None:
        yield TableAltered(*place, _details(added), number)


def _details(added: list[KeyDefined | ForeignKeyDefined | None]) -> TableDetails:
    return TableDetails(
        keys=tuple(key for key in added if isinstance(key, KeyDefined)),
        foreign_keys=tuple(key for key in added if isinstance(key, ForeignKeyDefined)),
    )


def _created(tokens: Tokens, database: str | None) -> Iterator[Statement]:
    definer = None
    index_kind = "key"
    for _ in range(_LONGEST_PREFIX):
        word = tokens.word()
        if word == "DEFINER" and tokens.skip("="):
            definer = tokens.account()
        elif word == "INDEX":
            yield from _index(index_kind, tokens, database)
            return
        elif word in _DATABASE:
            tokens.skip("IF", "NOT", "EXISTS")
            if name := tokens.name():
                yield DatabaseNamed(name)
            return
        elif word in _KINDS:
            yield from _defined(word, tokens, database, definer)
            return
        elif word in _OTHER_KINDS or not word:
            return
        index_kind = _INDEX_KINDS.get(word, index_kind)


def _index(kind: str, tokens: Tokens, database: str | None) -> Iterator[TableAltered]:
    tokens.skip("IF", "NOT", "EXISTS")
    name = tokens.name()
    while (word := tokens.word()) not in ("ON", ""):
        pass
    if not word:
        return
    place = tokens.qualified(database)
    rest = []
    while token := tokens.next():
        rest.append(token)
    yield TableAltered(*place, TableDetails(keys=(KeyDefined(kind, name, key_columns(rest, 0)[0]),)))


def _defined(kind: str, tokens: Tokens, database: str | None, definer: str | None) -> Iterator[Statement]:
    if kind == "PACKAGE" and tokens.skip("BODY"):
        return
    tokens.skip("IF", "NOT", "EXISTS")
    database, name = tokens.qualified(database)
    if not name:
        return
    if kind == "TABLE":
        body = parse_body(tokens.rest, tokens.grammar)
        yield TableDefined(
            database,
            name,
            body.columns,
            **body.options,
            auto_increment=body.auto_increment,
            details=body.details,
        )
        return
    if kind == "VIEW":
        yield TableDropped(database, name)  # Its stand-in, if there was one.
    table = None
    if kind == "TRIGGER":
        while (word := tokens.word()) not in ("ON", ""):
            pass
        table = tokens.qualified(None)[1] if word else None
    yield RoutineDefined(kind.lower(), database, name, table, definer)
