"""Which outside services a site is set up to use, told by its configuration and its options."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.owners import Owners
from audit.model.catalogue import KnownService
from audit.model.facts import Extension, Location, Setting
from audit.model.stored import Service
from audit.parsers.serialized import SerializedError, looks_serialized, unserialize

_OFF = frozenset({"", "0", "false", "no", "none", "null", "off"})
_KINDS = {
    "constant": "constant",
    "variable": "variable",
    "conf": "variable",
    "settings": "setting",
    "config": "config",
}
_ANY = r"[^.:]+"
_WORD = re.compile(r"[A-Za-z][\w .-]{0,39}")
_DIGITS = 4  # a word with more of them may be a key
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,20}[a-z]{2,24}")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}://", re.IGNORECASE)
_LONGEST_HOST = 253
_INWARD = (".local", ".localhost", ".internal", ".intranet", ".lan", ".corp", ".home", ".test", ".invalid")


class Names(NamedTuple):
    """What has to be read to find services; those of Drupal may have a * for a key."""

    options: frozenset[str]
    constants: frozenset[str]
    variables: frozenset[str]
    settings: frozenset[str]
    config: frozenset[str]


def wanted_names(services: Iterable[KnownService]) -> Names:
    """Return the names whose values tell of services."""
    found = tuple(services)
    return Names(
        frozenset(one.option for one in found if one.option is not None),
        frozenset(one.constant for one in found if one.constant is not None),
        frozenset(one.variable for one in found if one.variable is not None),
        frozenset(one.setting for one in found if one.setting is not None),
        frozenset(one.config for one in found if one.config is not None),
    )


def in_use(
    extensions: Iterable[Extension], owners: Owners, *, told: bool
) -> Callable[[str, int | None], bool]:
    """
    Return what tells whether an extension may run on a site; what is left of others is no service.

    told: an extension that is not among these is not there.
    """
    by_slug: dict[str, list[Extension]] = {}
    for extension in extensions:
        known = owners.known(extension.slug) or owners.known(extension.project or "")
        by_slug.setdefault(known.slug if known else extension.slug, []).append(extension)

    def tell(slug: str, site: int | None) -> bool:
        found = by_slug.get(slug)
        return any(_runs(extension, site) for extension in found) if found else not told

    return tell


def find_services(  # noqa: PLR0913 - each is a source of its own
    services: Sequence[KnownService],
    settings: Iterable[Setting],
    values: Mapping[int, Mapping[str, bytes]],
    *,
    place: Location,
    install: str | None,
    is_used: Callable[[str, int | None], bool],
) -> Iterator[Service]:
    """
    Yield the services of one install, each once for a site.

    Settings that are withheld or computed show that something is there. Of the values of options (by site, as
    the database at place has them) nothing is shown but kinds and public hosts.
    """
    found: dict[tuple[str, str, int | None], Service] = {}
    for one, service in (*_of_settings(services, settings), *_of_options(services, values, place)):
        key = service.kind, service.name, service.site
        if one.owner is not None and not is_used(one.owner, service.site):
            continue
        if key not in found or (found[key].detail is None and service.detail is not None):
            found[key] = service
    for service in found.values():
        yield replace(service, install=install)


class _Named(NamedTuple):
    """Services by the settings that show them: by kind and name, and by kind with the pattern of the name."""

    exact: dict[tuple[str, str], list[KnownService]]
    patterns: dict[str, list[tuple[re.Pattern[str], KnownService]]]


@lru_cache(maxsize=1)
def _named(services: tuple[KnownService, ...]) -> _Named:
    exact: dict[tuple[str, str], list[KnownService]] = {}
    patterns: dict[str, list[tuple[re.Pattern[str], KnownService]]] = {}
    for one in services:
        for kind in dict.fromkeys(_KINDS.values()):
            name = getattr(one, kind)
            if name is None:
                continue
            if "*" in name:
                pattern = re.compile(re.escape(name).replace(r"\*", _ANY))
                patterns.setdefault(kind, []).append((pattern, one))
            else:
                exact.setdefault((kind, name), []).append(one)
    return _Named(exact, patterns)


def _of_settings(
    services: Sequence[KnownService], settings: Iterable[Setting]
) -> Iterator[tuple[KnownService, Service]]:
    exact, patterns = _named(tuple(services))
    for setting in settings:
        kind = _KINDS.get(setting.kind, "")
        fitting = [one for name in _with_parents(setting.name) for one in exact.get((kind, name), ())]
        fitting += [one for pattern, one in patterns.get(kind, ()) if pattern.fullmatch(setting.name)]
        for one in fitting:
            if setting.state == "literal" and not _says_yes(one, setting.value):
                continue
            if setting.state != "literal" and one.only:
                continue
            yield one, _service(one, setting.location, setting.name, setting.value, setting.site)


def _of_options(
    services: Sequence[KnownService], values: Mapping[int, Mapping[str, bytes]], place: Location
) -> Iterator[tuple[KnownService, Service]]:
    with_options = [one for one in services if one.option is not None]
    for site, options in values.items():
        read: dict[str, object] = {}
        for one in with_options:
            name = one.option or ""
            if name not in options:
                continue
            if name not in read:
                read[name] = _value(options[name])
            for value in _at(read[name], one.key):
                if _says_yes(one, value):
                    shown = name if one.key is None else f"{name}: {one.key}"
                    yield one, _service(one, place, shown, value, site)
                    break


def _runs(extension: Extension, site: int | None) -> bool:
    if extension.active is False:
        return False
    if extension.installed is False and extension.active is None and extension.locked_version is None:
        return False  # what the database switches on runs where the code is; the code may only lack here
    if extension.network_active or site is None or extension.active_sites is None:
        return True
    return site in extension.active_sites


def _with_parents(name: str) -> Iterator[str]:
    """Yield a name, and what it lies below: a.b.c, a.b, a."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def _service(one: KnownService, place: Location, setting: str, value: object, site: int | None) -> Service:
    detail = None
    if one.detail is not None and value is not None:
        detail = _word(value) if one.detail == "word" else _host(value)
    return Service(
        location=place,
        kind=one.kind,
        name=one.name,
        setting=setting,
        detail=detail,
        site=site,
        owner=one.owner,
    )


