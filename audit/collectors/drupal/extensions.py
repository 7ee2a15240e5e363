"""Modules, themes, profiles and engines of a Drupal, as Drupal itself finds them, for all of its sites."""

import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, cast

from audit.collectors.drupal.discovery import Discovery, discover, refusal_text
from audit.collectors.drupal.discovery import Found as Discovered
from audit.collectors.drupal.libraries import KINDS, find_libraries, find_packages
from audit.collectors.drupal.origin import Found, Origins, Told, copied_into, info_text, is_packaged
from audit.collectors.places import below
from audit.model.facts import Extension, ExtensionKind, Fact, Install, Location, Problem, Site
from audit.parsers.composer import Package
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, Listing, Tree, unread

_OWN = ("modules", "themes", "profiles")  # folders of a site in which Drupal looks
_CORE_PROFILES = frozenset({"default", "expert", "minimal", "standard", "testing"})  # of Drupal 6 and 7
_PROFILES = 20  # so many are looked into where the one in use is not known
_PATCHES = 50  # so many patch files of one extension are named
_LONGEST = 200  # characters of a text
_LARGEST = 1024 * 1024  # bytes of an info file
_ROOM = 8 * 1024 * 1024  # bytes of all info files together; those of 1,900 modules have 1.6 million
_LEAST = 4096  # bytes that are read of each also where there is no room left
_NO_PATCHES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_NO_INFO = "no info"
_MAJOR = re.compile(r"\d+")


class _View(NamedTuple):
    """What sees an own set of extensions: a site, or all sites without extensions of their own."""

    site_path: str
    profile: str | None
    is_site: bool = True  # False: the folder has no settings here, so that its extensions pass over no others


def find_drupal_extensions(  # noqa: PLR0913 - a code base, and what its Composer says
    tree: Tree,
    listing: Listing,
    install: Install,
    sites: Sequence[Site],
    locked: Mapping[str, Package],
    *,
    patches: Mapping[str, tuple[str, ...]] = _NO_PATCHES,
    lock: str = "composer.lock",
    vendor: str = "vendor",
) -> Iterator[Fact]:
    """
    Yield the extensions of all sites of a Drupal, its libraries and the other packages of its lock.

    Locked are the packages of composer.lock by name, patches what composer.json patches into them, lock and
    vendor the paths of composer.lock and of the folder of its packages.
    """
    reading = _Reading(tree, listing)
    shelf: dict[object, Any] = {}
    merged: dict[tuple[str, str, str], Discovered] = {}
    errors: dict[str, str] = {}
    for view in _views(listing, install, sites):
        discovery = _discover(listing, reading.read, install, view, shelf)
        if view.is_site:
            errors.update((str(kind), why) for kind, why in discovery.errors.items())
        for one in (*discovery.found, *_dropped(discovery)):
            key = (one.kind, one.path, one.name)
            if not view.is_site:
                merged.setdefault(key, one._replace(copies=()))
                continue
            before = merged[key].copies if key in merged else ()
            merged[key] = one._replace(copies=tuple(dict.fromkeys([*before, *one.copies])))
    found = _without_twins(merged.values())
    patches = {name: tuple(map(_short, texts)) for name, texts in patches.items()}
    extensions = list(_Stating(listing, install, locked, patches, found).extensions())
    yield from extensions
    yield from reading.problems
    kinds: dict[str, list[str]] = {}
    for kind, why in sorted(errors.items()):
        kinds.setdefault(why, []).append(f"{kind.replace('_', ' ')}s")
    for why, names in kinds.items():
        text = f"Drupal itself fails to list its {', '.join(names)}. {refusal_text(why)}"
        place = Location(install.location.path)
        yield Problem(location=place, install=install.root, kind="discovery-failed", text=text, source="code")
    libraries = list(find_libraries(tree, listing, install, sites, locked))
    yield from libraries
    there = frozenset(one.package for one in [*extensions, *libraries] if one.package)
    yield from find_packages(listing, install, locked, patches, there, Location(lock), vendor)


