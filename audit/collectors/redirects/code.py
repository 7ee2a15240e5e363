"""Redirects that the site's own code and its configuration send, told by what they call."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from audit.model.facts import Location, Occurrence, OccurrenceKind
from audit.model.redirects import Dependence, Redirect, RedirectStore
from audit.model.rules import CodeWatch
from audit.parsers.patterns import compile_pattern
from audit.sources.globs import Globs

_CONFIGURATION = ("wp-config.php", "wp-config-*.php", "sites/*/settings*.php", "sites/settings*.php")
_FUNCTIONS = frozenset({"wp_redirect", "wp_safe_redirect", "drupal_goto"})
_CLASSES = frozenset(
    {
        r"symfony\component\httpfoundation\redirectresponse",
        r"drupal\core\routing\trustedredirectresponse",
        r"drupal\core\routing\localredirectresponse",
    }
)
_KEYS: dict[str, Dependence] = {
    "HTTP_HOST": "host",
    "SERVER_NAME": "host",
    "HTTPS": "scheme",
    "HTTP_X_FORWARDED_PROTO": "scheme",
    "HTTP_X_SSL": "scheme",
    "HTTP_USER_AGENT_HTTPS": "scheme",
    "REQUEST_SCHEME": "scheme",
    "SERVER_PORT": "scheme",
    "QUERY_STRING": "query",
    "PANTHEON_ENVIRONMENT": "environment",
    "HTTP_USER_AGENT": "user-agent",
    "HTTP_REFERER": "referrer",
    "HTTP_ACCEPT_LANGUAGE": "language",
    "REMOTE_ADDR": "address",
}
_MOST = 300  # places of an install
_NEAR = 25  # lines before a redirect in which its conditions stand

# What has to be looked for, as rules do.
REDIRECT_WATCH = frozenset(
    {
        CodeWatch(calls=_FUNCTIONS, classes=_CLASSES, own=True),
        CodeWatch(calls=frozenset({"header"}), own=True, text="^(?:location|…)"),
        CodeWatch(server=frozenset(_KEYS), files=_CONFIGURATION, own=True),
    }
)


def unasked(occurrences: Iterable[Occurrence], watched: Iterable[CodeWatch]) -> set[Occurrence]:
    """Return those that only REDIRECT_WATCH asks for, and no rule."""
    ours: dict[OccurrenceKind, frozenset[str]] = {
        "call": _FUNCTIONS | {"header"},
        "class": _CLASSES,
        "server": frozenset(_KEYS),
    }
    asked: defaultdict[tuple[OccurrenceKind, str], list[CodeWatch]] = defaultdict(list)
    for watch in watched:
        named: dict[OccurrenceKind, frozenset[str]] = {
            "call": watch.calls,
            "class": watch.classes,
            "server": watch.server,
        }
        for kind, names in ours.items():
            for name in names & named[kind]:
                asked[kind, name].append(watch)
    return {
        one
        for one in occurrences
        if one.name in ours.get(one.kind, ())
        and not any(_asks_for(watch, one) for watch in asked[one.kind, one.name])
    }


def redirects_in_code(facts: Iterable[Occurrence]) -> Iterator[Redirect | RedirectStore]:
    """
    Yield the places that send redirects, of the occurrences that REDIRECT_WATCH asks for.

    Where they lead is not told: it is computed nearly everywhere. Of an install that has many, the first
    are told, and how many there are.
    """
    by_install: defaultdict[str | None, list[Redirect]] = defaultdict(list)
    counts: Counter[str | None] = Counter()
    for one in _in_files(facts):
        counts[one.install] += 1
        if one.by == "config" or len(by_install[one.install]) < _MOST:
            by_install[one.install].append(one)
    for install, told in by_install.items():
        yield from told
        if counts[install] > len(told):
            place = Location(install or ".")
            yield RedirectStore(
                location=place, install=install, by="code", redirects=counts[install], told=len(told)
            )


def _asks_for(watch: CodeWatch, one: Occurrence) -> bool:
    """Tell whether a rule asks for what it names in this file, and where this is said."""
    return (
        (one.own or not watch.own)
        and (not watch.files or Globs.of(watch.files).match(one.seen_as))
        and not Globs.of(watch.but_not).match(one.seen_as)
        and (watch.text is None or compile_pattern(watch.text).search(one.text or "") is not None)
    )


def _in_files(facts: Iterable[Occurrence]) -> Iterator[Redirect]:
    by_path: defaultdict[str, list[Occurrence]] = defaultdict(list)
    for fact in facts:
        if fact.own and not fact.vendored:
            by_path[fact.location.path].append(fact)
    for found in by_path.values():
        is_configuration = any(fnmatchcase(found[0].seen_as, glob) for glob in _CONFIGURATION)
        keys = [one for one in found if one.kind == "server" and one.name in _KEYS]
        for one in found:
            if not _sends(one, is_configuration=is_configuration):
                continue
            depends = dict.fromkeys(_KEYS[key.name] for key in keys if _is_before(key, one))
            yield Redirect(
                location=one.location,
                install=one.install,
                source="",
                kind="dynamic",
                by="config" if is_configuration else "code",
                stays=True,
                depends=tuple(depends) or ("unknown",),
            )


def _sends(one: Occurrence, *, is_configuration: bool) -> bool:
    """Tell whether something is a redirect; of a header whose name is computed only in a configuration."""
    if one.kind == "call" and one.name == "header":
        text = (one.text or "").lower()
        return text.startswith("location") or (is_configuration and text.startswith("…"))
    return (one.kind == "call" and one.name in _FUNCTIONS) or (one.kind == "class" and one.name in _CLASSES)


def _is_before(key: Occurrence, redirect: Occurrence) -> bool:
    here, there = redirect.location.line, key.location.line
    return here is not None and there is not None and here - _NEAR <= there <= here