def _value(data: bytes) -> object:
    """Return the value of an option: plain text, JSON, or what PHP serialised."""
    try:
        if looks_serialized(data):
            return unserialize(data)
        if data[:1] in {b"{", b"["}:
            return json.loads(data)
    except (SerializedError, ValueError, RecursionError):
        return None
    return data.decode("utf-8", "replace").strip()


def _at(value: object, key: str | None) -> list[object]:
    """Return the values that a way leads to."""
    values = [value]
    for part in key.split(".") if key else ():
        below: list[object] = []
        for one in values:
            held = dict(enumerate(one)) if isinstance(one, list) else one
            if not isinstance(held, dict):
                continue
            if part == "*":
                below.extend(held.values())
            elif part in held:
                below.append(held[part])
            elif part.isdigit() and int(part) in held:
                below.append(held[int(part)])
        values = below
    return values


def _says_yes(one: KnownService, value: object) -> bool:
    if isinstance(value, dict | list):
        return not one.only and _holds_something(value)
    text = str(value).strip().lower()
    if value is None or text in _OFF or text in one.unless:
        return False
    return not one.only or text in one.only


def _holds_something(value: object) -> bool:
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest.extend(one.values())
        elif isinstance(one, list):
            rest.extend(one)
        elif one is not None and str(one).strip().lower() not in _OFF:
            return True
    return False


def _word(value: object) -> str | None:
    """Return the name of a kind, of a class its last part; None for what may be somebody's key."""
    text = str(value).strip().rpartition("\\")[2]
    few = sum(char.isdigit() for char in text) <= _DIGITS
    return text if few and _WORD.fullmatch(text) else None


def _host(value: object) -> str | None:
    """Return the public host that an address names; None for addresses inside of a network."""
    text = str(value).strip()[: 4 * _LONGEST_HOST]
    if scheme := _SCHEME.match(text):
        text = text[scheme.end() :]
    text = re.split(r"[/?#,;\s]", text, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].lower()
    is_host = len(text) <= _LONGEST_HOST and _HOST.fullmatch(text) and not text.endswith(_INWARD)
    return text if is_host else None
