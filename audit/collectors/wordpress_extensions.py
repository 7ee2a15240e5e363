"""Plugins, must-use plugins, drop-ins and themes, by WordPress' own rules of what is one."""

import posixpath
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.model.facts import Extension, ExtensionKind, Fact, Folders, Install, Location
from audit.parsers.header import parse_header
from audit.parsers.privacy import without_secrets
from audit.sources.tree import Entry, File, Listing

# wp-admin/includes/plugin.php, _get_dropins(); what switches the drop-in on, None: nothing has to.
DROP_INS: dict[str, str | None] = {
    "advanced-cache.php": "WP_CACHE",
    "db.php": None,
    "db-error.php": None,
    "install.php": None,
    "maintenance.php": None,
    "object-cache.php": None,
    "php-error.php": None,
    "fatal-error-handler.php": None,
}
NETWORK_DROP_INS: dict[str, str | None] = {
    "sunrise.php": "SUNRISE",
    "blog-deleted.php": None,
    "blog-inactive.php": None,
    "blog-suspended.php": None,
}

_FIELDS = ("Version", "Requires PHP", "Requires at least", "Template")
_SILENCE = 30  # bytes: an index.php up to this size only says "Silence is golden" (get_mu_plugins)


def find_extensions(listing: Listing, install: Install, folders: Folders) -> Iterator[Fact | Ask]:
    """Yield what the names alone tell, and ask for the files whose header tells more."""
    yield from _plugins(listing, install, folders.plugins)
    yield from _must_use(listing, install, folders.mu_plugins)
    yield from _drop_ins(listing, install, folders.content)
    yield from _themes(listing, install, f"{folders.content}/themes")


def _plugins(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    for name in listing.folder(folder):
        path = f"{folder}/{name}"
        if name.startswith("."):
            continue
        if not listing.is_folder(path):
            files = [name]
        else:
            files = [f"{name}/{inner}" for inner in listing.folder(path) if not inner.startswith(".")]
        for file in files:
            if file.endswith(".php"):
                yield from _ask(listing, install, "plugin", folder, file)


def _must_use(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    for name, entry in listing.folder(folder).items():
        if name.endswith(".php") and not (name == "index.php" and _size(listing, folder, entry) <= _SILENCE):
            yield from _ask(listing, install, "mu-plugin", folder, name)


def _drop_ins(listing: Listing, install: Install, folder: str) -> Iterator[Ask]:
    # Whether it is a network is known for sure when the dump was read; the others are left out then.
    for name in listing.folder(folder):
        if name in DROP_INS or name in NETWORK_DROP_INS:
            yield from _ask(listing, install, "drop-in", folder, name)


def _ask(listing: Listing, install: Install, kind: ExtensionKind, folder: str, file: str) -> Iterator[Ask]:
    place = listing.resolve(f"{folder}/{file}")
    if place is not None and listing.is_file(place):
        yield Ask(place, partial(_extension, kind=kind, folder=folder, file=file, install=install.root))


def _extension(
    source: File, *, kind: ExtensionKind, folder: str, file: str, install: str
) -> Iterator[Extension]:
    header = _header(source, "Plugin")
    name = header.get("Plugin Name", "0")
    if name == "0":  # for PHP as empty as none
        if kind == "plugin":
            return
        name = file
    base, _, rest = file.partition("/")
    yield Extension(
        location=Location(f"{folder}/{file}"),
        install=install,
        kind=kind,
        slug=base if rest or kind == "drop-in" else base.removesuffix(".php"),
        name=name,
        file=file,
        version=header.get("Version"),
        installed=True,
        requires_php=header.get("Requires PHP"),
        requires_core=header.get("Requires at least"),
        uri=header.get("Plugin URI"),
        found_by=("header",) if "Plugin Name" in header else ("file",),
    )


def _themes(listing: Listing, install: Install, folder: str) -> Iterator[Fact | Ask]:
    """As search_theme_directories(): a folder with a style.css, or the folders in a folder without one."""
    for name in listing.folder(folder):
        if name.startswith(".") or name == "CVS" or not listing.is_folder(f"{folder}/{name}"):
            continue
        inner = [f"{name}/{sub}" for sub in listing.folder(f"{folder}/{name}")]
        themes = [name] if _has_style(listing, folder, name) else []
        themes = themes or [slug for slug in inner if _has_style(listing, folder, slug)]
        for slug in themes:
            place = listing.resolve(f"{folder}/{slug}/style.css") or ""
            known = _templates(listing, folder, slug)
            yield Ask(place, partial(_theme, folder=folder, slug=slug, install=install.root, templates=known))
        if not themes:
            yield _broken_theme(install.root, folder, name)


def _has_style(listing: Listing, folder: str, slug: str) -> bool:
    return listing.is_folder(f"{folder}/{slug}") and listing.is_file(f"{folder}/{slug}/style.css")


def _templates(listing: Listing, folder: str, slug: str) -> frozenset[str]:
    """Return the slugs that this theme may build on: its own if it has an index, and its neighbours'."""
    indexes = ("index.php", "templates/index.html", "block-templates/index.html")
    own = any(listing.is_file(f"{folder}/{slug}/{name}") for name in indexes)
    beside = {*listing.folder(folder), *listing.folder(posixpath.dirname(f"{folder}/{slug}"))}
    return frozenset(beside - {slug, posixpath.basename(slug)} | ({slug} if own else set()))


def _theme(
    source: File, *, folder: str, slug: str, install: str, templates: frozenset[str]
) -> Iterator[Extension]:
    header = _header(source, "Theme")
    parent = header.get("Template")
    broken = None
    if parent == slug:
        broken = "It names itself as its parent."
    elif parent is None and slug not in templates:
        broken = "It has neither an index.php nor a templates/index.html."
    elif parent is not None and parent not in templates:
        broken = f"Its parent theme {parent} is missing."
    yield Extension(
        location=Location(f"{folder}/{slug}/style.css"),
        install=install,
        kind="theme",
        slug=slug,
        name=header.get("Theme Name", slug),
        file=f"{slug}/style.css",
        version=header.get("Version"),
        installed=True,
        parent=parent,
        broken=broken,
        requires_php=header.get("Requires PHP"),
        requires_core=header.get("Requires at least"),
        uri=header.get("Theme URI"),
        found_by=("header",),
    )


def _broken_theme(install: str, folder: str, name: str) -> Extension:
    return Extension(
        location=Location(f"{folder}/{name}"),
        install=install,
        kind="theme",
        slug=name,
        name=name,
        file=f"{name}/style.css",
        installed=True,
        broken="Its style.css is missing.",
        found_by=("file",),
    )


def _header(source: File, kind: str) -> dict[str, str]:
    fields = parse_header(source.data, [f"{kind} Name", f"{kind} URI", *_FIELDS])
    return {name: without_secrets(text) for name, text in fields.items()}


def _size(listing: Listing, folder: str, entry: Entry) -> int:
    place = listing.resolve(f"{folder}/{entry.name}")
    if place is None:
        return 0
    return listing.folder(posixpath.dirname(place))[posixpath.basename(place)].size
