"""How the document groups facts, so that a reader finds his way through thousands of them."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from audit.model.facts import Extension, Ownership, Setting, Site, Table
from audit.model.report import Report
from audit.model.stored import CronJob, OptionGroup, Service, UserRole
from audit.render.html_names import Names
from audit.render.wording import ORIGINS, nouns, plural, role

S = TypeVar("S", bound=OptionGroup | CronJob | UserRole)
F = TypeVar("F", Setting, Service)

_FIRST = (  # what a move touches first
    *("mail", "page-cache", "object-cache", "reverse-proxy", "cdn", "search", "solr", "sso", "saml", "ldap"),
    *("redirects", "domain-mapping", "domain-access", "multisite", "offload", "object-storage", "backup"),
    *("cron-queue", "cron", "security", "two-factor", "2fa"),
)
_MANY = 20  # tables of one name, each of another site, that are listed one by one
_OWNERS: tuple[Ownership, ...] = ("gone", "unknown", "present", "core")


class Count(NamedTuple):
    """How many extensions of a kind there are, and where they are from."""

    name: str
    all: int
    active: int | None  # None: it is not known of any of them
    missing: int
    origins: Counter[str]


class Share(NamedTuple):
    """Tables that belong together, and how much they hold."""

    item: Table  # any of them: it tells what they have in common
    tables: tuple[Table, ...]
    rows: int
    bytes: int


class Alike(NamedTuple):
    """Facts that differ only in their site."""

    item: Setting | Service
    sites: tuple[int | None, ...]


def by_system(sites: Iterable[Site], names: Names) -> tuple[list[Site], list[Site]]:
    """Return the sites of WordPress, and those of Drupal."""
    found: dict[bool, list[Site]] = {False: [], True: []}
    for site in sites:
        found[names.is_drupal(site)].append(site)
    return found[False], found[True]


def further_hosts(site: Site) -> list[str]:
    """Return the names that a site is served under beside that of its address."""
    address = (
        site.url.partition("//")[2].partition("/")[0] if site.url else site.hosts[0] if site.hosts else ""
    )
    return [host for host in site.hosts if host != address]


def overview(report: Report, names: Names) -> list[Count]:
    """Return a line for each kind of extension that is there; what a Drupal hides has lines of its own."""
    kinds = nouns(names.systems or ("wordpress", "drupal")) | {"composer-package": "Composer package"}
    found: defaultdict[tuple[str, bool], list[Extension]] = defaultdict(list)
    for item in report.extensions:
        found[item.kind, item.hidden].append(item)
    lines = []
    for hidden in (False, True):
        for kind, noun in kinds.items():
            if items := found[kind, hidden]:
                name = f"Hidden {plural(noun)}" if hidden else plural(noun)
                lines.append(_count(name[0].upper() + name[1:], items))
    return lines


def origins(counts: Iterable[Count]) -> list[str]:
    """Return the origins that occur, in their order."""
    there = {origin for count in counts for origin in count.origins}
    return [origin for origin in ORIGINS if origin in there]


def parts(items: Sequence[Extension]) -> dict[str, list[Extension]]:
    """Return extensions by how much they matter: the site's own, those of the core, those out of sight."""
    found: dict[str, list[Extension]] = {"own": [], "core": [], "hidden": []}
    for item in sorted(items, key=_project) if any(item.project for item in items) else items:
        where = "hidden" if item.hidden and not item.active else "core" if item.origin == "core" else "own"
        found[where].append(item)
    return found


def mains(items: Iterable[Extension]) -> dict[tuple[str | None, str], Extension]:
    """Return the extension that each project is named after, where it is among these."""
    return {
        (item.install, item.project): item for item in items if item.project and item.project == item.slug
    }


def doers(extensions: Iterable[Extension]) -> list[tuple[str, list[Extension]]]:
    """Return which extensions serve each purpose; those at work first, the core's own left out."""
    found: defaultdict[str, list[Extension]] = defaultdict(list)
    for item in sorted(extensions, key=lambda item: (item.active is False, item.name.casefold())):
        if item.origin != "core" and item.installed is not False:
            for word in item.roles:
                found[word].append(item)
    order = {word: place for place, word in enumerate(_FIRST)}
    words = sorted(found, key=lambda word: (order.get(word, len(order)), role(word)))
    return [(role(word), found[word]) for word in words]


