"""What Composer's files ask of PHP: its versions and its extensions."""

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from msgspec import DecodeError, Raw, Struct
from msgspec.json import decode

from audit.parsers.composer import ComposerError
from audit.parsers.privacy import without_secrets

T = TypeVar("T")

_NOTHING = Raw(b"null")
_LONGEST = 200  # characters of a name or a range
_PHP = frozenset({"php", "php-64bit"})


class Wants(NamedTuple):
    """What one package asks of PHP."""

    package: str | None  # None: the file names none
    php: str | None = None  # range of versions; None: it asks for none
    extensions: tuple[str, ...] = ()  # without ext-
    suggested: tuple[str, ...] = ()  # extensions that it can do without
    provided: tuple[str, ...] = ()  # extensions that it stands in for
    platform: str | None = None  # version of PHP that its packages were chosen for; None: it names none


class _Package(Struct, frozen=True):
    name: Raw = _NOTHING
    require: Raw = _NOTHING
    suggest: Raw = _NOTHING
    provide: Raw = _NOTHING
    replace: Raw = _NOTHING
    config: Raw = _NOTHING


class _Packages(Struct, frozen=True, rename={"dev": "dev-package-names"}):
    packages: Raw = _NOTHING
    dev: Raw = _NOTHING


def parse_wants(data: bytes) -> Wants:
    """
    Return what a composer.json asks of PHP. Raises ComposerError where it is no JSON object.

    >>> parse_wants(b'{"name": "A/b", "require": {"php": "^8.1", "ext-GD": "*", "ext-dom": 1}}')
    Wants(package='a/b', php='^8.1', extensions=('gd',), suggested=(), provided=(), platform=None)
    """
    package = _as(data.removeprefix(b"\xef\xbb\xbf"), _Package)
    if package is None:
        raise ComposerError("It is no valid JSON object, so what it says is not known.")
    return _wants(package)


def parse_installed(data: bytes) -> tuple[Wants, ...]:
    """
    Return what the packages of a composer.lock or installed.json ask of PHP, without those for development.

    >>> [one.php for one in parse_installed(b'[{"name": "a/b", "require": {"php": ">=7.2"}}]')]
    ['>=7.2']
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    both = _as(data, _Packages)
    listed = _as(both.packages, list[Raw]) if both else _as(data, list[Raw])  # a list: Composer 1
    if both is None and listed is None:
        raise ComposerError("It is no valid JSON object, so what it says is not known.")
    dev = frozenset(_texts(both.dev)) if both else frozenset()
    packages = (package for raw in listed or () if (package := _as(raw, _Package)))
    found = (_wants(package) for package in packages)
    return tuple(one for one in found if one.package and one.package not in dev)


def _wants(package: _Package) -> Wants:
    require = _inner(package.require)
    platform = _inner(_inner(package.config).get("platform", _NOTHING))
    php = (_text(raw) for name, raw in require.items() if name.lower() in _PHP)
    name = _text(package.name)
    return Wants(
        package=name and name.lower(),
        php=next(filter(None, php), None),
        extensions=tuple(_extensions(require)),
        suggested=tuple(_extensions(_inner(package.suggest))),
        provided=(*_extensions(_inner(package.provide)), *_extensions(_inner(package.replace))),
        platform=_text(platform.get("php", _NOTHING)),
    )


def _extensions(wanted: dict[str, Raw]) -> Iterator[str]:
    for name, raw in wanted.items():
        if name[:4].lower() == "ext-" and len(name) > len("ext-") and _text(raw) is not None:
            yield without_secrets(name[4:_LONGEST].lower())


def _texts(raw: Raw) -> Iterator[str]:
    yield from (text.lower() for one in _as(raw, list[Raw]) or () if (text := _text(one)))


def _inner(raw: Raw) -> dict[str, Raw]:
    return _as(raw, dict[str, Raw]) or {}


def _text(raw: Raw) -> str | None:
    text = _as(raw, str)
    return without_secrets(text[:_LONGEST]) if text else None


def _as(raw: Raw | bytes, kind: type[T]) -> T | None:
    try:
        return decode(raw, type=kind)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
