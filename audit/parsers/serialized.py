"""Values that PHP's serialize() wrote, as plain values, also where the text was damaged since."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from audit.parsers.serialized_repair import SerializedError, repair
from audit.parsers.serialized_writer import CLASS_KEY

if TYPE_CHECKING:
    from typing import TypeAlias

    Value: TypeAlias = bool | int | float | str | dict[str | int, "Value"] | None

__all__ = ["CLASS_KEY", "SerializedError", "is_damaged", "looks_serialized", "unserialize"]

_repaired = lru_cache(maxsize=1)(repair)  # a text that is read is then asked for its damage
_TRIMMED = b" \t\n\r\0\x0b"  # what PHP's trim() takes, and WordPress trims before it reads.
_SERIALIZED = re.compile(rb'(?s)N;|[aOE]:[0-9]++:.*[;}]|s:[0-9]++:.*"[;}]|[bid]:[0-9.E+-]++;')


def looks_serialized(data: bytes) -> bool:
    """
    Tell whether WordPress would take this option value for serialised; it looks at both ends only.

    >>> looks_serialized(b"a:0:{}"), looks_serialized(b"a: b;")
    (True, False)
    """
    return _SERIALIZED.fullmatch(data.strip(_TRIMMED)) is not None


def unserialize(data: bytes) -> "Value":
    r"""
    Return the value, arrays as dicts, strings as UTF-8 with a mark where they are not.

    >>> unserialize(b'a:2:{s:4:"name";s:5:"Hello";i:0;d:0.5;}')
    {'name': 'Hello', 0: 0.5}

    Nothing is instantiated: an object is a dict of its properties, whose names lose their visibility,
    and has its class where PHP itself keeps a class that it does not know. An enum is a string.

    >>> unserialize(b'O:4:"Shop":1:{s:7:"\0*\0open";b:1;}')
    {'__PHP_Incomplete_Class_Name': 'Shop', 'open': True}
    >>> unserialize(b'E:11:"Suit:Hearts";')
    'Suit:Hearts'

    Wrong lengths and counts do no harm, and of a text that was cut the whole values are kept. `None` also
    stands for a value that was cut off, lies too deep, contains itself, or was referred to too often.

    >>> unserialize(b'a:1:{s:3:"url";s:12:"https://new.example";}')
    {'url': 'https://new.example'}
    >>> unserialize(b'a:2:{s:3:"one";i:1;s:3:"two";s:20:"ab')
    {'one': 1, 'two': None}
    >>> unserialize(b"Hello")
    Traceback (most recent call last):
    audit.parsers.serialized_repair.SerializedError: nothing that PHP serialised: b'Hello'
    """
    import phpserialize  # noqa: PLC0415 (most scans start without a dump)

    clean = _repaired(data.strip(_TRIMMED)).text
    return cast("Value", phpserialize.loads(clean, errors="replace", decode_strings=True))


def is_damaged(data: bytes) -> bool:
    """
    Tell whether PHP would read `false` where `unserialize` still reads a value, or part of one.

    >>> is_damaged(b's:3:"abc";'), is_damaged(b's:3:"abcd";')
    (False, True)
    """
    return _repaired(data.strip(_TRIMMED)).damaged
