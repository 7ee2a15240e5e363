"""Values for the files that are proposed, each with what the site has that asks for it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from posixpath import dirname
from typing import NamedTuple

from audit.model.facts import Extension, Install, Network, Site
from audit.model.inventory import Inventory
from audit.model.migration import UpstreamOffer, ValueName
from audit.model.redirects import OF_APACHE, Redirect
from audit.model.server import ServerDirective
from audit.model.stored import Service
from audit.parsers.versions import in_range
from audit.plan.case import Case, folder_of, in_use
from audit.plan.sentences import listed

_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_YEAR = 31_536_000  # seconds: from here on browsers' lists take a site
_HSTS = "strict-transport-security"
_PLAIN = re.compile(r"/[\w./-]{1,200}")
_START = re.compile(r"\^/?((?:[\w/-]|\\\.){1,200})(?:/\S{0,20}|\(/\|\$\)|/?\$)")
_DENIED = re.compile(r"(?i)\s*(?:deny\s+from\s+all|require\s+all\s+denied)\s*")
_ORDER = re.compile(r"(?i)\s*(?:order\b.{0,40}|deny\s+from\s+all|require\s+all\s+denied)\s*")
_FORBIDDEN = frozenset({403, 404})
_OBJECT_CACHE = frozenset({"object-cache"})
_SOLR = frozenset({"solr"})
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}", re.IGNORECASE)


class Value(NamedTuple):
    """One text, or several for a list, and why."""

    texts: tuple[str, ...] = ()
    why: str = ""


def value_of(
    name: ValueName, case: Case, offer: UpstreamOffer, install: Install, part: Inventory
) -> Value | None:
    """Return a value for an install; None: it is not known, or nothing asks for it."""
    return VALUES[name](case, offer, install, part)


def _always(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value:
    del case, offer, install, part
    return Value()


def _php_version(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del offer, install, part
    if case.php is None or case.php.best is None:
        return None
    best = next((one for one in case.php.verdicts if one.version == case.php.best), None)
    newer = (
        [one for one in case.php.verdicts[: case.php.verdicts.index(best)] if not one.suits] if best else []
    )
    ends = f" It can be chosen until {best.ends} only." if best and best.ends else ""
    stands = (
        listed([part.name for part in newer[-1].obstacles if part.active is not False], 3) if newer else ""
    )
    why = f"In the way of {newer[-1].version}: {stands}." if newer else "Nothing was found in its way."
    return Value((case.php.best,), why + ends)


def _nested_docroot(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del case, part
    why = "" if install.docroot == offer.docroot else f"It was {install.docroot} so far."
    return None if offer.docroot == "." else Value((offer.docroot,), why)


def _composer_build(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del case, install, part
    return Value(("true",)) if offer.build else None


def _database_version(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    """Return the newest version of the usual product that suits the core, which an upstream may renew."""
    del part
    databases = case.platform.databases
    if databases is None or install.version is None:
        return None
    is_renewed = offer.kind in {"default", "network"}
    version = f"{install.version.partition('.')[0]}.9999" if is_renewed else install.version
    product = databases.usual.rpartition(" ")[0]
    suited = {
        one.database
        for one in databases.suited
        if one.cms == install.cms and any(in_range(version, text) for text in one.versions)
    }
    known = [one for one in databases.versions.get(product, ()) if f"{product} {one}" in suited]
    return Value((known[-1],), f"For this core there are {product} {listed(known)}.") if known else None


def _https(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value:
    """Return how long browsers shall keep to HTTPS, as the old server told them to."""
    del case, offer, install
    for directive in part.of(ServerDirective):
        if directive.own and _HSTS in directive.text.lower():
            age = _MAX_AGE.search(directive.text)
            length = "long" if age and int(age[1]) >= _YEAR else "short"
            wide = "-subdomains" if "includesubdomains" in directive.text.lower() else ""
            return Value((length + wide,), f"{directive.location.path} sends {directive.text[:120]}.")
    return Value(("short",), "No file of the server sends Strict-Transport-Security, so the time is short.")


def _protected_paths(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del case, offer
    paths = tuple(dict.fromkeys((*_closed_folders(install, part), *_closed_addresses(part))))
    return Value(paths, "The old server kept these closed.") if paths else None


def _closed_folders(install: Install, part: Inventory) -> Iterator[str]:
    """
    Yield the folders that a .htaccess closes as a whole.

    A fact does not tell in which section its directive stands. One that stands in none begins the file: only
    such are taken.
    """
    uploads = {f"{install.content}/uploads", *(one.uploads for one in part.of(Site))}
    files: dict[str, dict[int, str]] = {}
    for one in part.of(ServerDirective):
        if one.own and one.location.line is not None:
            files.setdefault(one.location.path, {})[one.location.line] = one.text
    for path, lines in files.items():
        folder = folder_of(install, dirname(path) or ".")
        if folder in {None, "/"} or dirname(path) in uploads or not path.endswith(".htaccess"):
            continue
        if _is_closed(lines) and folder and _PLAIN.fullmatch(folder):
            yield folder


def _is_closed(lines: Mapping[int, str]) -> bool:
    for line in range(1, len(lines) + 1):
        text = lines.get(line)
        if text is None or not _ORDER.fullmatch(text):
            return False
        if _DENIED.fullmatch(text):
            return len(lines) == line
    return False


def _closed_addresses(part: Inventory) -> Iterator[str]:
    """Yield the paths that a server's rule answers with 403 or 404, where a path is all that it says."""
    for one in part.of(Redirect):
        is_closed = one.by in OF_APACHE and one.enabled and one.status in _FORBIDDEN and not one.depends
        if not is_closed or one.host:
            continue
        start = _START.fullmatch(one.source) if one.kind == "regex" else None
        path = f"/{start[1]}".replace("\\.", ".").rstrip("/") if start else one.source.rstrip("/")
        if (start or one.kind != "regex") and _PLAIN.fullmatch(path):
            yield path


