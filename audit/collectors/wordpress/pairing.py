"""Which database of a dump belongs to which install; where that is open, it is said and not guessed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from audit.collectors.matching import (
    Candidate,
    Matches,
    Seeker,
    called,
    how_to_pin,
    match,
    some,
)
from audit.collectors.wordpress.config import effective
from audit.collectors.wordpress.sites import WordPressData
from audit.model.facts import Fact, Install, Location, Problem, Setting
from audit.parsers.web_addresses import site_of

Pair = tuple[Install, WordPressData]
_ADDRESSES = ("WP_HOME", "WP_SITEURL", "DOMAIN_CURRENT_SITE")
_NO_PINS: Mapping[str, str] = MappingProxyType({})


def pair(
    facts: list[Fact],
    found: Sequence[WordPressData],
    dumps: Sequence[str],
    pins: Mapping[str, str] = _NO_PINS,
) -> tuple[list[Pair], list[Problem]]:
    """
    Return each install with its database and what does not fit; how it is weighed, match() tells.

    pins are the folders of installs by the dumps that the customer says are theirs. Installs whose
    configurations name the same database share it. An install that has no database though dumps were given
    has a problem that says why.
    """
    installs = [fact for fact in facts if isinstance(fact, Install)]
    stated: defaultdict[str | None, list[Setting]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, Setting):
            stated[fact.install].append(fact)
    settings = {install.root: effective(stated[install.root]) for install in installs}
    seekers = [_seeker(install, settings[install.root]) for install in installs]
    fits = [_fitting(install, found) for install in installs]
    matches = match(seekers, [_candidate(data) for data in found], pins, fits)
    pairs: list[Pair] = []
    problems: list[Problem] = []
    for install in installs:
        number = matches.pairs.get(install.root, matches.shared.get(install.root))
        if number is not None:
            pairs.append((install, found[number]))
            problems += _doubts(install, settings[install.root], found[number])
            if install.root in matches.shared:
                owner = next(str(root) for root, own in matches.pairs.items() if own == number)
                problems.append(_shared(install, found[number], owner))
        elif dumps:
            problems.append(_unpaired(install, settings[install.root], found, matches, dumps))
    return pairs, problems


def _seeker(install: Install, settings: dict[str, Setting]) -> Seeker:
    said = [_text(settings.get(constant)) for constant in _ADDRESSES]
    hosts = frozenset(host for host in map(site_of, said) if host)
    database = _text(settings.get("DB_NAME"))
    return Seeker(
        install.root,
        (install.root,),
        install.prefix,
        database,
        hosts,
        called(database, *hosts, folders=(install.root, install.docroot)),
        install.network,
    )


def _candidate(data: WordPressData) -> Candidate:
    known = data.database
    hosts = frozenset(host.removeprefix("www.") for site in data.sites for host in site.hosts)
    return Candidate(known.location.path, known.prefix, known.name, hosts, known.network)


def _text(setting: Setting | None) -> str | None:
    return setting.value if setting is not None and isinstance(setting.value, str) else None


def _fitting(install: Install, found: Sequence[WordPressData]) -> list[bool]:
    """Tell of each database whether the table prefix lets it be the install's."""
    fitting = [install.prefix in (None, data.database.prefix) for data in found]
    if not any(fitting):  # Windows writes names in small letters
        fitting = [str(install.prefix).lower() == data.database.prefix.lower() for data in found]
    return fitting


