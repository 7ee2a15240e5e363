"""What the options of WordPress sites tell beside their values: weight, jobs, roles and update checks."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audit.collectors.wordpress.cron import Cron, joined, shown_time
from audit.collectors.wordpress.database import Members
from audit.collectors.wordpress.options import CORE_ROLES, SEPARATE, UPDATES, OptionTable, Role, Weighing
from audit.collectors.wordpress.origin import StoredUpdate
from audit.model.facts import Fact, Location, Problem
from audit.model.stored import CronJob, LargeOption, OptionGroup, UserRole
from audit.parsers.privacy import without_secrets
from audit.parsers.serialized import SerializedError, unserialize

_NAMED = 10
_UPDATES = 5000

_ROLES_UNDER_ANOTHER = (
    "The roles of site {site} are stored under the table prefix {others}, its tables have {prefix}: the"
    " prefix was changed and this option was not. Nobody could use the dashboard there until it is renamed."
)
_USERS_UNDER_ANOTHER = (
    "What users may do is stored under the table prefix {others} only, the tables have {prefix}: the"
    " prefix was changed and the keys in {table} were not. Nobody could use the dashboard until they are."
)
_CRON_UNREAD = (
    "The list of scheduled jobs of {whose} could not be read to its end; there may be more of them."
)


class SiteOptions(NamedTuple):
    """The options of a site, and where they are."""

    site: int | None  # None: of several sites, told together
    prefix: str
    key: tuple[str | None, str]  # database and table
    options: OptionTable


def tell_stored(
    dump: str, sites: Sequence[SiteOptions], members: Mapping[str, Members] | None, weighing: Weighing
) -> Iterator[Fact]:
    """Yield what the options of a WordPress tell; members are the users by prefix, None if not known."""
    first, rest = sites[:1], sites[1:]
    apart = sites if len(sites) <= SEPARATE else first
    for site in apart:
        roles = site.options.roles.get(site.prefix, ())
        yield from _facts(dump, site, roles, _users(members, [site]))
    if len(apart) < len(sites):
        titles = dict.fromkeys(role for site in rest for role in site.options.roles.get(site.prefix, ()))
        yield from _facts(dump, _together(rest), list(titles), _users(members, rest))
    numbers = {site.key: site.site for site in sites}
    for size, key, name in weighing.largest(frozenset(numbers)):
        place = Location(dump, table=key[1])
        yield LargeOption(location=place, site=numbers[key], name=name, bytes=size)
    yield from _other_prefixes(dump, sites, members or {})


def updates_of(values: Mapping[str, bytes]) -> dict[str, StoredUpdate]:
    """Return what the last checks for updates noted of plugins and themes, by kind and name."""
    found: dict[str, StoredUpdate] = {}
    for option, kind in UPDATES.items():
        try:
            read = unserialize(values[option]) if option in values else None
        except SerializedError:
            continue
        parts = read if isinstance(read, dict) else {}
        versions = _entries(parts.get("checked"))
        offers = {**_entries(parts.get("no_update")), **_entries(parts.get("response"))}
        for name in list(dict.fromkeys([*versions, *offers]))[:_UPDATES]:
            version, offer = versions.get(name), _entries(offers.get(name))
            home = offer.get("id") or offer.get("url")
            found[f"{kind} {name}"] = StoredUpdate(
                version if isinstance(version, str) else None,
                without_secrets(home)[:200] if isinstance(home, str) else None,
            )
    return found


def _entries(value: object) -> "dict[str, object]":
    return {str(name): entry for name, entry in value.items()} if isinstance(value, dict) else {}


def _together(sites: Sequence[SiteOptions]) -> SiteOptions:
    """Return the options of several sites as if they were one's."""
    table = OptionTable()
    for site in sites:
        for owner, group in site.options.groups():
            table.add(owner, group)
    table.cron = joined(site.options.cron for site in sites if site.options.cron)
    return sites[0]._replace(site=None, options=table)


def _users(members: Mapping[str, Members] | None, sites: Sequence[SiteOptions]) -> Counter[str] | None:
    if not members:
        return None
    users: Counter[str] = Counter()
    for site in sites:
        if site.prefix in members:
            users += members[site.prefix].roles
    return users


def _facts(dump: str, site: SiteOptions, roles: Sequence[Role], users: Counter[str] | None) -> Iterator[Fact]:
    place = Location(dump, table=site.key[1] if site.site is not None else None)
    for owner, group in site.options.groups():
        yield OptionGroup(location=place, site=site.site, owner=owner, owned_by="unknown", **group._asdict())
    if site.options.cron:
        yield from _jobs(place, site.site, site.options.cron)
    for role in roles:
        yield UserRole(
            location=place,
            site=site.site,
            name=role.name,
            title=role.title,
            is_core=role.name in CORE_ROLES,
            users=None if users is None else users[role.name],
        )


def _jobs(place: Location, site: int | None, cron: Cron) -> Iterator[Fact]:
    for job, scheduled in cron.jobs.items():
        yield CronJob(
            location=place,
            site=site,
            hook=without_secrets(job.hook),
            schedule=job.schedule and without_secrets(job.schedule),
            interval=job.interval,
            entries=scheduled.entries,
            next_run=shown_time(scheduled.next_run),
        )
    if not cron.whole:
        text = _CRON_UNREAD.format(whose="the other sites" if site is None else f"site {site}")
        yield Problem(location=place, kind="cut-option", text=text, source="database")


def _other_prefixes(
    dump: str, sites: Sequence[SiteOptions], members: Mapping[str, Members]
) -> Iterator[Problem]:
    """Yield where the names of options and keys begin with another prefix than the tables."""
    odd = [site for site in sites if site.options.roles and site.prefix not in site.options.roles]
    for site in odd[:_NAMED]:
        text = _ROLES_UNDER_ANOTHER.format(
            site=site.site, prefix=_quoted([site.prefix]), others=_quoted(site.options.roles)
        )
        yield _renamed(Location(dump, table=site.key[1]), text)
    own = {site.prefix for site in sites}
    if members and not own & members.keys():
        prefix = min(own, key=len)
        table = f"{prefix}usermeta"
        text = _USERS_UNDER_ANOTHER.format(prefix=_quoted([prefix]), others=_quoted(members), table=table)
        yield _renamed(Location(dump, table=table), text)


def _quoted(prefixes: Sequence[str] | Mapping[str, object]) -> str:
    return ", ".join(f'"{without_secrets(prefix)[:64]}"' for prefix in list(prefixes)[:3])


def _renamed(place: Location, text: str) -> Problem:
    return Problem(location=place, kind="old-prefix", text=text, source="database", hides=False)
