"""The tokens of a statement of SQL and the names among them."""

from audit.parsers.sql_grammar import Grammar


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


class Tokens:
    """The tokens of a statement, read from the left and no further than they are asked for."""

    def __init__(self, text: bytes, grammar: Grammar) -> None:
        self.grammar = grammar
        self._text = text
        self._found = grammar.token.finditer(text)
        self._tokens: list[bytes] = []
        self._ends: list[int] = []
        self._at = 0

    @property
    def rest(self) -> bytes:
        """The text behind the last token that was returned."""
        last = min(self._at, len(self._ends))
        return self._text[self._ends[last - 1] :] if last else self._text

    def next(self) -> bytes:
        """Return the next token as written, an empty text at the end."""
        while self._at >= len(self._tokens):
            match = next(self._found, None)
            if match is None:
                self._at += 1
                return b""
            if token := match[1]:
                self._tokens.append(token)
                self._ends.append(match.end())
        self._at += 1
        return self._tokens[self._at - 1]

    def word(self) -> str:
        """Return the next token in upper case."""
        return self.next().decode("latin-1").upper()

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
        return parse_name(self.next())

    def qualified(self, database: str | None) -> tuple[str | None, str]:
        """Return the next name and the database it is in."""
        name = self.name()
        return (name, self.name()) if self.skip(".") else (database, name)

    def account(self) -> str:
        """Return the account that comes next, as user@host without quotes."""
        user = self.next()
        if user.upper() == b"CURRENT_USER":
            self.skip("(", ")")
            return "CURRENT_USER"
        return (
            f"{_account_part(user)}@{_account_part(self.next())}" if self.skip("@") else _account_part(user)
        )


def _account_part(written: bytes) -> str:
    quoted = written[:1] == b"'" and len(written) > 1
    return parse_name(b"`" + written[1:-1] + b"`" if quoted else written)
