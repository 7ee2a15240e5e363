"""Which database of a dump belongs to which Drupal site; where that is open, it is said and not guessed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.drupal.stored import DrupalData
from audit.collectors.matching import (
    Candidate,
    Matches,
    Seeker,
    called,
    how_to_pin,
    match,
    site_folder,
    some,
)
from audit.model.facts import Install, Location, Problem, Site

_MAJOR = re.compile(r"\d+")
_LAST_OF_ITS_KIND = 7  # from 8 on all majors have the same tables
_NO_PINS: Mapping[str, str] = MappingProxyType({})


class Pair(NamedTuple):
    """A site with its database; the facts of both belong to the install and have the number of the site."""

    install: Install
    site: Site  # as the code has it, and what only the database knows
    data: DrupalData


def pair_drupal(
    installs: Sequence[Install],
    sites: Sequence[Site],
    data: Sequence[DrupalData],
    dumps: Sequence[str],
    pins: Mapping[str, str] = _NO_PINS,
) -> tuple[list[Pair], list[Problem]]:
    """
    Return each site with its database and what does not fit; how it is weighed, match() tells.

    pins are the folders of installs or sites by the dumps that the customer says are theirs. A database that
    several sites name belongs to the likeliest. An install with sites that have no database though dumps
    were given has a problem that says why.
    """
    pairs: list[Pair] = []
    problems: list[Problem] = []
    own = [install for install in installs if install.cms == "drupal"]
    every = [(install, site) for install in own for site in sites if site.install == install.root]
    seekers = [_seeker(install, site) for install, site in every]
    fits = [
        [seeker.prefix in {None, one.database.prefix} and _has_tables_of(install, one) for one in data]
        for seeker, (install, _) in zip(seekers, every, strict=True)
    ]
    matches = match(seekers, [_candidate(one) for one in data], pins, fits)
    of_key = dict(zip((seeker.key for seeker in seekers), every, strict=True))
    owners = {number: of_key[key] for key, number in matches.pairs.items()}
    lost: dict[str, list[tuple[Site, Seeker]]] = {}
    for seeker, (install, site) in zip(seekers, every, strict=True):
        if seeker.key in matches.pairs:
            found = data[matches.pairs[seeker.key]]
            pairs.append(_paired(install, site, found))
            problems += _doubts(install, site, found)
        elif seeker.key in matches.shared:
            number = matches.shared[seeker.key]
            problems.append(_shared(install, site, data[number], *owners[number]))
        else:
            lost.setdefault(install.root, []).append((site, seeker))
    if dumps:
        problems += [
            _unpaired(install, lost[install.root], data, matches, dumps[0])
            for install in own
            if install.root in lost
        ]
    return pairs, problems


def _seeker(install: Install, site: Site) -> Seeker:
    is_known = site.database is not None or site.prefix != ""
    folder = site_folder(site)
    return Seeker(
        (install.root, site.id),
        (install.root,) if folder is None else (install.root, folder),
        site.prefix if is_known else None,
        site.database,
        _hosts(site),
        called(site.database, *site.hosts, folders=(site.folder or "", install.root, install.docroot)),
    )


def _candidate(data: DrupalData) -> Candidate:
    known = data.database
    return Candidate(known.location.path, known.prefix, known.name, _hosts(data.site))


def _hosts(site: Site) -> frozenset[str]:
    return frozenset(host.lower().removeprefix("www.") for host in site.hosts)


def _has_tables_of(install: Install, data: DrupalData) -> bool:
    """Tell whether a database is of the install's major version, as far as that is known."""
    match = _MAJOR.match(install.version or "")
    if match is None or data.database.version is None:
        return True
    major = match[0] if int(match[0]) <= _LAST_OF_ITS_KIND else "8+"
    return data.database.version == major


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
    if (site.database is not None or site.prefix) and site.prefix != data.database.prefix:
        text = f'The settings name the table prefix "{site.prefix}", the dump has "{data.database.prefix}".'
        yield _problem("other-prefix", f"{text} Is it the right dump?", install, site.location, hides=False)
    if install.profile and data.profile and install.profile != data.profile:
        text = f"The code names the install profile {install.profile}, the dump {data.profile}."
        yield _problem("other-profile", f"{text} Is it the right dump?", install, site.location, hides=False)


def _shared(install: Install, site: Site, data: DrupalData, home: Install, owner: Site) -> Problem:
    name, prefix = data.database.name, data.database.prefix
    other = (
        f"site {owner.id}" if home.root == install.root else f"{_label(owner)} of the install in {home.root}"
    )
    text = f'{_label(site)} uses the same database {name} (table prefix "{prefix}") as {other},'
    text += " so it is counted there and not a second time."
    return _problem("shared-database", text, install, data.database.location, hides=False)


def _unpaired(
    install: Install,
    lost: Sequence[tuple[Site, Seeker]],
    data: Sequence[DrupalData],
    matches: Matches,
    dump: str,
) -> Problem:
    """Return why sites of an install have no database among those that are left."""
    where = some([_label(site) for site, _ in lost])
    if install.root != ".":
        where += f" in {install.root}"
    paired = set(matches.pairs.values())
    found = [one for number, one in enumerate(data) if number not in paired]
    numbers = dict.fromkeys(number for _, seeker in lost for number in matches.near[seeker.key])
    near = [data[number] for number in numbers]
    names = some([_name(one) for one in near or found])
    place = found[0].database.location if found else Location(dump)
    folder = install.root if len(lost) > 1 else site_folder(lost[0][0]) or install.root
    cure = how_to_pin(folder, [one.database.location.path for one in near or found])
    if not found and data:
        kind = "no-dump"
        text = f"The dump has no database of {where}, so nothing is known of what is stored there."
    elif not found:
        kind = "no-drupal"
        text = f"No Drupal was found in the dump, so nothing is known of the database of {where}."
    elif near:
        kind = "ambiguous-dump"
        text = f"It cannot be told which database belongs to {where} (there is {names}). None was chosen. "
        text += (
            cure
            if len(lost) == 1
            else f"Say of each dump whose it is with --dump FOLDER=FILE: {_each(lost)}."
        )
    else:
        kind = "other-site"
        text = (
            f"No database of the dump fits {where}: the dump has {names}, and the settings name"
            f" {some([_wanted(site) for site, _ in lost])}. It was listed, but not matched with this code."
            f" If it is the right one, say whose it is with --dump FOLDER=FILE: {_each(lost)}."
        )
    return _problem(kind, text, install, place, hides=True)


def _each(lost: Sequence[tuple[Site, Seeker]]) -> str:
    """Return the folders by which a customer can say whose a dump is."""
    return some([f"{site_folder(site) or seeker.folders[0]}=FILE" for site, seeker in lost])


def _label(site: Site) -> str:
    return site.folder or "the site"


def _name(data: DrupalData) -> str:
    known = data.database
    of_version = f"a Drupal {known.version} " if known.version else ""
    name = known.name or "database without a name"
    return f'{of_version}{name} with the table prefix "{known.prefix}" in {known.location.path}'


def _wanted(site: Site) -> str:
    return f'{site.database or "none"} with the table prefix "{site.prefix}"'


def _problem(kind: str, text: str, install: Install, place: Location, *, hides: bool) -> Problem:
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database", hides=hides)
