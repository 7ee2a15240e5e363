"""How the document groups facts, so that a reader finds his way through thousands of them."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from audit.model.code import Process
from audit.model.facts import Extension, Ownership, Setting, Site, Table
from audit.model.files import Area, Extreme, ExtremeKind, FileKind, KindTally
from audit.model.php import PhpExtensionNeed
from audit.model.report import Finding, Report
from audit.model.rules import Advice, Severity
from audit.model.stored import CronJob, OptionGroup, Service, UserRole
from audit.render.brief import absent
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


class ByRule(NamedTuple):
    """The findings of a rule: one for each install in which it holds, with the id of each."""

    rule: Advice
    found: tuple[tuple[str, Finding], ...]

    @property
    def hours(self) -> float:
        """Return the hours of all of them."""
        return sum(finding.hours for _, finding in self.found)

    @property
    def known(self) -> bool:
        """Return whether none of the places is news."""
        return all(spot.accepted for _, finding in self.found for spot in finding.places)


class Count(NamedTuple):
    """How many extensions of a kind there are, and where they are from."""

    name: str
    all: int
    active: int | None  # None: it is not known of any of them
    told: int  # of how many it is known
    missing: int
    origins: Counter[str]


class Told(NamedTuple):
    """What is known of at least one of several sites."""

    theme: bool
    plugins: bool
    users: bool
    posts: bool
    tables: bool
    uploads: bool

    def missing(self, extensions: str) -> list[str]:
        """Return in words what is known of none of them."""
        words = ("themes", f"active {extensions}", "users", "content", "tables", "uploads")
        return [word for word, is_told in zip(words, self, strict=True) if not is_told]


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


class KindRow(NamedTuple):
    """How much there is of a kind of file, in the code and among the uploads."""

    install: str | None
    kind: FileKind
    code: KindTally | None  # None: nothing
    files: KindTally | None  # None: nothing

    @property
    def bytes(self) -> int:
        """Return the size of both, as far as it is known."""
        return sum(tally.bytes or 0 for tally in (self.code, self.files) if tally)

    @property
    def number(self) -> int:
        """Return how many files there are in both."""
        return sum(tally.files for tally in (self.code, self.files) if tally)


def by_rule(findings: Iterable[tuple[str, Finding]], severity: Severity) -> list[ByRule]:
    """Return the findings of a severity, those of one rule together where the first of them stood."""
    found: defaultdict[Hashable, list[tuple[str, Finding]]] = defaultdict(list)
    for anchor, finding in findings:
        if finding.rule.severity == severity:
            found[finding.rule].append((anchor, finding))
    return [ByRule(same[0][1].rule, tuple(same)) for same in found.values()]


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


def told(sites: Sequence[Site]) -> Told:
    """Return which columns have something to say of any of these sites."""
    return Told(
        theme=any(site.theme for site in sites),
        plugins=any(site.plugins is not None for site in sites),
        users=any(site.users is not None for site in sites),
        posts=any(site.posts is not None for site in sites),
        tables=any(site.tables for site in sites),
        uploads=any(site.uploads or site.uploads_bytes is not None for site in sites),
    )


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


def doers(extensions: Iterable[Extension]) -> list[tuple[str, list[list[Extension]]]]:
    """
    Return which extensions serve each purpose, those of one name together; those at work first.

    The core's own are left out, and so is a part where the project that it is of serves the same purpose.
    """
    found: defaultdict[str, list[Extension]] = defaultdict(list)
    for item in sorted(extensions, key=lambda item: (item.active is False, item.name.casefold())):
        is_unseen = item.hidden and not item.active
        if item.origin != "core" and (item.installed is not False or absent(item)) and not is_unseen:
            for purpose in dict.fromkeys(map(role, item.roles)):
                found[purpose].append(item)
    order = {role(word): place for place, word in reversed(list(enumerate(_FIRST)))}
    purposes = sorted(found, key=lambda purpose: (order.get(purpose, len(order)), purpose))
    return [(purpose, _by_name(found[purpose])) for purpose in purposes]


def different(items: Iterable[Extension]) -> list[list[Extension]]:
    """Return extensions with their copies: those that differ only in the folder in which they lie."""
    found: defaultdict[Hashable, list[Extension]] = defaultdict(list)
    for item in items:
        found[_apart_from_its_place(item)].append(item)
    return list(found.values())


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


def processes(items: Iterable[Process]) -> dict[str, list[Process]]:
    """Return what a live server runs beside PHP for the site, and what only those who build the site run."""
    found: dict[str, list[Process]] = {"live": [], "work": []}
    for item in items:
        found["work" if item.for_work or not item.own or item.kind == "build" else "live"].append(item)
    return found


def pressing(
    needs: Iterable[PhpExtensionNeed],
) -> tuple[list[PhpExtensionNeed], list[PhpExtensionNeed]]:
    """Return the extensions of PHP that may lack: those to ask about, and those that may not matter."""
    found: dict[bool, list[PhpExtensionNeed]] = {True: [], False: []}
    for need in needs:
        if need.standing != "has":
            is_likely = need.sure == "likely" and need.standing == "lacks"
            found[need.sure == "certain" or is_likely].append(need)
    return found[True], found[False]


def kinds(tallies: Iterable[KindTally]) -> list[KindRow]:
    """Return how much there is of each kind of file, the most first."""
    found: defaultdict[tuple[str | None, FileKind], dict[Area, KindTally]] = defaultdict(dict)
    for tally in tallies:
        found[tally.install, tally.kind][tally.area] = tally
    rows = [
        KindRow(install, kind, areas.get("code"), areas.get("files"))
        for (install, kind), areas in found.items()
    ]
    return sorted(rows, key=lambda row: (-row.bytes, -row.number))


def extremes(items: Iterable[Extreme], kind: ExtremeKind) -> list[Extreme]:
    """Return the extremes of a kind, code and uploads together."""
    return sorted((item for item in items if item.kind == kind), key=lambda item: -item.number)


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


def _by_name(items: Iterable[Extension]) -> list[list[Extension]]:
    every = list(items)
    leading = mains(every)
    found: defaultdict[Hashable, list[Extension]] = defaultdict(list)
    for item in every:
        main = leading.get((item.install, item.project)) if item.project else None
        if main is None or main.slug == item.slug or (item.active and not main.active):
            found[item.name, item.active is False].append(item)
    return list(found.values())


def _apart_from_its_place(item: Extension) -> Hashable:
    told = (item.install, item.kind, item.slug, item.name, item.version, item.origin, item.project)
    state = (item.installed, item.active, item.network_active, item.active_sites, item.broken, item.hidden)
    versions = (item.locked_version, item.stored_version, item.requires_core, item.requires_php)
    return told, state, versions, item.parent, item.roles, item.patches, item.copies, item.loaded_by


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
        sum(item.active is not None for item in items),
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
