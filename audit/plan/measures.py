"""What a site has of the lines of a scope: named measures, without the words for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from audit.model.code import Process, Repository
from audit.model.facts import Database, Extension, Install, Network, Site
from audit.model.files import SecondInstall
from audit.model.hosts import HostSetting
from audit.model.inventory import Inventory, SourceName
from audit.model.migration import MeasureName
from audit.model.plan import Applies
from audit.model.redirects import Redirect
from audit.model.stored import CronJob, Service, ServiceKind
from audit.plan.case import Case, in_use
from audit.plan.hours import Counted
from audit.plan.sentences import filled, hours_said

_KINDS = frozenset({"plugin", "mu-plugin", "theme", "module", "profile"})
_SOLR = frozenset({"solr", "elasticsearch"})
_LOGIN = frozenset({"sso", "saml", "ldap"})
TOLD: dict[SourceName, str] = {"code": "code", "database": "database", "files": "uploads"}
_LOCAL = (
    *(".local", ".localhost", ".test", ".example", ".invalid", ".internal", ".lan", ".loc", ".dd", ".vm"),
    *(".lndo.site", ".ddev.site", ".docksal", ".docksal.site"),
)
_UPSTREAM_FILE = "pantheon.upstream.yml"


class Seen(NamedTuple):
    """What a site has of something."""

    applies: Applies
    names: tuple[str, ...] = ()
    number: int | None = None  # None: as many as there are names
    reason: str = ""  # a sentence: why it is not known, or not wholly
    partly: bool = False  # it is not known as something could not be read, though nothing was found
    sure: bool = False  # it is so whatever was not looked at


class Measure(NamedTuple):
    """How something is measured, and what has to be looked at before one may say that it is not there."""

    look: Callable[[Case, Sequence[Counted]], Seen]
    needs: tuple[SourceName, ...] = ()


def measured(
    name: MeasureName,
    case: Case,
    found: Sequence[Counted],
    needs: tuple[SourceName, ...] | None = None,
) -> Seen:
    """
    Return what the site has; what was not looked at is unknown, never absent.

    Found are its findings; needs is what has to be looked at, None: what the measure itself looks at.
    """
    measure = MEASURES[name]
    seen = measure.look(case, found)
    if seen.applies != "no" or seen.sure:
        return seen
    sources = [case.inventory.sources[need] for need in (measure.needs if needs is None else needs)]
    for state in ("absent", "partial"):
        for source in sources:
            if source.state == state:
                return Seen("unknown", reason=source.reason, partly=state == "partial")
    return seen


def _always(case: Case, found: Sequence[Counted]) -> Seen:
    del case
    return Seen("yes", tuple(one.finding.rule.title for one in found))


def _no_scan(case: Case, found: Sequence[Counted]) -> Seen:
    del case
    return Seen("yes" if found else "unknown", tuple(one.finding.rule.title for one in found))


def _findings(case: Case, found: Sequence[Counted]) -> Seen:
    del case
    titles = tuple(dict.fromkeys(one.finding.rule.title for one in found))
    return Seen("yes" if titles else "no", titles)


def _handed_in(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    sources = {name: case.inventory.sources[name] for name in TOLD if name in case.inventory.sources}
    there = tuple(TOLD[name] for name, source in sources.items() if source.state != "absent")
    lacking = [TOLD[name] for name, source in sources.items() if source.state == "absent"]
    partial = [TOLD[name] for name, source in sources.items() if source.state == "partial"]
    words = case.migration.words
    told = ((words.gap, lacking), (words.partial, partial))
    return Seen("yes", there, reason=" ".join(filled(text, names) for text, names in told if names))


def _multisite(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    drupals = [(one, part) for one, part in case.installs if one.cms == "drupal"]
    if not drupals:
        return _none_of(case, "drupal")
    many = [part for one, part in drupals if one.network]
    sites = [site for part in many for site in part.of(Site)]
    if many:
        return Seen("yes", tuple(_name(site) for site in sites), len(sites) if sites else None)
    return _whether(one.network for one, _ in drupals)


def _network(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    networks = case.inventory.of(Network)
    if networks:
        shapes = {None: "a network", True: "a network of sub-domains", False: "a network of folders"}
        named = tuple(f"{shapes[one.subdomains]} with {one.sites:,} sites" for one in networks)
        return Seen("yes", named, sum(one.sites for one in networks))
    known = [one.network for one in case.inventory.of(Install) if one.cms == "wordpress"]
    known += [one.network for one in case.inventory.of(Database) if one.cms == "wordpress" and not known]
    if any(known):
        return Seen("yes", ("a network, by its configuration",), None)
    return _whether(known) if known else _none_of(case, "wordpress")


def _whether(known: Iterable[bool | None]) -> Seen:
    """Return that something is not there, or, where nothing tells for one install, that it is not known."""
    if None in known:
        return Seen("unknown", reason="Neither the configuration nor a database tells.")
    return Seen("no", sure=True)


def _none_of(case: Case, cms: str) -> Seen:
    there = {one.cms for one in case.inventory.of(Install)} | {one.cms for one in case.inventory.of(Database)}
    return Seen("no", sure=bool(there - {cms}) and cms not in there)


def _name(site: Site) -> str:
    return site.url or next(iter(site.hosts), None) or site.folder or f"site {site.id}"


def _tasks(case: Case, found: Sequence[Counted]) -> Seen:
    limit = case.platform.limits.get("cron-interval")
    often = limit.value if limit else 0
    jobs = [one.hook for one in case.inventory.of(CronJob) if one.interval and one.interval < often]
    names = (*dict.fromkeys(jobs), *_jobs(case), *(one.finding.rule.title for one in found))
    return Seen("yes" if names else "no", names)


def _jobs(case: Case) -> tuple[str, ...]:
    jobs = case.inventory.of(Process)
    return tuple(
        dict.fromkeys(one.name for one in jobs if one.kind == "cron" and one.own and not one.for_work)
    )


def _extensions(case: Case, found: Sequence[Counted]) -> Seen:
    there = [one for one in case.inventory.of(Extension) if one.kind in _KINDS and one.origin != "core"]
    there = [one for one in there if not one.hidden and one.installed is not False]
    titles = tuple(dict.fromkeys(one.finding.rule.title for one in found))
    return Seen("yes" if there or titles else "no", titles, len(there))


def _companions(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    names = tuple(dict.fromkeys(one.name for one in case.companions if one.action in {"install", "replace"}))
    return Seen("yes" if names else "no", names)


def _hosts(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    every = dict.fromkeys(host for site in case.inventory.of(Site) for host in site.hosts)
    hosts = tuple(host for host in every if _is_public(host))
    if hosts:
        return Seen("yes", hosts)
    reason = case.inventory.sources["database"].reason
    return Seen(
        "unknown", reason="All addresses that are known are those of a workstation." if every else reason
    )


def _is_public(host: str) -> bool:
    name = host.partition(":")[0].lower()
    return "." in name and not name.replace(".", "").isdigit() and not name.endswith(_LOCAL)


def _mail(case: Case, found: Sequence[Counted]) -> Seen:
    return _used(case, {"mail"}, frozenset({"mail"}), found)


def _used(case: Case, kinds: set[ServiceKind], roles: frozenset[str], found: Sequence[Counted] = ()) -> Seen:
    """Return the services, and the extensions with a role, that are in use."""
    services = [one.name for one in case.inventory.of(Service) if one.kind in kinds]
    named = [
        one.name
        for one in case.inventory.of(Extension)
        if not roles.isdisjoint(one.roles) and in_use(one) and one.origin != "core"
    ]
    titles = [one.finding.rule.title for one in found]
    names = tuple(dict.fromkeys((*services, *named, *titles)))
    return Seen("yes" if names else "no", names)


def _redirects(case: Case, found: Sequence[Counted]) -> Seen:
    moving = [
        one for one in case.inventory.of(Redirect) if not one.stays and not one.platform and one.enabled
    ]
    names = tuple(dict.fromkeys(one.location.path for one in moving))
    if moving:
        return Seen("yes", names, len(moving))
    titles = tuple(one.finding.rule.title for one in found if one.hours.high > 0)
    return Seen("yes" if titles else "no", titles, 0)


def _other_search(case: Case, found: Sequence[Counted]) -> Seen:
    return _used(case, {"search"}, _SOLR, found)


def _over_budget(case: Case, found: Sequence[Counted]) -> Seen:
    titles = tuple(one.finding.rule.title for one in found)
    surely = [one for one in case.sites if one.over.low > 0]
    maybe = [one for one in case.sites if one.over.high > 0]
    names = tuple(f"{hours_said(one.hours.low, one.hours.high)}{_in(one.install)}" for one in surely or maybe)
    if surely or titles:
        return Seen("yes", (*names, *titles))
    return Seen("unknown", names) if maybe else Seen("no")


def _in(install: str | None) -> str:
    return "" if install in {None, "."} else f" in {install}"


def _shared_code(case: Case, found: Sequence[Counted]) -> Seen:
    """Return what a Custom Upstream could be for; whether it shall be one is decided by people."""
    del found
    multisites = [
        f"{len(part.of(Site)):,} sites of one Drupal" for one, part in case.installs if _splits(one, part)
    ]
    own = [one.location.path for one in case.inventory.of(HostSetting) if one.file == _UPSTREAM_FILE]
    systems = [one.cms for one, _ in case.installs]
    alike = [
        f"{systems.count(cms):,} installs of the same CMS"
        for cms in dict.fromkeys(systems)
        if systems.count(cms) > 1
    ]
    names = tuple(dict.fromkeys((*multisites, *alike, *own)))
    return Seen("unknown" if names else "no", names)


def _splits(install: Install, part: Inventory) -> bool:
    return install.cms == "drupal" and bool(install.network) and len(part.of(Site)) > 1


def _server_jobs(case: Case, found: Sequence[Counted]) -> Seen:
    """Return what runs by a clock of the server; whether that needs a module is decided by people."""
    names = tuple(dict.fromkeys((*_jobs(case), *(one.finding.rule.title for one in found))))
    return Seen("yes" if found else "unknown" if names else "no", names)


def _storage(case: Case, found: Sequence[Counted]) -> Seen:
    return _used(case, {"storage", "cdn"}, frozenset({"offload"}), found)


def _single_sign_on(case: Case, found: Sequence[Counted]) -> Seen:
    return _used(case, {"sso"}, _LOGIN, found)


def _other_installs(case: Case, found: Sequence[Counted]) -> Seen:
    inner = [one.location.path for one in case.inventory.of(SecondInstall)]
    roots = [one.root for one, _ in case.installs] if len(case.installs) > 1 else []
    names = tuple(dict.fromkeys((*roots, *inner, *(one.finding.rule.title for one in found))))
    return Seen("yes" if names else "no", names)


def _history(case: Case, found: Sequence[Counted]) -> Seen:
    del found
    kept = case.inventory.of(Repository)
    names = tuple(
        f"{one.location.path}{f' with {one.commits:,} commits' if one.commits else ''}" for one in kept
    )
    return Seen("yes" if names else "no", names)


MEASURES: Mapping[MeasureName, Measure] = {
    "always": Measure(_always),
    "no-scan": Measure(_no_scan),
    "findings": Measure(_findings, ("code",)),
    "handed-in": Measure(_handed_in),
    "multisite": Measure(_multisite, ("code",)),
    "network": Measure(_network, ("code",)),
    "tasks": Measure(_tasks, ("database",)),
    "extensions": Measure(_extensions, ("code",)),
    "companions": Measure(_companions, ("code",)),
    "hosts": Measure(_hosts),
    "mail": Measure(_mail, ("code", "database")),
    "redirects": Measure(_redirects, ("code",)),
    "other-search": Measure(_other_search, ("code", "database")),
    "over-budget": Measure(_over_budget, ("code", "database")),
    "shared-code": Measure(_shared_code, ("code",)),
    "server-jobs": Measure(_server_jobs, ("code",)),
    "storage": Measure(_storage, ("code", "database")),
    "single-sign-on": Measure(_single_sign_on, ("code", "database")),
    "other-installs": Measure(_other_installs, ("code",)),
    "history": Measure(_history),
}
