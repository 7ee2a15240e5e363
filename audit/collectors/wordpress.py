"""Where a WordPress lies in a tree: its core, its configuration and its folders."""

import posixpath
from collections.abc import Iterator

from audit.collectors.places import below
from audit.collectors.wordpress_config import effective, read_config
from audit.collectors.wordpress_folders import find_folders
from audit.model.facts import Fact, Install, Location, Problem, Setting
from audit.parsers.php_values import assignments
from audit.sources.tree import File, Listing, Tree

_CONFIG = "wp-config.php"


def find_wordpress(tree: Tree, listing: Listing, watched: frozenset[str]) -> Iterator[Fact]:
    """Yield each install with the settings of its wp-config.php, and what kept them from being read."""
    roots = {posixpath.dirname(path) for path, entry in listing.entries() if entry.name == "wp-includes"}
    linked = {listing.resolve(below(root, "wp-includes")) for root in roots if _is_linked(listing, root)}
    for root in sorted(roots):
        place = below(root, "wp-includes")
        if listing.is_file(f"{place}/version.php") and (_is_linked(listing, root) or place not in linked):
            yield from _install(tree, listing, root, watched)


def _is_linked(listing: Listing, root: str) -> bool:
    """Tell whether the core of a docroot is a link to one that lies elsewhere in the tree."""
    place = below(root, "wp-includes")
    return listing.resolve(place) not in {None, place}


def _install(tree: Tree, listing: Listing, root: str, watched: frozenset[str]) -> Iterator[Fact]:
    home = root or "."
    place = below(root, "wp-includes/version.php")
    version_file = tree.read(listing.resolve(place) or place)
    version = None
    if isinstance(version_file, File):
        found = [known for known in assignments(version_file.data) if known.name == "$wp_version"]
        if not found and not listing.is_file(below(root, "wp-settings.php")):
            return  # a file of this name, but no WordPress
        version = str(found[0].value) if found and found[0].value is not None else None
    else:
        yield version_file
    path = _config_path(tree, listing, root)
    facts = list(read_config(tree, listing, path, root, watched)) if path else list(_no_config(listing, root))
    settings = effective(fact for fact in facts if isinstance(fact, Setting))
    folders, problems = find_folders(listing, root, settings, path)
    prefix = settings.get("table_prefix")
    is_whole = path is not None and not any(isinstance(fact, Problem) for fact in facts)
    yield Install(
        location=Location(place),
        install=home,
        root=home,
        cms="wordpress",
        version=version,
        content=folders.content,
        plugins=folders.plugins,
        mu_plugins=folders.mu_plugins,
        config=path,
        prefix=prefix.value if prefix and isinstance(prefix.value, str) else None,
        network=_is_network(settings.get("MULTISITE"), is_whole=is_whole),
        uploads=listing.is_folder(f"{folders.content}/uploads"),
    )
    yield from facts
    yield from problems


def _no_config(listing: Listing, root: str) -> Iterator[Problem]:
    if _CONFIG in listing.folder(root):
        return  # a link that leads nowhere, which is told as such
    yield Problem(
        location=Location(below(root, _CONFIG)),
        install=root or ".",
        kind="no-configuration",
        text="There is no wp-config.php in this folder or the one above, so its settings are not known.",
        source="configuration",
    )


def _config_path(tree: Tree, listing: Listing, root: str) -> str | None:
    """Return where wp-load.php looks: beside the core, or one level up unless there is a core as well."""
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
    return (listing.resolve(beside) if root else beside) if is_there and not is_core else None


def _is_network(multisite: Setting | None, *, is_whole: bool) -> bool | None:
    """Tell whether MULTISITE is on; None where the configuration leaves it open."""
    if multisite is None:
        return False if is_whole else None
    return bool(multisite.value) if multisite.state == "literal" else None
