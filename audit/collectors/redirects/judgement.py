"""What is wrong with the redirects of each install, all of them looked at together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from audit.collectors.redirects.addresses import host_named
from audit.collectors.redirects.answers import Answers
from audit.collectors.redirects.faults import find_faults
from audit.collectors.redirects.running import Work
from audit.collectors.redirects.trails import find_trails
from audit.model.facts import Fact, Install, Location, Problem, Site
from audit.model.redirects import OF_APACHE, Redirect, RedirectFlaw
from audit.parsers.web_addresses import host_of
from audit.sources.tree import Listing

LISTED = frozenset({"nginx", "_redirects", "web.config"})  # of another server: nobody says that it is in use

_MOST_PATTERNS = 3000  # PHP keeps 4,096 patterns prepared, and the CMS has its own among them
_MOST_TOLD = 500  # flaws of a kind and an install; the others are counted
_PLACES = 20
_SITES = 200  # of a network, whose redirects are followed
_STEPS = 60_000_000  # of patterns that are tried
_CUT = (
    "There are too many redirects with patterns to try all of them on each address; loops and chains were"
    " looked for only in part."
)


def judge_redirects(facts: Iterable[Fact], listing: Listing | None) -> Iterator[Fact]:
    """
    Yield what is wrong with the redirects among these facts, install by install.

    Those of a .htaccess come as facts too: by "htaccess", their order that in which Apache asks them.
    """
    redirects: defaultdict[str | None, list[Redirect]] = defaultdict(list)
    hosts: defaultdict[str | None, set[str]] = defaultdict(set)
    docroots: dict[str | None, str] = {}
    for fact in facts:
        if isinstance(fact, Redirect):
            redirects[fact.install].append(fact)
        elif isinstance(fact, Site):
            hosts[fact.install] |= {host.lower() for host in fact.hosts}
            if host := host_of(fact.url):
                hosts[fact.install].add(host)
        elif isinstance(fact, Install):
            docroots[fact.root] = fact.docroot
    for install, own in redirects.items():
        bare = {host.removeprefix("www.") for host in hosts[install]}
        every = frozenset(bare | {f"www.{host}" for host in bare})
        yield from _bounded(_judged(own, every, listing, docroots.get(install, install or ".")))


def _judged(
    redirects: Sequence[Redirect], hosts: frozenset[str], listing: Listing | None, docroot: str
) -> Iterator[Fact]:
    in_use = (one for one in redirects if one.enabled and one.active is not False and not one.platform)
    used = [one for one in in_use if one.by not in LISTED]
    used.sort(key=lambda one: (one.by not in OF_APACHE, one.order if one.by in OF_APACHE else 0))
    for redirect in used:
        for fault in find_faults(redirect, hosts, listing, docroot):
            yield RedirectFlaw(
                location=redirect.location,
                install=redirect.install,
                kind=fault.kind,
                by=redirect.by,
                source=redirect.source,
                target=redirect.target,
                text=fault.text,
                doubt=fault.doubt,
                stays=redirect.stays,
            )
    yield from _moving(used, hosts)
    yield from _many(used)
    work = Work(_STEPS)
    is_cut = False
    for own in _by_site(used):
        answers = Answers(own, hosts, work)
        yield from find_trails(answers)
        is_cut |= answers.is_cut
    if is_cut:
        place = used[0].location
        yield Problem(
            location=place,
            install=used[0].install,
            kind="redirects-not-followed",
            text=_CUT,
            source="database" if place.table else "configuration",
        )


def _by_site(redirects: Sequence[Redirect]) -> Iterator[list[Redirect]]:
    sites = list(dict.fromkeys(one.site for one in redirects if one.site is not None))[:_SITES]
    if len(sites) < 2:
        yield list(redirects)
        return
    own: defaultdict[int | None, list[Redirect]] = defaultdict(list)
    for one in redirects:
        own[one.site].append(one)
    for site in sites:
        yield [*own[None], *own[site]]


def _moving(redirects: Sequence[Redirect], hosts: frozenset[str]) -> Iterator[RedirectFlaw]:
    """Yield the hosts of the site that targets name: until they are moved they lead to the old server."""
    found: defaultdict[tuple[str, str], list[Redirect]] = defaultdict(list)
    for redirect in redirects:
        host = host_named(redirect.target)
        if host is not None and host in hosts:
            found[redirect.by, host].append(redirect)
    for (by, host), named in found.items():
        first = named[0]
        yield RedirectFlaw(
            location=first.location,
            install=first.install,
            kind="moving-target",
            by=by,
            source=first.source,
            target=first.target,
            text=f"Targets name {host}: until that moves they lead to the old server.",
            stays=first.stays,
            places=_places(named[1:]),
            times=len(named),
        )


def _many(redirects: Sequence[Redirect]) -> Iterator[RedirectFlaw]:
    patterns = [one for one in redirects if one.kind == "regex"]
    if len(patterns) > _MOST_PATTERNS:
        first = patterns[0]
        yield RedirectFlaw(
            location=first.location,
            install=first.install,
            kind="too-many-patterns",
            by=Counter(one.by for one in patterns).most_common(1)[0][0],
            source=first.source,
            text=f"There are {len(patterns):,} patterns: more than PHP keeps prepared, so each request pays.",
            stays=all(one.stays for one in patterns),
            places=_places(patterns[1:]),
            times=len(patterns),
        )


def _places(redirects: Sequence[Redirect]) -> tuple[Location, ...]:
    return tuple(dict.fromkeys(one.location for one in redirects))[:_PLACES]


def _bounded(found: Iterable[Fact]) -> Iterator[Fact]:
    """Yield what was found, of each kind so many; the last of a kind says how many more there are."""
    counts: Counter[str] = Counter()
    last: dict[str, RedirectFlaw] = {}
    seen: set[Fact] = set()
    for fact in found:
        if fact in seen:
            continue  # of several sites of a network
        if not isinstance(fact, RedirectFlaw):
            yield fact
            continue
        counts[fact.kind] += 1
        if counts[fact.kind] > _MOST_TOLD:
            continue
        seen.add(fact)
        if counts[fact.kind] == _MOST_TOLD:
            last[fact.kind] = fact
        else:
            yield fact
    for kind, flaw in last.items():
        more = counts[kind] - _MOST_TOLD
        told = replace(flaw, times=more + 1, text=f"{flaw.text} There are {more:,} more.") if more else flaw
        yield told
