"""The comment header that names a WordPress plugin or theme."""

import re
from collections.abc import Iterable
from functools import cache

LIMIT = 8 * 1024  # bytes: WordPress itself reads no further (get_file_data)

_TAIL = re.compile(rb"\s*(?:\*/|\?>).*")


def parse_header(data: bytes, fields: Iterable[str]) -> dict[str, str]:
    r"""
    Return the named fields of a plugin's main file or a theme's style.css, as get_file_data() finds them.

    Fields that lack, or are empty, lack in the answer.

    >>> parse_header(b"<?php\r/*\rPlugin Name: Hello */ ?>\r * Version: 1.2\r*/", ["Plugin Name", "Version"])
    {'Plugin Name': 'Hello', 'Version': '1.2'}
    """
    head = data[:LIMIT].replace(b"\r", b"\n")
    found = {}
    for field in fields:
        match = _pattern(field).search(head)
        # PHP takes "0" for nothing, and so does WordPress here.
        if match and match[1] != b"0" and (value := _clean(match[1])):
            found[field] = value
    return found


@cache
def _pattern(field: str) -> "re.Pattern[bytes]":
    name = re.escape(field.encode())
    return re.compile(rb"^(?:[ \t]*<\?php)?[ \t/*#@]*" + name + rb":(.*)$", re.MULTILINE | re.IGNORECASE)


def _clean(value: bytes) -> str:
    return _TAIL.sub(b"", value).strip(b" \t\n\r\0\x0b").decode("utf-8", "replace")
