"""How many bytes columns and keys take in an InnoDB table of an old row format, as MariaDB counts them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

RowFormat = Literal["compact", "redundant"]

_TYPE = re.compile(r"(?P<name>[a-z]+(?: (?:precision|varying))?)(?:\((?P<inside>.*)\))?.*", re.DOTALL)
_PREFIX = re.compile(r"(?P<name>.*)\((?P<length>\d{1,5})\)", re.DOTALL)
_FIXED = {
    "bool": 1, "boolean": 1, "tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "integer": 4, "bigint": 8,
    "float": 4, "double": 8, "double precision": 8, "real": 8, "date": 3, "year": 1, "uuid": 16, "inet4": 4,
    "inet6": 16,
}  # fmt: skip
_OF_TIME = {"datetime": 5, "timestamp": 4, "time": 3}  # without parts of seconds
_DIGITS = (0, 1, 1, 2, 2, 3, 3, 4, 4)  # bytes of so many digits beside groups of nine, which take four
_LONG = frozenset(
    """
    tinytext text mediumtext longtext tinyblob blob mediumblob longblob json geometry point linestring polygon
    multipoint multilinestring multipolygon geometrycollection
    """.split()
)
_WORDS = frozenset({"char", "varchar", "character", "character varying", "char varying", "nchar", "nvarchar"})
_FIXED_WORDS = frozenset({"char", "character", "nchar"})
_LETTERS = {  # bytes of a letter at most; of others one
    "utf8mb4": 4, "utf16": 4, "utf16le": 4, "utf32": 4, "gb18030": 4, "utf8": 3, "utf8mb3": 3, "ujis": 3,
    "eucjpms": 3, "big5": 2, "cp932": 2, "euckr": 2, "gb2312": 2, "gbk": 2, "sjis": 2, "ucs2": 2,
}  # fmt: skip

_IN_PAGE = 788  # bytes of a long value that stay in the row
_SHORT = 255  # bytes whose length is told in one
_HIDDEN = 13  # bytes that each row has for transactions
_ROW_ID = 6  # bytes of the key that a table without one gets


class Sized(NamedTuple):
    """How many bytes a value takes at most, and whether it always takes them."""

    size: int
    fixed: bool


class Stored(NamedTuple):
    """A column as far as its size goes."""

    type: str | None
    charset: str | None  # None: none is named; counted as one byte for each letter
    nullable: bool = True


@lru_cache(maxsize=4096)
def sized(column_type: str, charset: str | None) -> Sized | None:
    """
    Return how large a value of a type may be; None for types that are not known.

    >>> sized("varchar(10)", "utf8mb4"), sized("int(11) unsigned", None), sized("decimal(10,2)", None)
    (Sized(size=40, fixed=False), Sized(size=4, fixed=True), Sized(size=5, fixed=True))
    >>> sized("longtext", "utf8mb4").size > 788, sized("datetime(6)", None).size
    (True, 8)
    """
    match = _TYPE.fullmatch(column_type.strip().lower())
    if match is None:
        return None
    name, inside = match["name"], match["inside"] or ""
    numbers = [int(part) for part in inside.split(",") if part.strip().isdecimal()]
    first = min(numbers[0], 1 << 16) if numbers else None
    if name in _WORDS:
        letter = _LETTERS.get(charset or "", 1)
        return Sized((first or 1) * letter, name in _FIXED_WORDS and letter == 1)
    if name in {"binary", "varbinary"}:
        return Sized(first or 1, name == "binary")
    if name in _LONG:
        return Sized(1 << 32, fixed=False)
    number = _number(name, inside, first, numbers)
    return None if number is None else Sized(number, fixed=True)


def _number(name: str, inside: str, first: int | None, numbers: list[int]) -> int | None:
    if name in _OF_TIME:
        return _OF_TIME[name] + ((first or 0) + 1) // 2
    if name in {"decimal", "numeric", "dec", "fixed"}:
        after = numbers[1] if len(numbers) > 1 else 0
        before = max((10 if first is None else first) - after, 0)
        return sum(digits // 9 * 4 + _DIGITS[digits % 9] for digits in (before, after))
    if name == "bit":
        return ((first or 1) + 7) // 8
    if name in {"enum", "set"}:
        values = inside.count("','") + 1  # a cut list is a long one
        if name == "enum":
            return 1 if values <= _SHORT else 2
        return next(size for size in (1, 2, 3, 4, 8) if values <= size * 8 or size == 8)
    return _FIXED.get(name)


def key_length(part: str, column_type: str | None, charset: str | None) -> int | None:
    """
    Return how many bytes a column takes in a key; None where that is not known.

    >>> key_length("slug(191)", "varchar(255)", "utf8mb4"), key_length("slug", "varchar(255)", "utf8mb4")
    (764, 1020)
    """
    size = sized(column_type, charset) if column_type else None
    prefix = _PREFIX.fullmatch(part)
    if size is None:
        return None
    if prefix is None:
        return size.size if size.size < 1 << 32 else None  # such a key cannot be
    letter = _LETTERS.get(charset or "", 1) if _is_of_letters(column_type or "") else 1
    return min(int(prefix["length"]) * letter, size.size)


def _is_of_letters(column_type: str) -> bool:
    name = column_type.strip().lower().partition("(")[0]
    return name in _WORDS or name.endswith("text")


def key_column(part: str) -> str:
    """
    Return the name of the column in a part of a key.

    >>> key_column("slug(191)"), key_column("slug")
    ('slug', 'slug')
    """
    prefix = _PREFIX.fullmatch(part)
    return prefix["name"] if prefix else part


def row_length(columns: Iterable[Stored], row_format: RowFormat, *, has_key: bool) -> int:
    """
    Return how many bytes of a row lie in its page at most, as far as the types are known.

    >>> row_length([Stored("int(11)", None, nullable=False)], "compact", has_key=True)
    23
    >>> row_length([Stored("text", "utf8mb4")] * 11, "compact", has_key=True) > 8126
    True
    """
    kept = list(columns)
    total = _HIDDEN + (0 if has_key else _ROW_ID)
    for column in kept:
        size = sized(column.type, column.charset) if column.type else None
        if size is not None:
            total += min(size.size, _IN_PAGE)
            if row_format == "compact" and not size.fixed:
                total += 1 if size.size <= _SHORT else 2
    if row_format == "redundant":  # whose pages have three bytes less for rows
        return total + 10 + 2 * (len(kept) + 2 + (not has_key))
    return total + 6 + (sum(column.nullable for column in kept) + 7) // 8
