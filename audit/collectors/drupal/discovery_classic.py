"""The discovery of Drupal 6 and 7 (drupal_system_listing, file_scan_directory)."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from audit.collectors.drupal.discovery_constants import constants_of
from audit.collectors.drupal.discovery_found import Core, Discovery, Found, Info, Kind, Place, Steps
from audit.parsers.info import parse_info

_NAME = re.compile(r"[a-zA-Z_\x7f-\U0010ffff][a-zA-Z0-9_\x7f-\U0010ffff]*")
_EMPTY = (None, "", "0", False)  # to PHP


class _Copy(NamedTuple):
    """A file that makes an extension."""

    name: str
    path: str  # relative to the docroot


class _Infos:
    """The .info files, each read once."""

    def __init__(self, place: Place, core: Core) -> None:
        self._place = place
        self._constants: Mapping[str, object] = constants_of(core)
        self._infos: dict[str, Info | None] = {}

    def info(self, copy: _Copy) -> Info | None:
        """Return what the .info beside a file says; None: it is not there."""
        path = posixpath.join(posixpath.dirname(copy.path), f"{copy.name}.info")
        if path not in self._infos:
            data = self._place.bytes_of(path)
            self._infos[path] = None if data is None else parse_info(data, self._constants)
        return self._infos[path]


def discover_classic(place: Place, core: Core, profile: str | Literal[False] | None) -> Discovery:
    """Return what Drupal 6 or 7 finds."""
    infos: _Infos = place.shelf.setdefault("infos", _Infos(place, core))
    installed = profile or ("default" if core.major == 6 else "standard")
    search = _Search(place, core, installed, infos)
    dropped: dict[str, str] = {}
    found = [
        *_modules(search, installed, infos, dropped),
        *_themes(search, infos),
        *(_found("profile", copies, infos) for copies in _profiles(place, core).values()),
        *(
            _found("theme_engine", copies, infos)
            for copies in search.listed(".engine", "themes/engines", 1).values()
        ),
    ]
    return Discovery(tuple(found), {}, dropped)


class _Search:
    """Where extensions are looked for, in the order in which later places win."""

    def __init__(self, place: Place, core: Core, profile: str, infos: _Infos) -> None:
        self._place = place
        self.core = core
        self._infos = infos
        self._places = ["", f"profiles/{profile}/", "sites/all/", f"{place.site_path}/"]
        if core.number < (6, 14):
            self._places[1:3] = reversed(self._places[1:3])

    def listed(self, suffix: str, folder: str, depth: int) -> dict[str, list[_Copy]]:
        """Return the copies of each extension by name, the winner first (drupal_system_listing)."""
        ranked: dict[str, list[_Copy]] = {}
        for start in dict.fromkeys(self._places):
            for name, copies in _scan(self._place, self.core, start + folder, suffix, depth).items():
                if name not in ranked:
                    ranked[name] = copies
                elif self._fits(copies[0]):
                    ranked[name] = [*copies, *ranked[name]]
                else:
                    ranked[name] += copies
        return ranked

    def has(self, path: str) -> bool:
        """Tell whether a file lies there."""
        return self._place.exists(path)

    def _fits(self, copy: _Copy) -> bool:
        """Tell whether a later copy may win: in 7 not when it is for another core."""
        if self.core.major == 6:
            return True
        wanted = (self._infos.info(copy) or {}).get("core")
        return wanted is None or wanted is True or wanted == "7.x"


def _scan(place: Place, core: Core, folder: str, suffix: str, depth: int) -> dict[str, list[_Copy]]:
    """
    Return the files with a suffix below a folder by the name before it, the winner first.

    A folder's own files win over those of its sub-folders, and the first sub-folder over the next. In which
    order Drupal meets them is the file system's; here it is that of their names.
    """
    if not place.listing.is_folder(place.at(folder)):
        return {}
    if (folder, suffix, depth) not in place.shelf:
        place.shelf[folder, suffix, depth] = tuple(_copies(place, core, folder, suffix, depth))
    ranked: dict[str, list[_Copy]] = {}
    for copy in place.shelf[folder, suffix, depth]:
        ranked.setdefault(copy.name, []).append(copy)
    return ranked


def _copies(place: Place, core: Core, folder: str, suffix: str, depth: int) -> Iterator[_Copy]:
    for path, level in _files(place, core, folder, Steps()):
        name = posixpath.basename(path).removesuffix(suffix)
        if (
            level >= depth
            and path.endswith(suffix)
            and (core.major == 6 or suffix == ".profile" or _NAME.fullmatch(name))
        ):
            yield _Copy(name, path)


def _files(place: Place, core: Core, folder: str, steps: Steps) -> Iterator[tuple[str, int]]:
    """Yield the files below a folder, its own before those of its sub-folders, and how deep they lie."""
    ignored = _ignored(place, core)
    todo: list[tuple[str, tuple[str, ...]]] = [(folder, ())]
    while todo:
        here, way = todo.pop()
        real = place.listing.resolve(place.at(here))
        if real is None or not steps.may_enter(real, way):
            continue
        below = []
        for name, entry in sorted(place.listing.folder(real).items()):
            if name.startswith(".") or ignored.search(name):
                continue
            path = f"{here}/{name}"
            if entry.kind == "folder" or (entry.kind == "link" and place.listing.is_folder(f"{real}/{name}")):
                below.append((path, (*way, real)))
            else:
                yield path, len(way)
        todo.extend(reversed(below))


def _ignored(place: Place, core: Core) -> re.Pattern[str]:
    """Return the pattern of names that are passed over (file_scan_directory)."""
    if core.major == 6:
        return re.compile(r"^CVS\Z")
    names = place.settings.get("file_scan_ignore_directories")
    if core.number >= (7, 64) and isinstance(names, list | tuple | dict) and names:
        listed = names.values() if isinstance(names, dict) else names
        # Drupal's own pattern: ^ binds to the dots, $ to the last name only, and the others match anywhere.
        return re.compile(
            "|".join(["CVS", *(re.escape(name) for name in listed if isinstance(name, str))]) + "$"
        )
    return re.compile(r"(?:\.\.?|CVS)$")


def _profiles(place: Place, core: Core) -> dict[str, list[_Copy]]:
    return _scan(place, core, "profiles", ".profile", 0)


def _modules(search: _Search, profile: str, infos: _Infos, dropped: dict[str, str]) -> Iterator[Found]:
    """Yield the modules; note those that lack an info (module_rebuild_cache, _system_rebuild_module_data)."""
    listed = search.listed(".module", "modules", 0)
    if search.core.major == 7:
        listed[profile] = [_Copy(profile, f"profiles/{profile}/{profile}.profile"), *listed.get(profile, [])]
    for name, copies in listed.items():
        info = infos.info(copies[0])
        if not info:
            if not copies[0].path.endswith(".profile"):
                dropped[name] = posixpath.dirname(copies[0].path)
            continue
        rebuilt: Info = {}
        if search.core.major == 7:
            if info.get("name") is None and search.core.number >= (7, 40):
                rebuilt["name"] = name
            if name == profile:
                rebuilt |= (
                    {"required": True}
                    if info.get("hidden") is not None
                    else {"hidden": True, "required": True}
                )
        yield _found("module", copies, infos)._replace(rebuilt=rebuilt or None)


def _themes(search: _Search, infos: _Infos) -> Iterator[Found]:
    """Yield the themes with their base themes (_system_theme_data, _system_rebuild_theme_data)."""
    listed = search.listed(".info", "themes", 1)
    themes = {name: infos.info(copies[0]) or {} for name, copies in listed.items()}
    bases: dict[str, dict[str, object]] = {}
    for name, info in themes.items():
        if info.get("base theme") not in _EMPTY:
            bases[name] = _base_themes(themes, bases, name, search.core)
    owned = set(_owned(search, themes, listed)) if bases else set()
    for name, copies in listed.items():
        rebuilt: Info = {}
        if search.core.number >= (7, 40) and themes[name].get("name") is None:
            rebuilt["name"] = name
        if name in bases:
            engine = _engine(search.core, themes, owned, name, bases[name])
            if engine is not None and engine != themes[name].get("engine"):
                rebuilt["engine"] = engine
        chain = tuple(bases.get(name, {}).items())
        yield _found("theme", copies, infos)._replace(rebuilt=rebuilt or None, base_themes=chain)


def _base_themes(
    themes: dict[str, Info], known: dict[str, dict[str, object]], name: str, core: Core
) -> dict[str, object]:
    """Return the base themes and their titles, the root first; one that is missing has None."""
    chain: dict[str, object] = {}  # from the theme to its root
    root: dict[str, object] | None = None
    here = name
    while root is None:
        base = themes[here].get("base theme")
        if not isinstance(base, str) or base not in themes:
            root = {str(base): None}
            break
        title = themes[base].get("name", base if core.number >= (7, 40) else None)
        if themes[base].get("base theme") is None:
            root = {base: title}
        elif base in known:
            root = known[base] | ({} if base in known[base] else {base: title})
        elif base in chain:
            root = {base: None}
        else:
            chain[base] = title
            here = base
    # As PHP adds arrays: what is there already stays.
    return root | {base: title for base, title in reversed(chain.items()) if base not in root}


def _owned(search: _Search, themes: dict[str, Info], listed: dict[str, list[_Copy]]) -> Iterator[str]:
    """Yield the themes that have an engine which is there, or a .theme file of their own."""
    engines = search.listed(".engine", "themes/engines", 1)
    for name, info in themes.items():
        engine = info.get("engine", _default_engine(search.core))
        if engine == "theme" if search.core.major == 7 else engine in _EMPTY:
            folder = posixpath.dirname(listed[name][0].path)
            if search.has(f"{folder}/{name}.theme"):
                yield name
        elif isinstance(engine, str) and engine in engines:
            yield name


def _engine(
    core: Core, themes: dict[str, Info], owned: set[str], name: str, chain: dict[str, object]
) -> object:
    """Return the engine of a sub-theme: that of the root of its base themes, if that has one."""
    root, title = next(iter(chain.items()))
    own = themes[name].get("engine", _default_engine(core))
    if title in _EMPTY or root not in owned:
        return own
    engine = themes[root].get("engine", _default_engine(core))
    return own if engine is None else engine


def _default_engine(core: Core) -> str | None:
    return "phptemplate" if core.major == 7 else None


def _found(kind: Kind, copies: list[_Copy], infos: _Infos) -> Found:
    first = copies[0]
    folder, file = posixpath.split(first.path)
    return Found(
        kind=kind,
        name=first.name,
        path=folder,
        file=file,
        main=None if kind == "theme" else file,
        info=infos.info(first),
        copies=tuple(posixpath.dirname(copy.path) for copy in copies[1:]),
    )
