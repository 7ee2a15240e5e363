"""Which files of an install are its core's, and what each is expected to hold."""

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import NamedTuple

from audit.collectors.asks import Ask
from audit.collectors.integrity.contents import compare
from audit.collectors.integrity.releases import count_releases
from audit.collectors.places import below
from audit.model.facts import Install
from audit.model.manifests import Cores, KnownCore
from audit.sources.globs import Globs
from audit.sources.tree import Listing

# A server runs these, or a browser does, or PHP includes them: .php anywhere in a name is enough for some.
_RUNS = re.compile(
    r".*\.(?:php\d?|phtml|pht|phps?|phar)(?:\..*)?|"
    r".*\.(?:inc|module|install|theme|engine|profile|js|mjs|cgi|pl|py|rb|sh|asp|aspx|jsp|exe|so|dll)",
    re.IGNORECASE,
)


class CorePlan(NamedTuple):
    """The files of a core as they lie in the tree, and the release that they are held against."""

    install: Install
    core: KnownCore
    top: str  # folder that the paths of the manifest are relative to
    release: int | None  # None: nothing tells which, and the files are held against none
    present: dict[str, str]  # path in the tree by path in the manifest
    expected: dict[str, tuple[str, ...]]  # hashes by path in the manifest
    hidden: frozenset[str]  # paths that lie behind a link or a folder that could not be looked into
    unknown: tuple[str, ...]  # files of the core's folders that no release has, as paths in the tree


def plan_core(listing: Listing, install: Install, cores: Cores) -> CorePlan | None:
    """Return the plan for an install; None where it has no core, or none that is known."""
    if not install.core:
        return None
    plans = [
        plan
        for shape in cores.shapes(install.cms, install.version)
        if not shape.folder or listing.is_folder(below(install.root, shape.folder))
        for plan in [_plan(listing, install, KnownCore(cores.releases(shape), shape))]
    ]
    return max(plans, key=_fit, default=None)


def ask_core(plan: CorePlan) -> Iterator[Ask]:
    """Ask for each file that any release has."""
    for path, place in plan.present.items():
        expected = plan.expected.get(path, ())
        yield Ask(place, partial(compare, plan.install.root, path, expected))


def release_of(install: Install, core: KnownCore) -> int | None:
    """Return the release that an install says it is."""
    version = install.version
    number = core.manifest.number(version)
    if number is None and version and version.count(".") == 2 and version.endswith(".0"):
        number = core.manifest.number(version.removesuffix(".0"))  # 6.8.0: WordPress calls it 6.8
    return number


def runs(path: str) -> bool:
    """
    Tell whether a file is one that is run or included.

    >>> runs("wp-includes/a.php.bak"), runs("misc/a.js"), runs("wp-admin/error_log")
    (True, True, False)
    """
    return _RUNS.fullmatch(path.rpartition("/")[2]) is not None


def _plan(listing: Listing, install: Install, core: KnownCore) -> CorePlan:
    top = _join(install.root, core.shape.folder)
    top = listing.resolve(top) or top
    own = Globs.of(core.shape.own)
    present: dict[str, str] = {}
    hidden: set[str] = set()
    folders = core.manifest.folders
    absent: set[str] = set()
    for folder in sorted(folders):
        place, names = _join(top, folder), folders[folder]
        is_there = folder.rpartition("/")[0] not in absent
        if not is_there or not (listing.is_folder(place) or listing.is_hidden(place)):
            absent.add(folder)
            continue
        left_out = own.in_folder(folder)
        looked = [name for name in names if not left_out.match(name.lower())]
        _look(listing, top, folder, looked, present, hidden)
    release = release_of(install, core)
    if release is None:
        release = _likeliest(core, present)
    expected = {} if release is None else core.manifest.at(release)
    unknown = tuple(sorted(_unknown(listing, top, core, folders)))
    return CorePlan(install, core, top, release, present, expected, frozenset(hidden), unknown)


def _look(  # noqa: PLR0913, PLR0917 - where to look, for what, and what is filled
    listing: Listing, top: str, folder: str, names: list[str], present: dict[str, str], hidden: set[str]
) -> None:
    """Fill in where the files of a folder of the manifest are, through links inside the tree."""
    place = _join(top, folder)
    entries = listing.folder(place)
    within = f"{folder}/" if folder else ""
    if not entries:
        hidden.update(within + name for name in names)
        return
    home = listing.resolve(place)
    prefix = f"{home}/" if home else ""
    for name in names:
        entry = entries.get(name)
        if entry is None:
            continue
        if entry.kind == "file":
            present[within + name] = prefix + name
        elif entry.kind == "link" and listing.is_file(prefix + name):
            present[within + name] = listing.resolve(prefix + name) or prefix + name
        else:
            hidden.add(within + name)


def _likeliest(core: KnownCore, present: dict[str, str]) -> int | None:
    """Return the release whose paths are most like those that are there."""
    manifest = core.manifest
    paths = {path: 1 if path in present else -1 for path in manifest.paths}
    scores = count_releases(
        len(manifest.releases),
        ((spans, paths[path]) for path in manifest.paths for _, spans in manifest.contents(path)),
    )
    return max(range(len(scores)), key=lambda number: (scores[number], number)) if any(scores) else None


def _unknown(
    listing: Listing, top: str, core: KnownCore, folders: dict[str, frozenset[str]]
) -> Iterator[str]:
    shared = Globs.of(core.shape.shared)
    start = len(_join(top, "x")) - 1
    for area in _areas(core, folders):
        for folder in listing.folders_below(_join(top, area)):
            within = folder[start:]
            known: Collection[str] = folders.get(within, ())
            free = shared.in_folder(within)
            for name, entry in listing.folder(folder).items():
                if name not in known and entry.kind == "file" and runs(name) and not free.match(name.lower()):
                    yield _join(folder, name)


def _areas(core: KnownCore, folders: dict[str, frozenset[str]]) -> list[str]:
    areas: set[str] = set()
    for area in core.shape.areas:
        parent, star, _ = area.partition("/*")
        if star:
            inner = (
                folder.removeprefix(f"{parent}/") for folder in folders if folder.startswith(f"{parent}/")
            )
            areas.update(f"{parent}/{name.partition('/')[0]}" for name in inner)
        else:
            areas.add(area)
    return sorted(areas)


def _fit(plan: CorePlan) -> float:
    return len(plan.expected.keys() & plan.present.keys()) / len(plan.expected) if plan.expected else 0.0


def _join(folder: str, name: str) -> str:
    """Return the path of a name below a folder; "" is the top, and "." as well."""
    return below(folder, name) if name else folder.removeprefix(".")