class _Reading:
    """Reads each file once."""

    def __init__(self, tree: Tree, listing: Listing) -> None:
        self.problems: list[Fact] = []
        self._tree = tree
        self._listing = listing
        self._known: dict[str, bytes | None] = {}
        self._room = _ROOM

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file of the tree; None where it cannot be read, which is noted."""
        place = self._listing.resolve(path) or path
        if place not in self._known:
            limit = max(_LEAST, min(_LARGEST, self._room))
            file = self._tree.read(place, limit)
            if isinstance(file, File):
                if file.cut:
                    text = f"Only the first {limit // 1024:,} KiB of this file were read."
                    self.problems.append(unread(place, "too-large", text))
                self._known[place] = file.data
                self._room -= len(file.data)
            else:
                self.problems.append(file)
                self._known[place] = None
        return self._known[place]


def _views(listing: Listing, install: Install, sites: Sequence[Site]) -> Iterator[_View]:
    profiles = _profiles(listing, install)
    folders = [site.folder for site in sites if site.folder]
    own = [folder for folder in folders if _has_own(listing, install, folder)]
    shared = [folder for folder in folders if folder not in own][:1]
    for folder in shared + own or ["sites/default"]:
        for profile in profiles:
            yield _View(folder, profile)
    for folder in _without_settings(listing, install, folders):
        yield _View(folder, profiles[0], is_site=False)


def _has_own(listing: Listing, install: Install, folder: str) -> bool:
    return any(listing.is_folder(below(install.root, f"{folder}/{name}")) for name in _OWN)


def _without_settings(listing: Listing, install: Install, sites: Collection[str]) -> Iterator[str]:
    """
    Yield the folders of sites whose settings are not here, but their extensions.

    What lies in them is no less of drupal.org or of the site's own hand.
    """
    for name, entry in sorted(listing.folder(below(install.root, "sites")).items()):
        folder = f"sites/{name}"
        is_other = entry.kind == "folder" and name != "all" and folder not in sites
        if is_other and _has_own(listing, install, folder):
            yield folder


def _profiles(listing: Listing, install: Install) -> Sequence[str | None]:
    """
    Return the profiles whose extensions are to be found: the one in use, or all that bring some.

    A later Drupal whose profile is not known looks into all of them by itself.
    """
    if install.profile is not None or _major(install) is None or _major(install) not in {6, 7}:
        return [install.profile]
    top = below(install.root, "profiles")
    bring = [
        name
        for name in sorted(listing.folder(top))
        if name not in _CORE_PROFILES
        and any(listing.is_folder(f"{top}/{name}/{inner}") for inner in ("modules", "themes"))
    ]
    return bring[:_PROFILES] or [None]


def _major(install: Install) -> int | None:
    match = _MAJOR.match(install.version or "")
    return int(match[0]) if match else None


def _discover(
    listing: Listing,
    read: Callable[[str], bytes | None],
    install: Install,
    view: _View,
    shelf: dict[object, Any],
) -> Discovery:
    docroot = "" if install.root == "." else install.root
    return discover(
        listing,
        read,
        docroot=docroot,
        version=install.version or "",
        site_path=view.site_path,
        profile=view.profile,
        shelf=shelf,
    )


def _dropped(discovery: Discovery) -> Iterator[Discovered]:
    """Yield the modules of Drupal 6 and 7 that have no info file."""
    for name, path in sorted(discovery.dropped.items()):
        yield Discovered("module", name, path, f"{name}.module", error=_NO_INFO)


def _without_twins(found: Collection[Discovered]) -> list[Discovered]:
    """Return what was found in the order of the folders; Drupal 7 lists a profile as a module as well."""
    profiles = {one.path for one in found if one.kind == "profile"}
    kept = [
        one
        for one in found
        if one.kind != "module" or one.path not in profiles or not one.file.endswith(".profile")
    ]
    return sorted(kept, key=lambda one: (one.path, one.kind, one.name))


class _Stating:
    """The extensions of one Drupal, while they are stated."""

    def __init__(
        self,
        listing: Listing,
        install: Install,
        locked: Mapping[str, Package],
        patches: Mapping[str, tuple[str, ...]],
        found: Sequence[Discovered],
    ) -> None:
        self._listing = listing
        self._install = install
        self._patches = patches
        self._found = found
        self._packages = {
            name.partition("/")[2]: package
            for name, package in sorted(locked.items(), key=lambda item: item[0].startswith("drupal/"))
            if package.type in KINDS or name.startswith("drupal/")
        }
        self._profiles = {one.path for one in found if one.kind == "profile"}
        packaged = sum(is_packaged(one.info or {}) for one in found)
        self._origins = Origins(install.version, install.fork, has_lock=bool(locked), packaged=packaged)

    def extensions(self) -> Iterator[Extension]:
        """Yield the extensions, each after those in whose folder it lies."""
        told: dict[str, tuple[str, Told, Package | None]] = {}
        for one in self._found:
            near = self._around(one.path, told)
            name, parent, package = told[near] if near is not None else (None, None, None)
            is_own = parent is None or parent.origin == "core" or near in self._profiles
            if is_own:
                package = self._package(one)
            source = Found(
                kind=one.kind,
                name=one.name,
                path=one.path,
                info=one.info or {},
                package=package if is_own else None,  # a part says so instead
                is_clone=".git" in self._listing.folder(_joined(self._install.root, one.path)),
            )
            origin = self._origins.of(source, parent, name)
            if origin.origin == "core":
                package = None
            if one.path not in told or one.name == posixpath.basename(one.path):
                told[one.path] = (one.name, origin, package)
            yield self._extension(one, origin, package, is_own=is_own)

    def _around(self, path: str, told: Mapping[str, object]) -> str | None:
        """Return the folder of the extension in whose folder this one lies."""
        place = posixpath.dirname(path)
        while place:
            if place in told:
                return place
            place = posixpath.dirname(place)
        return None

    def _package(self, one: Discovered) -> Package | None:
        project = info_text(one.info or {}, "project")
        if project and copied_into(one.path, one.name, project):
            project = None  # Composer lays a package once
        names = (posixpath.basename(one.path), project, one.name)
        return next((self._packages[name] for name in names if name in self._packages), None)

    def _extension(self, one: Discovered, told: Told, package: Package | None, *, is_own: bool) -> Extension:
        info = one.info or {}
        place = _joined(self._install.root, one.path)
        locked = package.version if package else None
        return Extension(
            location=Location(below(place, one.file)),
            install=self._install.root,
            kind=_kind(one.kind),
            slug=one.name,
            name=_text(info, "name") or one.name,
            file=below(one.path, one.file),
            path=place,
            version=_text(info, "version") or locked,
            installed=True,
            parent=_text(info, "base theme") if one.kind == "theme" else None,
            broken=self._broken(one),
            requires_php=_text(info, "php"),
            requires_core=_text(info, "core_version_requirement") or _text(info, "core"),
            found_by=("file", "composer.lock") if package else ("file",),
            origin=told.origin,
            signs=told.signs,
            project=told.project,
            package=package.name if package else None,
            locked_version=locked,
            hidden=bool(info.get("hidden")) or one.error == _NO_INFO,
            copies=tuple(_joined(self._install.root, copy) for copy in one.copies),
            patches=self._patched(place, _names(package, told) if is_own else ()),
        )

    def _broken(self, one: Discovered) -> str | None:
        """Return why Drupal would not offer an extension."""
        if one.error is not None:
            return "Its info file is missing." if one.error == _NO_INFO else refusal_text(one.error)
        if self._install.version is None:
            return None  # nothing tells what it would have to be made for
        info, major = one.info or {}, _major(self._install)
        wanted = _text(info, "core_version_requirement") or _text(info, "core")
        if info.get("core_incompatible") is True:
            return f"It is made for Drupal {wanted}." if wanted else "It names no version of Drupal."
        if major in {6, 7} and one.kind in {"module", "theme"} and info and wanted != f"{major}.x":
            return (
                f"It is made for Drupal {wanted}." if wanted else "Its info file names no version of Drupal."
            )
        return None

    def _patched(self, folder: str, packages: Collection[str]) -> tuple[str, ...]:
        texts = [text for package in packages for text in self._patches.get(package, ())]
        names = sorted(name for name in self._listing.folder(folder) if _is_patch(name))
        return tuple(dict.fromkeys([*texts, *names[:_PATCHES]]))


def _names(package: Package | None, told: Told) -> dict[str, None]:
    """Return what composer.json may call an extension."""
    names = [package.name] if package else []
    if told.project and told.origin != "core":  # patches of the core belong to no module of it
        names.append(f"drupal/{told.project}")
    return dict.fromkeys(names)


def _joined(root: str, path: str) -> str:
    return root if path in {"", "."} else below(root, path)


def _is_patch(name: str) -> bool:
    return name.lower() in {"patches.txt", "patches.md"} or name.lower().endswith((".patch", ".diff"))


def _kind(kind: str) -> ExtensionKind:
    return "theme-engine" if kind == "theme_engine" else cast("ExtensionKind", kind)


def _text(info: Mapping[str, object], key: str) -> str | None:
    text = info_text(info, key)
    return without_secrets(text) if text else None


def _short(text: str) -> str:
    return without_secrets(text)[:_LONGEST]
