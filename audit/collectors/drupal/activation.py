"""What is enabled in a Drupal: its extensions, held against what database or config/sync say."""

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from msgspec.structs import replace

from audit.collectors.drupal.database import State
from audit.collectors.drupal.stored import DrupalData
from audit.collectors.drupal.synced import Synced, SyncedSite
from audit.collectors.places import below
from audit.model.facts import Extension, ExtensionKind, Install, Location, Problem, Site

_ENABLED = frozenset({"module", "theme", "profile", "theme-engine"})
_FOLDERS = {"module": "modules", "theme": "themes", "profile": "profiles", "theme-engine": "themes/engines"}
_CHAIN = 20  # base themes one above the other
_NAMED = 5  # so many names a problem tells


class _Said(NamedTuple):
    """What is enabled in one site, and who says so."""

    site: int
    folder: str | None  # below sites, as sites/example.org
    states: dict[tuple[str, str], State]
    themes: frozenset[str]  # in use: the default one and that of the administration
    has_theme: bool  # the default one is known
    profile: str | None
    maybe: frozenset[str]  # what else may be enabled
    by: str  # database or config/sync
    place: Location


def activate_drupal(
    extensions: Sequence[Extension],
    install: Install | None,
    sites: Sequence[Site],
    data: Sequence[DrupalData],
    synced: Synced | None,
) -> Iterator[Extension]:
    """
    Yield the extensions of an install with their state, and those that are enabled and not there.

    The site of each data has the number of the site that it belongs to. Config/sync speaks for sites
    without data. Without an install nothing is known of the code, and so nothing is missing there.
    """
    said = list(_said(sites, data, synced))
    numbers = {site.id for site in sites} or {one.site for one in said}
    by_name: defaultdict[tuple[str, str], list[Extension]] = defaultdict(list)
    for extension in extensions:
        by_name[extension.kind, extension.slug].append(extension)
    parents = {one.slug: one.parent for one in extensions if one.kind == "theme" and one.parent}
    themes = {one.site: _with_bases(one.themes, parents) for one in said}
    for extension in extensions:
        if extension.kind not in _ENABLED:
            yield extension
            continue
        own = [one for one in said if _may_use(one, extension, by_name[extension.kind, extension.slug])]
        whole = {one.site for one in said} >= _numbers_for(extension, sites, numbers)
        yield _with_state(extension, own, themes, install, is_whole=bool(said) and whole)
    yield from _missing(said, themes, by_name, install)


def drift(install: Install, data: Sequence[DrupalData], synced: Synced | None) -> Iterator[Problem]:
    """Yield where the database enables other modules and themes than config/sync."""
    for one in data:
        files = synced.sites.get(one.site.id) if synced else None
        if files is None or files.extensions is None or one.extensions is None:
            continue
        kinds = ("module", "theme", "profile")
        stored = {name for (kind, name), state in one.extensions.items() if state.enabled and kind in kinds}
        kept = {name for (kind, name) in files.extensions if kind in kinds}
        parts = [
            f"{text} {_some(names)}"
            for text, names in (
                ("only the database enables", stored - kept - files.maybe),
                ("only the files enable", kept - stored),
            )
            if names
        ]
        if parts:
            text = f"The database and the configuration in {files.folder} differ: {'; '.join(parts)}."
            yield Problem(
                location=Location(f"{files.folder}/core.extension.yml"),
                install=install.root,
                kind="config-drift",
                text=text,
                source="configuration",
                hides=False,
            )


def _said(sites: Sequence[Site], data: Sequence[DrupalData], synced: Synced | None) -> Iterator[_Said]:
    folders = {site.id: site.folder for site in sites}
    told = set()
    for one in data:
        if one.extensions is None:
            continue
        number = one.site.id
        told.add(number)
        themes = frozenset(name for name in (one.site.theme, one.admin_theme) if name)
        yield _Said(
            site=number,
            folder=folders.get(number),
            states=one.extensions,
            themes=themes,
            has_theme=one.site.theme is not None,
            profile=one.profile,
            maybe=frozenset(),
            by="database",
            place=one.database.location,
        )
    for number, files in sorted(synced.sites.items()) if synced else ():
        if number not in told and files.extensions is not None:
            yield _of_files(number, folders.get(number), files, files.extensions)


def _of_files(
    number: int, folder: str | None, files: SyncedSite, states: dict[tuple[str, str], State]
) -> _Said:
    return _Said(
        site=number,
        folder=folder,
        states=states,
        themes=frozenset(name for name in (files.theme, files.admin_theme) if name),
        has_theme=files.theme is not None,
        profile=files.profile,
        maybe=files.maybe,
        by="config/sync",
        place=Location(f"{files.folder}/core.extension.yml"),
    )


def _with_bases(themes: frozenset[str], parents: dict[str, str]) -> frozenset[str]:
    """Return themes with those that they build on; a circle of base themes ends."""
    every = set(themes)
    for name in themes:
        base = parents.get(name)
        for _ in range(_CHAIN):
            if base is None or base in every:
                break
            every.add(base)
            base = parents.get(base)
    return frozenset(every)


