"""What builds each install with Composer, as its composer.json and composer.lock say."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from audit.collectors.composer import ComposerFiles, nearest
from audit.collectors.places import below
from audit.model.composer import (
    ComposerPackage,
    ComposerProject,
    ComposerScript,
    LockState,
    PackageSource,
    PluginRule,
)
from audit.model.facts import Fact, Install, Location
from audit.parsers.composer import Package
from audit.parsers.composer_build import Build
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, Listing, Tree, unread

_NO_PACKAGES = ("php", "hhvm", "composer")  # and what begins with ext-, lib-, php-, composer-
_PLATFORM = ("ext-", "lib-", "php-", "composer-plugin-api", "composer-runtime-api")
_SCAFFOLD = "drupal/core-composer-scaffold"
_SCAFFOLDED = ("robots.txt",)  # that sites change; what else it writes they leave alone
_MOST = 20_000  # packages; large sites have a thousand
_PATCHES = 200  # files that are read
_LARGEST = 4 * 1024 * 1024  # bytes of a patch
_LONGEST = 200  # characters of a name
_BINARY = b"\nGIT binary patch\n"
_NOTHING = Build({}, None, None, (), (), (), (), ())


def find_projects(
    tree: Tree, listing: Listing, installs: Sequence[Install], composer: Sequence[ComposerFiles]
) -> Iterator[Fact]:
    """Yield the project that builds each install, and its packages; an install without one has none."""
    for install in installs:
        files = nearest(composer, install.root, install.docroot)
        if files is not None:
            yield _project(tree, listing, install, files)
            packages = list(islice(_packages(install, files), _MOST + 1))
            yield from packages[:_MOST]
            if len(packages) > _MOST:
                text = f"It names more than {_MOST:,} packages; only so many were looked at."
                yield unread(packages[-1].location.path, "too-many-packages", text)


def _project(tree: Tree, listing: Listing, install: Install, files: ComposerFiles) -> ComposerProject:
    project, build = files.project, files.build or _NOTHING
    json, lock = below(files.folder, "composer.json"), below(files.folder, "composer.lock")
    state: LockState = "there" if files.lock else "unreadable" if listing.is_file(lock) else "missing"
    vendor = below(files.folder, project.vendor if project else "vendor")
    asked = project.require if project else {}
    return ComposerProject(
        location=Location(json if project else lock),
        install=install.root,
        name=_short(project.name if project else None),
        type=_short(project.type if project else None),
        lock=state,
        file=json if listing.is_file(json) else None,
        requires=sum(not _is_platform(name) for name in asked),
        lock_api=files.lock_api,
        plugins=None if build.allowed is None else tuple(_rules(build.allowed)),
        php=_short(build.platform_php),
        sources=tuple(PackageSource(*one) for one in build.repositories),
        scripts=tuple(ComposerScript(*one) for one in build.scripts),
        ignored_advisories=build.ignored_advisories,
        patched=tuple(without_secrets(name[:_LONGEST]) for name in project.patches) if project else (),
        binary_patches=tuple(_binary_patches(tree, listing, files.folder, build)),
        scaffolded=tuple(_scaffolded(listing, install, files, build)),
        vendor=listing.is_file(f"{vendor}/composer/installed.json")
        or listing.is_file(f"{vendor}/autoload.php"),
    )


def _short(text: str | None) -> str | None:
    return text and without_secrets(text[:_LONGEST])


def _rules(allowed: Mapping[str, bool]) -> Iterator[PluginRule]:
    for pattern, is_allowed in allowed.items():
        yield PluginRule(without_secrets(pattern[:_LONGEST]), is_allowed)


def _packages(install: Install, files: ComposerFiles) -> Iterator[ComposerPackage]:
    """Yield what is locked, and what is asked for and not locked."""
    asked = {name: (text, False) for name, text in (files.project.require if files.project else {}).items()}
    build = files.build or _NOTHING
    asked = {name: (text, True) for name, text in build.require_dev.items()} | asked
    json = below(files.folder, "composer.json")
    locked = {package.name: package for package in files.packages}
    for package in files.packages:
        yield _package(install, Location(files.lock or json), package, asked.get(package.name))
    for name, (wanted, dev) in asked.items():
        if name not in locked and not _is_platform(name):
            yield ComposerPackage(
                location=Location(json),
                install=install.root,
                name=without_secrets(name[:_LONGEST]),
                version=None,
                type=None,
                dev=dev,
                wanted=without_secrets(wanted[:_LONGEST]),
            )


def _package(
    install: Install, place: Location, package: Package, asked: tuple[str, bool] | None
) -> ComposerPackage:
    return ComposerPackage(
        location=place,
        install=install.root,
        name=package.name,
        version=package.version,
        type=package.type,
        dev=package.dev,
        wanted=without_secrets(asked[0][:_LONGEST]) if asked else None,
        api=package.api,
        optional=package.optional,
    )


def _is_platform(name: str) -> bool:
    """Tell whether a name is that of PHP, one of its extensions or Composer itself."""
    return name in _NO_PACKAGES or name.startswith(_PLATFORM)


def _binary_patches(tree: Tree, listing: Listing, folder: str, build: Build) -> Iterator[str]:
    for name in build.patch_files[:_PATCHES]:
        path = posixpath.normpath(below(folder, name))
        place = listing.resolve(path) if listing.is_file(path) else None
        if place is None or path.startswith(".."):
            continue
        file = tree.read(place, _LARGEST)
        if isinstance(file, File) and _BINARY in file.data.replace(b"\r\n", b"\n"):
            yield path


def _scaffolded(listing: Listing, install: Install, files: ComposerFiles, build: Build) -> Iterator[str]:
    asked = files.project.require if files.project else {}
    if _SCAFFOLD not in asked and all(package.name != _SCAFFOLD for package in files.packages):
        return
    left = {name.removeprefix("[web-root]/") for name in build.unscaffolded}
    for name in _SCAFFOLDED:
        if name not in left and listing.is_file(below(install.docroot, name)):
            yield below(install.docroot, name)
