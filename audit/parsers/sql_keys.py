"""One key of a CREATE TABLE, an ALTER TABLE or a CREATE INDEX."""

from audit.parsers.sql_definitions import ForeignKeyDefined, KeyDefined
from audit.parsers.sql_tokens import parse_name

_QUOTES = (b"`", b'"')
_KINDS = {
    b"PRIMARY": "primary",
    b"UNIQUE": "unique",
    b"KEY": "key",
    b"INDEX": "key",
    b"FULLTEXT": "fulltext",
    b"SPATIAL": "spatial",
}
_OTHERS = frozenset({b"CONSTRAINT", b"FOREIGN", b"CHECK", b"PERIOD"})
_WITHOUT_NAME = frozenset({b"(", b"USING", b""})


def is_key(tokens: list[bytes]) -> bool:
    """Tell whether the tokens define a key or another constraint, and no column."""
    first = tokens[0].upper()
    return first in _KINDS or first in _OTHERS or (first == b"VECTOR" and _is_index(tokens[1:2]))


def parse_key(tokens: list[bytes]) -> KeyDefined | ForeignKeyDefined | None:
    """
    Return the key that the tokens define; None for other constraints.

    >>> parse_key([b"UNIQUE", b"KEY", b"`a`", b"(", b"`b`", b"(", b"191", b")", b",", b"`c`", b")"])
    KeyDefined(kind='unique', name='a', columns=('b(191)', 'c'))
    """
    constraint = None
    if tokens[0].upper() == b"CONSTRAINT":
        tokens = tokens[1:]
        if tokens and not is_key(tokens):
            constraint = parse_name(tokens[0])
            tokens = tokens[1:]
    word = tokens[0].upper() if tokens else b""
    kind = _KINDS.get(word, "vector" if word == b"VECTOR" else None)
    if kind is None and word != b"FOREIGN":
        return None
    at = 1
    if _is_index(tokens[1:2]):
        at = 2
    name = constraint
    if at < len(tokens) and tokens[at].upper() not in _WITHOUT_NAME:
        name = constraint or parse_name(tokens[at])
        at += 1
    columns, at = key_columns(tokens, at)
    if kind is None:
        return parse_reference(name, columns, tokens[at:])
    return KeyDefined(kind, None if kind == "primary" else name, columns)


def parse_reference(
    name: str | None, columns: tuple[str, ...], tokens: list[bytes]
) -> ForeignKeyDefined | None:
    """Return the foreign key on these columns; the tokens begin with REFERENCES."""
    if len(tokens) < 2 or tokens[0].upper() != b"REFERENCES":
        return None
    table = parse_name(tokens[1])
    if tokens[2:3] == [b"."] and len(tokens) > 3:
        return ForeignKeyDefined(name, columns, parse_name(tokens[3]), table)
    return ForeignKeyDefined(name, columns, table)


def key_columns(tokens: list[bytes], at: int) -> tuple[tuple[str, ...], int]:
    """Return the columns between the next brackets from a place on, and the place behind these."""
    while at < len(tokens) and tokens[at] != b"(":
        at += 1
    columns, depth = [], 0
    while at < len(tokens):
        token = tokens[at]
        depth += (token == b"(") - (token == b")")
        at += 1
        if not depth:
            break
        if depth == 2 and tokens[at - 2] in (b"(", b",") and token == b"(":
            columns.append("(...)")
        elif depth == 1 and tokens[at - 2] in (b"(", b",") and token not in (b"(", b",", b")"):
            columns.append(parse_name(token))
        elif depth == 2 and token.isdigit() and columns and columns[-1] != "(...)":
            columns[-1] += f"({token.decode()})"
    return tuple(columns), at


def _is_index(tokens: list[bytes]) -> bool:
    return bool(tokens) and tokens[0].upper() in (b"KEY", b"INDEX")
