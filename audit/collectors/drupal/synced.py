"""The configuration that a Drupal 8 or later keeps as files: what is enabled, and what the plan needs."""

import posixpath
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.drupal.database import State
from audit.collectors.drupal.stored import read_enabled
from audit.collectors.drupal.stored_settings import Wanted, config_settings, list_setting
from audit.collectors.places import below
from audit.model.facts import Install, Location, Problem, Setting, Site
from audit.parsers.privacy import without_secrets
from audit.parsers.yaml import YamlError, parse_yaml
from audit.sources.tree import File, Listing, Tree, unread

_LIST = "core.extension.yml"
_SETTINGS = ("config_sync_directory", "config_directories.sync", "config_directories.staging")
_USUAL = ("../config/sync", "config/sync", "../config/default", "config/default", "../config", "config")
_OF_SITE = ("config/sync", "config", "sync")  # below the folder of a site
_LANGUAGE = "language.entity."
_SPLIT = "config_split.config_split."
_LARGEST = 1024 * 1024  # bytes of a file of the configuration
_FILES = 1_000  # files of one folder that are read
_TITLE = 1000  # characters


class SyncedSite(NamedTuple):
    """The configuration of a site as its files have it."""

    folder: str  # in the tree
    extensions: dict[tuple[str, str], State] | None  # None: the list of modules cannot be read
    maybe: frozenset[str]  # modules and themes that a split may enable besides
    theme: str | None
    admin_theme: str | None
    profile: str | None
    title: str | None
    settings: list[Setting]


class Synced(NamedTuple):
    """The configuration of the sites of an install, by their numbers; sites without any are not in it."""

    sites: dict[int, SyncedSite]
    problems: list[Problem]


def read_synced(  # noqa: PLR0913, PLR0917 - a code base, and what is known of its sites
    tree: Tree,
    listing: Listing,
    install: Install,
    settings: Collection[Setting],
    sites: Sequence[Site],
    watched: frozenset[str],
) -> Synced:
    """
    Return the configuration that lies where the settings point, else in the usual places.

    A usual place that belongs to no site is used where there is only one site.
    """
    found: dict[int, SyncedSite] = {}
    problems: list[Problem] = []
    read: dict[str, _Files] = {}
    for site in sites:
        own = [one for one in settings if one.site in {None, site.id} and one.name in _SETTINGS]
        folder = _folder(listing, install, site, own, is_only=len(sites) == 1)
        if folder is None:
            shut = next(
                filter(listing.is_hidden, _candidates(listing, install, site, own, is_only=len(sites) == 1)),
                None,
            )
            if shut:
                text = "The configuration that lies here could not be looked into; what it says is not known."
                problems.append(unread(shut, "closed-configuration", text))
            continue
        if folder not in read:
            read[folder] = _Files(tree, listing, folder, Wanted(watched))
            problems += read[folder].problems
        found[site.id] = read[folder].told(site.id)
    return Synced(found, [_of(install, problem) for problem in problems])


def described(site: Site, synced: Synced) -> Site:
    """Return a site without a database with what its configuration says of it."""
    files = synced.sites.get(site.id)
    if files is None:
        return site
    modules = sorted(name for kind, name in files.extensions or () if kind == "module")
    return replace(
        site,
        title=site.title or files.title,
        theme=site.theme or files.theme,
        plugins=site.plugins if files.extensions is None else tuple(modules),
    )


def _of(install: Install, problem: Problem) -> Problem:
    return Problem(
        location=problem.location,
        install=install.root,
        kind=problem.kind,
        text=problem.text,
        source="configuration",
        hides=problem.hides,
    )


def _folder(
    listing: Listing, install: Install, site: Site, settings: Sequence[Setting], *, is_only: bool
) -> str | None:
    places = _candidates(listing, install, site, settings, is_only=is_only)
    return next((place for place in places if listing.is_file(below(place, _LIST))), None)


