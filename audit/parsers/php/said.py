"""What calls say of cookies, headers, settings, connections and rights in their literal arguments."""

import re
from collections.abc import Callable, Sequence

from audit.parsers.php.calls import arguments
from audit.parsers.php.file import PhpFile
from audit.parsers.privacy import is_private, without_secrets

_LONGEST = 80
_UNKNOWN = "…"
_LITERAL = re.compile(
    rb"'([^'\\\r\n]{0,300})'|\"([^\"\\$\r\n]{0,300})\"|(-?[0-9][0-9.]{0,11}|[A-Za-z_][A-Za-z0-9_]{0,63})"
)
# Of other headers only the name is shown: their values may be keys.
_SHOWN_HEADERS = re.compile(
    r"(?:cache-control|content-type|edge-control|expires|pragma|surrogate-control)\s*:", re.IGNORECASE
)


def _whole(texts: Sequence[str]) -> str:
    return ", ".join(texts)


def _setting(texts: Sequence[str]) -> str:
    return texts[0] if is_private(texts[0], "") else _whole(texts)


def _last(texts: Sequence[str]) -> str:
    return texts[-1]


def _header(texts: Sequence[str]) -> str:
    return texts[0] if _SHOWN_HEADERS.match(texts[0]) else texts[0].partition(":")[0]


# How many arguments tell what a call does, and none of which is a secret.
_SAID: dict[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "add_management_page": (3, _last),
    "add_menu_page": (3, _last),
    "add_options_page": (3, _last),
    "add_plugins_page": (3, _last),
    "add_submenu_page": (4, _last),
    "add_theme_page": (3, _last),
    "current_user_can": (1, _whole),
    "fsockopen": (2, _whole),
    "header": (1, _header),
    "ini_set": (2, _setting),
    "pfsockopen": (2, _whole),
    "php_uname": (1, _whole),
    "remove_query_arg": (1, _whole),
    "session_cache_limiter": (1, _whole),
    "session_save_path": (1, _whole),
    "set_time_limit": (1, _whole),
    "setcookie": (1, _whole),
    "setrawcookie": (1, _whole),
    "stream_socket_client": (1, _whole),
    "user_can": (2, _last),
}


def said(file: PhpFile, name: str, offset: int) -> str | None:
    r"""
    Return the arguments of the call of a function, as far as they are literal and tell what it does.

    None: it is no such function, or nothing is given to it.

    >>> file = PhpFile(b"<?php setcookie('seen', $id); fsockopen(\"ssl://$host\", 465); header('Key: x');")
    >>> said(file, "setcookie", 6), said(file, "fsockopen", 30), said(file, "header", 61)
    ('seen', '…, 465', 'Key')
    """
    known = _SAID.get(name)
    spans = arguments(file, offset) if known else None
    if known is None or not spans:
        return None
    count, show = known
    return without_secrets(show([_text(file.source[start:end]) for start, end in spans[:count]]))[:_LONGEST]


def _text(argument: bytes) -> str:
    found = _LITERAL.fullmatch(argument)
    return _UNKNOWN if found is None else found[found.lastindex or 0].decode(errors="replace")
