"""What composer.json, composer.lock, headers and info files say that the code needs of PHP."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from audit.collectors.asks import Ask
from audit.collectors.composer import ComposerFiles
from audit.collectors.places import Places, below
from audit.collectors.vendored import is_unused, is_vendored
from audit.model.code import Requirement, RequirementKind, StatedBy, Sureness
from audit.model.facts import Extension, Fact, Location
from audit.parsers.composer import ComposerError
from audit.parsers.composer_platform import Wants, parse_installed, parse_wants
from audit.parsers.php.ranges import lowest
from audit.sources.tree import File, Listing, unread

_INSTALLED = "composer/installed.json"
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}")
_MOST = 2000  # files; a tree with more is a mirror of packages


def search_declared(
    listing: Listing, composer: Sequence[ComposerFiles], places: Places, core: tuple[str, ...] = ()
) -> Iterator[Ask]:
    """
    Ask for Composer's files of the site and its extensions, and for those in their vendor folders.

    The core's own folders, each with "/" at its end, are passed over.
    """
    locks = [one.lock for one in composer if one.lock is not None]
    for path in locks:
        yield Ask(path, partial(_packages, install=places.of(path)[0], is_lock=True))
    tops = {one.folder for one in composer}
    found = [
        path
        for path, entry in listing.entries()
        if entry.kind == "file"
        and path.endswith((_INSTALLED, "composer.json"))
        and not path.startswith(core)
        and not is_unused(places.of(path)[1])
    ]
    for path in sorted(found, key=lambda path: (path.count("/"), path))[:_MOST]:
        folder, name = posixpath.split(path)
        root, _ = places.of(path)
        if path.endswith(f"/{_INSTALLED}"):
            if not any(_builds(lock, path) for lock in locks):  # a lock says the same, and more
                yield Ask(path, partial(_packages, install=root, is_lock=False))
        elif name == "composer.json" and (folder in tops or not is_vendored(path)):
            yield Ask(path, partial(_project, install=root, is_top=folder in tops))


def stated(extensions: Iterable[Extension]) -> Iterator[Requirement]:
    """Yield the versions of PHP that plugins, themes and modules name in their header or info file."""
    for extension in extensions:
        version = _VERSION.search(extension.requires_php or "")
        if version and extension.installed is not False:
            is_info = extension.kind in {"module", "profile", "theme-engine"} or extension.file.endswith(
                (".info", ".info.yml")
            )
            yield Requirement(
                location=extension.location,
                install=extension.install,
                kind="php-version",
                name=f">={version[0]}",
                stated_by="info" if is_info else "header",
                extension=extension.path or None,
                places=(extension.location,),
            )


def _builds(lock: str, path: str) -> bool:
    """Tell whether packages lie in the vendor folder of the folder that a lock is in."""
    return path == below(posixpath.dirname(lock), f"vendor/{_INSTALLED}")


def _project(file: File, *, install: str | None, is_top: bool) -> Iterator[Fact]:
    if file.cut:
        return
    try:
        wants = parse_wants(file.data)
    except ComposerError as error:
        if not is_top:  # those of a site are reported where they are read first
            yield unread(file.path, "unreadable-composer", str(error), hides=False)
        return
    said = _Said(file.path, install, "composer.json", None)
    yield from said.of(wants)
    for name in wants.suggested:
        yield said.one("php-extension", name, "guarded")
    if is_top and wants.platform and _VERSION.fullmatch(wants.platform):
        # The packages of the lock were chosen for it: it tells where the site runs now, and asks for nothing.
        yield said.one("php-version", wants.platform, "guarded")


def _packages(file: File, *, install: str | None, is_lock: bool) -> Iterator[Fact]:
    if file.cut:
        return
    try:
        packages = parse_installed(file.data)
    except ComposerError as error:
        if not is_lock:
            yield unread(file.path, "unreadable-composer", str(error), hides=False)
        return
    provided = {name for wants in packages for name in wants.provided}  # by polyfills
    for raw in packages:
        wants = raw._replace(extensions=tuple(name for name in raw.extensions if name not in provided))
        said = _Said(file.path, install, "composer.lock", wants.package)
        if is_lock or wants.php is None:
            yield from said.of(wants)
        else:
            # Once packages are laid, Composer looks at the lower end only.
            start = lowest(wants.php)
            yield from said.of(wants._replace(php=start and f">={start}"))


class _Said(NamedTuple):
    """Who says it."""

    path: str
    install: str | None
    stated_by: StatedBy
    package: str | None

    def of(self, wants: Wants) -> Iterator[Requirement]:
        if wants.php is not None:
            yield self.one("php-version", wants.php)
        for name in wants.extensions:
            yield self.one("php-extension", name)

    def one(self, kind: RequirementKind, name: str, sure: Sureness = "certain") -> Requirement:
        place = Location(self.path)
        return Requirement(
            location=place,
            install=self.install,
            kind=kind,
            name=name,
            stated_by=self.stated_by,
            sure=sure,
            package=self.package,
            places=(place,),
        )
