"""Server side includes: what a page asks the web server to put in its place."""

import re
from typing import NamedTuple

_INCLUDE = re.compile(
    rb"<!--#(?P<word>include|exec|echo|config|set|if|fsize|flastmod|printenv)\b(?P<rest>[^>]{0,300}?)-->"
)
_MOST = 100


class Include(NamedTuple):
    """A place where the web server would put something."""

    directive: str
    line: int


def server_includes(data: bytes) -> list[Include]:
    r"""
    Return the includes of a page that change what is shown.

    >>> server_includes(b'<p>\n<!--#include virtual="/a.html" --><!-- #include no --><!--#config x="y" -->')
    [Include(directive='include', line=2)]
    """
    if b"<!--#" not in data:
        return []
    return [
        Include(found["word"].decode(), data.count(b"\n", 0, found.start()) + 1)
        for _, found in zip(range(_MOST), _INCLUDE.finditer(data), strict=False)
        if found["word"] not in {b"config", b"set"} and (b"=" in found["rest"])
    ]
