"""The hosts of a Drupal's site: of its folder below sites, of its address and of those that it trusts."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?", re.IGNORECASE)
# A dot that is not escaped is meant as one as well; only whole names count.
_EXACT = re.compile(r"\^([a-z0-9-]{1,63}(?:\\?\.[a-z0-9-]{1,63}){1,20})\$", re.IGNORECASE)
_PORT = re.compile(r"[0-9]{2,5}")
# Of all ends of host names those that no folder of a path is likely to be called.
_GENERIC = frozenset("com org net edu gov mil int info biz localhost local test dev lan".split())


def read_host(name: str) -> tuple[str, str | None] | None:
    """
    Return the host and the path that Drupal serves from a folder of this name; None if it reads as none.

    Drupal itself cuts the address that was asked for. Going back, where the host ends can only be told
    by an end that hosts have: what follows it is a path, unless the name could be a host as a whole.

    >>> read_host("8080.www.example.org.shop.de"), read_host("www.example.org.shop")
    (('www.example.org.shop.de:8080', None), ('www.example.org', '/shop/'))
    >>> read_host("example.com.au.blog"), read_host("default")
    (('example.com.au', '/blog/'), None)
    """
    labels = name.split(".")
    port = labels.pop(0) if len(labels) > 1 and _PORT.fullmatch(labels[0]) and not _is_address(labels) else ""
    is_host = len(labels) > 1 or labels == ["localhost"]
    if not is_host or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    end = _end(labels)
    path = "/".join(labels[end:])
    host = ".".join(labels[:end]).lower()
    return f"{host}:{port}" if port else host, f"/{path}/" if path else None


def split_address(address: str | None) -> tuple[str | None, str | None]:
    """
    Return the host and the path of an address; None for what cannot be told.

    >>> split_address("https://Example.org:8080/a"), split_address("//[x"), split_address(None)
    (('example.org:8080', '/a/'), (None, None), (None, None))
    """
    try:
        parts = urlsplit(address or "")
        port = parts.port
    except ValueError:
        return None, None
    if not parts.hostname:
        return None, None
    path = parts.path.strip("/")
    return f"{parts.hostname}:{port}" if port else parts.hostname, f"/{path}/" if path else "/"


def trusted_hosts(patterns: Iterable[str]) -> Iterator[str]:
    r"""
    Yield the hosts of those patterns that fit exactly one.

    >>> list(trusted_hosts([r"^www\.example\.org$", r"^.+\.example\.org$", "^example.com$", "example"]))
    ['www.example.org', 'example.com']
    """
    for pattern in patterns:
        if match := _EXACT.fullmatch(pattern):
            yield match[1].replace("\\", "").lower()


def _end(labels: list[str]) -> int:
    """Return how many labels are the host's."""
    folded = [label.lower() for label in labels]
    if len(folded[-1]) == 2 or folded[-1] in _GENERIC or _is_address(labels):
        return len(labels)
    for index in range(len(folded) - 2, -1, -1):
        is_country = len(folded[index]) == 2 and folded[index].isalpha() and index > 0
        if folded[index] in _GENERIC - {"dev", "test"} and (index > 0 or folded[index] == "localhost"):
            return index + 1
        if is_country and folded[index - 1] in _GENERIC | {"co", "ac"}:
            return index + 1
    return len(labels)


def _is_address(labels: list[str]) -> bool:
    return len(labels) == 4 and all(label.isdigit() for label in labels)
