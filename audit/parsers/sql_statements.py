"""What the statements of a dump other than INSERT say about tables and routines."""

from collections.abc import Iterator

from audit.parsers.sql_events import RoutineDefined, TableDefined, TableDropped
from audit.parsers.sql_grammar import Grammar

_KINDS = frozenset({"TABLE", "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"})
_OTHER_KINDS = frozenset({"DATABASE", "SCHEMA", "INDEX", "USER", "ROLE", "SEQUENCE", "SERVER", "PACKAGE"})
_NO_COLUMNS = frozenset(
    {"PRIMARY", "KEY", "UNIQUE", "INDEX", "CONSTRAINT", "FULLTEXT", "SPATIAL", "FOREIGN", "CHECK", "PERIOD"}
)
_QUOTES = frozenset('`"')
_OPTIONS = {"ENGINE": "engine", "TYPE": "engine", "CHARSET": "charset", "COLLATE": "collation"}
_OPTIONS |= {"SET": "charset", "ROW_FORMAT": "row_format"}
_LONGEST_PREFIX = 64  # In tokens: CREATE, DEFINER, ALGORITHM and others stand before the kind.

Statement = TableDefined | TableDropped | RoutineDefined


def parse_name(written: bytes) -> str:
    """
    Return the name that an identifier stands for.

    >>> parse_name(b"`it``s`")
    'it`s'
    """
    quote = written[:1]
    if quote in (b"`", b'"') and len(written) > 1:
        written = written[1:-1].replace(quote + quote, quote)
    try:
        return written.decode()
    except UnicodeDecodeError:
        return written.decode("latin-1")


def parse_statement(text: bytes, grammar: Grammar, database: str | None) -> Iterator[Statement]:
    """
    Yield what a CREATE or DROP says; its text may lack its end.

    >>> from audit.parsers.sql_grammar import Dialect, grammar
    >>> list(parse_statement(b"DROP TABLE IF EXISTS `a`", grammar(Dialect()), None))
    [TableDropped(database=None, table='a')]
    """
    tokens = _Tokens([token for token in grammar.token.findall(text) if token])
    verb = tokens.word()
    if verb == "DROP":
        yield from _dropped(tokens, database)
    elif verb == "CREATE":
        for _ in range(_LONGEST_PREFIX):
            kind = tokens.word()
            if kind in _KINDS:
                yield from _defined(kind, tokens, database)
            if kind in _KINDS or kind in _OTHER_KINDS:
                break


class _Tokens:
    """The tokens of a statement, read from the left."""

    def __init__(self, tokens: list[bytes]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> str:
        """Return the next token as written, an empty text at the end."""
        self._at += 1
        return self._tokens[self._at - 1].decode("latin-1") if self._at <= len(self._tokens) else ""

    def word(self) -> str:
        """Return the next token in upper case."""
        return self.next().upper()

    def skip(self, *words: str) -> bool:
        """Move behind the words if they come next."""
        start = self._at
        for word in words:
            if self.word() != word:
                self._at = start
                return False
        return True

    def name(self) -> str:
        """Return the identifier that comes next."""
        return parse_name(self.next().encode("latin-1"))

    def qualified(self, database: str | None) -> tuple[str | None, str]:
        """Return the next name and the database it is in."""
        name = self.name()
        return (name, self.name()) if self.skip(".") else (database, name)


def _dropped(tokens: _Tokens, database: str | None) -> Iterator[TableDropped]:
    tokens.skip("TEMPORARY")
    if not tokens.skip("TABLE") and not tokens.skip("TABLES"):
        return
    tokens.skip("IF", "EXISTS")
    while True:
        yield TableDropped(*tokens.qualified(database))
        if not tokens.skip(","):
            return


def _defined(kind: str, tokens: _Tokens, database: str | None) -> Iterator[Statement]:
    tokens.skip("IF", "NOT", "EXISTS")
    database, name = tokens.qualified(database)
    if not name:
        return
    if kind == "TABLE":
        columns = _columns(tokens) if tokens.skip("(") else ()
        yield TableDefined(database, name, columns, **_options(tokens))
        return
    if kind == "VIEW":
        yield TableDropped(database, name)  # Its stand-in, if there was one.
    table = None
    if kind == "TRIGGER":
        while (word := tokens.word()) not in ("ON", ""):
            pass
        table = tokens.qualified(None)[1] if word else None
    yield RoutineDefined(kind.lower(), database, name, table)


def _columns(tokens: _Tokens) -> tuple[str, ...]:
    columns = []
    depth = 1
    first = True  # The next token begins a definition.
    while depth and (part := tokens.next()):
        if first and (part[0] in _QUOTES or part.upper() not in _NO_COLUMNS):
            columns.append(parse_name(part.encode("latin-1")))
        depth += (part == "(") - (part == ")")
        first = part == "," and depth == 1
    return tuple(columns)


def _options(tokens: _Tokens) -> dict[str, str]:
    options: dict[str, str] = {}
    while (word := tokens.word()) and word not in ("PARTITION", "AS", "SELECT"):
        if key := _OPTIONS.get(word):
            tokens.skip("=")
            options.setdefault(key, tokens.name().strip("'"))
        elif word == "=":
            tokens.next()
    return options