def _may_use(said: _Said, extension: Extension, copies: Sequence[Extension]) -> bool:
    """Tell whether a site would use this copy of an extension, and not one that lies elsewhere."""
    owner = _owner(extension)
    if owner is not None and owner != said.folder and said.folder is not None:
        return False
    if len(copies) == 1:
        return True
    state = said.states.get((extension.kind, extension.slug))
    if state is not None and state.filename is not None:
        at_the_place = [one for one in copies if one.file == state.filename]
        if at_the_place:
            return extension.file == state.filename
    nearest = [one for one in copies if _owner(one) == said.folder and said.folder is not None]
    return extension in nearest if nearest else owner is None


def _owner(extension: Extension) -> str | None:
    """Return the folder of the site that an extension belongs to; None for one of all sites."""
    parts = extension.file.split("/")
    if len(parts) > 2 and parts[0] == "sites" and parts[1] != "all":
        return f"sites/{parts[1]}"
    return None


def _numbers_for(extension: Extension, sites: Sequence[Site], numbers: set[int]) -> set[int]:
    """Return the sites whose word on an extension counts."""
    owner = _owner(extension)
    return numbers if owner is None else {site.id for site in sites if site.folder == owner}


def _with_state(
    extension: Extension,
    said: Sequence[_Said],
    themes: dict[int, frozenset[str]],
    install: Install | None,
    *,
    is_whole: bool,
) -> Extension:
    if not said and extension.kind == "profile" and install is not None and install.profile is not None:
        return replace(extension, active=extension.slug == install.profile)
    states = {one.site: _is_active(extension, one, themes[one.site], install) for one in said}
    enabled = tuple(sorted(number for number, active in states.items() if active))
    is_open = not is_whole or None in states.values()
    schemas = [
        state.schema
        for one in said
        if (state := one.states.get((extension.kind, extension.slug))) and state.schema is not None
    ]
    sources = [one.by for one in said if (extension.kind, extension.slug) in one.states and states[one.site]]
    return replace(
        extension,
        active=True if enabled else (None if is_open else False),
        active_sites=enabled if said or is_whole else None,
        stored_version=str(max(schemas)) if schemas else None,
        found_by=tuple(dict.fromkeys([*extension.found_by, *sources])),
    )


def _is_active(
    extension: Extension, said: _Said, themes: frozenset[str], install: Install | None
) -> bool | None:
    """Tell whether an extension is in use in a site; None where that is open."""
    name = extension.slug
    state = said.states.get((extension.kind, name))
    profile = said.profile or (install.profile if install else None)
    active: bool | None
    if extension.kind == "theme":
        active = True if name in themes else (False if said.has_theme else None)
    elif extension.kind == "profile" and profile is not None:
        active = name == profile
    elif state is not None:
        active = state.enabled
    else:
        active = False if extension.kind == "module" else None
    return None if active is False and name in said.maybe else active


def _missing(
    said: Sequence[_Said],
    themes: dict[int, frozenset[str]],
    known: dict[tuple[str, str], list[Extension]],
    install: Install | None,
) -> Iterator[Extension]:
    """Yield what is enabled though its code was not found."""
    lost: defaultdict[tuple[str, str], list[tuple[_Said, State]]] = defaultdict(list)
    for one in said:
        for key, state in one.states.items():
            is_used = key[1] in themes[one.site] if key[0] == "theme" else state.enabled
            if is_used and not any(_may_use(one, copy, known[key]) for copy in known.get(key, ())):
                lost[key].append((one, state))
        for name in themes[one.site]:
            if ("theme", name) not in one.states and ("theme", name) not in known:
                key = ("theme", name)
                lost[key].append(
                    (one, State("theme", name, enabled=True, schema=None, filename=None, version=None))
                )
    is_laid = _is_laid(known, install)
    for (kind, name), places in sorted(lost.items()):
        first, state = places[0]
        root = install.root if install else ""
        file = state.filename or name
        schemas = [one.schema for _, one in places if one.schema is not None]
        project = None if state.project == "drupal" else state.project  # of the core its names tell more
        sign = f"the database remembers that drupal.org packaged it: project {project}"
        yield Extension(
            location=first.place,
            install=install.root if install else None,
            kind=cast("ExtensionKind", kind),
            slug=name,
            name=name,
            file=file,
            path=below(root, posixpath.dirname(file) if state.filename else f"{_FOLDERS[kind]}/{name}"),
            version=state.version,
            installed=False if is_laid else None,
            active=True,
            active_sites=tuple(sorted({one.site for one, _ in places})),
            found_by=tuple(dict.fromkeys(one.by for one, _ in places)),
            stored_version=str(max(schemas)) if schemas else None,
            origin="contrib" if project else "unknown",
            signs=(sign,) if project else (),
            project=project,
        )


def _is_laid(known: dict[tuple[str, str], list[Extension]], install: Install | None) -> bool:
    """Tell whether all code was there to look at: the core, and what Composer is to lay beside it."""
    if install is None or not install.core:
        return False
    every = [one for copies in known.values() for one in copies if one.kind in _ENABLED]
    has_run = any(one.installed and one.locked_version for one in every)
    return has_run or not any(one.installed is None for one in every)


def _some(names: set[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(sorted(names)[:_NAMED]) + (f" and {more} more" if more > 0 else "")
