"""Libraries that a Drupal uses, and the packages that only composer.lock names."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import DecodeError, Struct
from msgspec.json import decode

from audit.collectors.places import below
from audit.model.facts import Extension, ExtensionKind, Install, Location, Site
from audit.parsers.composer import Package
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, Listing, Tree

# Composer's types of what Drupal finds by itself.
KINDS: dict[str, ExtensionKind] = {
    "drupal-module": "module",
    "drupal-custom-module": "module",
    "drupal-theme": "theme",
    "drupal-custom-theme": "theme",
    "drupal-profile": "profile",
    "drupal-custom-profile": "profile",
    "drupal-library": "library",
}
_FOLDERS: dict[ExtensionKind, str] = {
    "module": "modules/contrib",
    "theme": "themes/contrib",
    "profile": "profiles/contrib",
    "library": "libraries",
}
_MANIFESTS = ("package.json", "composer.json", "bower.json")
_NOTES = ("VERSION", "CHANGELOG.md", "CHANGELOG.txt", "CHANGELOG", "CHANGES.md", "CHANGES.txt")
_VERSION = re.compile(rb"(?<![\w.])v?(\d{1,5}(?:\.\d{1,5}){1,3}(?:-[a-z0-9.]{1,20})?)(?![\w.])")
_TOP = 300  # bytes of a change log that may name the latest version
_UNTOLD = "lies among the libraries, and nothing names where it is from"
_LICENCES = ("license", "licence", "copying", "mit-license", "gpl-license")
_PACKAGE = re.compile(r"[@\w][\w./-]{0,99}", re.ASCII)
_NAMED_LIKE_FOLDERS = frozenset({"drupal-library", "npm-asset", "bower-asset"})
_IN_VENDOR = frozenset({"library", "composer-plugin", "symfony-bridge"})  # others may be laid elsewhere
_LARGEST = 1024 * 1024  # bytes of a manifest
_LONGEST = 100  # characters of a version


class _Manifest(Struct):
    name: object = None
    version: object = None
    private: object = None


class _Known(NamedTuple):
    """What a library says of itself."""

    version: str | None
    sign: str | None  # that it is a published one; None: nothing says so


def find_libraries(
    tree: Tree, listing: Listing, install: Install, sites: Sequence[Site], locked: Mapping[str, Package]
) -> Iterator[Extension]:
    """Yield what lies in the libraries folders, by Drupal's customs of where these are."""
    named = {
        one.folder or name.partition("/")[2]: one
        for name, one in locked.items()
        if one.type in _NAMED_LIKE_FOLDERS
    }
    profiles = sorted(listing.folder(below(install.root, "profiles")))
    folders = ["libraries", "sites/all/libraries", *(f"profiles/{name}/libraries" for name in profiles)]
    folders += sorted(f"{site.folder}/libraries" for site in sites if site.folder)
    for folder in folders:
        for name in sorted(listing.folder(below(install.root, folder))):
            path = below(install.root, f"{folder}/{name}")
            if name.startswith(".") or not listing.is_folder(path):
                continue
            package = named.get(name)
            known = _known(tree, listing, path)
            told = f"composer.lock: {package.name}" if package else known.sign
            yield Extension(
                location=Location(path),
                install=install.root,
                kind="library",
                slug=name,
                name=name,
                file=f"{folder}/{name}",
                path=path,
                version=known.version or (package.version if package else None),
                installed=True,
                found_by=("file", "composer.lock") if package else ("file",),
                origin="contrib" if told else "unknown",
                signs=(told or _UNTOLD,),
                package=package.name if package else None,
                locked_version=package.version if package else None,
            )


def find_packages(  # noqa: PLR0913, PLR0917 - a lock, and what there is to hold it against
    listing: Listing,
    install: Install,
    locked: Mapping[str, Package],
    patches: Mapping[str, tuple[str, ...]],
    there: frozenset[str],
    lock: Location,
    vendor: str,
) -> Iterator[Extension]:
    """
    Yield the packages of composer.lock that are no extension which was found; others lie in vendor.

    Those that Composer lays among the extensions are missing if it laid others there, else it did not run.
    A package that only asks for others is none: nothing of it lies anywhere.
    """
    has_run = any(name in locked and _is_laid(locked[name]) for name in there)
    has_vendor = listing.is_file(f"{vendor}/composer/installed.json")
    for name, package in sorted(locked.items()):
        kind = KINDS.get(package.type, "composer-package")
        slug = name if kind == "composer-package" else name.partition("/")[2]
        if name in there or package.type in {"drupal-core", "metapackage"} or name.startswith("drupal/core"):
            continue
        installed = False if has_run and _is_laid(package) and not package.dev else None
        folder = f"{vendor}/{name}"
        if kind in _FOLDERS:
            folder = below(install.root, f"{_FOLDERS[kind]}/{package.folder or slug}")
        elif listing.is_folder(folder):
            installed = True
        elif has_vendor and package.type in _IN_VENDOR and not package.dev:
            installed = False
        is_own = "custom" in package.type
        yield Extension(
            location=lock,
            install=install.root,
            kind=kind,
            slug=slug,
            name=slug,
            file=name if kind == "composer-package" else f"{_FOLDERS[kind]}/{slug}",
            path=folder,
            version=package.version,
            installed=installed,
            found_by=("composer.lock", "file") if installed else ("composer.lock",),
            origin="custom" if is_own else "contrib",
            signs=(f"composer.lock: {name}" + (f" of type {package.type}" if is_own else ""),),
            project=slug if name.startswith("drupal/") else None,
            package=name,
            locked_version=package.version,
            patches=patches.get(name, ()),
        )


def _is_laid(package: Package) -> bool:
    return KINDS.get(package.type, "library") != "library"


def _known(tree: Tree, listing: Listing, folder: str) -> _Known:
    """Return the version of a library, and what tells that others publish it."""
    names = listing.folder(folder)
    version = sign = None
    for name in _MANIFESTS:
        data = _bytes(tree, listing, f"{folder}/{name}") if name in names else None
        try:
            found = decode(data, type=_Manifest) if data else _Manifest()
        except (DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if not version and isinstance(found.version, str) and found.version:
            version = without_secrets(found.version[:_LONGEST])
        if not sign and isinstance(found.name, str) and found.private is not True:
            sign = f"{name} names it {found.name}" if _PACKAGE.fullmatch(found.name) else None
    if sign is None and any(name.lower().startswith(_LICENCES) for name in names):
        sign = "lies among the libraries with a licence of its own"
    return _Known(version or _noted(tree, listing, folder), sign)


def _noted(tree: Tree, listing: Listing, folder: str) -> str | None:
    """Return the version that the notes of a library begin with."""
    names = listing.folder(folder)
    for name in _NOTES:
        data = _bytes(tree, listing, f"{folder}/{name}") if name in names else None
        if data and (match := _VERSION.search(data[:_TOP])):
            return match[1].decode("ascii")
    return None


def _bytes(tree: Tree, listing: Listing, path: str) -> bytes | None:
    place = listing.resolve(path)
    if place is None or not listing.is_file(place):
        return None
    if (listing.folder(posixpath.dirname(place))[posixpath.basename(place)].size or 0) > _LARGEST:
        return None
    file = tree.read(place)
    return file.data if isinstance(file, File) else None
