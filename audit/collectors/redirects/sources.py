"""What plugins write as the source of a redirect: addresses with or without a host, and wildcards."""

import re
from urllib.parse import urlsplit

_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_META = re.compile(r"([\\.+*?\[^\]$(){}|])")


def split_source(text: str) -> tuple[str | None, str]:
    """
    Return the host that a source names, None for none, and its path with the query, from "/".

    >>> split_source("https://Old.example/a?b=1"), split_source("a/b"), split_source("//[")
    (('old.example', '/a?b=1'), (None, '/a/b'), (None, '/['))
    """
    text = text.strip()
    if _SCHEME.match(text):
        try:
            parts = urlsplit(text)
            host = parts.hostname
        except ValueError:
            host = None
        else:
            path = parts.path or "/"
            return host, f"{path}?{parts.query}" if parts.query else path
    return None, f"/{text.lstrip('/')}"


def quoted(text: str) -> str:
    r"""
    Return a pattern for a text as it is.

    >>> quoted("/a.php?b")
    '/a\\.php\\?b'
    """
    return _META.sub(r"\\\1", text)


def wildcard(text: str, *, to_end: bool = True) -> str:
    r"""
    Return the pattern of a source in which * stands for anything.

    >>> wildcard("/old/*"), wildcard("/a*", to_end=False)
    ('^/old/(.*)$', '^/a(.*)')
    """
    return "^" + "(.*)".join(map(quoted, text.split("*"))) + ("$" if to_end else "")
