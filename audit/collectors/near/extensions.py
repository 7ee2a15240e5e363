"""A plugin, theme or module alone, a core alone, and a Composer template without a site."""

import re
from itertools import islice
from typing import Literal, NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.drupal.layout import CORES as DRUPAL_CORES
from audit.collectors.places import below
from audit.collectors.wordpress.composer import managed
from audit.parsers.header import LIMIT, parse_header
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, Listing, Tree

_TRIES = 30  # files of a folder whose header is looked at
_INFO_TYPE = re.compile(rb"^type[ \t]*[:=][ \t]*['\"]?(module|theme|profile)\b", re.MULTILINE)
_INFO_CORE = re.compile(rb"^core[ \t]*=[ \t]*['\"]?([4-7]\.x)", re.MULTILINE)
_INFO_VERSION = re.compile(rb"^version[ \t]*[:=][ \t]*['\"]?([^'\"\r\n]{1,40})", re.MULTILINE)
_MAKE_FILES = (".make", ".make.yml", ".make.yaml")
_MAKE_CORE = re.compile(rb"^core[ \t]*[:=][ \t]*['\"]?(?:[6-9]|1\d)\.", re.MULTILINE)
_THEME_SIGNS = re.compile(rb"^(?:engine|base theme|stylesheets|regions)\b", re.MULTILINE)
_DRUPAL_VERSION = re.compile(rb"const VERSION = '([^'\r\n]{1,40})'")


class Lone(NamedTuple):
    """Something that is only a part of a site."""

    kind: Literal["extension", "core", "template"]
    name: str
    version: str | None


def lone_core(tree: Tree, listing: Listing, folder: str, files: ComposerFiles | None) -> Lone | None:
    """Return the Drupal core that lies in a folder without a site around it; files are Composer's there."""
    version = below(folder, "lib/Drupal.php")
    project = files.project if files and listing.is_file(version) else None
    if project is None or project.name != "drupal/core":
        return None
    file = tree.read(version)
    match = _DRUPAL_VERSION.search(file.data) if isinstance(file, File) else None
    return Lone("core", "Drupal core", match[1].decode("utf-8", "replace") if match else None)


def template(files: ComposerFiles) -> Lone | None:
    """Return the project that only asks Composer for a WordPress or a Drupal."""
    if managed(files) is not None:
        return Lone("template", "Composer template of a WordPress", None)
    project = files.project
    if (
        project is not None
        and project.type in {None, "project"}
        and not DRUPAL_CORES.isdisjoint(project.require)
    ):
        return Lone("template", "Composer template of a Drupal", None)
    return None


def make_file(tree: Tree, listing: Listing, folder: str) -> Lone | None:
    """Return the list by which Drush builds a Drupal, where nothing of that Drupal is here."""
    names = (name for name in listing.folder(folder) if name.endswith(_MAKE_FILES))
    for name in islice(names, _TRIES):
        path = below(folder, name)
        file = tree.read(listing.resolve(path) or path, LIMIT)
        if isinstance(file, File) and _MAKE_CORE.search(file.data):
            return Lone("template", "make file of a Drupal", None)
    return None


def frame(listing: Listing, folder: str) -> Lone | None:
    """Return what is left of a WordPress whose core and own code lie elsewhere, as in Git submodules."""
    if not listing.is_file(below(folder, "wp-config.php")):
        return None
    return Lone("template", "WordPress configuration", None)


def extension(tree: Tree, listing: Listing, folder: str) -> Lone | None:
    """Return the plugin, theme or module whose own folder this is."""
    return _theme(tree, listing, folder) or _plugin(tree, listing, folder) or _drupal(tree, listing, folder)


def _theme(tree: Tree, listing: Listing, folder: str) -> Lone | None:
    header = _header(tree, listing, below(folder, "style.css"), "Theme Name")
    return Lone("extension", "WordPress theme", header.get("Version")) if "Theme Name" in header else None


def _plugin(tree: Tree, listing: Listing, folder: str) -> Lone | None:
    names = (name for name in listing.folder(folder) if name.endswith(".php"))
    for name in islice(names, _TRIES):
        header = _header(tree, listing, below(folder, name), "Plugin Name")
        if "Plugin Name" in header:
            return Lone("extension", "WordPress plugin", header.get("Version"))
    return None


def _header(tree: Tree, listing: Listing, path: str, field: str) -> dict[str, str]:
    file = tree.read(listing.resolve(path) or path, LIMIT) if listing.is_file(path) else None
    fields = parse_header(file.data, (field, "Version")) if isinstance(file, File) else {}
    return {name: without_secrets(text) for name, text in fields.items()}


def _drupal(tree: Tree, listing: Listing, folder: str) -> Lone | None:
    names = listing.folder(folder)
    infos = [name for name in names if name.endswith((".info", ".info.yml"))]
    for name in infos[:_TRIES]:
        file = tree.read(below(folder, name), LIMIT)
        kind = _kind(file.data, name, set(names)) if isinstance(file, File) else None
        if kind is not None and isinstance(file, File):
            version = _INFO_VERSION.search(file.data)
            text = version[1].decode("utf-8", "replace").strip() if version else None
            return Lone("extension", f"Drupal {kind}", text if text != "VERSION" else None)
    return None


def _kind(data: bytes, name: str, beside: set[str]) -> str | None:
    """Return what a Drupal takes an info file for; None for one of something else, Backdrop say."""
    if name.endswith(".yml"):
        match = _INFO_TYPE.search(data)
        return match[1].decode() if match else None
    if not _INFO_CORE.search(data):
        return None
    base = name.removesuffix(".info")
    if f"{base}.profile" in beside:
        return "profile"
    return "theme" if f"{base}.module" not in beside and _THEME_SIGNS.search(data) else "module"
