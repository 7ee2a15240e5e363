"""What the text of a dump is searched for, and what is found stands for."""

import re
from functools import lru_cache
from typing import NamedTuple

# Hundreds of megabytes leave time for one pattern that starts with a literal, and for none on single hits.
# So a hit is only the text that matched, equal ones are counted, and each different one is understood once.
# What stood before a host is told by the number of bytes behind it that the pattern takes in.
BEHIND = 4  # the most such bytes; and no hit is as short as this

_KINDS = (("http", False), ("https", False), ("http", True), ("https", True), (None, False))
_HOST_CHARACTERS = rb"[\w.\x80-\xff-]{1,253}+"
_HOST = _HOST_CHARACTERS + rb"(?!@|:(?!\d{1,5}+(?![\w.@~%-])))"  # no name of a login
_BEFORE = rb"[\"'\s=(,;>\[]"  # what may stand before a path
_NAME = rb"[^/\\\"'\s<>,;:)(@&?#*|=\[\]{}$%]"


def _starts_string(scheme: bytes) -> bytes:
    r"""Return the pattern that looks back on s:19:"http:// or, as most dumps write it, s:19:\"http://."""
    return rb"(?:(?<=\d:\\\"%b://)|(?<=\d:\"%b://))" % (scheme, scheme)


def _escaped(scheme: bytes) -> bytes:
    r"""Return the pattern that looks back on http:\/\/, its backslashes escaped up to twice more."""
    backslashes = (rb"\\" * number for number in (1, 2, 3, 6))
    return b"(?:%b)" % b"|".join(rb"(?<=%b:%b/%b/)" % (scheme, some, some) for some in backslashes)


_URL = rb"|".join(
    (
        rb"(?<=http://)(?:%b%b[\s\S]{2}|%b)" % (_starts_string(b"http"), _HOST, _HOST),
        rb"(?<=https://)(?:%b%b[\s\S]{3}|%b[\s\S])" % (_starts_string(b"https"), _HOST, _HOST),
        rb"(?<=[\"'\s=(]//)%b[\s\S]{4}" % _HOST,
    )
)
_ESCAPED = rb"\\{0,5}+/(?:%b%b|%b%b[\s\S])" % (_escaped(b"http"), _HOST, _escaped(b"https"), _HOST)
# The folders at the root of a server that sites lie in; the first letter is behind the pattern already.
_ROOT = (
    rb"(?:(?<=h)(?:ome|ermes|p)|(?<=v)(?:ar|hosts)|(?<=s)rv|(?<=n)(?:as|fs)|(?<=k)unden|(?<=m)nt|(?<=o)pt"
    rb"|(?<=u)sr|(?<=d)ata|(?<=w)(?:ww|eb)|(?<=c)(?:ustomers|hroot|ode)|(?<=U)sers|(?<=a)pp|(?<=b)itnami)"
)
_PATH = (
    rb"[hvsnkmoudwcUab](?<![\w<]/.)(?:(?<=%b/.)|(?<=[\"']\\/.)|(?<=[\"']\\\\/.))%b%b{0,20}+(?:\\{0,6}+/%b{1,60}+){1,3}+(?!@)"
) % (_BEFORE, _ROOT, _NAME, _NAME)

# Most slashes are those of tags: what comes next tells it sooner than a look back.
HITS = re.compile(rb"/(?:/(?:%b)|\\%b|%b)" % (_URL, _ESCAPED, _PATH))
# What is rare: https%3A%2F%2F in an address within an address, and C:\ or C:/, escaped or not.
ENCODED = re.compile(rb"%3(?:(?<=http%3)|(?<=https%3))[Aa]%2[Ff]%2[Ff][\w.\x80-\xff-]{1,253}+(?!@|%40)")
WINDOWS = re.compile(
    rb":(?<=%b[A-Za-z]:)(?:\\{1,4}+|/)(?=[A-Za-z])%b{1,60}+(?:(?:\\{1,4}+|/)%b{1,60}+){1,2}+(?!@)"
    % (_BEFORE, _NAME, _NAME)
)

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_NAMED = re.compile(
    rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,24}}|xn--[a-z\d-]{{2,59}})|\d{{1,3}}(?:\.\d{{1,3}}){{3}}|localhost"
)
_TAIL = re.compile(rb"[\w.\x80-\xff-]*+")
_SLASHES = re.compile(r"\\*/|\\+")

