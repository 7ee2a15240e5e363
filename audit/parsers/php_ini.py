"""The values that a php.ini or .user.ini sets."""

import re
from typing import NamedTuple

_MOST = 1000  # values
_LONGEST = 4096  # characters of a line
_LINE = re.compile(
    r"[ \t]*(?P<name>[A-Za-z_][\w.-]{0,99})[ \t]*=[ \t]*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^;\"']*))"
)
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_QUANTITY = re.compile(r"[+-]?\d{1,15}")


class IniLine(NamedTuple):
    """A value, and the line that sets it."""

    name: str
    value: str
    line: int


def parse_php_ini(text: str) -> list[IniLine]:
    r"""
    Return the values, in the order in which they stand; what belongs to one host or folder is passed over.

    >>> parse_php_ini("; memory\nmemory_limit = 256M ; enough\n[PATH=/srv]\nprecision = 3\n")
    [IniLine(name='memory_limit', value='256M', line=2)]
    """
    found: list[IniLine] = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = line[:_LONGEST].strip()
        if bare.startswith("[") and bare[1:6].upper() in {"PATH=", "HOST="}:
            break
        if len(found) < _MOST and (pair := _LINE.match(bare)):
            value = next(part for part in pair.group("double", "single", "bare") if part is not None)
            found.append(IniLine(pair["name"], value.strip(), number))
    return found


def quantity(value: str) -> int | None:
    """
    Return a number as PHP understands it, in bytes where its last letter is a unit; None for no number.

    >>> quantity("256M"), quantity("1.5g"), quantity("5Mb"), quantity("-1"), quantity("lots")
    (268435456, 1073741824, 5, -1, None)
    """
    bare = value.strip()
    number = _QUANTITY.match(bare)
    return None if number is None else int(number[0]) * _UNITS.get(bare[-1].lower(), 1)
