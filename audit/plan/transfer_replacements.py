"""The search-and-replace map: which texts of the database become others on the platform, and how often."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from audit.model.database import HostMentions, InTable, PathMentions
from audit.model.facts import Site
from audit.model.inventory import Inventory
from audit.model.plan import HostUse, Replacement
from audit.plan.transfer_hosts import address_of, names_of

_TABLES = 20  # of a replacement, that are told
_NEW_PATH = "<new path>"


def replacements_of(inventory: Inventory, hosts: Sequence[HostUse]) -> tuple[Replacement, ...]:
    """Return a replacement for each own host and each path that a dump mentions, those with most first."""
    found = [*_of_hosts(inventory, hosts), *_of_paths(inventory)]
    return tuple(sorted(found, key=lambda one: (-one.mentions, one.search)))


def _of_hosts(inventory: Inventory, hosts: Sequence[HostUse]) -> Iterator[Replacement]:
    mentions: dict[str, list[HostMentions]] = {}
    for one in inventory.of(HostMentions):
        mentions.setdefault(one.host.lower(), []).append(one)
    paths = _paths(inventory.of(Site))
    # A relative that the content names may be a site of its own, which stays where it is.
    uses = {use.host: use for use in reversed(hosts) if use.role not in {"redirected", "mentioned"}}
    for host, use in uses.items():
        own = mentions.get(host, [])
        if not (total := sum(one.mentions for one in own)):
            continue
        forms = (
            (f"http://{host}", sum(one.http for one in own)),
            (f"https://{host}", sum(one.https for one in own)),
            (f"//{host}", sum(one.schemeless for one in own)),
            (f"http%3A%2F%2F{host}", sum(one.encoded for one in own)),
        )
        yield Replacement(
            search=f"//{host}{paths.get(host, '')}",
            replace=f"//{_new_address(use)}",
            mentions=total,
            serialized=sum(one.serialized for one in own),
            escaped=sum(one.escaped for one in own),
            forms=tuple(form for form in forms if form[1]),
            tables=_tables(table for one in own for table in one.tables),
            at_least=any(one.at_least for one in own),
        )


def _paths(sites: Iterable[Site]) -> dict[str, str]:
    """Return the folder that all sites of a host lie in, by the host; none where that is the host itself."""
    folders: dict[str, list[str]] = {}
    for site in sites:
        address = address_of(site)
        names = [] if address is None else address.path.strip("/").split("/")
        for host in names_of(site):
            folders[host] = _shared(folders[host], names) if host in folders else names
    return {host: f"/{'/'.join(names)}" for host, names in folders.items() if any(names)}


def _shared(one: list[str], other: list[str]) -> list[str]:
    """
    Return the names that two paths begin with.

    >>> _shared(["net", "a"], ["net", "b", "c"])
    ['net']
    """
    pairs = zip(one, other, strict=False)
    return [mine for mine, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def _new_address(use: HostUse) -> str:
    """
    Return what stands for the address on the platform, which nobody knows yet.

    >>> _new_address(HostUse(host="b.example", role="site", sites=(7,)))
    '<new address of site 7>'
    """
    others = [site for site in use.sites if site != 1]
    return f"<new address of site {others[0]}>" if others and 1 not in use.sites else "<new address>"


def _of_paths(inventory: Inventory) -> Iterator[Replacement]:
    paths: dict[str, list[PathMentions]] = {}
    for one in inventory.of(PathMentions):
        paths.setdefault(one.path, []).append(one)
    for path, own in paths.items():
        yield Replacement(
            search=path,
            replace=_NEW_PATH,
            mentions=sum(one.mentions for one in own),
            tables=_tables(table for one in own for table in one.tables),
            at_least=any(one.at_least for one in own),
        )


def _tables(found: Iterable[InTable]) -> tuple[tuple[str, int], ...]:
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.table] += one.mentions
    return tuple(counts.most_common(_TABLES))
