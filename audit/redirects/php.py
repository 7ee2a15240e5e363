"""A translation as PHP: plain data, which the fixed program beside it reads."""

from audit.redirects.canonical import canonical_lines
from audit.redirects.layout import Value, lay_out
from audit.redirects.records import Translation, file_of

_HEAD = """\
<?php
// What the site's .htaccess files and its server's configuration say about redirects, as data for
// redirects-runtime.php. Written by moveready; redirects.csv says which line each one comes from.
"""
_SWITCH = """\
//
// Redirects to one host or to HTTPS are switched off: the platform's own settings of domains and HTTPS do
// the same before PHP is asked, and here they would lead visitors of test environments to the live site.
// 'canonical' => true switches them on. They come from
// %s.
"""
_MOST_NAMED = 20


def to_php(translation: Translation, *, is_canonical: bool = False) -> str:
    """
    Return the file that the runtime reads; bytes that are no UTF-8 are surrogates in it.

    What the platform's own settings do is switched off in it, unless is_canonical is said.
    """
    laid = lay_out(translation, is_canonical=is_canonical)
    switch = _SWITCH % _canonical(translation) if "canonical" in laid else ""
    return f"{_HEAD}{switch}return {_written(laid, 0)};\n"


def quoted(text: str) -> str:
    r"""
    Return a text as PHP writes it in single quotes, where only the quote and the backslash mean something.

    >>> print(quoted("it's \\ $x"))
    'it\'s \\ $x'
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _canonical(translation: Translation) -> str:
    found = [
        f"{file_of(folder.place)} line {line}"
        for folder in (*translation.folders, *translation.sections)
        for line in canonical_lines(folder)
    ]
    more = len(found) - _MOST_NAMED
    text = ", ".join(found[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    whole = text.encode("utf-8", "backslashreplace").decode()
    # A name must not end the comment.
    return "".join(sign if sign.isprintable() else "?" for sign in whole).replace("?>", "? >")


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
