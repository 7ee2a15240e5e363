"""What composer.json asks for, and what composer.lock says is installed."""

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from msgspec import DecodeError, Raw, Struct
from msgspec.json import decode

from audit.parsers.privacy import without_secrets

T = TypeVar("T")

_NOTHING = Raw(b"null")
_PACKAGIST = "https://packagist.org/downloads/"  # where Composer reports what it got from there
_LONGEST = 300  # characters of a name or a version
_PLUGINS = frozenset({"composer-plugin", "composer-installer"})  # types of packages that Composer runs
_MERGE_MARKER = re.compile(rb"^(?:<{7}|={7}|>{7})(?:[ \r\n]|\Z)", re.MULTILINE)
_REMOTE_USER = re.compile(r"\A[\w.+-]{1,100}@(?=[\w.-]{1,200}:)")  # git@example.org:group/name.git
_LIKE_A_KEY = re.compile(r"(?<=/)(?:[0-9a-fA-F-]{32,}|[0-9A-Za-z_]{32,})(?![^/.])")


class ComposerError(ValueError):
    """A file of Composer that cannot be read; its text is a sentence for the customer."""


class Package(NamedTuple):
    """A package as composer.lock names it."""

    name: str
    version: str
    type: str
    dev: bool  # only for development
    reference: str | None  # commit; None: the lock names none
    source: str | None  # address of its repository or archive, without logins and keys; None: as above
    listed: bool = False  # Packagist offers it, so it is public
    folder: str | None = None  # the name under which it asks to be laid; None: its own
    api: str | None = None  # what a plugin of Composer asks of it, as "^2"; None: it is no plugin
    optional: bool = False  # a plugin that Composer may leave out


class Project(NamedTuple):
    """What a composer.json says that tells of a site; its folders have no "/" at the end."""

    name: str | None
    type: str | None
    require: dict[str, str]  # version constraints by package
    installer_paths: dict[str, tuple[str, ...]]  # folder pattern -> the packages and types that go there
    vendor: str
    wordpress: str | None  # folder of the core; None: it names none
    web_root: str | None  # as above
    patches: dict[str, tuple[str, ...]]  # package -> descriptions, or addresses without secrets


class _Lock(Struct, frozen=True, rename={"dev": "packages-dev"}):
    packages: Raw = _NOTHING
    dev: Raw = _NOTHING


class _Locked(Struct, frozen=True, rename={"notification": "notification-url"}):
    name: Raw = _NOTHING
    version: Raw = _NOTHING
    type: Raw = _NOTHING
    source: Raw = _NOTHING
    dist: Raw = _NOTHING
    notification: Raw = _NOTHING
    extra: Raw = _NOTHING
    require: Raw = _NOTHING


def parse_project(data: bytes) -> Project:
    """
    Return what a composer.json says; what is of a wrong type counts as not said.

    >>> found = parse_project(b'{"require": {"Roots/WordPress": "6"}, "extra": {"wordpress-install-dir": 1}}')
    >>> found.require, found.vendor, found.wordpress
    ({'roots/wordpress': '6'}, 'vendor', None)
    """
    project = _decoded(data, dict[str, Raw])
    extra = _inner(project.get("extra", _NOTHING))
    locations = _inner(_inner(extra.get("drupal-scaffold", _NOTHING)).get("locations", _NOTHING))
    roots = (locations.get("web-root"), extra.get("web-root"), extra.get("webroot"))
    name = _text(project.get("name", _NOTHING))
    patches = extra.get("patches", project.get("patches", _NOTHING))  # a file of patches has no "extra"
    return Project(
        name=name and name.lower(),
        type=_text(project.get("type", _NOTHING)),
        require={
            package.lower(): wanted
            for package, raw in _inner(project.get("require", _NOTHING)).items()
            if (wanted := _text(raw))
        },
        installer_paths={
            path: tuple(_texts(raw)) for path, raw in _inner(extra.get("installer-paths", _NOTHING)).items()
        },
        vendor=_folder(_inner(project.get("config", _NOTHING)).get("vendor-dir")) or "vendor",
        wordpress=_folder(extra.get("wordpress-install-dir")),
        web_root=next((folder for raw in roots if (folder := _folder(raw))), None),
        patches={package.lower(): tuple(_patches(raw)) for package, raw in _inner(patches).items()},
    )