def shares(tables: Iterable[Table]) -> list[Share]:
    """Return the tables by owner: orphans first, then what nobody owns; the largest first."""
    found: defaultdict[Hashable, list[Table]] = defaultdict(list)
    for table in tables:
        found[table.install, table.owned_by, table.owner].append(table)
    every = map(_share, found.values())
    return sorted(every, key=lambda share: (_OWNERS.index(share.item.owned_by), -share.bytes))


def stored(tables: Iterable[Table]) -> list[Share]:
    """Return the tables, the largest first; those that each of many sites has are one."""
    found: defaultdict[Hashable, list[Table]] = defaultdict(list)
    for number, item in enumerate(tables):
        is_of_site = item.bare_name is not None and item.site is not None
        found[_kind(item) if is_of_site else number].append(item)
    every: list[Share] = []
    for items in found.values():
        every += [_share(items)] if len(items) > _MANY else [_share([item]) for item in items]
    return sorted(every, key=lambda share: -share.bytes)


def alike(items: Iterable[F]) -> list[Alike]:
    """Return facts that say the same of several sites as one, where the first of them stood."""
    found: defaultdict[Hashable, list[F]] = defaultdict(list)
    for number, item in enumerate(items):
        found[number if item.site is None else _said(item)].append(item)
    return [Alike(same[0], tuple(item.site for item in same)) for same in found.values()]


def main_and_others(report: Report, items: Sequence[S]) -> tuple[list[S], list[tuple[list[S], list[int]]]]:
    """Return what is said of the main site of each install, and of the others, equal ones together."""
    main = {network.install: network.main_site for network in reversed(report.networks) if network.main_site}
    lowest: dict[str | None, int] = {}
    for item in items:
        if item.site is not None:
            lowest[item.install] = min(item.site, lowest.get(item.install, item.site))
    first: list[S] = []
    others: defaultdict[tuple[str | None, int], list[S]] = defaultdict(list)
    for item in items:
        if item.site is None or item.site == (main.get(item.install) or lowest.get(item.install)):
            first.append(item)
        else:
            others[item.install, item.site].append(item)
    same: defaultdict[Hashable, list[list[S]]] = defaultdict(list)
    for (install, _), found in others.items():
        same[install, *map(_shown, found)].append(found)
    return first, [(equal[0], [one[0].site or 0 for one in equal]) for equal in same.values()]


def _share(items: Sequence[Table]) -> Share:
    return Share(items[0], tuple(items), sum(item.rows for item in items), sum(item.bytes for item in items))


def _kind(table: Table) -> Hashable:
    """Return what tables of several sites must have in common to stand in one row."""
    form = table.engine, table.row_format, table.collation, table.charset
    return table.install, table.database, table.bare_name, table.owner, table.owned_by, table.purpose, *form


def _count(name: str, items: Sequence[Extension]) -> Count:
    is_told = any(item.active is not None for item in items)
    return Count(
        name,
        len(items),
        sum(item.active is True for item in items) if is_told else None,
        sum(item.installed is False for item in items),
        Counter(item.origin for item in items),
    )


def _project(item: Extension) -> tuple[str, bool, str]:
    project = item.project or item.slug
    return project.casefold(), item.slug != project, item.slug


def _said(item: Setting | Service) -> Hashable:
    if isinstance(item, Setting):
        value = (type(item.value), item.value)  # 1 is not True
        return item.install, item.kind, item.name, value, item.state, item.conditional
    return item.install, item.kind, item.name, item.setting, item.detail, item.owner


def _shown(item: OptionGroup | CronJob | UserRole) -> Hashable:
    """Return what the document says of one of the other sites."""
    if isinstance(item, CronJob):
        return item.hook, item.schedule
    if isinstance(item, UserRole):
        return item.name, item.title, item.users
    return item.owner, item.owned_by, item.options, item.bytes
