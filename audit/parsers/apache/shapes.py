"""What a RewriteRule is for, by the shape of the rule and its conditions."""

import re
from collections.abc import Sequence

from audit.parsers.apache.lines import Directive
from audit.parsers.apache.values_rewrite import STATUS_WORDS, number, split_flags

_EVERYTHING = frozenset(
    {
        "^",
        ".",
        ".*",
        "(.*)",
        "^.*",
        "^.*$",
        "^(.*)$",
        "^/?(.*)$",
        "^/?(.*)",
        "^(.*)",
        "(.+)",
        "^(.+)$",
        "^/",
        "^/(.*)",
        "^/(.*)$",
        "/.*",
        "^/.*",
        "^/.*$",
    }
)
_OF_THE_HOST = re.compile(
    r"%\{(?:HTTP_HOST|SERVER_NAME|HTTPS|SERVER_PORT|REQUEST_SCHEME|ENV:HTTPS|HTTP:(?:X-Forwarded-(?:Proto|Port|SSL)"
    r"|CF-Visitor|Host|Front-End-Https|X-Forwarded-Host))\}",
    re.IGNORECASE,
)
_KEPT_PATH = re.compile(
    r"https?://(?:[^/$%\s]|%\{(?!REQUEST_URI)[^}]*\}|%[0-9])++/?(?:\$[01]|%\{REQUEST_URI\})\??", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_ATTACKS = re.compile(
    r"%\{(?:QUERY_STRING|THE_REQUEST|HTTP_USER_AGENT|HTTP_REFERER|HTTP_COOKIE|REQUEST_METHOD|HTTP:[^}]+|REQUEST_URI"
    r"|REMOTE_HOST)\}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"%\{(?:REMOTE_ADDR|ENV:AH_CLIENT_IP|HTTP:(?:X-Forwarded-For|X-Real-IP|CF-Connecting-IP))\}",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"\b(?:jpe\?g|jpe?g|png|gif|webp|avif|svg|mp[34]|pdf|bmp|ico)\b", re.IGNORECASE)
_STATIC = re.compile(
    r"\.(?:webp|avif|gz|br|jpe?g|png|gif|svg|css|js|html?|txt|xml|pdf|ico)\Z|/cache/", re.IGNORECASE
)


def shape(  # noqa: PLR0911 - the first of many signs decides
    conditions: Sequence[Directive], rule: Directive
) -> str:
    """Return the class of a rule: redirect, canonical, deny, firewall, hotlink, address, rewrite, ..."""
    words = (*rule.args, "", "", "")
    pattern, target = words[0], words[1]
    flags = {name.lower(): value for name, value in split_flags(words[2]) or ()}
    tests = " ".join(condition.args[0] for condition in conditions if condition.args)
    status = _status(flags)
    is_denied = bool(flags.keys() & {"f", "forbidden", "g", "gone"}) or status >= 400
    if "HTTP_REFERER" in tests.upper() and _MEDIA.search(pattern + " ".join(one.rest for one in conditions)):
        return "hotlink"
    if is_denied:
        if _ADDRESS.search(tests):
            return "address"
        return "firewall" if _ATTACKS.search(tests) else "deny"
    if status >= 300 or _ABSOLUTE.match(target):
        of_host = [
            condition for condition in conditions if condition.args and _OF_THE_HOST.match(condition.args[0])
        ]
        if conditions and len(of_host) == len(conditions) and keeps_address(pattern, target):
            return "canonical"
        return "redirect"
    if target == "-":
        return "rewriting"
    return "static-rewrite" if _STATIC.search(target.partition("?")[0]) else "rewrite"


def keeps_address(pattern: str, target: str) -> bool:
    """
    Tell whether a rule leads every address to the same one elsewhere.

    >>> keeps_address("^(.*)$", "https://example.com/$1"), keeps_address("^old", "/new")
    (True, False)
    """
    return pattern in _EVERYTHING and _KEPT_PATH.fullmatch(target) is not None


def _status(flags: dict[str, str]) -> int:
    for name in ("r", "redirect"):
        if name in flags:
            value = flags[name].lower()
            return STATUS_WORDS.get(value) or number(value) or 302
    return 0
