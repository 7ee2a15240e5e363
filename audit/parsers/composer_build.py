"""What a composer.json says of how Composer is to build a site: plugins, repositories, scripts, patches."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

from msgspec import DecodeError, Raw, Struct
from msgspec.json import decode

from audit.parsers.commands import program_of
from audit.parsers.composer import ComposerError
from audit.parsers.privacy import without_secrets

T = TypeVar("T")

_NOTHING = Raw(b"null")
_MOST = 500  # items of a list
_LONGEST = 300  # characters of a name
_PARTS = ("&&", "||", ";")  # between commands of one line


class RepositorySaid(NamedTuple):
    """A repository of packages beside Packagist."""

    type: str  # composer, vcs, git, path, package, artifact, ...
    host: str | None  # None: it is no address, as of a folder
    ssh: bool = False  # it is fetched with somebody's key


class ScriptSaid(NamedTuple):
    """What Composer runs at an event, or by a name of the site's own."""

    event: str
    programs: tuple[str, ...]  # that it starts, by their names alone


class Build(NamedTuple):
    """What a composer.json says of how it builds."""

    require_dev: dict[str, str]  # version constraints by package
    allowed: dict[str, bool] | None  # whether plugins may run, by patterns of names; None: it does not say
    platform_php: str | None
    repositories: tuple[RepositorySaid, ...]
    scripts: tuple[ScriptSaid, ...]
    ignored_advisories: tuple[str, ...]
    patch_files: tuple[str, ...]  # of the site, as seen from the composer.json
    unscaffolded: tuple[str, ...]  # files that Drupal's scaffolding is told to leave alone


class _Json(Struct, frozen=True, rename={"dev": "require-dev"}):
    dev: Raw = _NOTHING
    config: Raw = _NOTHING
    repositories: Raw = _NOTHING
    scripts: Raw = _NOTHING
    extra: Raw = _NOTHING


class _Lock(Struct, frozen=True, rename={"api": "plugin-api-version"}):
    api: Raw = _NOTHING


def parse_build(data: bytes) -> Build:
    """
    Return what a composer.json says of building; what is of a wrong type counts as not said.

    >>> found = parse_build(b'{"config": {"allow-plugins": true}, "scripts": {"test": "cd x && npm ci"}}')
    >>> found.allowed, found.scripts
    ({'*': True}, (ScriptSaid(event='test', programs=('npm',)),))
    """
    json = _as(data.removeprefix(b"\xef\xbb\xbf"), _Json)
    if json is None:
        raise ComposerError("It is no valid JSON object, so what it says is not known.")
    config, extra = _inner(json.config), _inner(json.extra)
    scaffold = _inner(_inner(extra.get("drupal-scaffold", _NOTHING)).get("file-mapping", _NOTHING))
    return Build(
        require_dev={
            name.lower()[:_LONGEST]: wanted
            for name, raw in _inner(json.dev).items()
            if (wanted := _text(raw))
        },
        allowed=_allowed(config.get("allow-plugins", _NOTHING)),
        platform_php=_text(_inner(config.get("platform", _NOTHING)).get("php", _NOTHING)),
        repositories=tuple(dict.fromkeys(_repositories(json.repositories))),
        scripts=tuple(_scripts(_inner(json.scripts))),
        ignored_advisories=tuple(_ignored(config)),
        patch_files=tuple(dict.fromkeys(_patch_files(extra.get("patches", _NOTHING)))),
        unscaffolded=tuple(name for name, raw in scaffold.items() if _as(raw, bool) is False),
    )


def lock_api(data: bytes) -> str | None:
    """
    Return the plugin API of the Composer that wrote a composer.lock; None where it names none, as of old.

    >>> lock_api(b'{"plugin-api-version": "2.6.0"}'), lock_api(b'{"packages": []}')
    ('2.6.0', None)
    """
    lock = _as(data.removeprefix(b"\xef\xbb\xbf"), _Lock)
    return _text(lock.api) if lock else None


def _allowed(raw: Raw) -> dict[str, bool] | None:
    every = _as(raw, bool)
    if every is not None:
        return {"*": every}
    rules = _as(raw, dict[str, Raw])
    if rules is None:
        return None
    told = ((name.lower(), _as(one, bool)) for name, one in rules.items())
    return {name: is_allowed for name, is_allowed in told if is_allowed is not None}


