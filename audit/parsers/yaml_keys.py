"""The key that a line of YAML begins with, as Symfony finds it."""

import re
from typing import NamedTuple

from audit.parsers.yaml_scalars import QUOTED

BLANKS = re.compile(r"[ \t]+")
ANY_BLANKS = re.compile(r"\s+")  # also those beyond ASCII


class Key(NamedTuple):
    """A key as it is written, and what is written behind its colon."""

    text: str
    value: str | None


def split_key(text: str, blanks: re.Pattern[str]) -> Key | None:
    """
    Return the key before the first colon that ends one, and the value behind it; None if there is none.

    >>> split_key("drupal:node : x", BLANKS)
    Key(text='drupal:node', value='x')
    """
    if not text or text[0] in " [{":
        return None
    if text[0] in "\"'":
        match = QUOTED.match(text)
        if match is None:
            return None
        at = match.end()
        while text[at : at + 1] == " ":
            at += 1
        return _behind(text, match.end(), at, blanks)
    at = 1
    while (colon := text.find(":", at)) >= 0:
        if key := _behind(text, colon, colon, blanks):
            return key
        at = colon + 1
    return None


def without_tag(text: str) -> str:
    """
    Return a value without the tag that it begins with.

    >>> without_tag("!mine a: b")
    'a: b'
    """
    return re.sub(r"^![^ \r\n]* *", "", text) if text[0] == "!" else text


def _behind(text: str, end: int, colon: int, blanks: re.Pattern[str]) -> Key | None:
    if text[colon : colon + 1] != ":":
        return None
    if colon + 1 == len(text):
        return Key(text[:end].rstrip(" "), None)
    match = blanks.match(text, colon + 1)
    if match is None:
        return None
    start = match.end()
    if start == len(text):  # blanks beyond ASCII, which nobody took away: the last of them is the value
        start -= 1
    return Key(text[:end].rstrip(" "), text[start:]) if start > colon + 1 else None
