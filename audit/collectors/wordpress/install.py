"""Where a WordPress lies in a tree: its core, its configuration and its folders."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.hosts import of_wordpress
from audit.collectors.places import below
from audit.collectors.wordpress.config import effective, read_config
from audit.collectors.wordpress.folders import find_folders
from audit.collectors.wordpress.layout import Place, find_places
from audit.model.facts import Fact, Install, Location, Problem, Setting
from audit.parsers.conflicts import first_conflict, sides
from audit.parsers.php.values import assignments
from audit.sources.tree import File, Listing, Tree

_CONFIG = "wp-config.php"
_VERSION_LIMIT = 256 * 1024  # bytes; a version.php has one thousand
_HEAD = 1024  # bytes in which an encoded file asks for its loader
_ENCODERS = (b"ionCube", b"_il_exec", b"sourceguardian", b"SourceGuardian", b"Zend Guard", b"@Zend;")
# Read where there is no wp-config.php: VIP and Bedrock keep there what the site sets itself.
_OTHER_CONFIGS = ("vip-config/vip-config.php", "../config/application.php")


def find_wordpress(
    tree: Tree, listing: Listing, watched: frozenset[str], composer: Sequence[ComposerFiles] = ()
) -> Iterator[Fact]:
    """Yield each install with the settings of its wp-config.php, and what kept them from being read."""
    for place in find_places(tree, listing, composer):
        yield from _install(tree, listing, place, watched)


class _Version(NamedTuple):
    """What the version file of a core says."""

    is_wordpress: bool
    number: str | None
    problem: Problem | None = None


def _install(tree: Tree, listing: Listing, place: Place, watched: frozenset[str]) -> Iterator[Fact]:
    root = place.root
    home = root or "."
    told = _version(tree, listing, root) if place.core else _Version(is_wordpress=True, number=place.version)
    if not told.is_wordpress:
        return
    path = _config_path(tree, listing, place)
    facts = list(_settings(tree, listing, place, path, watched))
    settings = effective(fact for fact in facts if isinstance(fact, Setting))
    folders, problems = find_folders(listing, place, settings, path)
    prefix = settings.get("table_prefix")
    is_whole = path is not None and not any(isinstance(fact, Problem) for fact in facts)
    yield Install(
        location=Location(place.sign),
        install=home,
        root=home,
        cms="wordpress",
        version=told.number,
        core=place.core,
        docroot=place.docroot or ".",
        layout=place.layout,
        made_for=of_wordpress(listing, root, place.docroot, folders.plugins, folders.mu_plugins),
        content=folders.content,
        plugins=folders.plugins,
        mu_plugins=folders.mu_plugins,
        config=path,
        prefix=prefix.value if prefix and isinstance(prefix.value, str) else None,
        network=_is_network(settings.get("MULTISITE"), is_whole=is_whole),
        uploads=listing.is_folder(_uploads(root, folders.content, settings.get("UPLOADS"))),
    )
    if told.problem:
        yield told.problem
    elif not place.core and listing.folder(below(root, "wp-admin")):
        yield _incomplete(root)
    yield from facts
    yield from problems


def _version(tree: Tree, listing: Listing, root: str) -> _Version:
    """Return what version.php says; a ClassicPress is no WordPress, though it names one."""
    place = below(root, "wp-includes/version.php")
    file = tree.read(listing.resolve(place) or place, _VERSION_LIMIT)
    if not isinstance(file, File):
        return _Version(is_wordpress=True, number=None, problem=file)
    said = [_numbers(side) for side in sides(file.data) or (file.data,)]
    if any("$cp_version" in numbers for numbers in said):
        return _Version(is_wordpress=False, number=None)
    if not any("$wp_version" in numbers for numbers in said):
        # Encoded by ionCube and the like, or a file of this name and no WordPress.
        return _Version(listing.is_file(below(root, "wp-settings.php")), None, _encoded(file, root))
    versions = {numbers.get("$wp_version") for numbers in said}
    number = versions.pop() if len(versions) == 1 else None
    return _Version(is_wordpress=True, number=number, problem=_conflict(file, root))


def _numbers(code: bytes) -> dict[str, str | None]:
    found = (one for one in assignments(code) if one.name in {"$wp_version", "$cp_version"})
    return {str(one.name): None if one.value is None else str(one.value) for one in found}


def _encoded(file: File, root: str) -> Problem | None:
    """Return what keeps an encoded core from being judged."""
    if not any(mark in file.data[:_HEAD] for mark in _ENCODERS):
        return None
    text = (
        "This file of the core is encoded (by ionCube or the like), so its version is not known;"
        " other files may be encoded too, and were not judged."
    )
    place = Location(file.path)
    return Problem(location=place, install=root or ".", kind="encoded", text=text, source="code")


def _incomplete(root: str) -> Problem:
    text = (
        "Part of WordPress itself is here (wp-admin), but wp-includes is missing: the copy looks cut short,"
        " so other files may be missing too."
    )
    place = Location(below(root, "wp-includes"))
    return Problem(location=place, install=root or ".", kind="incomplete-core", text=text, source="code")


def _conflict(file: File, root: str) -> Problem | None:
    line = first_conflict(file.data)
    if line is None:
        return None
    text = "It holds merge conflict markers (<<<<<<<), so the version of the core may not be known."
    place = Location(file.path, line)
    return Problem(location=place, install=root or ".", kind="merge-conflict", text=text, source="code")


def _settings(
    tree: Tree, listing: Listing, place: Place, path: str | None, watched: frozenset[str]
) -> Iterator[Fact]:
    if path is not None:
        yield from read_config(tree, listing, path, (place.root, place.docroot), watched)
    elif _CONFIG not in listing.folder(place.root):  # else it is a link that leads nowhere, told as such
        yield Problem(
            location=Location(below(place.root, _CONFIG)),
            install=place.root or ".",
            kind="no-configuration",
            text="There is no wp-config.php in this folder or the one above, so its settings are not known.",
            source="configuration",
        )


def _config_path(tree: Tree, listing: Listing, place: Place) -> str | None:
    """Return where wp-load.php looks: beside the core, or one level up unless there is a core as well."""
    root = place.root
    if listing.is_file(below(root, _CONFIG)):
        return listing.resolve(below(root, _CONFIG))
    if root:
        above = posixpath.dirname(root)
        is_there, is_core = (listing.is_file(below(above, name)) for name in (_CONFIG, "wp-settings.php"))
    else:
        above = ".."
        is_there, is_core = (
            isinstance(tree.read(f"../{name}"), File) for name in (_CONFIG, "wp-settings.php")
        )
    beside = below(above, _CONFIG)
    if is_there and (not is_core or place.content == "."):  # the core above a wp-content is its own
        return listing.resolve(beside) if root else beside
    others = (posixpath.normpath(below(place.docroot, name)) for name in _OTHER_CONFIGS)
    return next((listing.resolve(other) for other in others if listing.is_file(other)), None)


def _is_network(multisite: Setting | None, *, is_whole: bool) -> bool | None:
    """Tell whether MULTISITE is on; None where the configuration leaves it open."""
    if multisite is None:
        return False if is_whole else None
    return bool(multisite.value) if multisite.state == "literal" else None


def _uploads(root: str, content: str, moved: Setting | None) -> str:
    """Return the folder of the uploads: UPLOADS names one from the core's folder."""
    if moved is not None and isinstance(moved.value, str):
        return posixpath.normpath(below(root, moved.value))
    return below(content, "uploads")
