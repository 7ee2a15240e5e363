"""What is active: the extensions on disk, held against what the database switches on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.places import below
from audit.collectors.wordpress.drop_ins import DROP_INS, NETWORK_DROP_INS
from audit.collectors.wordpress.sites import WordPressData
from audit.collectors.wordpress.themes import judge_themes
from audit.model.facts import Extension, ExtensionKind, Folders, Install, Location, Setting
from audit.sources.tree import Listing

_USUAL = Folders("wp-content", "wp-content/plugins", "wp-content/mu-plugins")


class Disk(NamedTuple):
    """Where the database's word can be checked."""

    listing: Listing
    install: Install
    folders: Folders
    is_whole: bool  # all of its configuration is known

    def holds(self, folder: str, file: str) -> bool | None:
        """Tell whether a file is there; None where that could not be looked at."""
        is_lost = not self.listing.is_folder(self.folders.content)
        path = below(folder, file)
        return None if is_lost or self.listing.is_hidden(path) else self.listing.is_file(path)


def activate(
    extensions: Iterable[Extension],
    settings: dict[str, Setting],
    data: WordPressData | None,
    disk: Disk | None,
    hidden: Sequence[Extension] = (),
) -> Iterator[Extension]:
    """
    Yield the extensions of an install with their state, and those that only the database names.

    Hidden themes are those that WordPress does not list, but takes for parents. Without data nothing is
    known of plugins and themes; without a disk nothing can be missing there.
    """
    known = set()
    for extension in _judged(list(extensions), hidden, disk):
        known.add(_key(extension))
        if extension.kind == "mu-plugin":
            yield extension if extension.loaded_by else replace(extension, active=True)
        elif extension.kind == "drop-in":
            if extension.slug in DROP_INS or disk is None or disk.install.network is not False:
                yield replace(extension, active=_is_switched_on(extension.slug, settings, disk))
        elif data is None:
            yield extension
        elif extension.kind == "plugin":
            yield _with_plugin_state(extension, data)
        else:
            yield replace(extension, **_theme_state(extension.slug, data))
    if data is not None:
        yield from (lost for lost in _from_database(data, disk) if _key(lost) not in known)


def _judged(
    extensions: list[Extension], hidden: Sequence[Extension], disk: Disk | None
) -> Iterator[Extension]:
    """Yield the extensions; of the themes it is known now which are broken."""
    if disk is None:
        yield from extensions
        return
    yield from (one for one in extensions if one.kind != "theme")
    themes = (one for one in extensions if one.kind == "theme")
    yield from judge_themes(themes, hidden, disk.listing, below(disk.folders.content, "themes"))


def _key(extension: Extension) -> tuple[str, str]:
    return extension.kind, extension.file if extension.kind == "plugin" else extension.slug


def _is_switched_on(file: str, settings: dict[str, Setting], disk: Disk | None) -> bool | None:
    """Tell whether WordPress loads a drop-in; for SUNRISE it only asks whether that is defined."""
    constant = {**DROP_INS, **NETWORK_DROP_INS}[file]
    if file in NETWORK_DROP_INS and (disk is None or disk.install.network is None):
        return None
    if constant is None:
        return True
    setting = settings.get(constant)
    if setting is None:
        return False if disk and disk.is_whole else None
    if constant == "SUNRISE":
        return None if setting.conditional else True
    return bool(setting.value) if setting.state == "literal" else None


def _with_plugin_state(extension: Extension, data: WordPressData) -> Extension:
    sites = tuple(site.id for site in data.sites if extension.file in (site.plugins or ()))
    everywhere = extension.file in data.database.network_plugins
    is_told = everywhere or sites or all(site.plugins is not None for site in data.sites)
    return replace(
        extension,
        active=bool(everywhere or sites) if is_told else None,
        network_active=everywhere if data.database.network else None,
        active_sites=sites,
        found_by=(*extension.found_by, "database") if everywhere or sites else extension.found_by,
    )


def _theme_state(slug: str, data: WordPressData) -> dict[str, object]:
    sites = tuple(site.id for site in data.sites if slug in (site.theme, site.parent_theme))
    is_told = sites or all(site.theme is not None for site in data.sites)
    return {"active": bool(sites) if is_told else None, "active_sites": sites}


def _from_database(data: WordPressData, disk: Disk | None) -> Iterator[Extension]:
    """Yield all that the database switches on; WordPress loads a plugin file that is there, header or not."""
    plugins = dict.fromkeys(data.database.network_plugins)
    themes: dict[str, None] = {}
    for site in data.sites:
        plugins.update(dict.fromkeys(site.plugins or ()))
        themes.update(dict.fromkeys(name for name in (site.theme, site.parent_theme) if name))
    for file in filter(_is_loaded, plugins):
        base, _, rest = file.partition("/")
        slug = base if rest else base.removesuffix(".php")
        folder = (disk.folders if disk else _USUAL).plugins
        path = below(folder, base)
        yield _with_plugin_state(_named("plugin", slug, folder, file, path, data, disk), data)
    for slug in themes:
        folder = below((disk.folders if disk else _USUAL).content, "themes")
        path = below(folder, slug)
        found = _named("theme", slug, folder, f"{slug}/style.css", path, data, disk)
        yield replace(found, **_theme_state(slug, data), found_by=("database",))


def _is_loaded(file: str) -> bool:
    """Tell whether WordPress would load such a plugin (wp_get_active_and_valid_plugins, validate_file)."""
    return file.endswith(".php") and "\\" not in file and ".." not in file.split("/")


def _named(  # noqa: PLR0913, PLR0917 - what a record is made of
    kind: ExtensionKind,
    slug: str,
    folder: str,
    file: str,
    path: str,
    data: WordPressData,
    disk: Disk | None,
) -> Extension:
    is_there = disk.holds(folder, file) if disk else None
    return Extension(
        location=Location(below(folder, file)) if is_there else data.database.location,
        install=disk.install.root if disk else None,
        kind=kind,
        slug=slug,
        name=slug,
        file=file,
        path=path,
        installed=is_there,
    )