def parse_lock(data: bytes) -> tuple[Package, ...]:
    """
    Return the packages of a composer.lock; what has no name or no version is no package.

    >>> [found] = parse_lock(b'{"packages": [{"name": "Drupal/Core", "version": "10.2.1"}, {"name": 1}, []]}')
    >>> found.name, found.version, found.type, found.dev
    ('drupal/core', '10.2.1', 'library', False)
    """
    lock = _decoded(data, _Lock)
    return (*_packages(lock.packages, dev=False), *_packages(lock.dev, dev=True))


def _decoded(data: bytes, kind: type[T]) -> T:
    try:
        return decode(data.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        if _MERGE_MARKER.search(data):
            text = (
                "It holds merge conflict markers (<<<<<<<), so it cannot be read: resolve the conflict first."
            )
            raise ComposerError(text) from error
        raise ComposerError("It is no valid JSON object, so what it says is not known.") from error


def _packages(raw: Raw, *, dev: bool) -> Iterator[Package]:
    for one in _as(raw, list[Raw]) or ():
        found = _as(one, _Locked)
        if found and (name := _plain(found.name)) and (version := _plain(found.version)):
            places = [_inner(found.source), _inner(found.dist)]
            references = (_text(place.get("reference", _NOTHING)) for place in places)
            urls = (_text(place.get("url", _NOTHING)) for place in places)
            url = next(filter(None, urls), None)
            yield Package(
                name=name.lower(),
                version=version,
                type=_plain(found.type) or "library",
                dev=dev,
                reference=next(filter(None, references), None),
                source=url and _public(url),
                listed=_text(found.notification) == _PACKAGIST,
                folder=_name(_inner(found.extra).get("installer-name", _NOTHING)),
                api=_plugin_api(found),
                optional=_as(_inner(found.extra).get("plugin-optional", _NOTHING), bool) is True,
            )


def _plugin_api(found: _Locked) -> str | None:
    if _text(found.type) not in _PLUGINS:
        return None
    return _plain(_inner(found.require).get("composer-plugin-api", _NOTHING)) or "*"


def _public(url: str) -> str:
    """
    Return an address without what lets somebody in.

    >>> _public("git@example.org:a/b.git"), _public("https://joe:pw@example.org/b.zip?k=1")
    ('example.org:a/b.git', 'https://example.org/b.zip')
    >>> _public("https://example.org/0123456789abcdef0123456789abcdef/b.zip")
    'https://example.org/…/b.zip'
    """
    return _LIKE_A_KEY.sub("…", without_secrets(_REMOTE_USER.sub("", url)))


def _patches(raw: Raw) -> Iterator[str]:
    """Yield what is patched: {"why": "url"}, ["url"] or [{"description": "why", "url": "url"}]."""
    yield from map(_public, _inner(raw))
    for one in _as(raw, list[Raw]) or ():
        told = _inner(one)
        text = _text(told.get("description", _NOTHING)) or _text(told.get("url", _NOTHING)) or _text(one)
        if text:
            yield _public(text)


def _folder(raw: Raw | None) -> str | None:
    """Return a folder; one for each package ({"roots/wordpress": "web/wp"}) counts by the first."""
    if raw is None:
        return None
    texts = (_text(one) for one in (raw, *_inner(raw).values()))
    folder = next(filter(None, texts), None)
    return folder and (folder.removeprefix("./").rstrip("/") or ".")


def _name(raw: Raw) -> str | None:
    """Return the name of a folder; None for what leads to another place."""
    name = _text(raw)
    return name if name and "/" not in name and name not in {".", ".."} else None


def _texts(raw: Raw) -> Iterator[str]:
    yield from filter(None, (_text(one) for one in (raw, *(_as(raw, list[Raw]) or ()))))


def _inner(raw: Raw) -> dict[str, Raw]:
    return _as(raw, dict[str, Raw]) or {}


def _text(raw: Raw) -> str | None:
    return _as(raw, str) or None


def _plain(raw: Raw) -> str | None:
    """Return a word that may be shown, such as a name or a version."""
    text = _text(raw)
    return text and without_secrets(text[:_LONGEST])


def _as(raw: Raw, kind: type[T]) -> T | None:
    try:
        return decode(raw, type=kind)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
