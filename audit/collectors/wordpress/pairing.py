"""Which database of a dump belongs to which install; where that is open, it is said and not guessed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.collectors.wordpress.config import effective
from audit.collectors.wordpress.sites import WordPressData
from audit.model.facts import Fact, Install, Location, Problem, Setting
from audit.parsers.web_addresses import site_of

Pair = tuple[Install, WordPressData]


def pair(
    facts: list[Fact], found: Sequence[WordPressData], dumps: Sequence[str]
) -> tuple[list[Pair], list[Problem]]:
    """
    Return each install with its database, by table prefix and database name, and what does not fit.

    An install that has no database though dumps were given has a problem that says why.
    """
    installs = [fact for fact in facts if isinstance(fact, Install)]
    settings = {install.root: settings_of(facts, install.root) for install in installs}
    fitting: dict[str, list[WordPressData]] = {}
    taken: set[int] = set()
    for own in (
        [one for one in installs if one.prefix is not None],
        [one for one in installs if one.prefix is None],
    ):
        left = [data for data in found if id(data) not in taken]  # who knows its prefix chooses first
        fitting |= {install.root: _fitting(install, settings[install.root], left) for install in own}
        taken |= {id(fitting[install.root][0]) for install in own if len(fitting[install.root]) == 1}
    claims = Counter(id(own[0]) for own in fitting.values() if len(own) == 1)
    pairs: list[Pair] = []
    problems: list[Problem] = []
    for install in installs:
        near = fitting[install.root]
        if len(near) == 1 and (claims[id(near[0])] == 1 or _is_named(near[0], settings[install.root])):
            pairs.append((install, near[0]))
            problems += _doubts(install, settings[install.root], near[0])
    others = {install.root for install, _ in pairs}
    paired = {id(data) for _, data in pairs}
    for install in installs:
        if dumps and install.root not in others:
            left = [data for data in found if id(data) not in paired]
            problems.append(_unpaired(install, left, fitting[install.root], dumps, any_paired=bool(paired)))
    return pairs, problems


def settings_of(facts: list[Fact], root: str) -> dict[str, Setting]:
    """Return the settings that count in an install."""
    return effective(fact for fact in facts if isinstance(fact, Setting) and fact.install == root)


def _fitting(
    install: Install, settings: dict[str, Setting], found: Sequence[WordPressData]
) -> list[WordPressData]:
    fitting = [data for data in found if install.prefix in (None, data.database.prefix)]
    if not fitting:  # Windows writes names in small letters
        fitting = [data for data in found if str(install.prefix).lower() == data.database.prefix.lower()]
    return [data for data in fitting if _is_named(data, settings)] or fitting


def _is_named(data: WordPressData, settings: dict[str, Setting]) -> bool:
    name = settings.get("DB_NAME")
    return name is not None and name.value is not None and data.database.name == name.value


def _unpaired(
    install: Install,
    found: Sequence[WordPressData],
    fitting: list[WordPressData],
    dumps: Sequence[str],
    *,
    any_paired: bool,
) -> Problem:
    """Return why an install has no database among those that are left."""
    where = "this install" if install.root == "." else f"the install in {install.root}"
    prefixes = ", ".join(f'"{data.database.prefix}"' for data in fitting or found)
    if not found and any_paired:
        kind = "no-dump"
        text = f"No dump of {where} was given: the database that there is belongs to another install."
    elif not found:
        kind = "no-wordpress"
        text = f"No WordPress was found in the dump, so nothing is known of {where}'s database."
    elif fitting:
        kind = "ambiguous-dump"
        text = (
            f"It cannot be told which database belongs to {where} (table prefixes {prefixes});"
            " none was chosen. Give the dump of one site, and the folder of that site."
        )
    elif numbers := _sites_of(install, found):
        kind = "part-of-network"
        text = (
            f"The dump has only the tables of site {numbers} of the network of {where}, not the network's own"
            " (users, blogs, site, sitemeta): give a dump of the whole database."
        )
    else:
        kind = "other-site"
        text = (
            f"The dump is of another site: the wp-config.php of {where} uses the table prefix"
            f' "{install.prefix}", the dump has {prefixes}. It was listed, but not matched with this code.'
        )
    place = found[0].database.location if found else Location(dumps[0])
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database")


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
    name = settings.get("DB_NAME")
    if name and name.value and data.database.name and not _is_named(data, settings):
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


def _doubt(install: Install, place: Location, kind: str, text: str) -> Problem:
    return Problem(location=place, install=install.root, kind=kind, text=text, source="database", hides=False)
