"""Redirects in a file called _redirects, as Netlify and Cloudflare Pages read it (documents of 2024)."""

import re
from collections.abc import Iterator

from audit.collectors.redirects.listed import Listed
from audit.model.redirects import Dependence, RedirectKind
from audit.parsers.web_addresses import host_of

_STATUS = re.compile(r"([1-5][0-9]{2})!?")
_TARGET = re.compile(r"(?:/|https?://|//)", re.IGNORECASE)
_PAIR = re.compile(r"[^=/\s]{1,200}=\S*")
_CONDITIONS: dict[str, Dependence] = {
    "country": "address",
    "language": "language",
    "cookie": "cookie",
    "role": "login",
}


def parse_netlify(text: str) -> Iterator[Listed]:
    r"""
    Yield the redirects of the file; a line that is none is passed over.

    >>> for one in parse_netlify("/old  /new  302 # moved\n/a/* /b/:splat\n/c id=:id /d Country=de"):
    ...     print(one.line, one.source, one.target, one.status, one.kind, one.depends)
    1 /old /new 302 exact ()
    2 /a /b 301 prefix ()
    3 /c /d 301 exact ('query', 'address')
    """
    for number, line in enumerate(text.splitlines(), 1):
        words = _words(line)
        if len(words) < 2 or not _TARGET.match(words[0]):
            continue
        rest = words[1:]
        depends: dict[Dependence, None] = {}
        while rest and _PAIR.fullmatch(rest[0]) and not _TARGET.match(rest[0]):
            depends["query"] = None
            rest.pop(0)
        if not rest or not _TARGET.match(rest[0]):
            continue
        target, status = rest.pop(0), 301
        for word in rest:
            if found := _STATUS.fullmatch(word):
                status = int(found[1])
            elif "=" in word:
                depends[_CONDITIONS.get(word.partition("=")[0].lower(), "unknown")] = None
        source, target, kind = _shape(words[0], target)
        host = host_of(source) if "//" in source else None
        yield Listed(number, source, target, status, kind, tuple(depends), host)


def _words(line: str) -> list[str]:
    """Return the words of a line up to a comment; a # within an address is none."""
    words = line.split()
    return words[: next((place for place, word in enumerate(words) if word.startswith("#")), len(words))]


def _shape(source: str, target: str) -> tuple[str, str, RedirectKind]:
    if source.endswith("/*") and target.endswith("/:splat") and ":" not in source.partition("//")[2]:
        return source[:-2] or "/", target.removesuffix("/:splat") or "/", "prefix"
    has_parts = "*" in source or any(part.startswith(":") for part in source.split("/"))
    return source, target, "dynamic" if has_parts else "exact"