def _unpaired(
    install: Install,
    settings: dict[str, Setting],
    every: Sequence[WordPressData],
    matches: Matches,
    dumps: Sequence[str],
) -> Problem:
    """Return why an install has no database among those that are left."""
    where = "this install" if install.root == "." else f"the install in {install.root}"
    paired = {*matches.pairs.values(), *matches.shared.values()}
    found = [data for number, data in enumerate(every) if number not in paired]
    near = [every[number] for number in matches.near[install.root]]
    cure = how_to_pin(install.root, [data.database.location.path for data in near or found])
    if not found and paired:
        kind = "no-dump"
        text = f"No dump of {where} was given: the database that there is belongs to another install."
    elif not found:
        kind = "no-wordpress"
        text = f"No WordPress was found in the dump, so nothing is known of {where}'s database."
    elif near:
        kind = "ambiguous-dump"
        rivals = [f"the install in {root}" for root in matches.rivals(install.root)]
        also = f", which may belong to {some(rivals)} as well" if rivals else ""
        names = some([_name(data) for data in near])
        text = f"It cannot be told which database belongs to {where}: {names}{also}. None was chosen. {cure}"
    elif numbers := _sites_of(install, found):
        kind = "part-of-network"
        text = (
            f"The dump has only the tables of site {numbers} of the network of {where}, not the network's own"
            " (users, blogs, site, sitemeta): give a dump of the whole database."
        )
    else:
        kind = "other-site"
        text = (
            f"No dump is of {where}, whose wp-config.php says {_wanted(install, settings)}: there is"
            f" {some([_name(data) for data in found])}. It was listed, but not matched with this code."
            f" If it is the right one, say so with --dump {install.root}=FILE."
        )
    place = found[0].database.location if found else Location(dumps[0])
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database")


def _wanted(install: Install, settings: dict[str, Setting]) -> str:
    name = _text(settings.get("DB_NAME"))
    prefix = (
        "a table prefix that is computed" if install.prefix is None else f'table prefix "{install.prefix}"'
    )
    return f"database {name}, {prefix}" if name else prefix


def _name(data: WordPressData) -> str:
    known = data.database
    name = f"database {known.name}, " if known.name else ""
    return f'{known.location.path} ({name}table prefix "{known.prefix}")'


def _sites_of(install: Install, found: Sequence[WordPressData]) -> str:
    """Return the numbers of the sites if all that was found are single sites of the install's network."""
    if install.network is False or not install.prefix:
        return ""
    rests = [data.database.prefix.removeprefix(install.prefix) for data in found]
    are_numbers = all(rest[:-1].isdigit() and rest.endswith("_") for rest in rests)
    return ", ".join(rest[:-1] for rest in rests) if are_numbers else ""


def _doubts(install: Install, settings: dict[str, Setting], data: WordPressData) -> Iterator[Problem]:
    """Yield where code and dump, though they fit by their prefix, contradict each other."""
    if install.network and not data.database.network:
        text = "MULTISITE is on in the configuration, but the dump has no table of a network's sites."
        yield _doubt(install, data.database.location, "other-network", text)
    if install.prefix is not None and install.prefix.lower() != data.database.prefix.lower():
        text = (
            f'The dump has the table prefix "{data.database.prefix}", wp-config.php says "{install.prefix}".'
        )
        yield _doubt(install, data.database.location, "other-prefix", f"{text} Is it the right dump?")
    name = settings.get("DB_NAME")
    if name and name.value and data.database.name and name.value != data.database.name:
        text = f"DB_NAME is {name.value}, the dump is of {data.database.name}. Is it the right dump?"
        yield _doubt(install, name.location, "other-database", text)
    hosts = {host.removeprefix("www.") for site in data.sites for host in site.hosts}
    for constant in ("WP_HOME", "WP_SITEURL"):
        setting = settings.get(constant)
        host = site_of(setting.value) if setting and isinstance(setting.value, str) else None
        if setting and host and hosts and host not in hosts:
            text = f"{constant} says {host}, the dump is of {', '.join(sorted(map(str, hosts))[:5])}."
            yield _doubt(install, setting.location, "other-address", f"{text} Is it the right dump?")
            return


def _shared(install: Install, data: WordPressData, owner: str) -> Problem:
    text = (
        f"Its wp-config.php names the database {data.database.name}, which the install in {owner} uses as"
        f" well: both were judged by it. If one has a database of its own, name that with --dump ROOT=FILE."
    )
    return _doubt(install, data.database.location, "shared-database", text)


def _doubt(install: Install, place: Location, kind: str, text: str) -> Problem:
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database", hides=False)
