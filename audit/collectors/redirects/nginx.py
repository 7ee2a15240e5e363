"""Redirects in snippets of an nginx configuration, as ngx_http_rewrite_module of nginx 1.26 reads them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.redirects.listed import Listed
from audit.model.redirects import Dependence, RedirectKind

_TOKEN = re.compile(
    r"""
    \s++ | \#[^\n]*+
  | (?P<quoted>"(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+')
  | (?P<sign>[;{}])
  | (?P<word>(?:[^\s;{}"'\\$]|\\.|\$\{\w{0,64}\}|\$|(?<=\S)["'])++(?:\{[0-9,]{1,12}\}[^\s;{}"']*+)*+)
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_DEEPEST = 50
_MOST_WORDS = 50  # of a directive
_CODES = frozenset({301, 302, 303, 307, 308, 404, 410})
_VARIABLES: tuple[tuple[str, Dependence], ...] = (
    ("$http_user_agent", "user-agent"),
    ("$http_referer", "referrer"),
    ("$http_cookie", "cookie"),
    ("$cookie_", "cookie"),
    ("$http_accept_language", "language"),
    ("$remote_addr", "address"),
    ("$geoip", "address"),
    ("$request_method", "method"),
    ("$scheme", "scheme"),
    ("$https", "scheme"),
    ("$http_x_forwarded_proto", "scheme"),
    ("$host", "host"),
    ("$http_host", "host"),
    ("$server_name", "host"),
    ("$args", "query"),
    ("$arg_", "query"),
    ("$query_string", "query"),
    ("$http_", "header"),
    ("-f", "file"),
    ("!-f", "file"),
    ("-d", "file"),
    ("!-d", "file"),
    ("-e", "file"),
    ("!-e", "file"),
)
_PATHS = frozenset({"$uri", "$request_uri", "$document_uri"})


class _Block(NamedTuple):
    kind: str  # "" at the top
    words: tuple[str, ...]


def parse_nginx(text: str) -> Iterator[Listed]:
    r"""
    Yield the redirects of a snippet; what nginx would refuse is passed over.

    >>> snippet = "location = /old { return 301 /new; }\nrewrite ^/a/(.*)$ https://b.example/$1 permanent;"
    >>> for one in parse_nginx(snippet):
    ...     print(one.line, one.source, one.target, one.status, one.kind)
    1 /old /new 301 exact
    2 ^/a/(.*)$ https://b.example/$1 301 regex
    """
    blocks = [_Block("", ())]
    words: list[str] = []
    line, begun, place = 1, 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", place, token.start())
        place = token.start()
        sign = token["sign"]
        if sign is None:
            if token["quoted"] or token["word"]:
                begun = begun if words else line
                if len(words) < _MOST_WORDS:
                    words.append(token["quoted"][1:-1] if token["quoted"] else token["word"])
            continue
        if sign == "}":
            if len(blocks) > 1:
                blocks.pop()
        elif sign == "{":
            blocks.append(_Block(words[0].lower() if words else "", tuple(words[1:])))
            if len(blocks) > _DEEPEST:
                return
        elif words:
            yield from _stated(words, blocks, begun)
        words = []


def _stated(words: list[str], blocks: list[_Block], line: int) -> Iterator[Listed]:
    name, inner = words[0].lower(), blocks[-1]
    depends = tuple(dict.fromkeys(one for block in blocks for one in _asked(block)))
    if inner.kind == "map":
        if inner.words[:1] and inner.words[0] in _PATHS and len(words) == 2 and name not in _NO_KEYS:
            yield _of_map(words, line)
    elif name == "return" and len(words) > 1:
        status, target = _returned(words[1:])
        if status in _CODES:
            source, kind, nocase = _location(blocks)
            host = _host(blocks)
            depends = tuple(one for one in depends if one != "host" or host is None)
            yield Listed(line, source, target, status, kind, depends, host, nocase=nocase)
    elif name == "rewrite" and len(words) > 2:
        flag = words[3] if len(words) > 3 else ""
        status = {"permanent": 301, "redirect": 302}.get(flag)
        if status is None and words[2].startswith(("http://", "https://", "$scheme")):
            status = 302
        if status is not None:
            host = _host(blocks)
            depends = tuple(one for one in depends if one != "host" or host is None)
            yield Listed(line, words[1], words[2], status, "regex", depends, host)


_NO_KEYS = frozenset({"default", "include", "hostnames", "volatile"})


def _of_map(words: list[str], line: int) -> Listed:
    source, nocase = words[0], False
    kind: RedirectKind = "exact"
    if source.startswith("~"):
        nocase = source.startswith("~*")
        source, kind = source.lstrip("~").removeprefix("*"), "regex"
    return Listed(line, source, words[1] or None, None, kind, nocase=nocase or kind == "exact")


def _returned(words: list[str]) -> tuple[int | None, str | None]:
    """Return status and target; an address alone is a 302."""
    if words[0].isascii() and words[0].isdigit():
        return int(words[0][:4]), words[1] if len(words) > 1 else None
    return 302, words[0]


def _location(blocks: list[_Block]) -> tuple[str, RedirectKind, bool]:
    """Return the innermost location: its source, its kind and whether case does not matter."""
    found = next((block for block in reversed(blocks) if block.kind == "location" and block.words), None)
    if found is None:
        return "", "dynamic", False
    sign, source = found.words[0], found.words[-1]
    if sign == "=":
        return source, "exact", False
    if sign in {"~", "~*"}:
        return source, "regex", sign == "~*"
    # All that begins so is answered, and nothing is appended.
    return f"^{re.escape(source)}", "regex", False


def _asked(block: _Block) -> Iterator[Dependence]:
    if block.kind == "if" and block.words:
        variable = block.words[0].lstrip("(").rstrip(")")
        found = next((one for start, one in _VARIABLES if variable.startswith(start)), None)
        if found is not None or variable not in _PATHS:
            yield found or "unknown"


def _host(blocks: list[_Block]) -> str | None:
    """Return the host that an if compares with; None where it is none or a pattern."""
    for block in reversed(blocks):
        if block.kind == "if" and len(block.words) == 3:
            variable, sign, host = block.words
            if variable.lstrip("(") in {"$host", "$http_host"} and sign == "=":
                return host.rstrip(")").strip("\"'").lower() or None
    return None
