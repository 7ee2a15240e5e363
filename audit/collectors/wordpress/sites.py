"""Which WordPress a dump holds: the tables that share a prefix, its sites, and what is active in each."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.redirects.wordpress import OfSite
from audit.collectors.wordpress.database import Members, Posts, WordPressRows
from audit.collectors.wordpress.network import hosts_of, network_plugins, path_of, tell_networks
from audit.collectors.wordpress.network_rows import Blog
from audit.collectors.wordpress.options import NETWORK, SEPARATE
from audit.collectors.wordpress.origin import StoredUpdate
from audit.collectors.wordpress.stored import SiteOptions, tell_stored, updates_of
from audit.model.facts import Database, Fact, Location, Problem, Setting, Site, Table
from audit.parsers.privacy import is_private, without_secrets
from audit.parsers.serialized import SerializedError, is_damaged, unserialize

_MAIN = 1  # the blog id of the first site, whose tables carry no number (in WordPress MU they did)
_SHOWN = 1000  # bytes; the value of a longer option is not shown
_BLOG = re.compile(r"(\d{1,18})_")
_BLOG_PREFIX = re.compile(r"\d{1,18}_\Z")
_SITE_TABLES = frozenset(
    "commentmeta comments links options postmeta posts".split()
    + "term_relationships term_taxonomy termmeta terms".split()
)
_TOLD_ELSEWHERE = frozenset(
    {"active_plugins", "active_sitewide_plugins", "blogname", "site_name", "stylesheet", "template"}
)  # by sites and networks


class WordPressData(NamedTuple):
    """One WordPress of a dump."""

    database: Database
    sites: list[Site]
    settings: list[Setting]
    tables: list[Table]
    problems: list[Problem]
    facts: list[Fact]  # networks, options by owner, scheduled jobs, roles
    stored: dict[str, StoredUpdate]  # of the last checks for updates, by kind and name
    values: dict[int, dict[str, bytes]]  # settings of services, by site: secrets are in them


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
        if prefix + "posts" in names or "siteurl" in rows.options[database, prefix + "options"].values
    ]
    bare = {prefix: _BLOG_PREFIX.sub("", prefix) for prefix in found}
    networks = {prefix for prefix in {*found, *bare.values()} if prefix + "blogs" in names}
    found = sorted({bare[prefix] if bare[prefix] in networks else prefix for prefix in found})
    sure = [prefix for prefix in found if "siteurl" in rows.options[database, prefix + "options"].values]
    return sorted({*sure, *networks} & {*found}) or found


def _tell(
    rows: WordPressRows, name: str | None, prefix: str, tables: list[Table], header: str | None
) -> WordPressData:
    is_network = any(table.name == prefix + "blogs" for table in tables)
    blogs = list(rows.networks.blogs[name, prefix + "blogs"].values()) if is_network else []
    numbers, names = {blog.id for blog in blogs}, {table.name for table in tables}
    tables = _by_site([_named(table, prefix, is_network, numbers) for table in tables])
    by_site: defaultdict[int | None, list[Table]] = defaultdict(list)
    for table in tables:
        by_site[table.site].append(table)
    mapped = rows.networks.mapped[name, prefix + "domain_mapping"]
    for number, more in rows.networks.mapped[name, prefix + "blogmeta"].items():
        mapped[number] += more
    members = rows.members.get((name, prefix + "usermeta"))
    sites: list[Site] = []
    settings: list[Setting] = []
    problems: list[Problem] = []
    found: list[SiteOptions] = []
    for blog in blogs or [Blog(_MAIN, "", "", ())]:
        own = _prefix_of(blog, prefix, names)
        key = (name, own + "options")
        options = rows.options[key]
        place = Location(rows.dump, table=own + "options")
        site = _site(place, own, blog, options.values, by_site[blog.id])
        site = replace(site, hosts=hosts_of(site.url, blog, mapped.get(blog.id, ())))
        sites.append(_counted(site, rows.posts.get((name, own + "posts")), members))
        is_apart = blog.id == _MAIN or len(blogs) <= SEPARATE
        settings += _settings(
            place, blog, options.values, rows.wanted.shown if is_apart else rows.wanted.watched
        )
        problems += _gaps(place, blog, options.values)
        found.append(SiteOptions(blog.id, own, key, options))
    network = rows.networks.options[name, prefix + "sitemeta"]
    settings += _network_settings(Location(rows.dump, table=prefix + "sitemeta"), network)
    networks = list(tell_networks(rows.networks, rows.dump, name, prefix)) if is_network else []
    main = next((site.options.values for site in found if site.site == _MAIN), {})
    of_all = {option: value for (_, option), value in network.items()}
    database = Database(
        location=Location(rows.dump),
        name=name or header,
        version=_text(main.get("db_version")),
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
    of_sites = (OfSite(site.id, site.prefix, site.plugins) for site in sites)
    redirects = rows.redirects.tell(rows.dump, name, of_sites, database.network_plugins)
    stored = list(tell_stored(rows.dump, found, members, rows.weighing))
    problems += [fact for fact in stored if isinstance(fact, Problem)]
    return WordPressData(
        database,
        sites,
        settings,
        tables,
        problems,
        [*networks, *redirects, *(fact for fact in stored if not isinstance(fact, Problem))],
        updates_of(of_all if is_network else main),
        _structured(rows.wanted.structured, found, of_all),
    )


def _prefix_of(blog: Blog, prefix: str, names: set[str]) -> str:
    numbered = f"{prefix}{blog.id}_"
    is_plain = blog.id == _MAIN and (prefix + "options" in names or numbered + "options" not in names)
    return prefix if is_plain else numbered


def _named(table: Table, prefix: str, is_network: bool, numbers: set[int]) -> Table:
    """Return a table with the site that it belongs to, if it is one's, and its name without the prefix."""
    rest = table.name.removeprefix(prefix)
    if not is_network:
        return replace(table, site=_MAIN, bare_name=rest)
    match = _BLOG.match(rest)
    if match and int(match[1]) in numbers:
        return replace(table, site=int(match[1]), bare_name=rest[match.end() :])
    return replace(table, site=_MAIN if rest in _SITE_TABLES else None, bare_name=rest)


