"""The discovery of Drupal 8 and later (ExtensionDiscovery)."""

import posixpath
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.collectors.drupal.discovery_found import KINDS, Core, Discovery, Found, Info, Kind, Place, Steps
from audit.collectors.drupal.discovery_info import Refusal, parse_info_yml
from audit.parsers.yaml import Tagged

_SUFFIX = ".info.yml"
_TOP = ("profiles", "modules", "themes")
_SKIPPED = frozenset(
    "src lib vendor assets css files images js misc templates includes fixtures Drupal".split()
)
_NAME = re.compile(r"[a-zA-Z_\x7f-\U0010ffff][a-zA-Z0-9_\x7f-\U0010ffff]*")
_TYPE = re.compile(rb"type:\s*('|\")?([A-Za-z0-9_]+)\1?\s*$")
_TYPE_AND_COMMENT = re.compile(rb"type:\s*('|\")?([A-Za-z0-9_]+)\1?\s*(?:#.*)?$")
_PROFILE_WEIGHT = 1  # after the core, before sites/all
_NO_PROFILE = "_no_profile_at_all"  # 10.3 and later look in a folder that cannot be


class _Candidate(NamedTuple):
    """An info file that names a type."""

    kind: str
    name: str
    path: str  # of the file, relative to the docroot
    below: str  # its folder, relative to the place searched
    weight: int  # of the place searched


def discover_modern(place: Place, core: Core, profile: str | Literal[False] | None) -> Discovery:
    """Return what Drupal 8 or later finds."""
    infos: _Infos = place.shelf.setdefault("infos", _Infos(place, core))
    broken: dict[str, str] = {}
    candidates = list(_scan(place, core, infos, broken))
    profiles = _winners("profile", candidates, None)
    kept = _profile_folders(profile, profiles, core)
    found = [
        _found(place, kind, ranked, infos)
        for kind in KINDS
        for ranked in (profiles if kind == "profile" else _winners(kind, candidates, kept)).values()
    ]
    reason = next(iter(broken.values()), None)
    errors = {} if reason is None else dict.fromkeys(KINDS, reason)
    return Discovery(tuple(found), errors, {}, tuple(broken.items()))


class _Infos:
    """The info files, each read once."""

    def __init__(self, place: Place, core: Core) -> None:
        self._place = place
        self._core = core
        self._data: dict[str, bytes | None] = {}
        self._answers: dict[str, Info | Refusal | None] = {}

    def data(self, path: str) -> bytes | None:
        """Return the bytes of a file; None: they cannot be had."""
        if path not in self._data:
            self._data[path] = self._place.bytes_of(path)
        return self._data[path]

    def parsed(self, path: str) -> Info | None:
        """Return what the file says; None: it cannot be read. Raises Refusal."""
        if path not in self._answers:
            self._answers[path] = self._answer(path)
        answer = self._answers[path]
        if isinstance(answer, Refusal):
            raise answer
        return answer

    def _answer(self, path: str) -> Info | Refusal | None:
        data = self.data(path)
        try:
            return None if data is None else parse_info_yml(data, path, self._core)
        except Refusal as refusal:
            return refusal


def _scan(place: Place, core: Core, infos: _Infos, broken: dict[str, str]) -> Iterator[_Candidate]:
    """Yield the candidates of all places that are searched; note the files that make Drupal fail."""
    searched = {"core": 0, "sites/all": 2, "": 3, place.site_path: 5}
    for folder, weight in searched.items():
        if not place.listing.is_folder(place.at(folder)):
            continue
        if folder not in place.shelf:
            failing: dict[str, str] = {}
            place.shelf[folder] = (tuple(_candidates(place, core, folder, infos, failing)), failing)
        candidates, failures = place.shelf[folder]
        broken.update(failures)
        yield from (candidate._replace(weight=weight) for candidate in candidates)


def _candidates(
    place: Place, core: Core, folder: str, infos: _Infos, broken: dict[str, str]
) -> Iterator[_Candidate]:
    """Yield the candidates of a place, whatever its weight."""
    for path in _info_files(place, core, folder):
        name = posixpath.basename(path).removesuffix(_SUFFIX)
        if not _NAME.fullmatch(name):
            continue
        try:
            kind = _type(place, path, infos, core)
        except Refusal as refusal:
            broken[path] = str(refusal)
            kind = _type_written(infos.data(path), core)
        if kind:
            below = posixpath.dirname(path)[len(folder) :].lstrip("/")
            yield _Candidate(kind, name, path, below, 0)


