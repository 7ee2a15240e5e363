"""What a scan saw of the things that questions are about: named measures, as short texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from audit.model.code import Process, Repository
from audit.model.database import DatabaseWeight, DumpFile
from audit.model.facts import Database, Extension, Install, Network, Occurrence, Site
from audit.model.files import Area, KindTally
from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory, SourceName
from audit.model.questions import SeenName
from audit.model.redirects import Redirect
from audit.model.server import ServerDirective
from audit.model.stored import CronJob, Service, UserRole

_MOST = 12  # texts of a measure
_MIB = 1024 * 1024
_TOLD: dict[SourceName, str] = {"code": "code", "database": "database", "files": "uploaded files"}
_AREAS: tuple[Area, ...] = ("code", "files")
_CLOSING = frozenset({"access", "deny", "password", "address"})  # groups of directives


class Measure(NamedTuple):
    """What tells of something, and what has to be looked at before one may say that it is not there."""

    look: Callable[[Inventory], Iterator[str]]
    needs: tuple[SourceName, ...] = ()


def seen(name: SeenName, inventory: Inventory) -> tuple[str, ...] | None:
    """Return what was seen of something; None: nothing, and not all was there to look at."""
    measure = MEASURES[name]
    texts = list(dict.fromkeys(measure.look(inventory)))
    if not texts:
        states = {inventory.sources[need].state for need in measure.needs if need in inventory.sources}
        return () if states <= {"complete"} else None
    more = [f"and {len(texts) - _MOST:,} more"] if len(texts) > _MOST else []
    return (*texts[:_MOST], *more)


def _handed_in(inventory: Inventory) -> Iterator[str]:
    for name, title in _TOLD.items():
        if name in inventory.sources:
            state = inventory.sources[name].state
            yield f"{title}: {'not handed in' if state == 'absent' else f'handed in ({state})'}"


def _amounts(inventory: Inventory) -> Iterator[str]:
    for area in _AREAS:
        own = [one for one in inventory.of(KindTally) if one.area == area]
        if own and inventory.sources[area].state != "absent":
            weight = sum(one.bytes or 0 for one in own)
            yield f"{_TOLD[area]}: {_many(sum(one.files for one in own), 'file')}, {_size(weight)}"
    for one in inventory.of(DatabaseWeight):
        named = f" {one.database}" if one.database else ""
        yield f"database{named}: {_size(one.all.bytes)} in {_many(one.all.tables, 'table')}"


def _hosts(inventory: Inventory) -> Iterator[str]:
    for site in inventory.of(Site):
        yield from site.hosts


def _redirect_hosts(inventory: Inventory) -> Iterator[str]:
    own = set(_hosts(inventory))
    for one in inventory.of(Redirect):
        if one.host and one.host not in own:
            yield one.host


def _networks(inventory: Inventory) -> Iterator[str]:
    for network in inventory.of(Network):
        yield f"{network.domain}{network.path}: a network of {_many(network.sites, 'site')}"
    for install in inventory.of(Install):
        sites = sum(one.install == install.root for one in inventory.of(Site))
        if install.cms == "drupal" and install.network:
            yield f"{install.root}: {sites:,} sites of one Drupal"


def _cdn(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"cdn", "proxy"}, {"cdn", "reverse-proxy"})


def _firewall(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, set(), {"security"})


def _mail(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"mail"}, {"mail", "newsletter"})


def _integrations(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"storage"}, {"crm", "api", "import-export", "offload", "newsletter"})


def _addresses(inventory: Inventory) -> Iterator[str]:
    """Yield the numbers and ports of servers that own code names; each is shown as a finding shows it."""
    for one in inventory.of(Occurrence):
        if one.kind in {"address", "port"} and one.own:
            yield f"{one.text or one.name} in {one.seen_as}"


def _payment(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, set(), {"payments", "ecommerce"})


def _sign_on(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"sso"}, {"sso", "saml", "ldap", "oauth", "two-factor"})


def _paid(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(Extension):
        if one.origin == "premium" and one.installed is not False:
            yield f"{one.name} {one.version or ''}".strip()


def _tasks(inventory: Inventory) -> Iterator[str]:
    jobs = [one for one in inventory.of(CronJob) if one.interval is not None]
    for one in sorted(jobs, key=lambda job: (job.interval or 0, job.hook)):
        yield f"{one.hook}, every {_minutes(one.interval or 0)}"


def _server_jobs(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(Process):
        if one.kind in {"cron", "daemon", "server"} and one.own and not one.for_work:
            yield f"{one.name} ({one.seen_as})" if one.seen_as else one.name


def _search(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"search"}, {"search", "solr", "elasticsearch"})


def _search_server(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"search"}, {"solr", "elasticsearch"})


def _caches(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, {"object-cache", "page-cache"}, {"page-cache", "object-cache"})


def _analytics(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, set(), {"analytics", "stats"})


def _visitors_data(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, set(), {"forms", "membership", "ecommerce", "community", "lms"})
    users = sum(one.users or 0 for one in inventory.of(Site))
    if users:
        yield _many(users, "user")


def _backups(inventory: Inventory) -> Iterator[str]:
    yield from _used(inventory, set(), {"backup"})


def _editors(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(UserRole):
        if one.users:
            where = f" of site {one.site}" if one.site not in {None, 1} else ""
            yield f"{one.title}{where}: {one.users:,}"


def _content(inventory: Inventory) -> Iterator[str]:
    for site in inventory.of(Site):
        if site.posts is not None:
            name = site.url or next(iter(site.hosts), None) or site.folder or f"site {site.id}"
            last = f", the last of {site.last_post[:10]}" if site.last_post else ""
            yield f"{name}: {site.posts:,} published pages and posts{last}"


def _old_platform(inventory: Inventory) -> Iterator[str]:
    for install in inventory.of(Install):
        yield from install.made_for
    yield from (one.file for one in inventory.of(HostSetting))


def _repository(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(Repository):
        told = [f"branch {one.branch}"] if one.branch else []
        told += [f"{one.commits:,} commits"] if one.commits is not None else []
        told += [f"{one.branches:,} branches"] if one.branches > 1 else []
        told += [f"from {remote}" for remote in one.remotes]
        yield f"{one.location.path}: git, {', '.join(told) or 'without commits'}"


def _shared_code(inventory: Inventory) -> Iterator[str]:
    yield from _networks(inventory)
    installs = inventory.of(Install)
    for cms in dict.fromkeys(one.cms for one in installs):
        roots = [one.root for one in installs if one.cms == cms]
        if len(roots) > 1:
            yield f"{len(roots):,} installs of {'WordPress' if cms == 'wordpress' else 'Drupal'}"


def _database_server(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(DumpFile):
        if one.product:
            yield f"{one.product} {one.server_version or ''}".strip()
    yield from (one.name for one in inventory.of(Database) if one.name)


def _closed(inventory: Inventory) -> Iterator[str]:
    for one in inventory.of(ServerDirective):
        if one.own and one.group in _CLOSING:
            yield f"{one.name} in {one.seen_as}"


def _used(inventory: Inventory, kinds: set[str], roles: set[str]) -> Iterator[str]:
    """Yield the services of some kinds, and the extensions with some roles, that may be in use."""
    yield from (one.name for one in inventory.of(Service) if one.kind in kinds)
    projects: dict[str, Extension] = {}  # a Drupal project of twenty modules is one thing
    for one in inventory.of(Extension):
        is_used = one.installed is not False and one.active is not False and one.origin != "core"
        if is_used and not roles.isdisjoint(one.roles):
            project = one.project or one.slug
            if project not in projects or one.slug == project:
                projects[project] = one
    yield from (one.name for one in projects.values())


def _size(count: int) -> str:
    """
    Return bytes as one says them.

    >>> _size(512), _size(5 * 1024 * 1024), _size(3 * 1024**3)
    ('less than 1 MiB', '5 MiB', '3.0 GiB')
    """
    if count >= 1024 * _MIB:
        return f"{count / (1024 * _MIB):,.1f} GiB"
    return f"{round(count / _MIB):,} MiB" if count >= _MIB else "less than 1 MiB"


def _many(count: int, word: str) -> str:
    """
    Return a number of things.

    >>> _many(1, "site"), _many(1200, "site")
    ('1 site', '1,200 sites')
    """
    return f"{count:,} {word}{'s' * (count != 1)}"


def _minutes(seconds: int) -> str:
    """
    Return an interval as one says it.

    >>> _minutes(300), _minutes(7200), _minutes(172800), _minutes(59)
    ('5 minutes', '2 hours', '2 days', '59 seconds')
    """
    for length, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length:,} {word}{'s' * (seconds > length)}"
    return f"{seconds:,} seconds"


_CODE: tuple[SourceName, ...] = ("code",)
_DATABASE: tuple[SourceName, ...] = ("database",)
_BOTH: tuple[SourceName, ...] = ("code", "database")

MEASURES: Mapping[SeenName, Measure] = {
    "handed-in": Measure(_handed_in),
    "amounts": Measure(_amounts, ("code", "database", "files")),
    "hosts": Measure(_hosts, ("configuration", "database")),
    "redirect-hosts": Measure(_redirect_hosts, _CODE),
    "networks": Measure(_networks, _BOTH),
    "cdn": Measure(_cdn, _BOTH),
    "firewall": Measure(_firewall, _BOTH),
    "mail": Measure(_mail, _BOTH),
    "integrations": Measure(_integrations, _BOTH),
    "addresses": Measure(_addresses, _CODE),
    "payment": Measure(_payment, _BOTH),
    "sign-on": Measure(_sign_on, _BOTH),
    "paid": Measure(_paid, _CODE),
    "tasks": Measure(_tasks, _DATABASE),
    "server-jobs": Measure(_server_jobs, _CODE),
    "search": Measure(_search, _BOTH),
    "search-server": Measure(_search_server, _BOTH),
    "caches": Measure(_caches, _BOTH),
    "analytics": Measure(_analytics, _BOTH),
    "visitors-data": Measure(_visitors_data, _BOTH),
    "backups": Measure(_backups, _BOTH),
    "editors": Measure(_editors, _DATABASE),
    "content": Measure(_content, _DATABASE),
    "old-platform": Measure(_old_platform, _CODE),
    "repository": Measure(_repository, _CODE),
    "shared-code": Measure(_shared_code, _CODE),
    "database-server": Measure(_database_server, _DATABASE),
    "closed": Measure(_closed, _CODE),
}


def told(names: Iterable[SeenName], inventory: Inventory) -> tuple[str, ...]:
    """Return what was seen of several things, each text once."""
    return tuple(dict.fromkeys(text for name in names for text in seen(name, inventory) or ()))
