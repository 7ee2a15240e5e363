"""Which database of a dump belongs to which Drupal site; where that is open, it is said and not guessed."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.drupal.stored import DrupalData
from audit.model.facts import Install, Location, Problem, Site

_MAJOR = re.compile(r"\d+")
_LAST_OF_ITS_KIND = 7  # from 8 on all majors have the same tables
_NAMED = 5  # so many names a problem tells


class Pair(NamedTuple):
    """A site with its database; the facts of both belong to the install and have the number of the site."""

    install: Install
    site: Site  # as the code has it, and what only the database knows
    data: DrupalData


def pair_drupal(
    installs: Sequence[Install], sites: Sequence[Site], data: Sequence[DrupalData], dumps: Sequence[str]
) -> tuple[list[Pair], list[Problem]]:
    """
    Return each site with its database, by database name, table prefix and host, and what does not fit.

    An only site and an only database that do not contradict each other belong together. An install with
    sites that have no database though dumps were given has a problem that says why.
    """
    pairs: list[Pair] = []
    problems: list[Problem] = []
    own = [install for install in installs if install.cms == "drupal"]
    of_install = {install.root: [one for one in sites if one.install == install.root] for install in own}
    every = [(install, site) for install in own for site in of_install[install.root]]
    fitting = {
        (install.root, site.id): [
            one for one in data if _is_named(site, one) and _has_tables_of(install, one)
        ]
        for install, site in every
    }
    taken = {id(one) for near in fitting.values() for one in near}
    left = [one for one in data if id(one) not in taken]  # who knows its database chooses first
    for install, site in every:
        near = fitting[install.root, site.id]
        fitting[install.root, site.id] = near or _fitting(install, site, left, is_only=len(every) == 1)
    claims: dict[int, list[tuple[str, int]]] = {}
    for key, near in fitting.items():
        if len(near) == 1:
            claims.setdefault(id(near[0]), []).append(key)
    lost: dict[str, list[Site]] = {}
    for install, site in every:
        near = fitting[install.root, site.id]
        if len(near) != 1:
            lost.setdefault(install.root, []).append(site)
            continue
        claimed = claims[id(near[0])]
        if claimed[0] == (install.root, site.id) and (len(claimed) == 1 or _is_named(site, near[0])):
            pairs.append(_paired(install, site, near[0]))
            problems += _doubts(install, site, near[0])
        elif _is_named(site, near[0]):
            problems.append(_shared(install, site, near[0], claimed[0][1]))
        else:
            lost.setdefault(install.root, []).append(site)
    if dumps:
        problems += [
            _unpaired(install, lost[install.root], _left(data, pairs), fitting, dumps[0], is_any=bool(data))
            for install in own
            if install.root in lost
        ]
    return pairs, problems


def _fitting(install: Install, site: Site, found: Sequence[DrupalData], *, is_only: bool) -> list[DrupalData]:
    """Return the databases that may be a site's though no name says so: nothing that is known contradicts."""
    found = [data for data in found if _has_tables_of(install, data)]
    if site.database is not None:
        found = [data for data in found if data.database.prefix == site.prefix]
        if not is_only:  # a dump of another name may be a copy of any of them
            found = [data for data in found if data.database.name is None]
    elif site.prefix:
        found = [data for data in found if data.database.prefix == site.prefix]
    hosted = [data for data in found if _hosts(data.site) & _hosts(site)]
    called = [data for data in found if _stem(data.database.location.path) in _names(site)]
    return hosted or called or found


def _has_tables_of(install: Install, data: DrupalData) -> bool:
    """Tell whether a database is of the install's major version, as far as that is known."""
    match = _MAJOR.match(install.version or "")
    if match is None or data.database.version is None:
        return True
    major = match[0] if int(match[0]) <= _LAST_OF_ITS_KIND else "8+"
    return data.database.version == major


def _is_named(site: Site, data: DrupalData) -> bool:
    known = data.database
    return site.database is not None and (site.database, site.prefix) == (known.name, known.prefix)


def _hosts(site: Site) -> set[str]:
    return {host.lower().removeprefix("www.") for host in site.hosts}


def _names(site: Site) -> set[str]:
    """Return what the file of a site's dump may be called: its database, its folder or its hosts."""
    folder = (site.folder or "").rpartition("/")[2]
    names = {site.database, *site.hosts} | ({folder} - {"default"})
    return {name.casefold() for name in names if name}


