"""What composer.lock installs, held against the plugins and themes that are there."""

import posixpath
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from audit.collectors.composer import ComposerFiles
from audit.collectors.places import below
from audit.model.facts import Extension, ExtensionKind, Folders, Install, Location
from audit.parsers.composer import Package
from audit.sources.tree import Listing

_KINDS: dict[str, ExtensionKind] = {
    "wordpress-plugin": "plugin",
    "wordpress-muplugin": "mu-plugin",
    "wordpress-theme": "theme",
}
_NO_EXTENSION = frozenset({"wordpress-core", "metapackage"})
_CORES = ("roots/wordpress", "johnpbloch/wordpress", "pantheon-upstreams/wordpress", "wordpress/wordpress")


def reconcile_lock(
    extensions: Sequence[Extension], composer: ComposerFiles, install: Install, listing: Listing
) -> Iterator[Extension]:
    """
    Yield the extensions with their packages, what is locked and missing, and all other packages.

    Packages for development only are told where they are there, as they are not meant to be deployed.
    """
    wanted: dict[tuple[str, str], Package] = {}
    for package in composer.packages:
        if package.type in _KINDS:
            slug = posixpath.basename(_target(package, composer, install.folders)) or _name(package)
            wanted[_place(_KINDS[package.type]), slug.lower()] = package
    taken = set()
    for extension in extensions:
        key = (_place(extension.kind), extension.slug.lower())
        found = wanted.get(key)
        if found is None:
            yield extension
            continue
        taken.add(key)
        yield replace(
            extension,
            package=found.name,
            locked_version=_version(found),
            found_by=(*extension.found_by, "composer.lock"),
            patches=_patches(found, composer),
        )
    for key, package in wanted.items():
        if key not in taken and not package.dev:
            yield _unlisted(package, composer, install, listing)
    for package in composer.packages:
        if package.type not in _KINDS and package.type not in _NO_EXTENSION:
            found_package = _library(package, composer, install, listing)
            if not package.name.startswith(_CORES) and (found_package.installed or not package.dev):
                yield found_package


def _place(kind: ExtensionKind) -> str:
    """Return what tells packages of one name apart: a plugin may be laid among the must-use plugins."""
    return "theme" if kind == "theme" else "plugin" if kind in {"plugin", "mu-plugin"} else kind


def _version(package: Package) -> str:
    """
    Return a version as headers write it.

    >>> _version(Package("a/b", "v1.2", "library", False, None, None))
    '1.2'
    """
    version = package.version
    return version[1:] if version[:1] in {"v", "V"} and version[1:2].isdigit() else version


def _patches(package: Package, composer: ComposerFiles) -> tuple[str, ...]:
    return composer.project.patches.get(package.name, ()) if composer.project else ()


def _unlisted(package: Package, composer: ComposerFiles, install: Install, listing: Listing) -> Extension:
    """Return an extension that WordPress does not list: it is missing, or nothing known loads it."""
    kind = _KINDS[package.type]
    path = _target(package, composer, install.folders)
    slug = posixpath.basename(path) or _name(package)
    return Extension(
        location=Location(composer.lock or composer.folder),
        install=install.root,
        kind=kind,
        slug=slug,
        name=slug,
        file=f"{slug}/style.css" if kind == "theme" else slug,
        path=path,
        installed=listing.is_folder(path),
        package=package.name,
        locked_version=_version(package),
        found_by=("composer.lock",),
        patches=_patches(package, composer),
    )


def _target(package: Package, composer: ComposerFiles, folders: Folders | None) -> str:
    """Return where Composer would lay a package: by name before by type, as its installers do."""
    slug = _name(package)
    patterns = composer.project.installer_paths if composer.project else {}
    for wanted in (package.name, f"type:{package.type}", f"vendor:{package.name.partition('/')[0]}"):
        for pattern, meant in patterns.items():
            if wanted in {one.lower() for one in meant}:
                place = pattern.replace("{$name}", slug).replace("{$vendor}", package.name.partition("/")[0])
                return below(composer.folder, place.removeprefix("./").rstrip("/"))
    if folders is None:
        return slug
    usual = {"plugin": folders.plugins, "mu-plugin": folders.mu_plugins}
    return below(usual.get(_KINDS[package.type], below(folders.content, "themes")), slug)


def _name(package: Package) -> str:
    return package.folder or package.name.rpartition("/")[2]


def _library(package: Package, composer: ComposerFiles, install: Install, listing: Listing) -> Extension:
    vendor = composer.project.vendor if composer.project else "vendor"
    path = below(below(composer.folder, vendor), package.name)
    own = composer.project.name if composer.project else None
    is_own = own is not None and own.partition("/")[0] == package.name.partition("/")[0]
    return Extension(
        location=Location(composer.lock or composer.folder),
        install=install.root,
        kind="composer-package",
        slug=package.name,
        name=package.name,
        file=package.name,
        path=path,
        version=_version(package),
        installed=listing.is_folder(path),
        found_by=("composer.lock",),
        origin="custom" if is_own else "contrib",
        signs=(f"composer.lock: {package.name}",),
        package=package.name,
        locked_version=_version(package),
        patches=_patches(package, composer),
    )
