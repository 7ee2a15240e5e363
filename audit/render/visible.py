"""What a page must not hide: signs that a browser would not show, or would let turn the text around them."""

import re

from markupsafe import Markup

_TITLE = 48  # characters that the title of a window has room for

# Control characters, overrides of direction, lone surrogates. Tabs and line ends are harmless, and joiners
# belong to their scripts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def visible(value: object) -> object:
    """Write down what a name would hide; what is markup already is ours, or was seen before."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)
    return value


def short(name: str) -> str:
    """
    Return as much of a name as a title has room for.

    >>> short("a/" * 30)
    'a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a…'
    """
    seen = str(visible(name))
    return seen if len(seen) <= _TITLE else f"{seen[: _TITLE - 1]}…"