def _info_files(place: Place, core: Core, folder: str) -> Iterator[str]:
    """Yield the info files below a folder (RecursiveExtensionFilterIterator)."""
    skipped = set(_SKIPPED)
    ignored = place.settings.get("file_scan_ignore_directories")
    if core.number >= (8, 2) and isinstance(ignored, list | tuple):
        skipped.update(name for name in ignored if isinstance(name, str))
    if not place.settings.get("extension_discovery_scan_tests"):
        skipped.add("tests")
    steps = Steps()
    todo: list[tuple[str, tuple[str, ...]]] = [(folder, ())]
    while todo:
        here, way = todo.pop()
        real = place.listing.resolve(place.at(here))
        if real is None or not steps.may_enter(real, way):
            continue
        for name, entry in place.listing.folder(real).items():
            if name.startswith("."):
                continue
            path = f"{here}/{name}" if here else name
            if entry.kind == "folder" or (entry.kind == "link" and place.listing.is_folder(f"{real}/{name}")):
                if _is_searched(path, name, skipped, at_top=here == folder):
                    todo.append((path, (*way, real)))
            elif name.endswith(_SUFFIX):
                yield path


def _is_searched(path: str, name: str, skipped: set[str], *, at_top: bool) -> bool:
    if at_top:
        return name in _TOP
    if name == "config":  # every extension has one; the module of that name lies in modules
        return path.endswith("modules/config")
    return name not in skipped


def _type(place: Place, path: str, infos: _Infos, core: Core) -> str | None:
    """Return the type that Drupal takes from a file; raise Refusal where it gives up the whole discovery."""
    if core.number >= (11, 2):
        return _type_parsed(path, infos)
    data = infos.data(path)
    if data is None and _leads_nowhere(place, path):
        raise Refusal("unreadable file")
    return _type_written(data, core)


def _type_written(data: bytes | None, core: Core) -> str | None:
    """Return the type that a line names, as Drupal before 11.2 looks for it."""
    pattern = _TYPE_AND_COMMENT if core.number >= (9, 3, 15) else _TYPE
    for line in (data or b"").split(b"\n"):
        if line.startswith(b"type:") and (match := pattern.match(line)) and match[2] != b"0":
            return match[2].decode()
    return None


def _type_parsed(path: str, infos: _Infos) -> str | None:
    """Return the type that the whole file names, as Drupal from 11.2 on."""
    info = infos.parsed(path) or {}
    kind = info.get("type")
    if isinstance(kind, dict | list | Tagged) and kind:
        raise Refusal("php TypeError")
    return kind if isinstance(kind, str) and kind != "0" else None


def _leads_nowhere(place: Place, path: str) -> bool:
    """Tell whether a link leads to nothing; one that leads out of the tree may lead somewhere."""
    folder = place.listing.resolve(place.at(posixpath.dirname(path)))
    entry = None if folder is None else place.listing.folder(folder).get(posixpath.basename(path))
    if entry is None or entry.kind != "link" or entry.target.startswith("/"):
        return False
    target = posixpath.normpath(posixpath.join(folder or "", entry.target))
    return not target.startswith("..") and place.listing.resolve(target) is None


def _profile_folders(
    profile: str | Literal[False] | None, profiles: dict[str, list[_Candidate]], core: Core
) -> list[str] | None:
    """Return the folders of profiles whose extensions count; None: of every profile."""
    if profile is False:
        return [_NO_PROFILE] if core.number >= (10, 3) else None
    if not profile or profile not in profiles:
        return None
    return [posixpath.dirname(profiles[profile][-1].path)]


def _winners(kind: Kind, candidates: list[_Candidate], kept: list[str] | None) -> dict[str, list[_Candidate]]:
    """Return the candidates of a kind by name, the winner last (ExtensionDiscovery::sort, process)."""
    ranked: dict[str, list[tuple[int, bytes, _Candidate]]] = {}
    for candidate in candidates:
        if candidate.kind != kind:
            continue
        weight = candidate.weight
        if candidate.below.startswith("profiles"):
            folder = posixpath.dirname(candidate.path)
            if kept is not None and not folder.startswith(tuple(kept)):
                continue
            weight = _PROFILE_WEIGHT
        # PHP sorts the extensions of one weight as objects, that is, by the bytes of their path.
        ranked.setdefault(candidate.name, []).append((weight, candidate.path.encode(), candidate))
    return {name: [candidate for _, _, candidate in sorted(copies)] for name, copies in ranked.items()}


def _found(place: Place, kind: Kind, ranked: list[_Candidate], infos: _Infos) -> Found:
    winner = ranked[-1]
    folder, file = posixpath.split(winner.path)
    main = f"{winner.name}.{'engine' if kind == 'theme_engine' else kind}"
    info, error = None, None
    try:
        info = infos.parsed(winner.path)
    except Refusal as refusal:
        error = str(refusal)
    return Found(
        kind=kind,
        name=winner.name,
        path=folder or ".",
        file=file,
        main=main if place.exists(f"{folder}/{main}" if folder else main) else None,
        info=info,
        error=error,
        copies=tuple(posixpath.dirname(copy.path) or "." for copy in reversed(ranked[:-1])),
    )
