"""Addresses that surely redirect, each with the answer to expect: what can be checked after a move."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple
from urllib.parse import quote

from audit.redirects import patterns
from audit.redirects.records import Alias, Folder, Rule, Translation

_MOST_PATTERNS = 1000  # that an address is compared with
# What Apache leaves as it is in the path of a redirect.
_KEPT = "$-_.+!*'(),:;@&=/~"
_REQUEST = "$-_.+!*'(),;@&=/~"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://[^/]*/?)?")


class Sample(NamedTuple):
    """A request and its answer; a Location that begins with a slash is one on the site itself."""

    path: str  # as it is sent
    status: int
    location: str | None
    folder: str
    place: str
    line: int
    doubt: str = ""  # why the answer cannot be told; "" if it can


def samples(translation: Translation) -> Iterator[Sample]:
    """
    Yield a request for each rule that redirects one certain address, or a doubt where another may come first.

    Rules by pattern have no certain address: redirects.csv lists them.
    """
    names = {folder.path for folder in translation.folders} - {""}
    for sample in _found(translation):
        yield sample._replace(doubt=sample.doubt or _inside(names, sample.folder, sample.path))


def _found(translation: Translation) -> Iterator[Sample]:
    server = _Before("")
    aliases = _Before("/")
    stops: dict[str, _Before] = {}
    asked = _asked(translation)
    for number, folder in enumerate(translation.sections):
        if number == asked:
            yield from _of_folder(translation, folder, server, server, [server])
        elif folder.is_server:
            _take(folder, server, server)
        else:
            _take(folder, stops.setdefault(folder.path, _Before(_under(folder.path))), aliases)
    for folder in translation.folders:
        # Redirects by prefix are asked after all rules of their folder, or of the one whose rules hold there.
        stop = stops.setdefault(folder.path, _Before(_under(folder.path)))
        yield from _of_folder(translation, folder, stop, aliases, [server, *stops.values(), aliases])


def _asked(translation: Translation) -> int | None:
    """Return the section of the only virtual host that answers https; None: there is none, or several."""
    found = {server.own for server in translation.servers if server.is_secure is not False}
    return found.pop() if len(found) == 1 else None


def _of_folder(
    translation: Translation,
    folder: Folder,
    rules: "_Before",
    aliases: "_Before",
    before: Sequence["_Before"],
) -> Iterator[Sample]:
    """Yield what a folder answers, and add it to what comes before the next."""
    for rule in folder.rules if folder.engine else ():
        if not rule.is_canonical:  # the platform answers that, and asks PHP only then
            yield from _of_rule(translation, folder, rule, [before[0], rules])
            rules.add_rule(rule)
    for alias in folder.aliases:
        if not alias.is_canonical:
            yield from _of_alias(translation, folder, alias, before)
            aliases.add_alias(alias)


def _take(folder: Folder, rules: "_Before", aliases: "_Before") -> None:
    for rule in folder.rules:
        if not rule.is_canonical:
            rules.add_rule(rule)
    for alias in folder.aliases:
        if not alias.is_canonical:
            aliases.add_alias(alias)


def _under(path: str) -> str:
    return f"/{path}/" if path else "/"


class _Earlier(NamedTuple):
    """A rule that comes before another."""

    line: int
    stops: bool  # redirects by prefix, too
    any_case: bool


class _Before:
    """The rules that came first: which of them may answer for an address."""

    def __init__(self, under: str) -> None:
        self._under = under  # what an address lacks when a pattern sees it
        self._texts: dict[str, _Earlier] = {}  # by address
        self._starts: list[tuple[str, _Earlier]] = []  # by what a pattern begins with
        self._prefixes: dict[str, int] = {}

    def add_rule(self, rule: Rule) -> None:
        """Take in a rule; one that only rewrites to a fixed address does not stop redirects by prefix."""
        goes_on = rule.target is None and rule.status is None and not rule.flags & {"last", "end"}
        if goes_on and not rule.skip and rule.pattern is not None:
            return
        is_fixed = all(isinstance(piece, str) and "?" not in piece for piece in rule.target or ())
        stops = rule.redirect is not None or rule.status is not None or not is_fixed or rule.pattern is None
        earlier = _Earlier(rule.line, stops, rule.nocase)
        texts = None if rule.negated or rule.nocase else patterns.literal(rule.pattern or "")
        if texts is None:
            start = "" if rule.negated or rule.pattern is None else patterns.beginning(rule.pattern)
            self._starts.append((start, earlier))
            return
        for text in texts:
            known = self._texts.setdefault(text, earlier)
            if stops and not known.stops:
                self._texts[text] = known._replace(stops=True)

    def add_alias(self, alias: Alias) -> None:
        """Take in a redirect of mod_alias."""
        if alias.is_pattern:
            start = patterns.beginning(alias.source).removeprefix(self._under)
            self._starts.append((start, _Earlier(alias.line, stops=True, any_case=False)))
        else:
            self._prefixes.setdefault(alias.source.rstrip("/"), alias.line)

    def doubt(self, path: str, *, of_rule: bool) -> str:
        """Say which line may answer for an address; "": none."""
        if len(self._starts) > _MOST_PATTERNS:
            return "very many patterns may come first"
        inner = path.removeprefix(self._under)
        text = self._texts.get(inner)
        lines = [text.line] if text and (of_rule or text.stops) else []
        for start, one in self._starts:
            begins = inner.lower().startswith(start.lower()) if one.any_case else inner.startswith(start)
            if begins and (of_rule or one.stops):
                lines.append(one.line)
        end = 0 if of_rule else len(path)
        while end > 0:
            if (line := self._prefixes.get(path[:end].rstrip("/"))) is not None:
                lines.append(line)
            end = path.rfind("/", 0, end)
        return f"line {min(lines)} may come first" if lines else ""


def _of_rule(
    translation: Translation, folder: Folder, rule: Rule, before: Iterable[_Before]
) -> Iterator[Sample]:
    if rule.pattern is None or rule.negated or rule.conditions or rule.nocase or rule.redirect is None:
        return
    target = rule.target or ()
    found = patterns.literal(rule.pattern)
    if (
        not found
        or not found[0]
        or found[0].startswith("/") is not folder.is_server
        or any(not isinstance(one, str) for one in target)
    ):
        return
    location, query, rest = "".join(map(str, target)).partition("?")
    if not location.startswith("/") and not _SCHEME.match(location):
        if folder.base is None:
            return
        location = folder.base + location
    escaped = location + query + rest if "ne" in rule.flags else _escaped(location) + query + _quoted(rest)
    path = found[0] if folder.is_server else _under(folder.path) + found[0]
    doubt = next(filter(None, (one.doubt(path, of_rule=True) for one in before)), "")
    doubt = doubt or _unless(translation, folder.place, rule.line)
    if "last" not in rule.flags:
        doubt = doubt or "a later rule may change the target"
    sent = quote(_bytes(path), safe=_REQUEST)
    yield Sample(sent, rule.redirect, escaped, folder.path, folder.place, rule.line, doubt)


def _of_alias(
    translation: Translation, folder: Folder, alias: Alias, before: Iterable[_Before]
) -> Iterator[Sample]:
    source = alias.source
    if alias.is_pattern or not source.startswith(f"/{folder.path}") or re.search(r"/\.{1,2}(/|$)", source):
        return
    doubt = _unless(translation, folder.place, alias.line)
    doubt = doubt or next(filter(None, (one.doubt(source, of_rule=False) for one in before)), "")
    sent = quote(_bytes(source), safe=_REQUEST)
    yield Sample(sent, alias.status, alias.target, folder.path, folder.place, alias.line, doubt)


def _unless(translation: Translation, place: str, line: int) -> str:
    outcome = translation.outcomes.get((place, line))
    if outcome is None or outcome.status != "translated":
        return "it is not translated"
    return f"line {outcome.unless[0][1]} is not translated" if outcome.unless else ""


def _inside(names: AbstractSet[str], folder: str, path: str) -> str:
    """Say whether a folder further in has a .htaccess of its own, which counts first."""
    end = path.rfind("/")
    while end > len(folder) + 1:
        if path[1:end] in names:
            return f"{path[1:end]}/.htaccess may come first"
        end = path.rfind("/", 0, end)
    return ""


def _escaped(location: str) -> str:
    found = _SCHEME.match(location)
    start = found.end() if found else 0
    return location[:start] + _quoted(location[start:])


def _quoted(text: str) -> str:
    """Escape as Apache does, with small letters."""
    return re.sub("%[0-9A-F]{2}", lambda one: one[0].lower(), quote(_bytes(text), safe=_KEPT))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
