"""Which database of a dump belongs to which install; where that is open, it is said and not guessed."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from audit.collectors.wordpress_sites import WordPressData
from audit.model.facts import Fact, Install, Location, Problem, Setting

Pair = tuple[Install, WordPressData]


def pair(facts: list[Fact], found: list[WordPressData]) -> tuple[list[Pair], list[Problem]]:
    """Return each install with its database, by table prefix and database name, and what does not fit."""
    installs = [fact for fact in facts if isinstance(fact, Install)]
    pairs: list[Pair] = []
    problems: list[Problem] = []
    for install in installs:
        settings = {
            fact.name: fact for fact in facts if isinstance(fact, Setting) and fact.install == install.root
        }
        fitting = _fitting(install, settings.get("DB_NAME"), found)
        if len(fitting) == 1:
            pairs.append((install, fitting[0]))
            problems += _strangers(install, settings, fitting[0])
        elif found:
            problems.append(_unpaired(install, found, fitting))
    return pairs, problems


def _fitting(install: Install, name: Setting | None, found: list[WordPressData]) -> list[WordPressData]:
    fitting = [data for data in found if install.prefix in (None, data.database.prefix)]
    if len(fitting) > 1 and name and name.value:
        fitting = [data for data in fitting if data.database.name == name.value] or fitting
    return fitting


def _unpaired(install: Install, found: list[WordPressData], fitting: list[WordPressData]) -> Problem:
    dump = found[0].database.location
    prefixes = ", ".join(f'"{data.database.prefix}"' for data in fitting or found)
    if fitting:
        text = (
            f"Several databases could belong to {_named(install)} (table prefixes {prefixes});"
            " none was chosen. Give the dump of this site only."
        )
        return Problem(
            location=dump, install=install.root, kind="ambiguous-dump", text=text, source="database"
        )
    text = (
        f"The dump is of another site: the wp-config.php of {_named(install)} uses the table prefix"
        f' "{install.prefix}", the dump has {prefixes}. It was listed, but not matched with this code.'
    )
    return Problem(location=dump, install=install.root, kind="other-site", text=text, source="database")


def _named(install: Install) -> str:
    return "this install" if install.root == "." else f"the install in {install.root}"


def _strangers(install: Install, settings: dict[str, Setting], data: WordPressData) -> Iterator[Problem]:
    """Yield a doubt where the address in the code is none of those in the dump."""
    hosts = {_host(site.url) for site in data.sites} - {None}
    for name in ("WP_HOME", "WP_SITEURL"):
        setting = settings.get(name)
        host = _host(setting.value) if setting and isinstance(setting.value, str) else None
        if setting and host and hosts and host not in hosts:
            text = (
                f"{name} says {host}, the dump is of {', '.join(sorted(map(str, hosts)))}."
                " If that is not the same site, this is the wrong dump."
            )
            yield Problem(
                location=Location(setting.location.path, setting.location.line),
                install=install.root,
                kind="other-address",
                text=text,
                source="database",
                hides=False,
            )
            return


def _host(url: object) -> str | None:
    """
    Return the host of an address, without "www.".

    >>> _host("https://www.Example.org/x"), _host("example.org/"), _host(None)
    ('example.org', 'example.org', None)
    """
    if not isinstance(url, str):
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None
    return host and host.removeprefix("www.")