def _object_cache(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del case, offer, install
    services = [one.name for one in part.of(Service) if one.kind == "object-cache"]
    names = list(dict.fromkeys((*services, *_in_role(part, _OBJECT_CACHE))))
    return Value(("redis",), f"The site has {listed(names)}.") if names else None


def _in_role(part: Inventory, roles: frozenset[str]) -> Iterator[str]:
    for one in part.of(Extension):
        if not roles.isdisjoint(one.roles) and in_use(one) and one.origin != "core":
            yield one.name


def _solr(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    """Return drupal-7 or drupal, where Solr is in use; of WordPress no version is told."""
    del case, offer
    names = list(dict.fromkeys(_in_role(part, _SOLR)))
    if install.cms != "drupal" or not names:
        return None
    name = "drupal-7" if in_range(install.version, "<8") else "drupal"
    return Value((name,), f"The site has {listed(names)}.")


def _network_kind(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    """Return folders, domains, many-domains or composer: how a network's addresses are to be replaced."""
    if install.cms != "wordpress" or not install.network:
        return None
    if offer.build:
        return Value(("composer",), "The platform builds the code with Composer.")
    shapes = {one.subdomains for one in part.of(Network)}
    limit = case.platform.limits.get("mapped-sites")
    hosts = _hosts(part.of(Site))
    if True not in shapes and len(set(hosts.values())) < 2:
        return Value(("folders",), "Its sites are folders of one address.") if False in shapes else None
    many = limit is not None and len(hosts) > limit.value
    return Value(
        ("many-domains" if many else "domains",), f"Its {len(hosts):,} sites have hosts of their own."
    )


def _hosts(sites: Iterable[Site]) -> dict[int, str]:
    """Return the host of each site that has one, by its id."""
    return {one.id: one.hosts[0] for one in sites if one.hosts and _HOST.fullmatch(one.hosts[0])}


def _domains(case: Case, offer: UpstreamOffer, install: Install, part: Inventory) -> Value | None:
    del case, offer, install
    hosts = _hosts(part.of(Site))
    return Value(tuple(f"{site}: {host.lower()}" for site, host in sorted(hosts.items()))) if hosts else None


_Look = Callable[[Case, UpstreamOffer, Install, Inventory], Value | None]

VALUES: Mapping[ValueName, _Look] = {
    "always": _always,
    "php-version": _php_version,
    "nested-docroot": _nested_docroot,
    "composer-build": _composer_build,
    "database-version": _database_version,
    "https": _https,
    "protected-paths": _protected_paths,
    "object-cache": _object_cache,
    "solr": _solr,
    "network-kind": _network_kind,
    "domains": _domains,
}
