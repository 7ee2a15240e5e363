"""Which redirect answers an address first, found without trying all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from math import inf
from typing import NamedTuple

from audit.collectors.redirects.addresses import Address, address_of, filled
from audit.collectors.redirects.masking import MASK
from audit.collectors.redirects.running import Runnable, Work, runnable
from audit.model.redirects import OF_APACHE, Redirect

_MOST_PATTERNS = 5000  # that are tried; each takes time to be prepared
_REMEMBERED = 50_000  # addresses and their answers
_FORMS = ((False, False), (True, False), (False, True), (True, True))  # case does not matter, "/" at the end


class Answer(NamedTuple):
    """What an address gets."""

    number: int  # place of the redirect in the order in which they answer
    redirect: Redirect
    target: Address | None  # None: it lies elsewhere, there is none, or it cannot be told
    end: str | None  # as a visitor is sent there; None as above


class _Beginnings:
    """Patterns by what every text begins with that they match."""

    def __init__(self) -> None:
        self._patterns: defaultdict[str, list[tuple[int, Runnable]]] = defaultdict(list)
        self._lengths: set[int] = set()

    def add(self, number: int, pattern: Runnable) -> None:
        self._patterns[pattern.beginning].append((number, pattern))
        self._lengths.add(len(pattern.beginning))

    def near(self, text: str, before: float) -> Iterator[tuple[int, Runnable]]:
        for length in self._lengths:
            if length <= len(text):
                yield from takewhile(lambda one: one[0] < before, self._patterns.get(text[:length], ()))


class Answers:
    """The redirects of one site in the order in which they answer; those that depend on more are left out."""

    def __init__(self, redirects: Sequence[Redirect], hosts: Collection[str], work: Work) -> None:
        self.redirects = redirects
        self.hosts = hosts
        self._work = work
        self._exact: dict[tuple[bool, bool], defaultdict[str, list[int]]] = {
            form: defaultdict(list) for form in _FORMS
        }
        self._prefixes: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._patterns: dict[str, _Beginnings] = {}  # by what is cut off a path before
        self._known: dict[Address, Answer | None] = {}
        self._left = _MOST_PATTERNS
        for number, redirect in enumerate(redirects):
            if not redirect.depends and redirect.query is None and MASK not in redirect.source:
                self._add(number, redirect)

    @property
    def is_cut(self) -> bool:
        """Tell whether some patterns were not tried."""
        return self._left < 0 or self._work.is_cut

    def first(self, address: Address) -> Answer | None:
        """Return what answers an address first; None where nothing does."""
        if address not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[address] = self._first(address)
        return self._known[address]

    def start_of(self, redirect: Redirect) -> Address | None:
        """Return an address that a redirect is meant for; None where none can be told."""
        if redirect.kind in {"exact", "prefix"}:
            source = address_of(redirect.source, ())
        elif redirect.kind == "regex" and self._left >= 0:
            pattern = _runnable(redirect)
            text = pattern and pattern.witness
            source = None if text is None else address_of(redirect.base + text, ())
        else:
            source = None
        return None if source is None else source._replace(host=redirect.host)

    def _first(self, address: Address) -> Answer | None:
        number = min(self._near(address), default=None)
        found = self._matching(address, number)
        if found is not None:
            number, match_target = found
        elif number is not None:
            match_target = self._plain_target(self.redirects[number], address)
        else:
            return None
        redirect = self.redirects[number]
        is_away = redirect.status is not None and redirect.status not in range(300, 400)
        if is_away or match_target is None:
            return Answer(number, redirect, None, None)
        target = address_of(match_target, self.hosts)
        if target is not None and target.host is None:
            target = target._replace(host=address.host)
        return Answer(number, redirect, target, match_target)

    def _add(self, number: int, redirect: Redirect) -> None:
        if redirect.kind == "regex":
            self._left -= 1
            pattern = _runnable(redirect) if self._left >= 0 else None
            if pattern is not None:
                self._patterns.setdefault(redirect.base, _Beginnings()).add(number, pattern)
            return
        source = address_of(redirect.source, ())
        if source is None:
            return
        if redirect.kind == "prefix":
            self._prefixes[source.path.rstrip("/") or "/"].append((number, source.path))
        elif redirect.kind == "exact":
            form = redirect.nocase, redirect.loose_slash
            self._exact[form][_folded(source.path, form)].append(number)

    def _near(self, address: Address) -> Iterator[int]:
        """Yield the plain redirects that answer an address."""
        for form, exact in self._exact.items():
            for number in exact.get(_folded(address.path, form), ()):
                if self._fits(self.redirects[number], address):
                    yield number
        if self._prefixes:
            for start in _starts(address.path):
                for number, source in self._prefixes.get(start, ()):
                    if address.path.startswith(source) and self._fits(self.redirects[number], address):
                        yield number

    def _fits(self, redirect: Redirect, address: Address) -> bool:
        if redirect.host is not None and address.host is not None and redirect.host != address.host:
            return False
        if redirect.host is not None and address.host is None:
            return False
        named = redirect.source.partition("?")[2] if redirect.kind == "exact" else ""
        if named:
            return not redirect.any_query and named == address.query
        return redirect.any_query or not address.query

    def _matching(self, address: Address, before: int | None) -> tuple[int, str | None] | None:
        """Return the first pattern that matches, if it comes before a number, and where it leads."""
        if not self._work.left:
            return None
        near = [
            one
            for base, beginnings in self._patterns.items()
            if address.path.startswith(base)
            for one in beginnings.near(address.path[len(base) :].lower(), inf if before is None else before)
        ]
        self._work.spend(len(near))
        for number, pattern in sorted(near, key=lambda one: one[0]):
            redirect = self.redirects[number]
            if not self._fits(redirect, address):
                continue
            match = self._work.search(pattern, address.path[len(redirect.base) :])
            if match is None:
                continue
            if redirect.target is None:
                return number, None
            # Of an address that a pattern takes only a part of, plugins may keep the rest.
            is_whole = redirect.by in OF_APACHE or match.span() == (0, len(match.string))
            return number, filled(redirect.target, match) if is_whole else None
        return None

    @staticmethod
    def _plain_target(redirect: Redirect, address: Address) -> str | None:
        if redirect.target is None or redirect.kind == "exact":
            return redirect.target
        source = address_of(redirect.source, ())
        return None if source is None else redirect.target + address.path[len(source.path) :]


def _runnable(redirect: Redirect) -> Runnable | None:
    return runnable(redirect.source, redirect.base, nocase=redirect.nocase)


def _folded(path: str, form: tuple[bool, bool]) -> str:
    nocase, loose_slash = form
    path = path.lower() if nocase else path
    return path.rstrip("/") or "/" if loose_slash else path


def _starts(path: str) -> Iterator[str]:
    """Yield a path and what it lies below."""
    yield path.rstrip("/") or "/"
    end = path.rfind("/")
    while end > 0:
        yield path[:end]
        end = path.rfind("/", 0, end)
    yield "/"
