"""What the mere name of an extension of a Drupal tells of its origin, where nothing better does."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from audit.collectors.drupal.core_names import in_core, left_core
from audit.collectors.drupal.origin import BARE, PART_OF
from audit.collectors.owners import Owners
from audit.model.facts import Extension

_EARLY = re.compile(r"[4-7](?:\.|\Z)")  # versions whose core has no folder of its own


def by_names(
    extensions: Iterable[Extension], owners: Owners, libraries: Mapping[str, str], version: str | None
) -> Iterator[Extension]:
    """
    Yield the extensions of a Drupal with the origin that their mere names tell, where nothing better does.

    Libraries are the names of known ones with the project that uses each, the version is that of the core,
    "8+" for any from 8 on. Each extension comes after the one that it is a part of.
    """
    known: dict[str, str] = {}  # folder -> project
    for extension in extensions:
        if not extension.installed:
            yield _not_there(extension, owners, version) if extension.origin == "unknown" else extension
            continue
        if extension.kind == "library":
            yield _library(extension, libraries)
            continue
        told = _bare_but_known(extension, owners, known)
        if told.origin != extension.origin and told.project:
            known[extension.path] = told.project
        yield told


def _not_there(extension: Extension, owners: Owners, version: str | None) -> Extension:
    is_core = in_core(extension.slug, version)
    if is_core or (is_core is None and owners.is_part_of_core(extension.slug)):
        sign, path = "Drupal's core has one of this name", extension.path
        is_bare = extension.file == extension.slug and path.count("/")  # no system table told its file
        if is_core and is_bare and not _EARLY.match(version or ""):
            *root, kind, name = path.split("/")
            path = "/".join([*root, "core", kind, name])
        return replace(extension, origin="core", signs=(sign,), project="drupal", path=path)
    if last := left_core(extension.slug, version):
        sign = f"Drupal's core had one of this name up to version {last}, and it is a project since"
        return replace(extension, origin="contrib", signs=(sign, *extension.signs), project=extension.slug)
    known = owners.known(extension.slug)
    if known is None:
        signs = extension.signs or ("only its name is known, and no project is known by it",)
        return replace(extension, signs=signs)
    signs = (f"a project of drupal.org has one of this name: {known.slug}", *extension.signs)
    return replace(extension, origin="contrib", signs=signs, project=known.slug)


def _library(extension: Extension, libraries: Mapping[str, str]) -> Extension:
    project = libraries.get(extension.slug.casefold())
    if extension.origin != "unknown" or project is None:
        return extension
    return replace(extension, origin="contrib", signs=(f"the project {project} uses one of this name",))


def _bare_but_known(extension: Extension, owners: Owners, known: Mapping[str, str]) -> Extension:
    """Return an extension without packaging lines that is called like a project as a copy of that one."""
    first = extension.signs[0] if extension.signs else ""
    if extension.origin not in {"custom", "unknown"}:
        return extension
    project = _around(extension.path, known)
    if project is not None and (first.startswith(PART_OF) or BARE in first):
        return replace(extension, origin="contrib", signs=(f"{PART_OF} {project}",), project=project)
    one = owners.known(extension.slug)
    if BARE not in first or one is None or one.slug != extension.slug:
        return extension
    signs = (f"a project of drupal.org has this name: {one.slug}", *extension.signs)
    return replace(extension, origin="contrib", signs=signs, project=one.slug)


def _around(path: str, known: Mapping[str, str]) -> str | None:
    """Return the project in whose folder a path lies."""
    while path:
        path = posixpath.dirname(path)
        if path in known:
            return known[path]
    return None
