"""The hosts under which the sites are served, as far as anything tells."""

from collections.abc import Iterable, Iterator

from audit.model.facts import Fact, Setting, Site
from audit.parsers.web_addresses import host_of

_ADDRESSES = frozenset({"DOMAIN_CURRENT_SITE", "WP_HOME", "WP_SITEURL"})


def served_hosts(facts: Iterable[Fact]) -> frozenset[str]:
    """Return the hosts that sites and settings name, in lower case."""
    return frozenset(host.lower() for fact in facts for host in _served(fact))


def _served(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Site):
        yield from fact.hosts
    elif isinstance(fact, Setting) and fact.name in _ADDRESSES and isinstance(fact.value, str):
        host = host_of(fact.value)
        if host is not None:
            yield host