_MARKS = frozenset(
    "public_html private_html htdocs httpdocs httpd.www html public www web docroot webroot wwwroot sites "
    "wordpress wp-content wp-includes wp-admin drupal current releases vhosts xampp wamp wamp64 inetpub "
    "webspace websites laragon mamp".split()
)
_OWN = frozenset({"wp-content", "wp-includes", "wp-admin"})  # of the site, not of the server
_FAMILY = re.compile(r"home\d{0,3}|homez?\.\d{1,5}|kunden|homepages")  # with a folder for each customer
_SECOND = {
    "var": frozenset("www vhosts clients web sites virtual home lib local http httpd".split()),
    "usr": frozenset("home www local share".split()),
    "nas": frozenset({"content", "wp"}),
}
_ANY = frozenset({"srv", "mnt", "nfs", "hermes", "chroot", "bitnami"})
_AMBIGUOUS = frozenset("opt data www web app code Users customers vhosts hp".split())  # also pages of a site
_DEEPER = frozenset({"vhosts", "live", "clients", "staging"})  # folders that hold one for each site
_SHOWN = 3  # names of a path


class Named(NamedTuple):
    """What a hit stands for: a host and how its address is written, or a path."""

    host: str | None = None
    scheme: str | None = None  # None: the address begins with //
    is_escaped: bool = False
    is_serialized: bool = False  # it begins a serialised text
    path: str | None = None


@lru_cache(maxsize=4096)
def named(hit: bytes) -> Named | None:
    r"""
    Return what a hit of HITS stands for; None where it is neither host nor path.

    >>> text = rb"'s:9:\"https://a.org/x\"', '<a href=//b.org/ http:\\/\\/c.org /home/joe/www/x/y"
    >>> hits = HITS.findall(text)
    >>> [hit.host or hit.path for hit in map(named, hits)]
    ['a.org', 'b.org', 'c.org', '/home/joe/www']
    >>> named(hits[0])
    Named(host='a.org', scheme='https', is_escaped=False, is_serialized=True, path=None)
    """
    lead = hit[1:2]
    if lead not in (b"/", b"\\"):
        path = _server_path(hit)
        return Named(path=path) if path else None
    at = hit.index(b"/", 1) + 1
    end = _TAIL.match(hit, at).end()  # type: ignore[union-attr]  # it matches nothing at all, too
    host = _host(hit[at:end])
    if host is None or len(hit) - end >= len(_KINDS):
        return None
    scheme, is_serialized = _KINDS[len(hit) - end]
    return Named(host, scheme, lead == b"\\", is_serialized)


@lru_cache(maxsize=1024)
def encoded_host(hit: bytes) -> str | None:
    """
    Return the host of a hit of ENCODED.

    >>> encoded_host(ENCODED.findall(b"?u=https%3A%2F%2Fexample.org%2Fpage")[0])
    'example.org'
    """
    return _host(hit[9:])


@lru_cache(maxsize=1024)
def windows_path(hit: bytes) -> str | None:
    r"""
    Return the path of a hit of WINDOWS, without its drive; None where it is none of a web server.

    >>> windows_path(WINDOWS.findall(rb"'C:\\xampp\\htdocs\\shop\\wp-content'")[0])
    '?:/xampp/htdocs/shop'
    """
    names = _names(hit[1:])
    known = any(name.lower() in _MARKS for name in names)
    return f"?:/{'/'.join(_shortened(names))}" if known else None


def _host(written: bytes) -> str | None:
    try:
        host = written.decode().lower().rstrip(".-")
    except UnicodeDecodeError:
        return None
    return host if len(host) <= 253 and _NAMED.fullmatch(host) else None


def _server_path(hit: bytes) -> str | None:
    names = _names(hit)
    root, inner = names[0], names[1:]
    if _FAMILY.fullmatch(root):
        known = len(inner) > 1 and (root != "home" or not inner[0].isdigit())
    elif root in _SECOND:
        known = inner[0] in _SECOND[root]
    elif root in _AMBIGUOUS:
        known = any(name.lower() in _MARKS for name in inner)
    else:
        known = root in _ANY
    return f"/{'/'.join(_shortened(names))}" if known else None


def _names(hit: bytes) -> list[str]:
    text = hit.decode("utf-8", "replace")
    return [name for name in _SLASHES.split(text) if name] or [""]


def _shortened(names: list[str]) -> list[str]:
    most = _SHOWN + (len(names) > _SHOWN and names[_SHOWN - 1] in _DEEPER)
    kept = names[:most]
    own = next((place for place, name in enumerate(kept) if name in _OWN), len(kept))
    return kept[:own]
