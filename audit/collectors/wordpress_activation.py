"""What is active: the extensions on disk, held against what the database switches on."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from audit.collectors.wordpress_extensions import DROP_INS, NETWORK_DROP_INS
from audit.collectors.wordpress_sites import WordPressData
from audit.model.facts import Extension, Location, Setting


def activate(
    extensions: Iterable[Extension],
    settings: dict[str, Setting],
    data: WordPressData | None,
    install: str | None,
) -> Iterator[Extension]:
    """
    Yield the extensions of an install with their state, and those that are active but missing on disk.

    Without data nothing is known of plugins and themes; without an install nothing is on disk to be missing.
    """
    known = set()
    for extension in extensions:
        known.add((extension.kind, extension.file if extension.kind == "plugin" else extension.slug))
        if extension.kind == "mu-plugin":
            yield replace(extension, active=True)
        elif extension.kind == "drop-in":
            yield replace(extension, active=_is_switched_on(extension.slug, settings))
        elif data is None:
            yield extension
        elif extension.kind == "plugin":
            yield _with_plugin_state(extension, data)
        else:
            yield replace(extension, **_theme_state(extension.slug, data))
    if data is not None:
        yield from (lost for lost in _from_database(data, install) if (lost.kind, _key(lost)) not in known)


def _key(extension: Extension) -> str:
    return extension.file if extension.kind == "plugin" else extension.slug


def _is_switched_on(file: str, settings: dict[str, Setting]) -> bool | None:
    constant = {**DROP_INS, **NETWORK_DROP_INS}[file]
    if constant is None:
        return True
    setting = settings.get(constant)
    if setting is None:
        return False if settings else None
    return bool(setting.value) if setting.state == "literal" and not setting.conditional else None


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


def _from_database(data: WordPressData, install: str | None) -> Iterator[Extension]:
    """Yield all that the database switches on, whether it is on disk or not."""
    place = data.database.location
    plugins = dict.fromkeys(
        [*data.database.network_plugins, *(p for s in data.sites for p in s.plugins or ())]
    )
    for file in plugins:
        base, _, rest = file.partition("/")
        slug = base if rest else base.removesuffix(".php")
        found = _missing("plugin", slug, file, place, install)
        yield _with_plugin_state(found, data)
    for slug in dict.fromkeys(
        name for site in data.sites for name in (site.theme, site.parent_theme) if name
    ):
        found = _missing("theme", slug, f"{slug}/style.css", place, install)
        yield replace(found, **_theme_state(slug, data), found_by=("database",))


def _missing(kind: str, slug: str, file: str, place: Location, install: str | None) -> Extension:
    return Extension(
        location=place,
        install=install,
        kind="theme" if kind == "theme" else "plugin",
        slug=slug,
        name=slug,
        file=file,
        installed=None if install is None else False,
    )