def _stem(dump: str) -> str:
    """
    Return the name of a dump without what it is packed in.

    >>> _stem("dumps/Shop.example.org.sql.gz")
    'shop.example.org'
    """
    return dump.replace("\\", "/").rpartition("/")[2].casefold().partition(".sql")[0]


def _paired(install: Install, site: Site, data: DrupalData) -> Pair:
    stored, root = data.site, install.root
    both = replace(
        site,
        url=site.url or stored.url,
        title=site.title or stored.title,
        theme=stored.theme or site.theme,
        plugins=stored.plugins,
        prefix=stored.prefix,
        tables=stored.tables,
        rows=stored.rows,
        bytes=stored.bytes,
        state=tuple(dict.fromkeys([*site.state, *stored.state])),
        hosts=tuple(dict.fromkeys([*site.hosts, *stored.hosts])),
        users=stored.users,
        posts=stored.posts,
        last_post=stored.last_post,
    )
    placed = data._replace(
        database=replace(data.database, install=root),
        site=both,
        settings=[replace(one, install=root, site=site.id) for one in data.settings],
        tables=[replace(one, install=root, site=site.id) for one in data.tables],
        roles=[replace(one, install=root, site=site.id) for one in data.roles],
        problems=[replace(one, install=root) for one in data.problems],
    )
    return Pair(install, both, placed)


def _doubts(install: Install, site: Site, data: DrupalData) -> Iterator[Problem]:
    """Yield where code and dump, though they belong together, contradict each other."""
    name = data.database.name
    if site.database is not None and name is not None and site.database != name:
        text = f"The settings name the database {site.database}, the dump is of {name}. Is it the right dump?"
        yield _problem("other-database", text, install, site.location, hides=False)
    if install.profile and data.profile and install.profile != data.profile:
        text = f"The code names the install profile {install.profile}, the dump {data.profile}."
        yield _problem("other-profile", f"{text} Is it the right dump?", install, site.location, hides=False)


def _shared(install: Install, site: Site, data: DrupalData, owner: int) -> Problem:
    name, prefix = data.database.name, data.database.prefix
    text = f'{_label(site)} uses the same database {name} (table prefix "{prefix}") as site {owner},'
    text += " so it is counted there and not a second time."
    return _problem("shared-database", text, install, data.database.location, hides=False)


def _left(data: Sequence[DrupalData], pairs: Sequence[Pair]) -> list[DrupalData]:
    """Return the databases that belong to no site."""
    taken = {(one.data.database.location, one.data.database.name, one.data.database.prefix) for one in pairs}
    return [
        one for one in data if (one.database.location, one.database.name, one.database.prefix) not in taken
    ]


def _unpaired(  # noqa: PLR0913 - what there is to be told
    install: Install,
    sites: Sequence[Site],
    found: Sequence[DrupalData],
    fitting: dict[tuple[str, int], list[DrupalData]],
    dump: str,
    *,
    is_any: bool,
) -> Problem:
    where = _some([_label(site) for site in sites])
    if install.root != ".":
        where += f" in {install.root}"
    near = [data for site in sites for data in fitting[install.root, site.id]]
    near = list({id(data): data for data in near}.values())
    names = _some([_name(data) for data in near or found])
    place = found[0].database.location if found else Location(dump)
    if not found and is_any:
        kind = "no-dump"
        text = f"The dump has no database of {where}, so nothing is known of what is stored there."
    elif not found:
        kind = "no-drupal"
        text = f"No Drupal was found in the dump, so nothing is known of the database of {where}."
    elif near:
        kind = "ambiguous-dump"
        text = (
            f"It cannot be told which database belongs to {where} (there is {names});"
            " none was chosen. Give the dump of one site, or call each dump like the database that the"
            " settings.php of its site names."
        )
    else:
        kind = "other-site"
        text = (
            f"No database of the dump fits {where}: the dump has {names}, and the settings name"
            f" {_some([_wanted(site) for site in sites])}. It was listed, but not matched with this code."
        )
    return _problem(kind, text, install, place, hides=True)


def _label(site: Site) -> str:
    return site.folder or "the site"


def _name(data: DrupalData) -> str:
    known = data.database
    of_version = f"a Drupal {known.version} " if known.version else ""
    return f'{of_version}{known.name or "database without a name"} with the table prefix "{known.prefix}"'


def _wanted(site: Site) -> str:
    return f'{site.database or "none"} with the table prefix "{site.prefix}"'


def _some(names: Sequence[str]) -> str:
    names = list(dict.fromkeys(names))
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _problem(kind: str, text: str, install: Install, place: Location, *, hides: bool) -> Problem:
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database", hides=hides)
