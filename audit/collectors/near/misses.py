"""What is there and is no WordPress or Drupal site: named as what it is, with what to hand in instead."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from audit.collectors.composer import ComposerFiles
from audit.collectors.near.extensions import Lone, extension, frame, lone_core, make_file, template
from audit.collectors.near.remains import archives, static_pages, tools, with_php
from audit.collectors.near.systems import Found, by_files, by_packages
from audit.model.facts import Install, Location
from audit.model.stored import NearMiss, NearMissKind
from audit.parsers.privacy import without_secrets
from audit.sources.tree import Listing, Tree

_DEEPEST = 3  # folders below the top
_MOST_FOUND = 500
_MOST = 50  # that are named; folders at the top whose set-up is told
_SHOWN = 3  # backups whose names are told
_MOST_FOLDERS = 1_000  # that are looked into
# Libraries and tests are no sites; what lies in these folders of an install is part of it.
_NEVER = frozenset(
    "vendor node_modules bower_components libraries tests test fixtures wp-includes wp-admin".split()
)
# Where pages for the web lie, below the top.
_WEB = frozenset("web public public_html htdocs docroot html www httpdocs dist build site _site docs".split())
_FEW = 3  # extensions that are named one by one
_PARTS = frozenset(
    """
    wp-content plugins mu-plugins client-mu-plugins themes modules profiles sites uploads core includes misc
    cache upgrade
    """.split()
)


def find_near_misses(
    tree: Tree, listing: Listing, installs: list[Install], composer: Sequence[ComposerFiles] = ()
) -> Iterator[NearMiss]:
    """
    Yield what else lies in a tree.

    Beside an install only other systems are named; where there is none, anything that tells what was
    handed in instead.
    """
    found: list[NearMiss] = []
    files = {one.folder: one for one in composer}
    for miss in _others(tree, listing, installs, files) if installs else _instead(tree, listing, files):
        found.append(miss)
        yield miss
        if len(found) >= _MOST:
            return
    if not found and not installs:
        yield from _around(listing)


def _others(
    tree: Tree, listing: Listing, installs: list[Install], files: Mapping[str, ComposerFiles]
) -> Iterator[NearMiss]:
    homes = {"" if place == "." else place for one in installs for place in (one.root, one.docroot)}
    folders_of_plugins = tuple(
        f"{folder}/" for one in installs for folder in (one.content, one.plugins, one.mu_plugins) if folder
    )
    done: list[str] = []
    for folder in _folders(listing, _NEVER | _PARTS):
        is_own = folder in homes or f"{folder}/".startswith(folders_of_plugins)
        if is_own or _is_below(folder, done):
            continue
        if found := by_files(tree, listing, folder, files.get(folder)):
            done.append(folder)
            yield _system(folder, found)


def _instead(tree: Tree, listing: Listing, files: Mapping[str, ComposerFiles]) -> Iterator[NearMiss]:
    has_php = with_php(listing)
    found: dict[str, NearMiss] = {}
    for folder in _folders(listing, _NEVER):
        if _is_below(folder, found) or len(found) > _MOST_FOUND:
            continue
        is_of_pages = folder not in has_php and (not folder or posixpath.basename(folder) in _WEB)
        miss = _named(tree, listing, folder, files.get(folder))
        if miss is None and is_of_pages and (maker := static_pages(tree, listing, folder)):
            miss = _static(folder, maker)
        if miss is not None:
            found[folder] = miss
    yield from _folded(found)


def _folded(found: dict[str, NearMiss]) -> Iterator[NearMiss]:
    """Yield what was found; of many extensions in one folder only what and how many they are."""
    kinds = Counter(_family(folder, miss) for folder, miss in found.items())
    told: set[tuple[str, str]] = set()
    for folder, miss in found.items():
        family = _family(folder, miss)
        if miss.kind != "extension" or kinds[family] <= _FEW:
            yield miss
        elif family not in told:
            told.add(family)
            text = f"These are {kinds[family]} {miss.name}s alone: hand in the whole site that uses them."
            yield _miss(posixpath.dirname(folder), "extension", f"{miss.name}s", None, text)


def _family(folder: str, miss: NearMiss) -> tuple[str, str]:
    return posixpath.dirname(folder), miss.name


def _named(tree: Tree, listing: Listing, folder: str, files: ComposerFiles | None) -> NearMiss | None:
    if found := by_files(tree, listing, folder, files):
        return _system(folder, found)
    lone = (
        lone_core(tree, listing, folder, files)
        or extension(tree, listing, folder)
        or (template(files) if files else None)
        or make_file(tree, listing, folder)
        or frame(listing, folder)
    )
    if lone:
        return _part(folder, lone)
    found = by_packages(tree, listing, folder, files)
    return _system(folder, found) if found else None


def _folders(listing: Listing, left_out: frozenset[str]) -> list[str]:
    """Return the folders that are looked into, those near the top first."""
    near = (
        folder
        for folder in listing.folders()
        if folder.count("/") < _DEEPEST
        and not any(part in left_out or part.startswith(".") for part in folder.split("/"))
    )
    return sorted(near, key=lambda folder: (_depth(folder), folder))[:_MOST_FOLDERS]


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0


def _is_below(folder: str, others: Iterable[str]) -> bool:
    return any(not other or folder.startswith(f"{other}/") for other in others)


def _system(folder: str, found: Found) -> NearMiss:
    what = found.name if found.version is None else f"{found.name} {found.version}"
    if found.fork_of:
        text = (
            f"This is {what}, a fork of {found.fork_of} that has gone its own way and is not audited:"
            f" hand in the site once it runs on {found.fork_of} itself."
        )
    elif found.kind == "cms":
        text = f"This is {what}, which is not audited: hand in the folder of the WordPress or Drupal site."
    else:
        text = (
            f"This is an application made with {what}, which is not audited:"
            " hand in the folder of the WordPress or Drupal site."
        )
    return _miss(folder, found.kind, found.name, found.version, text)


def _part(folder: str, lone: Lone) -> NearMiss:
    what = lone.name if lone.version is None else f"{lone.name} (version {lone.version})"
    text = {
        "extension": f"This is a {what} alone: hand in the whole site that uses it.",
        "core": f"This is {what} alone, without a site: hand in the folder in which it is installed.",
        "template": (
            f"This is a {what}, with no code of a site in it:"
            " hand in the project that was made from it, or the site as it is deployed."
        ),
    }[lone.kind]
    return _miss(folder, lone.kind, lone.name, lone.version, text)


def _static(folder: str, maker: str) -> NearMiss:
    text = (
        f"These are static pages, made by {maker}, with no PHP behind them:"
        " hand in the code and the database of the site that they come from."
    )
    return _miss(folder, "static-site", "Static pages", None, text)


def _around(listing: Listing) -> Iterator[NearMiss]:
    """Yield what the top of a tree is in which nothing of a site was found."""
    if backups := archives(listing):
        names = ", ".join(map(without_secrets, backups[:_SHOWN]))
        text = (
            f"Here are only backups ({names}{', ...' if len(backups) > _SHOWN else ''}):"
            " unpack the archive with the site's code and hand in that folder, and the dump with --dump."
        )
        yield _miss("", "archive", "Backups", None, text)
        return
    own = islice((folder for folder in listing.folders() if "/" not in folder), _MOST)
    if used := tools(listing, own):
        text = (
            f"This is a set-up of {' and '.join(used)} around a site whose code is not here:"
            " hand in the folder with the WordPress or Drupal that it builds or mounts."
        )
        yield _miss("", "environment", used[0], None, text)


def _miss(folder: str, kind: NearMissKind, name: str, version: str | None, text: str) -> NearMiss:
    return NearMiss(location=Location(folder or "."), kind=kind, name=name, version=version, text=text)
