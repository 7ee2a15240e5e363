"""The releases that a site runs on, as far as anything tells them, and how long each is supported."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from audit.model.code import Process, Requirement
from audit.model.database import DumpFile
from audit.model.facts import Fact, Install, Location
from audit.model.hosts import HostSetting
from audit.model.server import ServerDirective
from audit.model.support import Branch, Product, Releases, Support

_NUMBERS = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}")
_OLD_DRUPAL = 7  # up to here the first number alone is the branch
_SERVERS: dict[str | None, Product] = {"MariaDB": "mariadb", "MySQL": "mysql"}
# How hosts call PHP in the .htaccess that chooses it: ea-php74, alt-php80, php7.2-fpm, x-httpd-php56.
_HANDLER = re.compile(r"php-?(?P<major>[5-9])[.-]?(?P<minor>\d)(?!\d)", re.IGNORECASE)
_IMAGE = re.compile(r"(?i)(?:\A|[\s/:-])php[:-]?(?P<version>[5-9]\.\d{1,2}(?:\.\d{1,3})?)(?![.\d])")
_PINNED = re.compile(r"[5-9]\.\d{1,2}(?:\.\d{1,3})?")


class Running(NamedTuple):
    """A release that the site runs on."""

    product: Product
    version: str
    said_by: str
    location: Location
    install: str | None


def tell_support(
    facts: Iterable[Fact], releases: Callable[[], tuple[Releases, ...]], day: dt.date
) -> Iterator[Support]:
    """Yield what is known of the support of each release; nothing is loaded where no release is known."""
    running = list(dict.fromkeys(one for fact in facts for one in _running(fact)))
    known = {one.product: one for one in releases()} if running else {}
    for one in running:
        if one.product in known:
            yield _support(one, known[one.product], day)


def branch_of(product: Product, version: str) -> str | None:
    """
    Return the branch that a release belongs to; None where its version is no number.

    >>> branch_of("php", "8.1.2"), branch_of("drupal", "7.103"), branch_of("drupal", "10.3.1")
    ('8.1', '7', '10.3')
    >>> branch_of("mariadb", "10.6.18-MariaDB-log"), branch_of("wordpress", "trunk")
    ('10.6', None)
    """
    numbers = _NUMBERS.match(version)
    if numbers is None:
        return None
    parts = numbers[0].split(".")
    if product == "drupal" and int(parts[0]) <= _OLD_DRUPAL:
        return parts[0]
    return ".".join(parts[:2]) if len(parts) > 1 else None


def _running(fact: Fact) -> Iterator[Running]:
    match fact:
        case Install(cms=cms, version=str(version), core=True):
            yield Running(cms, version, "its core", fact.location, fact.install or fact.root)
        case DumpFile(product=name, server_version=str(version)) if name in _SERVERS:
            yield Running(_SERVERS[name], version, "the dump", fact.location, fact.install)
        case ServerDirective(group="handlers", text=text):
            if handler := _HANDLER.search(text):
                version = f"{handler['major']}.{handler['minor']}"
                yield Running("php", version, f"{fact.name} in a .htaccess", fact.location, fact.install)
        case Process(kind="container", language="PHP", for_work=False, text=text):
            if image := _IMAGE.search(text):
                yield Running("php", image["version"], fact.seen_as, fact.location, fact.install)
        case HostSetting(key="php_version", value=value) if _PINNED.fullmatch(value):
            yield Running("php", value, fact.file, fact.location, fact.install)
        case Requirement(kind="php-version", stated_by="composer.json", package=None, name=name):
            if _PINNED.fullmatch(name):
                yield Running("php", name, "composer.json", fact.location, fact.install)


def _support(one: Running, releases: Releases, day: dt.date) -> Support:
    name = branch_of(one.product, one.version)
    branch = next((found for found in releases.branches if found.branch == name), None)
    return Support(
        location=one.location,
        install=one.install,
        product=one.product,
        name=releases.name,
        version=one.version,
        said_by=one.said_by,
        branch=branch,
        older=branch is None and name is not None and _is_older(name, releases.branches),
        dated=releases.dated,
        day=day,
    )


def _is_older(name: str, branches: tuple[Branch, ...]) -> bool:
    return bool(branches) and _order(name) < min(_order(one.branch) for one in branches)


def _order(branch: str) -> tuple[int, ...]:
    return tuple(int(part) for part in branch.split("."))
