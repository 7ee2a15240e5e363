"""Which WordPress a dump holds: the tables that share a prefix, its sites, and what is active in each."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.wordpress_database import Blog, WordPressRows
from audit.model.facts import Database, Location, Problem, Setting, Site, Table
from audit.parsers.privacy import is_private, without_secrets
from audit.parsers.serialized import SerializedError, is_damaged, unserialize

_MAIN = 1  # the blog id of the first site, whose tables carry no number
_SHOWN = 1000  # bytes; the value of a longer option is not shown
_BLOG = re.compile(r"(\d{1,18})_")
_BLOG_PREFIX = re.compile(r"\d{1,18}_\Z")
_SITE_TABLES = frozenset(
    "commentmeta comments links options postmeta posts".split()
    + "term_relationships term_taxonomy termmeta terms".split()
)
_TOLD_ELSEWHERE = frozenset({"active_plugins", "blogname", "stylesheet", "template"})  # by the Site


class WordPressData(NamedTuple):
    """One WordPress of a dump."""

    database: Database
    sites: list[Site]
    settings: list[Setting]
    tables: list[Table]
    problems: list[Problem]


def tell_sites(
    rows: WordPressRows, tables: Iterable[Table], header: str | None
) -> tuple[list[WordPressData], list[Table]]:
    """
    Return each WordPress of a dump, in the order of its tables, and the tables that belong to none.

    The header is the database that the dump's first comment names, where no statement does.
    """
    by_database: defaultdict[str | None, list[Table]] = defaultdict(list)
    for table in tables:
        by_database[table.database].append(table)
    told: list[WordPressData] = []
    others: list[Table] = []
    for name, named in by_database.items():
        prefixes = _prefixes(rows, name, {table.name for table in named})
        own: dict[str, list[Table]] = {prefix: [] for prefix in prefixes}
        for table in named:
            ends = range(len(table.name), -1, -1)
            prefix = next((table.name[:end] for end in ends if table.name[:end] in own), None)
            (others if prefix is None else own[prefix]).append(table)
        told += [_tell(rows, name, prefix, own[prefix], header) for prefix in prefixes]
    return told, others


def _prefixes(rows: WordPressRows, database: str | None, names: set[str]) -> list[str]:
    """
    Return the prefixes of whole installs; the tables of a network's sites belong to the network's.

    Tables of plugins end in "options" as well: WordPress' own has posts beside it, or an address in it.
    """
    found = sorted(name.removesuffix("options") for name in names if name.endswith("options"))
    found = [
        prefix
        for prefix in found
        if prefix + "posts" in names or "siteurl" in rows.options[database, prefix + "options"]
    ]
    networks = {prefix for prefix in found if prefix + "blogs" in names}
    found = [prefix for prefix in found if _BLOG_PREFIX.sub("", prefix) not in networks - {prefix}]
    sure = [prefix for prefix in found if "siteurl" in rows.options[database, prefix + "options"]]
    return sure or found


def _tell(
    rows: WordPressRows, name: str | None, prefix: str, tables: list[Table], header: str | None
) -> WordPressData:
    is_network = any(table.name == prefix + "blogs" for table in tables)
    blogs = list(rows.blogs[name, prefix + "blogs"].values()) if is_network else []
    numbers = {blog.id for blog in blogs}
    tables = [_named(table, prefix, is_network, numbers) for table in tables]
    by_site: defaultdict[int | None, list[Table]] = defaultdict(list)
    for table in tables:
        by_site[table.site].append(table)
    sites: list[Site] = []
    settings: list[Setting] = []
    problems: list[Problem] = []
    for blog in blogs or [Blog(_MAIN, "", "", ())]:
        own = prefix if blog.id == _MAIN else f"{prefix}{blog.id}_"
        options = rows.options[name, own + "options"]
        place = Location(rows.dump, table=own + "options")
        sites.append(_site(place, own, blog, options, by_site[blog.id]))
        settings += _settings(place, blog, options)
        problems += _gaps(place, blog, options)
    network = rows.network[name, prefix + "sitemeta"]
    database = Database(
        location=Location(rows.dump),
        name=name or header,
        prefix=prefix,
        network=is_network,
        network_plugins=tuple(dict.fromkeys(_network_plugins(network))),
        tables=len(tables),
        rows=sum(table.rows for table in tables),
        bytes=sum(table.bytes for table in tables),
    )
    if is_network and not blogs:
        problems.append(
            _gap(Location(rows.dump, table=prefix + "blogs"), "The list of the network's sites is empty.")
        )
    return WordPressData(database, sites, settings, tables, problems)


def _named(table: Table, prefix: str, is_network: bool, numbers: set[int]) -> Table:
    """Return a table with the site that it belongs to, if it is one's, and its name without the prefix."""
    rest = table.name.removeprefix(prefix)
    if not is_network:
        return replace(table, site=_MAIN, bare_name=rest)
    match = _BLOG.match(rest)
    if match and int(match[1]) in numbers:
        return replace(table, site=int(match[1]), bare_name=rest[match.end() :])
    return replace(table, site=_MAIN if rest in _SITE_TABLES else None, bare_name=rest)


