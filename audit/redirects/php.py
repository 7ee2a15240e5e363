"""A translation as PHP: plain data, which the fixed program beside it reads."""

from audit.redirects.layout import Value, lay_out
from audit.redirects.records import Translation

_HEAD = """\
<?php
// What the .htaccess files of the site say about redirects, as data for redirects-runtime.php.
// Written by moveready; lines name the .htaccess that a rule comes from.
"""


def to_php(translation: Translation) -> str:
    """Return the file that the runtime reads; bytes that are no UTF-8 are surrogates in it."""
    return f"{_HEAD}return {_written(lay_out(translation), 0)};\n"


def quoted(text: str) -> str:
    r"""
    Return a text as PHP writes it in single quotes, where only the quote and the backslash mean something.

    >>> print(quoted("it's \\ $x"))
    'it\'s \\ $x'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _written(value: Value, depth: int) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "null"
    items = (
        [f"{quoted(key)} => {_written(one, depth + 1)}" for key, one in value.items()]
        if isinstance(value, dict)
        else [_written(one, depth + 1) for one in value]
    )
    if depth < 4 and items:
        indent = "    " * (depth + 1)
        return "[\n" + "".join(f"{indent}{item},\n" for item in items) + "    " * depth + "]"
    return f"[{', '.join(items)}]"
