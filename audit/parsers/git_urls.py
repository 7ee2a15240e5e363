"""Addresses of git repositories, as others may read them."""

import re

from audit.parsers.privacy import without_secrets

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_LOGIN = re.compile(r"[^/\s]*@(?=[^/@\s]+)")
_HELPER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)::")


def place_of(url: str) -> str:
    """
    Return the host and path of an address, without the login.

    >>> place_of("https://joe:pw@example.org/a/b.git?token=x"), place_of("git@example.org:a/b.git")
    ('example.org/a/b.git', 'example.org:a/b.git')
    >>> place_of("../other.git"), place_of("ext::sh -c 'curl -u joe:pw example.org'")
    ('../other.git', 'ext::, a program')
    """
    url = url.strip()[:500]
    if helper := _HELPER.match(url):
        return f"{helper.group(1)}::, a program"
    url = without_secrets(re.split(r"[?#]", url, maxsplit=1)[0]) if "://" in url else url
    plain = _SCHEME.sub("", url, count=1)
    return without_secrets(_LOGIN.sub("", plain, count=1))
