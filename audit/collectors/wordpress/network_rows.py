"""The rows of a WordPress database that tell of networks, collected while a dump is read."""

import re
from collections import defaultdict
from typing import NamedTuple

from audit.collectors.wordpress.options import Key, Wanted, in_order
from audit.parsers.privacy import without_secrets
from audit.parsers.serialized import SerializedError, unserialize
from audit.parsers.sql import Pick, RowsPicked

_DIGITS = 18  # no number of a site is longer
_SHOWN = 1000  # characters of a domain or path
_SITES = 100_000  # more than any network has
_HOSTS = 100  # names of one site
_STATES = ("archived", "spam", "deleted", "mature")
_HOST = re.compile(r"[a-z0-9-]++(?:\.[a-z0-9-]++)*+")
_MAPPING_KEYS = frozenset({b"'mercator_mapping'", b"'domain_mapping'", b"'mapped_domain'"})

# All columns as WordPress makes them (wp-admin/includes/schema.php), and what is needed of them.
PICKS = {
    "sitemeta": Pick(
        frozenset({"site_id", "meta_key", "meta_value"}), ("meta_id", "site_id", "meta_key", "meta_value")
    ),
    "blogs": Pick(
        frozenset({"blog_id", "site_id", "domain", "path", "public", *_STATES}),
        (
            *("blog_id", "site_id", "domain", "path", "registered", "last_updated"),
            *("public", "archived", "mature", "spam", "deleted", "lang_id"),
        ),
    ),
    "blogmeta": Pick(
        frozenset({"blog_id", "meta_key", "meta_value"}), ("meta_id", "blog_id", "meta_key", "meta_value")
    ),
    "domain_mapping": Pick(frozenset({"blog_id", "domain", "active"}), ("id", "blog_id", "domain", "active")),
    "site": Pick(frozenset({"id", "domain", "path"}), ("id", "domain", "path")),
}


class Blog(NamedTuple):
    """A row of the blogs table."""

    id: int
    domain: str
    path: str
    state: tuple[str, ...]
    network: int | None = None  # None: the dump does not say


class Mapped(NamedTuple):
    """A name that leads to a site beside its own."""

    host: str
    is_primary: bool


class Home(NamedTuple):
    """A row of the table `site`: where a network is at home."""

    domain: str
    path: str


class NetworkRows:
    """Collects the rows that tell of networks, by table, while a dump is read."""

    def __init__(self, wanted: Wanted) -> None:
        self.blogs: defaultdict[Key, dict[int, Blog]] = defaultdict(dict)
        self.homes: defaultdict[Key, dict[int, Home]] = defaultdict(dict)  # rows of the table `site`
        self.options: defaultdict[Key, dict[tuple[int | None, str], bytes]] = defaultdict(dict)  # by network
        self.mapped: defaultdict[Key, defaultdict[int, list[Mapped]]] = defaultdict(lambda: defaultdict(list))
        self._wanted = wanted

    def forget(self, key: Key) -> None:
        """Drop what was collected of a table."""
        for collected in (self.blogs, self.homes, self.options, self.mapped):
            collected.pop(key, None)

    def take(self, kind: str, key: Key, event: RowsPicked) -> None:
        """Keep what is wanted of rows of a table of this kind, one of PICKS."""
        match kind:
            case "blogs":
                self._take_blogs(self.blogs[key], event)
            case "site":
                self._take_homes(self.homes[key], event)
            case "sitemeta":
                self._take_options(self.options[key], event)
            case "domain_mapping":
                for number, domain, active in in_order(event, ("blog_id", "domain", "active")):
                    self._map(key, event, number, event.value(domain), is_primary=event.value(active) == b"1")
            case _:
                for number, name, value in in_order(event, ("blog_id", "meta_key", "meta_value")):
                    if name in _MAPPING_KEYS:
                        self._map(key, event, number, _mapped_domain(event.value(value)), is_primary=False)

    def _take_blogs(self, into: dict[int, Blog], event: RowsPicked) -> None:
        names = ("blog_id", "site_id", "domain", "path", "public", *_STATES)
        for number, network, domain, path, public, *states in in_order(event, names):
            blog = number_of(event.value(number))
            if blog is None or len(into) >= _SITES:
                continue
            state = tuple(
                word for word, on in zip(_STATES, states, strict=True) if (event.value(on) or b"0") == b"1"
            )
            if (event.value(public) or b"1")[:2] in (b"0", b"-1", b"-2", b"-3"):
                state += ("private",)
            place = (text_of(event.value(domain)), text_of(event.value(path)))
            into[blog] = Blog(blog, *place, state, number_of(event.value(network)))

    def _take_homes(self, into: dict[int, Home], event: RowsPicked) -> None:
        for number, domain, path in in_order(event, ("id", "domain", "path")):
            network = number_of(event.value(number))
            if network is not None and len(into) < _SITES:
                into[network] = Home(text_of(event.value(domain)), text_of(event.value(path)))

    def _take_options(self, into: dict[tuple[int | None, str], bytes], event: RowsPicked) -> None:
        for number, written, value in in_order(event, ("site_id", "meta_key", "meta_value")):
            if (name := self._wanted.name(event, written)) is None:
                continue
            kept = self._wanted.value(event, name, value)
            if kept is not None:
                into[number_of(event.value(number)), name] = kept

    def _map(
        self, key: Key, event: RowsPicked, number: bytes, domain: bytes | None, *, is_primary: bool
    ) -> None:
        blog, host = number_of(event.value(number)), text_of(domain).lower()
        mapped = self.mapped[key]
        if blog is None or not _HOST.fullmatch(host[:254]) or len(mapped) >= _SITES:
            return
        if len(mapped[blog]) < _HOSTS:
            mapped[blog].append(Mapped(host, is_primary))


def number_of(value: bytes | None) -> int | None:
    """Return the number of a site or network; None where it is none."""
    return int(value) if value and value.isdigit() and len(value) <= _DIGITS else None


def text_of(value: bytes | None) -> str:
    """Return a domain, path or title."""
    return without_secrets((value or b"")[:_SHOWN].decode("utf-8", "replace"))


def _mapped_domain(value: bytes | None) -> bytes | None:
    """Return the name in a note of a mapping: itself, or an entry of what is serialised."""
    if value is None or not value.startswith((b"a:", b"O:")):
        return value
    try:
        read = unserialize(value[:_SHOWN])
    except SerializedError:
        return None
    domain = read.get("domain") if isinstance(read, dict) else None
    return domain.encode() if isinstance(domain, str) else None
