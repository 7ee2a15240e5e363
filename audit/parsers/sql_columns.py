"""One column of a CREATE TABLE."""

from collections.abc import Iterator
from sys import intern

from audit.parsers.sql_definitions import ColumnDefined, ForeignKeyDefined, KeyDefined
from audit.parsers.sql_keys import parse_reference
from audit.parsers.sql_tokens import parse_name

_TWO_WORDS = {(b"DOUBLE", b"PRECISION"), (b"CHARACTER", b"VARYING"), (b"CHAR", b"VARYING")}
_SIGNS = frozenset({b"UNSIGNED", b"SIGNED", b"ZEROFILL"})
_CHARSET = frozenset({b"CHARSET", b"SET"})
_LONGEST_TYPE = 500  # In characters; a longer enumeration is cut.
_ZERO_DATE = b"0000-00-00"


def parse_column(tokens: list[bytes]) -> tuple[ColumnDefined, list[KeyDefined | ForeignKeyDefined | None]]:
    """
    Return the column that the tokens define, and the keys that stand in it.

    >>> column, keys = parse_column(b"`a` varchar ( 9 ) COLLATE ascii_bin UNIQUE".split())
    >>> column.type, column.collation, [key.kind for key in keys]
    ('varchar(9)', 'ascii_bin', ['unique'])
    """
    name = parse_name(tokens[0])
    written, at = _type(tokens)
    rest = list(_outside_brackets(tokens, at))
    charset = collation = None
    zero_date = False
    for _, word, following in rest:
        if word in _CHARSET:
            charset = charset or _text(following)
        elif word == b"COLLATE":
            collation = collation or _text(following)
        elif word == b"DEFAULT":
            zero_date = following.lstrip(b"'\"").startswith(_ZERO_DATE)
    generated = any(
        word == b"GENERATED" or (word == b"AS" and following == b"(") for _, word, following in rest
    )
    column = ColumnDefined(name, written, charset, collation, generated, zero_date)
    return column, list(_keys(name, tokens, rest))


def _outside_brackets(tokens: list[bytes], at: int) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the places of words, these in upper case, and the tokens behind them."""
    depth = 0
    for index in range(at, len(tokens)):
        token = tokens[index]
        depth += (token == b"(") - (token == b")")
        if not depth:
            yield index, token.upper(), tokens[index + 1] if index + 1 < len(tokens) else b""


def _keys(
    name: str, tokens: list[bytes], words: list[tuple[int, bytes, bytes]]
) -> Iterator[KeyDefined | ForeignKeyDefined | None]:
    for index, word, _ in words:
        if word == b"UNIQUE":
            yield KeyDefined("unique", None, (name,))
        elif word == b"KEY" and tokens[index - 1].upper() != b"UNIQUE":
            yield KeyDefined("primary", None, (name,))
        elif word == b"REFERENCES":
            yield parse_reference(None, (name,), tokens[index:])


def _type(tokens: list[bytes]) -> tuple[str | None, int]:
    """Return the type as information_schema writes it, and the place behind it."""
    if len(tokens) < 2:
        return None, len(tokens)
    at = 2
    words = [tokens[1].lower()]
    if tuple(token.upper() for token in tokens[1:3]) in _TWO_WORDS:
        words.append(b" " + tokens[2].lower())
        at = 3
    if tokens[at : at + 1] == [b"("]:
        depth = 0
        while at < len(tokens):
            words.append(tokens[at])
            depth += (tokens[at] == b"(") - (tokens[at] == b")")
            at += 1
            if not depth:
                break
    while at < len(tokens) and tokens[at].upper() in _SIGNS:
        words.append(b" " + tokens[at].lower())
        at += 1
    written = b"".join(words).decode("utf-8", "replace")
    return intern(written if len(written) <= _LONGEST_TYPE else f"{written[:_LONGEST_TYPE]}…"), at


def _text(token: bytes) -> str:
    return intern(parse_name(token).strip("'"))