def _by_site(tables: list[Table]) -> list[Table]:
    """Return the tables; what other sites have too is the first site's where it has no number."""
    numbered = {table.bare_name for table in tables if table.site not in {None, _MAIN}}
    return [
        replace(table, site=_MAIN) if table.site is None and table.bare_name in numbered else table
        for table in tables
    ]


def _site(place: Location, prefix: str, blog: Blog, options: dict[str, bytes], tables: list[Table]) -> Site:
    plugins = _plugins(options.get("active_plugins")).files
    theme, parent = (_slug(options.get(name)) for name in ("stylesheet", "template"))
    address = f"{blog.domain}{blog.path}" if blog.domain else None
    url = _text(options.get("home")) or _text(options.get("siteurl")) or address
    return Site(
        location=place,
        id=blog.id,
        url=url,
        title=_title(options.get("blogname")),
        theme=theme,
        parent_theme=parent if parent != theme else None,
        plugins=plugins,
        prefix=prefix,
        tables=len(tables),
        rows=sum(table.rows for table in tables),
        bytes=sum(table.bytes for table in tables),
        state=blog.state,
        path=path_of(url),
        network=blog.network,
        listed=address and without_secrets(address),
    )


def _counted(site: Site, posts: Posts | None, members: dict[str, Members] | None) -> Site:
    """Return a site with what is known of its posts and users."""
    if posts:
        site = replace(site, posts=posts.published, last_post=posts.last, revisions=posts.revisions)
    if members:
        site = replace(site, users=members[site.prefix].users if site.prefix in members else 0)
    return site


def _settings(
    place: Location, blog: Blog, options: dict[str, bytes], names: frozenset[str]
) -> Iterator[Setting]:
    for name, raw in sorted(options.items()):
        if name in names and name not in _TOLD_ELSEWHERE:
            yield _setting(place, name, raw, blog.id)


def _network_settings(place: Location, options: dict[tuple[int | None, str], bytes]) -> Iterator[Setting]:
    for (_, name), raw in options.items():
        if name in NETWORK - _TOLD_ELSEWHERE:
            yield _setting(place, name, raw, None)


def _setting(place: Location, name: str, raw: bytes, site: int | None) -> Setting:
    value = raw[:_SHOWN].decode("utf-8", "replace")
    secret = len(raw) > _SHOWN or is_private(name, value)
    return Setting(
        location=place,
        kind="option",
        name=name,
        value=None if secret else value,
        state="withheld" if secret else "literal",
        site=site,
    )


def _network_plugins(options: dict[tuple[int | None, str], bytes]) -> Iterator[str]:
    """Yield the plugins that any network of the database switches on for its sites."""
    for network in dict.fromkeys(number for number, _ in options):
        yield from network_plugins(options, network)


def _structured(
    names: frozenset[str], sites: list[SiteOptions], network: dict[str, bytes]
) -> dict[int, dict[str, bytes]]:
    """Return the settings of services of each site that has some; the first has those of the network."""
    found = {site.site: _only(names, site.options.values) for site in sites if site.site is not None}
    if sites and (first := sites[0].site) is not None:
        found[first] = _only(names, network) | found[first]
    return {site: values for site, values in found.items() if values}


def _only(names: frozenset[str], values: dict[str, bytes]) -> dict[str, bytes]:
    return {name: value for name, value in values.items() if name in names}


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
    files = None if read is None else tuple(one for one in read.values() if isinstance(one, str))
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