def _repositories(raw: Raw) -> Iterator[RepositorySaid]:
    """Yield the repositories, that of plain packages too; they are a list, or have names."""
    listed = _as(raw, list[Raw]) or list(_inner(raw).values())
    for one in listed[:_MOST]:
        said = _inner(one)
        kind = _text(said.get("type", _NOTHING))
        if kind:
            host, is_ssh = _host(_text(said.get("url", _NOTHING)) or "")
            yield RepositorySaid(kind.lower(), host, is_ssh)


def _host(url: str) -> tuple[str | None, bool]:
    """
    Return the host of an address, and whether it is asked with a key.

    >>> _host("git@github.com:a/b.git"), _host("https://joe:pw@repo.example.org/x"), _host("../own")
    (('github.com', True), ('repo.example.org', False), (None, False))
    """
    if "://" in url:
        try:
            parts = urlsplit(url)
        except ValueError:
            return None, False
        return parts.hostname, parts.scheme in {"ssh", "git+ssh"}
    user, at, rest = url.partition("@")
    host, colon, _ = rest.partition(":")
    if at and colon and "/" not in user and "/" not in host:
        return without_secrets(host.lower()), True
    return None, False


def _scripts(scripts: dict[str, Raw]) -> Iterator[ScriptSaid]:
    """Yield each script with what it starts, and what those start that it calls by @ and their name."""
    own = {name: list(_commands(_texts(raw))) for name, raw in list(scripts.items())[:_MOST]}
    for name, commands in own.items():
        called = [inner for one in commands if one[0] == "@" for inner in own.get(one[1:], ())]
        programs = filter(None, (_program(command) for command in [*commands, *called]))
        yield ScriptSaid(without_secrets(name[:_LONGEST]), tuple(dict.fromkeys(programs)))


def _commands(lines: list[str]) -> Iterator[str]:
    for line in lines[:_MOST]:
        parts = [line[: _LONGEST * 10]]
        for between in _PARTS:
            parts = [piece for part in parts for piece in part.split(between)]
        yield from (part.strip() for part in parts[:_MOST] if part.strip())


def _program(command: str) -> str | None:
    r"""
    Return the program that a command starts; None for a method of PHP, and for what Composer does itself.

    >>> _program("npm install"), _program(r"My\Script::run"), _program("@php x.php"), _program("cd web")
    ('npm', None, None, None)
    """
    first = command.split(maxsplit=1)[0]
    if first.startswith("@") or "::" in first or "\\" in first:
        return None
    name = program_of(command)
    return without_secrets(name[:_LONGEST]) if name and name not in {"cd", "if", "[", "test"} else None


def _ignored(config: dict[str, Raw]) -> Iterator[str]:
    """Yield the advisories that are to be passed over, by their numbers."""
    ignored = _inner(config.get("audit", _NOTHING)).get("ignore", _NOTHING)
    names = list(_inner(ignored)) or _texts(ignored)
    yield from (without_secrets(name[:_LONGEST]) for name in names[:_MOST])


def _patch_files(raw: Raw) -> Iterator[str]:
    """Yield patches that lie in the site: {"package": {"why": "file"}}, ["file"] or [{"url": "file"}]."""
    for package in list(_inner(raw).values())[:_MOST]:
        for one in [*_inner(package).values(), *(_as(package, list[Raw]) or ())][:_MOST]:
            path = _text(one) or _text(_inner(one).get("url", _NOTHING))
            if path and "://" not in path and len(path) <= _LONGEST:
                yield path.removeprefix("./")


def _texts(raw: Raw) -> list[str]:
    return [text for one in (raw, *(_as(raw, list[Raw]) or ())) if (text := _text(one))]


def _inner(raw: Raw) -> dict[str, Raw]:
    return _as(raw, dict[str, Raw]) or {}


def _text(raw: Raw) -> str | None:
    return _as(raw, str) or None


def _as(raw: Raw | bytes, kind: type[T]) -> T | None:
    try:
        return decode(raw, type=kind)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
