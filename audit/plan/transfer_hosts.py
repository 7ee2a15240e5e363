"""The names under which a site is reached: for DNS, certificates, and search and replace."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from audit.model.database import HostMentions
from audit.model.facts import Site
from audit.model.inventory import Inventory
from audit.model.plan import HostRole, HostUse
from audit.model.redirects import Redirect

_LOCAL = (
    "local",
    "localhost",
    "test",
    "internal",
    "invalid",
    "lan",
    "dd",
    "docksal",
    "docksal.site",
    "lndo.site",
    "ddev.site",
)
_SECOND = frozenset({"ac", "co", "com", "edu", "gob", "gov", "mil", "ne", "net", "or", "org"})


def hosts_of(inventory: Inventory) -> tuple[HostUse, ...]:
    """Return the names of all sites, those that redirects speak of, and relatives that a dump mentions."""
    uses: dict[tuple[str | None, str], HostUse] = {}
    role: HostRole
    installs: set[str | None] = set()
    for site in inventory.of(Site):
        is_first = site.install not in installs
        for number, host in enumerate(names_of(site)):
            role = "alias" if number else "primary" if is_first else "site"
            _add(uses, HostUse(host=host, role=_local(host, role), sites=(site.id,), install=site.install))
            installs.add(site.install)
    own = {use.host for use in uses.values()}
    for redirect in inventory.of(Redirect):
        host = _plain(redirect.host or "")
        if host and redirect.enabled and host not in own and "*" not in host:
            use = HostUse(host=host, role=_local(host, "redirected"), install=redirect.install)
            if use.role != "local":
                _add(uses, use)
    known = {use.host for use in uses.values()}
    bases = {_base(host) for host in own if not is_local(host)}
    above = {parent for base in bases for parent in _parents(base)}
    for mention in inventory.of(HostMentions):
        host = _plain(mention.host)
        if host not in known and _is_relative(host, bases, above):
            role = "alias" if _base(host) in bases else "mentioned"
            _add(uses, HostUse(host=host, role=role, install=mention.install))
    return tuple(uses.values())


def names_of(site: Site) -> Iterator[str]:
    """Yield the names of a site, that of its address first."""
    address = address_of(site)
    names = ["" if address is None else address.hostname or "", *site.hosts]
    yield from dict.fromkeys(plain for name in names if (plain := _plain(name)))


def address_of(site: Site) -> SplitResult | None:
    """Return the address of a site in its parts; None: it has none, or one that is no address."""
    try:
        return urlsplit(site.url) if site.url else None
    except ValueError:  # http://[ is in databases too
        return None


def is_local(host: str) -> bool:
    """
    Tell whether a name is one of a workstation, or none but a number.

    >>> [is_local(host) for host in ("localhost", "a.test", "10.0.0.1", "www.example.org", "[::1]")]
    [True, True, True, False, True]
    """
    is_number = host.replace(".", "").isdigit() or ":" in host
    return is_number or "." not in host or any(host.endswith(f".{end}") for end in _LOCAL)


def _plain(host: str) -> str:
    """
    Return a host without port and dot at the end, in lower case.

    >>> _plain("WWW.Example.org.:8080"), _plain("[::1]:80")
    ('www.example.org', '[::1]')
    """
    name = host.lower().strip()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].rstrip(".")


def _local(host: str, role: HostRole) -> HostRole:
    return "local" if is_local(host) else role


def _add(uses: dict[tuple[str | None, str], HostUse], use: HostUse) -> None:
    """Take in a use of a host; a name that several sites share stays one, with the first role."""
    key = use.install, use.host
    before = uses.get(key)
    if before is None:
        uses[key] = use
    else:
        sites = tuple(dict.fromkeys((*before.sites, *use.sites)))
        uses[key] = HostUse(host=use.host, role=before.role, sites=sites, install=use.install)


def _base(host: str) -> str:
    return host.removeprefix("www.")


def _is_relative(host: str, bases: set[str], above: set[str]) -> bool:
    """Tell whether a name is one of the bases, lies below one, or above one."""
    return host in bases or host in above or not bases.isdisjoint(_parents(host))


def _parents(host: str) -> Iterator[str]:
    """
    Yield the names that a name lies below, but for public suffixes.

    >>> list(_parents("a.blog.example.co.uk")), list(_parents("example.org"))
    (['blog.example.co.uk', 'example.co.uk'], [])
    """
    labels = host.split(".")
    for start in range(1, len(labels) - 1):
        if start < len(labels) - 2 or labels[start] not in _SECOND:
            yield ".".join(labels[start:])
