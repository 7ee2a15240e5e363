"""What is active: the extensions on disk, held against what the database switches on."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from audit.collectors.wordpress_extensions import DROP_INS, NETWORK_DROP_INS
from audit.collectors.wordpress_sites import WordPressData
from audit.model.facts import Extension, ExtensionKind, Install, Location, Setting


def activate(
    extensions: Iterable[Extension],
    settings: dict[str, Setting],
    data: WordPressData | None,
    install: Install | None,
    is_file: Callable[[str], bool],
) -> Iterator[Extension]:
    """
    Yield the extensions of an install with their state, and those that only the database names.

    Without data nothing is known of plugins and themes; without an install nothing is on disk to be missing.
    """
    known = set()
    for extension in extensions:
        known.add(_key(extension))
        if extension.kind == "mu-plugin":
            yield replace(extension, active=True)
        elif extension.kind == "drop-in":
            if extension.slug in DROP_INS or install is None or install.network is not False:
                yield replace(extension, active=_is_switched_on(extension.slug, settings, install))
        elif data is None:
            yield extension
        elif extension.kind == "plugin":
            yield _with_plugin_state(extension, data)
        else:
            yield replace(extension, **_theme_state(extension.slug, data))
    if data is not None:
        yield from (lost for lost in _from_database(data, install, is_file) if _key(lost) not in known)


def _key(extension: Extension) -> tuple[str, str]:
    return extension.kind, extension.file if extension.kind == "plugin" else extension.slug


def _is_switched_on(file: str, settings: dict[str, Setting], install: Install | None) -> bool | None:
    """Tell whether WordPress loads a drop-in; for SUNRISE it only asks whether that is defined."""
    constant = {**DROP_INS, **NETWORK_DROP_INS}[file]
    if file in NETWORK_DROP_INS and (install is None or install.network is None):
        return None
    if constant is None:
        return True
    setting = settings.get(constant)
    if setting is None:
        return False if install and install.config else None
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


def _from_database(
    data: WordPressData, install: Install | None, is_file: Callable[[str], bool]
) -> Iterator[Extension]:
    """Yield all that the database switches on; WordPress loads a plugin file that is there, header or not."""
    plugins = dict.fromkeys(data.database.network_plugins)
    themes: dict[str, None] = {}
    for site in data.sites:
        plugins.update(dict.fromkeys(site.plugins or ()))
        themes.update(dict.fromkeys(name for name in (site.theme, site.parent_theme) if name))
    for file in plugins:
        base, _, rest = file.partition("/")
        path = f"{install.plugins}/{file}" if install else ""
        found = _named(
            "plugin", base if rest else base.removesuffix(".php"), file, path, data, install, is_file
        )
        yield _with_plugin_state(found, data)
    for slug in themes:
        file = f"{slug}/style.css"
        path = f"{install.content}/themes/{file}" if install else ""
        found = _named("theme", slug, file, path, data, install, is_file)
        yield replace(found, **_theme_state(slug, data), found_by=("database",))


def _named(  # noqa: PLR0913, PLR0917 - what a record is made of
    kind: ExtensionKind,
    slug: str,
    file: str,
    path: str,
    data: WordPressData,
    install: Install | None,
    is_file: Callable[[str], bool],
) -> Extension:
    is_there = install is not None and is_file(path)
    return Extension(
        location=Location(path) if is_there else data.database.location,
        install=None if install is None else install.root,
        kind=kind,
        slug=slug,
        name=slug,
        file=file,
        installed=None if install is None else is_there,
    )