def _candidates(
    listing: Listing, install: Install, site: Site, settings: Sequence[Setting], *, is_only: bool
) -> Iterator[str]:
    """Yield the folders in which the configuration of a site may lie, the most likely first."""
    for setting in settings:
        if isinstance(setting.value, str) and setting.value:
            yield from _places(install.root, setting.value)
    if any(one.state == "literal" and one.value and not one.conditional for one in settings):
        return  # it lies elsewhere, and what lies in the usual places is not in use
    own = site.folder or "sites/default"
    short = posixpath.basename(own)
    usual = [f"{own}/{name}" for name in _OF_SITE]
    usual += [f"../config/{short}/sync", f"../config/{short}", f"../config/sites/{short}"]
    files = below(install.root, f"{own}/files")
    usual += [
        f"{own}/files/{name}/sync" for name in sorted(listing.folder(files)) if name.startswith("config_")
    ]
    if is_only:
        usual += _USUAL
    for name in usual:
        place = _joined(install.root, name)
        if place is not None:
            yield place


def _places(root: str, written: str) -> Iterator[str]:
    """Yield where in the tree a folder of the settings may lie; of a path of a server its end may fit."""
    if not written.startswith("/"):
        place = _joined(root, written)
        if place is not None:
            yield place
        return
    parts = [part for part in written.split("/") if part]
    for start in range(len(parts)):
        yield "/".join(parts[start:])
        yield below(root, "/".join(parts[start:]))


def _joined(root: str, name: str) -> str | None:
    """Return a path relative to the docroot as one in the tree; None for one outside."""
    place = posixpath.normpath(below(root, name))
    return None if place.startswith("..") or place == "." else place


class _Files:
    """A folder of configuration, read once."""

    def __init__(self, tree: Tree, listing: Listing, folder: str, wanted: Wanted) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._wanted = wanted
        names = sorted(name[:-4] for name in listing.folder(folder) if name.endswith(".yml"))
        wanted_names = [name for name in names if wanted.config(name)]
        if len(wanted_names) > _FILES:
            text = f"Only {_FILES} of the {len(wanted_names)} files of configuration were read."
            self.problems.append(unread(folder, "too-many-files", text))
        self._values: dict[str, object] = {}
        for name in sorted(wanted_names, key=lambda name: name != "core.extension")[:_FILES]:
            if name.startswith(_LANGUAGE):
                self._values[name] = None  # its name tells
            else:
                self._read(tree, listing, name)

    def _read(self, tree: Tree, listing: Listing, name: str) -> None:
        path = f"{self._folder}/{name}.yml"
        file = tree.read(listing.resolve(path) or path)
        if not isinstance(file, File):
            self.problems.append(file)
            return
        why = None
        try:
            if len(file.data) <= _LARGEST:
                self._values[name] = parse_yaml(file.data.removeprefix(b"\xef\xbb\xbf").decode())
            else:
                why = "it is larger than 1 MiB."
        except UnicodeDecodeError:
            why = "it is not UTF-8."
        except YamlError as error:
            why = without_secrets(str(error))
        if why:
            self.problems.append(unread(path, "unreadable-yaml", f"This file cannot be read: {why}"))

    def told(self, site: int) -> SyncedSite:
        """Return what the files say of a site."""
        maybe: set[str] = set()
        for name, value in self._values.items():
            if name.startswith(_SPLIT):
                maybe |= _split(value)
        return SyncedSite(
            folder=self._folder,
            extensions=read_enabled(self._values.get("core.extension")),
            maybe=frozenset(maybe),
            theme=self._word("system.theme", "default"),
            admin_theme=self._word("system.theme", "admin"),
            profile=self._word("core.extension", "profile"),
            title=self._word("system.site", "name"),
            settings=list(self._settings(site)),
        )

    def _word(self, name: str, key: str) -> str | None:
        value = self._values.get(name)
        word = value.get(key) if isinstance(value, dict) else None
        return without_secrets(word[:_TITLE]) if isinstance(word, str) and word else None

    def _settings(self, site: int) -> Iterator[Setting]:
        places = {name: Location(f"{self._folder}/{name}.yml") for name in self._values}
        yield from config_settings(places, self._values, self._wanted, site)
        codes = [name.removeprefix(_LANGUAGE) for name in self._values if name.startswith(_LANGUAGE)]
        if codes := [code for code in codes if code not in {"und", "zxx"}]:
            yield list_setting("config", "language.entity", codes, Location(self._folder), site)


def _split(value: object) -> set[str]:
    """Return the modules and themes that a split brings."""
    if not isinstance(value, Mapping):
        return set()
    groups = (value.get("module"), value.get("theme"))
    return {str(name) for group in groups if isinstance(group, Mapping) for name in group}
