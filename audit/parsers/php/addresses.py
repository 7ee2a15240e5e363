"""The addresses and ports of servers that the strings of a PHP file hold."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from audit.parsers.php.file import PhpFile

Found = tuple[int, str]

# Each branch of what is looked for in whole files starts with a literal, which makes it fast.
_DOTTED = re.compile(rb"\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]")
_WHOLE = re.compile(rb"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_COLONS = re.compile(rb":[0-9A-Fa-f]{1,4}::?(?:[0-9A-Fa-f:]{0,40}[0-9A-Fa-f])?(?:\][:'\"]|[/'\"])")
_PORT = re.compile(rb":[1-9][0-9]{1,4}['\"/]")

_STRINGS = b"'\"<}"
_NOT_BEFORE = re.compile(rb"[\w.\x80-\xff/-]\Z")
_NOT_BEHIND = re.compile(rb"[\w\x80-\xff-]|\.[0-9]|/[0-9]{1,2}(?![0-9.])")
_STARTS = re.compile(rb"(?:\A|//|@|=|[,;|(\[]\s*+|\n\s*+)\Z")
_SURE = re.compile(rb"(?://|@|host=|\A)\Z", re.IGNORECASE)
_VERSION = re.compile(
    rb"version|ver\b|\bv\s*+['\"]?\Z|release|since|schema|update|upgrade|compare|require|[<>]=?\s*+['\"]?\Z|\boid|_db_|-x509"
    rb"|user.?agent|mozilla|chrome|e\.g\.|example|such as|mask|subnet",
    re.IGNORECASE,
)
_VERSION_REACH = 100  # bytes before an address that tell of a version
_SMALL = 30  # numbers below are more often those of a version or section
_DIALLED = re.compile(rb"\A\s*+(?::[0-9]{2,5})?(?:[/'\"]|\Z)")
_RESOLVERS = frozenset(
    ("8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "4.2.2.1", "4.2.2.2", "4.2.2.4")
)
_MADE_UP = frozenset(("1.2.3.4", "12.34.56.78", "123.45.67.89"))
_IPV6 = re.compile(rb"\[?([0-9A-Fa-f:.]{4,45})(?:\](?::[0-9]{1,5})?)?")
_IPV6_START = re.compile(rb"[23][0-9A-Fa-f]{3}:|f[cdeCDE][0-9A-Fa-f]{2}:", re.IGNORECASE)

_ENDPOINT = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:[^/\s@:]+(?::[^/\s@]*)?@)?"
    r"(?P<host>localhost|\d{1,3}(?:\.\d{1,3}){3}|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24})"
    r":(?P<port>\d{2,5})",
    re.IGNORECASE,
)
_USUAL = frozenset((80, 443))
_INVENTED = re.compile(
    r"(?:.*\.)?(?:example(?:\.\w+)?|test|invalid|localdomain)|(?:www\.)?(?:domain|yourdomain|mysite|foo|bar)\.\w+",
    re.IGNORECASE,
)
_LONGEST_HOST = 300


def addresses(file: PhpFile) -> Iterator[Found]:
    """
    Yield the addresses of hosts, but for those of this host itself, of networks and of documentation.

    >>> file = PhpFile(b"<?php $a = '10.0.3.7'; $b = 'http://54.1.2.3/x'; $version = '1.2.3.4'; '127.0.0.1';")
    >>> list(addresses(file))
    [(12, '10.0.3.7'), (36, '54.1.2.3')]
    """
    for match in _DOTTED.finditer(file.source):
        start = match.start()
        while start > match.start() - 3 and file.source[start - 1 : start].isdigit():
            start -= 1
        whole = _WHOLE.match(file.source, start)
        if whole and whole.end() >= match.end() and _is_meant(file, start, whole.end()):
            yield start, whole[0].decode()
    seen = -1
    for match in _COLONS.finditer(file.source):
        span = file.span_at(match.start())
        if span is None or span[0] == seen or file.source[span[0]] not in b"'\"":
            continue
        seen = span[0]
        found = _IPV6.fullmatch(file.source[span[0] + 1 : span[1] - 1])
        if found and _IPV6_START.match(found[1]) and _is_of_host(found[1].decode()):
            yield span[0] + 1, found[1].decode()


def ports(file: PhpFile) -> Iterator[Found]:
    """
    Yield the hosts that are named with a port which is not that of the web.

    >>> file = PhpFile(b"<?php 'tcp://u:p@cache.host.net:6379'; 'http://a.org:80/'; '10:30'; 'a.org:8983/x';")
    >>> list(ports(file))
    [(7, 'tcp://cache.host.net:6379'), (69, 'a.org:8983')]
    """
    for match in _PORT.finditer(file.source):
        span = file.span_at(match.start())
        if span is None or file.source[span[0]] not in b"'\"" or match.start() - span[0] > _LONGEST_HOST:
            continue
        found = _ENDPOINT.fullmatch(file.source[span[0] + 1 : match.end() - 1].decode(errors="replace"))
        if found is None or int(found["port"]) in _USUAL or int(found["port"]) > 0xFFFF:
            continue
        if _INVENTED.fullmatch(found["host"]):
            continue
        scheme = f"{found['scheme']}://" if found["scheme"] else ""
        yield span[0] + 1, f"{scheme}{found['host']}:{found['port']}"


def _is_meant(file: PhpFile, start: int, end: int) -> bool:
    """Tell whether numbers in a string are the address of a host, and not a version or a section."""
    source = file.source
    if _NOT_BEHIND.match(source, end) or not _is_of_host(source[start:end].decode()):
        return False
    span = file.span_at(start)
    if span is None or source[span[0]] not in _STRINGS:
        return False
    inside = source[max(span[0] + 1, start - _VERSION_REACH) : start]
    if not _STARTS.search(inside) or (_NOT_BEFORE.search(inside) and not inside.endswith(b"//")):
        return False
    before = source[max(0, start - _VERSION_REACH) : start].rpartition(b";")[2]
    if _VERSION.search(before.rpartition(b"\n")[2]) and not inside.endswith((b"//", b"@")):
        return False
    numbers = source[start:end].split(b".")
    is_small = all(int(number) < _SMALL for number in numbers) and int(numbers[0]) < 10
    if is_small and source[start:end].decode() not in _RESOLVERS:
        return inside.endswith((b"//", b"@", b"host="))
    return True


def _is_of_host(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not (
        address.is_loopback
        or address.is_unspecified
        or address.is_multicast
        or address.is_reserved
        or _is_example(address)
    )


def _is_example(address: IPv4Address | IPv6Address) -> bool:
    text = str(address)
    if isinstance(address, IPv6Address):
        return text.startswith("2001:db8:")
    numbers = text.split(".")
    is_network = numbers[3] in {"0", "255"} or numbers[0] in {"0", "255"}
    is_invented = text in _MADE_UP or (len(set(numbers)) == 1 and text not in _RESOLVERS)
    return is_network or is_invented or text.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
