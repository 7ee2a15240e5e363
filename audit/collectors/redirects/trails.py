"""Where redirects lead: loops, chains, and those that another one answers in place of."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.collectors.redirects.addresses import Address, host_named
from audit.collectors.redirects.answers import Answer, Answers
from audit.collectors.redirects.running import runnable
from audit.model.facts import Location
from audit.model.redirects import OF_APACHE, FlawKind, Redirect, RedirectFlaw

_MOST_HOPS = 20  # browsers and crawlers give up earlier
_SHOWN = 120  # characters of an address in a sentence
_NAMED_HOST = "It names a host of the site: it ends there if that host is served from elsewhere."
_SAME_PAGE = "Some plugins leave out a redirect that leads to the page itself."
_CONDITIONAL = "Redirects that depend on more than the address may answer before."


class _Trail(NamedTuple):
    hops: list[Answer]
    addresses: list[Address]
    is_loop: bool


def find_trails(answers: Answers) -> Iterator[RedirectFlaw]:
    """Yield the loops, chains, duplicates and shadowed redirects of a site."""
    patterns: dict[tuple[str, str, bool, str | None], Redirect] = {}
    loops: set[frozenset[int]] = set()
    has_conditions = any(redirect.depends or redirect.query for redirect in answers.redirects)
    for number, redirect in enumerate(answers.redirects):
        if redirect.kind == "regex" and not redirect.depends and redirect.query is None:
            key = redirect.source, redirect.base, redirect.nocase, redirect.host
            if (earlier := patterns.setdefault(key, redirect)) is not redirect:
                yield _hidden(redirect, earlier)
                continue
        start = answers.start_of(redirect)
        first = answers.first(start) if start else None
        if first is not None and first.number < number and _hides(first.redirect, redirect):
            yield _hidden(redirect, first.redirect)
        if start is None or first is None or first.number != number:
            continue
        trail = _follow(answers, start, first)
        if _is_new(trail, loops):
            yield _told(trail, redirect, has_conditions=has_conditions)


def _is_new(trail: _Trail, loops: set[frozenset[int]]) -> bool:
    """Tell whether a trail is worth telling: each loop is told once, however many redirects lead into it."""
    if not trail.is_loop:
        return len(trail.hops) > 1
    members = frozenset(hop.number for hop in trail.hops[_begin(trail) :])
    is_new = members not in loops
    loops.add(members)
    return is_new


def _hides(earlier: Redirect, later: Redirect) -> bool:
    """Tell whether an earlier redirect, which answers one address of a later one, answers all of them."""
    if later.query is not None and not earlier.any_query:
        return False
    if later.kind == "exact":
        return True
    if earlier.kind == "prefix":
        return later.kind == "prefix" or earlier.source == "/"
    if earlier.kind == "regex":
        pattern = runnable(earlier.source, earlier.base, nocase=earlier.nocase)
        return pattern is not None and pattern.takes_all and later.base.startswith(earlier.base)
    return False


def _hidden(later: Redirect, earlier: Redirect) -> RedirectFlaw:
    is_same = (earlier.kind, earlier.source) == (later.kind, later.source)
    kind: FlawKind = "duplicate" if is_same else "shadowed"
    if is_same and earlier.target == later.target:
        text = f"{_short(later.source)} is redirected twice, to the same address."
    elif is_same:
        text = f"{_short(later.source)} is redirected twice; only the first target is ever used."
    else:
        text = f"{_short(later.source)} never has its turn: {_short(earlier.source)} answers before."
    return _flaw(later, kind, text, [earlier.location])


def _follow(answers: Answers, start: Address, first: Answer) -> _Trail:
    hops, addresses = [first], [start]
    while (target := hops[-1].target) is not None and len(hops) < _MOST_HOPS:
        if target in addresses:
            return _Trail(hops, [*addresses, target], is_loop=True)
        addresses.append(target)
        answer = answers.first(target)
        if answer is None:
            break
        hops.append(answer)
    return _Trail(hops, addresses, is_loop=False)


def _begin(trail: _Trail) -> int:
    """Return the hop with which a loop begins; before it may be a way into it."""
    return trail.addresses.index(trail.addresses[-1])


def _told(trail: _Trail, redirect: Redirect, *, has_conditions: bool) -> RedirectFlaw:
    shown = [_shown(address) for address in trail.addresses]
    last = trail.hops[-1]
    if len(shown) == len(trail.hops) and last.end is not None:
        shown.append(_short(last.end))
    way = " → ".join(dict.fromkeys(shown) if not trail.is_loop else shown)
    places = [hop.redirect.location for hop in trail.hops if hop.redirect is not redirect]
    if trail.is_loop:
        text = f"This never ends: {way}."
        names_host = any(host_named(hop.redirect.target) for hop in trail.hops)
        is_same = len({hop.number for hop in trail.hops}) == 1 and redirect.by not in OF_APACHE
        doubt = _NAMED_HOST if names_host else _SAME_PAGE if is_same else None
        return _flaw(
            redirect, "loop", text, places, doubt=doubt or (_CONDITIONAL if has_conditions else None)
        )
    answer = last.end if redirect.kind == "exact" else None
    text = f"{len(trail.hops)} redirects follow one another: {way}."
    if last.redirect.target is None:
        text = f"A redirect leads to what is answered with {last.redirect.status or 'an error'}: {way}."
    return _flaw(
        redirect, "chain", text, places, answer=answer, doubt=_CONDITIONAL if has_conditions else None
    )


def _flaw(  # noqa: PLR0913 - what is said of a redirect
    redirect: Redirect,
    kind: FlawKind,
    text: str,
    places: Sequence[Location],
    *,
    answer: str | None = None,
    doubt: str | None = None,
) -> RedirectFlaw:
    return RedirectFlaw(
        location=redirect.location,
        install=redirect.install,
        kind=kind,
        by=redirect.by,
        source=redirect.source,
        target=redirect.target,
        answer=answer,
        text=text,
        doubt=doubt,
        stays=redirect.stays,
        places=tuple(dict.fromkeys(places)),
    )


def _shown(address: Address) -> str:
    path = f"{address.path}?{address.query}" if address.query else address.path
    return _short(f"//{address.host}{path}" if address.host else path)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
