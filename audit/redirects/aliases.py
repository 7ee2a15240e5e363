"""Redirect, RedirectMatch, RedirectPermanent and RedirectTemp, as mod_alias of Apache 2.4 reads them."""

import re
from collections.abc import Sequence

from audit.redirects import patterns
from audit.redirects.records import Alias, Refused

_STATUSES = {"permanent": 301, "temp": 302, "seeother": 303, "gone": 410}
_FIXED = {"redirectpermanent": 301, "redirecttemp": 302}
_PLAIN = frozenset({301, 302, 303, 307, 308})
_AUTHORITY = re.compile(r"[a-z0-9+.-]+://[^/?#]*[:@\[]", re.IGNORECASE)


def read_alias(line: int, key: str, words: Sequence[str]) -> Alias:
    r"""
    Return a redirect, or refuse it.

    >>> read_alias(1, "redirect", ["permanent", "//old", "/new"])[:5]
    (1, '/old', False, 301, '/new')
    >>> read_alias(2, "redirectmatch", ["410", "\\.bak$"])[:5]
    (2, '\\.bak$', True, 410, None)
    """
    status, words, is_said = _status(key, words)
    redirects = 300 <= status < 400
    if len(words) != (2 if redirects else 1):
        if redirects and len(words) == 1:
            raise Refused(
                f"it names no source: Apache sends every address to {words[0]}, that one too, without end"
            )
        if not words and is_said:
            raise Refused("it names no source: Apache answers every address with this status")
        raise Refused("it has arguments that Apache does not take")
    if redirects and status not in _PLAIN:
        raise Refused(f"it answers with the status {status}, which is no plain redirect")
    source = words[0]
    target = words[1] if redirects else None
    is_pattern = key == "redirectmatch"
    if "\0" in source or (target and re.search(r"[\0\r\n]", target)):
        raise Refused("it holds a control character")
    if is_pattern:
        patterns.check(source)
        if target and _AUTHORITY.match(target):
            raise Refused("its target names a port or a login, which Apache would write anew")
    else:
        source = re.sub("/+", "/", source)
    return Alias(line, source, is_pattern, status, target)


def _status(key: str, words: Sequence[str]) -> tuple[int, Sequence[str], bool]:
    """Return the status, the other words, and whether the status was said."""
    if words and words[0].lower() in _STATUSES:
        return _STATUSES[words[0].lower()], words[1:], True
    if words and words[0][:1].isdigit():
        found = re.match(r"[0-9]{1,9}", words[0])
        return int(found[0]) if found else 0, words[1:], True
    return _FIXED.get(key, 302), words, False
