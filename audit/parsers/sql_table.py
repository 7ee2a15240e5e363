"""The body of a CREATE TABLE: columns, keys, options and partitions, as MySQL 9 and MariaDB 12 write them."""

import re
from functools import lru_cache
from typing import NamedTuple

from audit.parsers.sql_columns import parse_column
from audit.parsers.sql_definitions import ForeignKeyDefined, KeyDefined, TableDetails
from audit.parsers.sql_grammar import Grammar
from audit.parsers.sql_keys import is_key, parse_key
from audit.parsers.sql_tokens import parse_name

_OPTIONS = {"ENGINE": "engine", "TYPE": "engine", "CHARSET": "charset", "SET": "charset"}
_OPTIONS |= {"COLLATE": "collation", "ROW_FORMAT": "row_format", "TABLESPACE": "tablespace"}
_PARTITION_WORDS = frozenset({"LINEAR", "RANGE", "LIST", "HASH", "KEY", "COLUMNS", "SYSTEM_TIME"})
_NEXT_NUMBER = re.compile(rb"(AUTO_INCREMENT\s*+=\s*+)(\d++)", re.IGNORECASE)
_LONGEST_KEPT = 16 * 1024  # In bytes; the tables of a network are made alike a thousand times, and short.


class TableBody(NamedTuple):
    """What stands behind the name in a CREATE TABLE."""

    details: TableDetails | None  # None: no columns are listed
    options: dict[str, str]
    auto_increment: int | None = None
    columns: tuple[str, ...] = ()  # their names


def parse_body(text: bytes, grammar: Grammar) -> TableBody:
    """
    Return what the text behind a table's name defines; it may lack its end.

    >>> from audit.parsers.sql_grammar import Dialect, grammar
    >>> written = b"(`a` int(11), PRIMARY KEY (`a`)) ENGINE=InnoDB AUTO_INCREMENT=7"
    >>> body = parse_body(written, grammar(Dialect()))
    >>> [column.type for column in body.details.columns], body.options, body.auto_increment
    (['int(11)'], {'engine': 'InnoDB'}, 7)
    """
    if len(text) > _LONGEST_KEPT:
        return _parse(text, grammar)
    numbers = _NEXT_NUMBER.findall(text)
    if len(numbers) != 1:
        return _parse_kept(text, grammar)
    # But for this number, the tables of a network are alike, and one of them is read.
    body = _parse_kept(_NEXT_NUMBER.sub(rb"\g<1>0", text), grammar)
    return body if body.auto_increment is None else body._replace(auto_increment=_number(numbers[0][1]))


@lru_cache(maxsize=256)
def _parse_kept(text: bytes, grammar: Grammar) -> TableBody:
    return _parse(text, grammar)


def _parse(text: bytes, grammar: Grammar) -> TableBody:
    tokens = [token for token in grammar.token.findall(text) if token]
    parts, at = _parts(tokens)
    options, at = _options(tokens, at)
    number, tablespace = options.pop("auto_increment", None), options.pop("tablespace", None)
    if not parts or parts[0][0].upper() in (b"LIKE", b"SELECT"):
        return TableBody(None, options)
    columns, keys, foreign_keys = [], [], []
    for part in parts:
        if is_key(part):
            found = [parse_key(part)]
        else:
            column, found = parse_column(part)
            columns.append(column)
        keys += [key for key in found if isinstance(key, KeyDefined)]
        foreign_keys += [key for key in found if isinstance(key, ForeignKeyDefined)]
    partitioned_by, partitions = _partitions(tokens, at)
    details = TableDetails(
        tuple(columns),
        tuple(keys),
        tuple(foreign_keys),
        partitions,
        partitioned_by,
        tablespace,
    )
    names = tuple(column.name for column in columns)
    return TableBody(details, options, None if number is None else int(number), names)


def _parts(tokens: list[bytes]) -> tuple[list[list[bytes]], int]:
    """Return the definitions between the brackets, and the place behind these."""
    if tokens[:1] != [b"("]:
        return [], 0
    parts, part, depth, at = [], list[bytes](), 1, 1
    while at < len(tokens) and depth:
        token = tokens[at]
        at += 1
        depth += (token == b"(") - (token == b")")
        if (depth == 1 and token == b",") or not depth:
            parts.append(part)
            part = []
        else:
            part.append(token)
    parts.append(part)
    return [part for part in parts if part], at


def _options(tokens: list[bytes], at: int) -> tuple[dict[str, str], int]:
    """Return the options from a place on, and where the partitions begin."""
    options: dict[str, str] = {}
    while at < len(tokens):
        word = tokens[at].decode("latin-1").upper()
        if word in ("PARTITION", "AS", "SELECT"):
            break
        at += 1
        equals = tokens[at : at + 1] == [b"="]
        value = tokens[at + equals : at + equals + 1]
        if value and word in _OPTIONS:
            options.setdefault(_OPTIONS[word], parse_name(value[0]).strip("'"))
        elif value and word == "AUTO_INCREMENT" and value[0].isdigit():
            options.setdefault("auto_increment", str(_number(value[0])))
        if equals or word in _OPTIONS:
            at += equals + len(value)
    return options, at


def _partitions(tokens: list[bytes], at: int) -> tuple[str | None, int]:
    """Return how the table is partitioned, and in how many parts."""
    if [token.upper() for token in tokens[at : at + 2]] != [b"PARTITION", b"BY"]:
        return None, 0
    at += 2
    words = []
    while at < len(tokens) and (word := tokens[at].decode("latin-1").upper()) in _PARTITION_WORDS:
        words.append(word)
        at += 1
    depth, named, told = 0, 0, 1
    for index in range(at, len(tokens)):
        token = tokens[index]
        depth += (token == b"(") - (token == b")")
        if depth == 1 and token.upper() == b"PARTITION" and tokens[index - 1] in (b"(", b","):
            named += 1
        elif not depth and token.upper() == b"PARTITIONS" and tokens[index + 1 : index + 2]:
            told = _number(tokens[index + 1]) or told
    return " ".join(words), named or told


def _number(digits: bytes) -> int:
    """Return the number, 0 for what is none or cannot be."""
    return int(digits) if digits.isdigit() and len(digits) <= 20 else 0
