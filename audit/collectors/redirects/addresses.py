"""Addresses on the site, as redirects are compared with them and lead to them."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from audit.collectors.redirects.masking import MASK

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_REFERENCE = re.compile(r"\$\{?([0-9]{1,2})\}?|\\([0-9])")
_UNKNOWN = re.compile(r"%[{][^}]*[}]|%[0-9](?![0-9A-Fa-f])|\$\{[A-Za-z]|\$[A-Za-z_]")
_SLASHES = re.compile("/{2,}")
_LONGEST = 4000


class Address(NamedTuple):
    """Something that a visitor may ask for."""

    host: str | None  # None: any of the site's
    path: str  # decoded, from "/"
    query: str


def address_of(text: str, hosts: Collection[str]) -> Address | None:
    """
    Return the address on the site that a source or a target names; None where it lies elsewhere.

    >>> address_of("/caf%C3%A9//x?a=1#b", ())
    Address(host=None, path='/café/x', query='a=1')
    >>> address_of("https://A.example", {"a.example"}), address_of("https://b.example/", {"a.example"})
    (Address(host='a.example', path='/', query=''), None)
    >>> address_of("/a/[secret]", ()), address_of("mailto:a", ()), address_of("/%{HTTP_HOST}", ())
    (None, None, None)
    """
    if MASK in text or _UNKNOWN.search(text) or len(text) > _LONGEST:
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    if host is not None and host not in hosts:
        return None
    if host is None and (parts.scheme or _SCHEME.match(text)):
        return None
    path = _SLASHES.sub("/", f"/{unquote(parts.path)}")
    return Address(host, path, parts.query)


def host_named(text: str | None) -> str | None:
    """
    Return the host that a target names; None for none.

    >>> host_named("https://Www.a.example/x"), host_named("//b.example"), host_named("/x"), host_named(None)
    ('www.a.example', 'b.example', None, None)
    """
    if not text or "//" not in text:
        return None
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def filled(target: str, match: "re.Match[bytes]") -> str:
    r"""
    Return a target with what a pattern took in place of its references.

    >>> filled("/new/$1-${2}", re.match(b"/(a)/(b)?", b"/a/")), filled(r"/\1", re.match(b"(a)", b"a"))
    ('/new/a-', '/a')
    """

    def taken(reference: "re.Match[str]") -> str:
        number = int(reference[1] or reference[2])
        if number > (match.re.groups or 0):
            return ""
        return (match[number] or b"").decode("utf-8", "replace")

    return _REFERENCE.sub(taken, target)
