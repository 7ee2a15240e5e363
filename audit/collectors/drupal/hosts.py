"""The host and path that the name of a Drupal's folder below sites stands for."""

import re

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62}[a-z0-9_])?", re.IGNORECASE)
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
