"""Targets and inputs: texts with captures and variables in them, as mod_rewrite reads them."""

import re

from audit.redirects.records import Piece, Refused, Text

# What mod_rewrite of Apache 2.4 knows and PHP can know as well.
_VARIABLES = frozenset(
    """
    DOCUMENT_ROOT HTTPS IS_SUBREQ PATH_INFO QUERY_STRING REMOTE_ADDR REQUEST_FILENAME REQUEST_METHOD
    REQUEST_SCHEME REQUEST_URI SERVER_NAME SERVER_PORT SERVER_PROTOCOL THE_REQUEST
    """.split()
)
_HEADERS = {
    "HTTP_ACCEPT": "accept",
    "HTTP_COOKIE": "cookie",
    "HTTP_FORWARDED": "forwarded",
    "HTTP_HOST": "host",
    "HTTP_PROXY_CONNECTION": "proxy-connection",
    "HTTP_REFERER": "referer",
    "HTTP_USER_AGENT": "user-agent",
}
# What only Apache, the old machine or the clock knows.
_UNKNOWABLE = frozenset(
    """
    API_VERSION AUTH_TYPE CONN_REMOTE_ADDR CONTEXT_DOCUMENT_ROOT CONTEXT_PREFIX HANDLER IPV6 REMOTE_HOST
    REMOTE_IDENT REMOTE_PORT REMOTE_USER REQUEST_STATUS SCRIPT_GROUP SCRIPT_USER SERVER_ADDR SERVER_ADMIN
    SERVER_SOFTWARE TIME TIME_DAY TIME_HOUR TIME_MIN TIME_MON TIME_SEC TIME_WDAY TIME_YEAR
    """.split()
)
_SYNONYMS = {"SCRIPT_FILENAME": "REQUEST_FILENAME"}
_PREFIXED = {"ENV": "env", "HTTP": "header"}
_SPECIAL = re.compile(r"[\\$%]")
_SAME_FOR_ALL = frozenset({"host", "x-forwarded-proto", "x-forwarded-host"})


def read_text(text: str) -> Text:
    r"""
    Return the pieces of a target or an input.

    >>> read_text(r"/new/$1?host=%{HTTP_HOST}\$5")
    ('/new/', ('$', '1'), '?host=', ('header', 'host'), ('\\', '$'), '5')
    >>> read_text("/x%20y")
    ('/x', ('%', '2'), '0y')
    """
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        found = _SPECIAL.search(text, at)
        if found is None:
            _add(pieces, text[at:])
            break
        _add(pieces, text[at : found.start()])
        at = found.start()
        at = _escaped(pieces, text, at) if text[at] == "\\" else _special(pieces, text, at)
    return tuple(pieces)


def tells_visitors_apart(text: Text) -> bool:
    """
    Say whether a text depends on who asks, and not only on what is asked for.

    >>> tells_visitors_apart(read_text("%{HTTP_REFERER}")), tells_visitors_apart(read_text("%{HTTP_HOST}"))
    (True, False)
    """
    return any(
        not isinstance(piece, str)
        and ((piece[0] == "header" and piece[1] not in _SAME_FOR_ALL) or piece == ("variable", "REMOTE_ADDR"))
        for piece in text
    )


def unknown_variables(text: str) -> list[str]:
    """
    Return the variables that Apache does not know and takes for empty.

    >>> unknown_variables("%{HTTP_X_FORWARDED_PROTO} %{HTTPS}")
    ['HTTP_X_FORWARDED_PROTO']
    """
    known = _VARIABLES | _UNKNOWABLE | set(_HEADERS) | set(_SYNONYMS)
    return [name for name in re.findall(r"%\{([^{}:]*)\}", text) if name.upper() not in known]


def _add(pieces: list[Piece], text: str) -> None:
    if not text:
        return
    last = pieces[-1] if pieces else None
    if isinstance(last, str):
        pieces[-1] = last + text
    else:
        pieces.append(text)


def _escaped(pieces: list[Piece], text: str, at: int) -> int:
    if at + 1 == len(text):
        _add(pieces, "\\")
    else:
        pieces.append(("\\", text[at + 1]))
    return at + 2


def _special(pieces: list[Piece], text: str, at: int) -> int:
    following = text[at + 1 : at + 2]
    if following == "{" and (end := _closing(text, at + 2)) is not None:
        name = text[at + 2 : end]
        if text[at] == "$":
            if ":" in name:
                raise Refused("it asks a RewriteMap, which is part of the server's configuration")
            _add(pieces, "${")
            return at + 2
        piece = _variable(name)
        if piece is not None:
            pieces.append(piece)
        return end + 1
    if following == "{":
        _add(pieces, text[at : at + 2])
        return at + 2
    if following.isascii() and following.isdigit():
        pieces.append((text[at], following))
        return at + 2
    _add(pieces, text[at])
    return at + 1


def _closing(text: str, at: int) -> int | None:
    depth = 1
    for found in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return None


def _variable(name: str) -> Piece | None:
    """Return the piece for a variable; None for one that is always empty."""
    prefix, colon, rest = name.partition(":")
    kind = prefix.upper() if colon and rest else ""
    if kind in {"SSL", "LA-U", "LA-F"}:
        raise Refused(f"it asks for %{{{name}}}, which only Apache can answer")
    if kind in _PREFIXED:
        return _PREFIXED[kind], rest.lower() if kind == "HTTP" else rest
    upper = _SYNONYMS.get(name.upper(), name.upper())
    if upper in _UNKNOWABLE:
        raise Refused(f"it asks for %{{{upper}}}, which PHP cannot know in the same way")
    if upper in _HEADERS:
        return "header", _HEADERS[upper]
    return ("variable", upper) if upper in _VARIABLES else None