def _site(place: Location, prefix: str, blog: Blog, options: dict[str, bytes], tables: list[Table]) -> Site:
    plugins = _plugins(options.get("active_plugins")).files
    theme, parent = (_slug(options.get(name)) for name in ("stylesheet", "template"))
    address = f"{blog.domain}{blog.path}" if blog.domain else None
    return Site(
        location=place,
        id=blog.id,
        url=_text(options.get("home")) or _text(options.get("siteurl")) or address,
        title=_title(options.get("blogname")),
        theme=theme,
        parent_theme=parent if parent != theme else None,
        plugins=plugins,
        prefix=prefix,
        tables=len(tables),
        rows=sum(table.rows for table in tables),
        bytes=sum(table.bytes for table in tables),
        state=blog.state,
    )


def _settings(place: Location, blog: Blog, options: dict[str, bytes]) -> Iterator[Setting]:
    for name, raw in sorted(options.items()):
        if name in _TOLD_ELSEWHERE:
            continue
        value = raw[:_SHOWN].decode("utf-8", "replace")
        secret = len(raw) > _SHOWN or is_private(name, value)
        yield Setting(
            location=place,
            kind="option",
            name=name,
            value=None if secret else value,
            state="withheld" if secret else "literal",
            site=blog.id,
        )


def _network_plugins(network: dict[tuple[bytes | None, str], bytes]) -> Iterator[str]:
    """Yield the plugins that any network of the database switches on for its sites."""
    for (_, name), value in network.items():
        if name == "active_sitewide_plugins":
            yield from map(str, _array(value) or {})


def _gaps(place: Location, blog: Blog, options: dict[str, bytes]) -> Iterator[Problem]:
    """Yield what of a site's options is missing or cannot be read: what they would tell is not known."""
    plugins = options.get("active_plugins")
    if not options:
        yield _gap(place, f"The options of site {blog.id} are not in the dump.")
    elif plugins is not None and _plugins(plugins).files is None:
        yield _gap(place, f"The list of active plugins of site {blog.id} cannot be read.")
    elif _plugins(plugins).is_damaged:
        text = f"WordPress itself cannot read the active plugins of site {blog.id}: lengths in it are wrong."
        yield _gap(place, text, hides=False)


def _gap(place: Location, text: str, *, hides: bool = True) -> Problem:
    return Problem(location=place, kind="missing-options", text=text, source="database", hides=hides)


class _Plugins(NamedTuple):
    files: tuple[str, ...] | None
    is_damaged: bool


@lru_cache(maxsize=1024)  # the sites of a network often share their list
def _plugins(value: bytes | None) -> _Plugins:
    read = _array(value)
    files = None if read is None else tuple(map(str, read.values()))
    return _Plugins(files, value is not None and read is not None and is_damaged(value))


def _array(value: bytes | None) -> "dict[str | int, object] | None":
    """Return a serialised array; None where it is none."""
    try:
        read = unserialize(value) if value is not None else None
    except SerializedError:
        return None
    if read in ("", False):  # an option that was emptied
        return {}
    return {**read} if isinstance(read, dict) else None


def _slug(value: bytes | None) -> str | None:
    return value.decode("utf-8", "replace") if value else None


def _title(value: bytes | None) -> str | None:
    """Return a title as people read it; WordPress keeps it escaped for HTML."""
    text = _text(value)
    return text and html.unescape(text)


def _text(value: bytes | None) -> str | None:
    return without_secrets(value.decode("utf-8", "replace")) if value else None
