"""Where a WordPress lies in a tree: its core, its configuration and its content folder."""

import posixpath
from collections.abc import Iterator

from audit.collectors.wordpress_config import content_folder, read_config
from audit.model.facts import Fact, Install, Location, Problem, Setting
from audit.parsers.php_values import assignments
from audit.sources.tree import File, Listing, Tree, shown

_CONFIG = "wp-config.php"


def find_wordpress(tree: Tree, listing: Listing, watched: frozenset[str]) -> Iterator[Fact]:
    """Yield each install with the settings of its wp-config.php, and what kept them from being read."""
    folders = (path for path in listing.folders() if posixpath.basename(path) == "wp-includes")
    for root in sorted(map(posixpath.dirname, folders)):
        if listing.is_file(below(root, "wp-includes/version.php")):
            yield from _install(tree, listing, root, watched)


def below(root: str, name: str) -> str:
    """
    Return the path of a name below a folder.

    >>> below(".", "wp-content"), below("web", "wp-content")
    ('wp-content', 'web/wp-content')
    """
    return name if root in ("", ".") else f"{root}/{name}"


def _install(tree: Tree, listing: Listing, root: str, watched: frozenset[str]) -> Iterator[Fact]:
    home = root or "."
    place = below(root, "wp-includes/version.php")
    version_file = tree.read(place)
    version = None
    if isinstance(version_file, File):
        found = [known for known in assignments(version_file.data) if known.name == "$wp_version"]
        if not found and not listing.is_file(below(root, "wp-settings.php")):
            return  # a file of this name, but no WordPress
        version = str(found[0].value) if found and found[0].value is not None else None
    else:
        yield version_file
    path = _config_path(tree, listing, root)
    config = tree.read(path) if path else None
    facts = list(read_config(config, home, watched)) if config else [_no_config(root)]
    settings = {fact.name: fact for fact in reversed(facts) if isinstance(fact, Setting)}
    prefix = settings.get("table_prefix")
    yield Install(
        location=Location(shown(place)),
        install=home,
        root=home,
        cms="wordpress",
        version=version,
        content=_content(listing, root, config),
        config=path and shown(path),
        prefix=str(prefix.value) if prefix and prefix.state == "literal" else None,
        network=_is_network(settings),
    )
    yield from facts


def _no_config(root: str) -> Problem:
    return Problem(
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
    return below(above, _CONFIG) if is_there and not is_core else None


def _content(listing: Listing, root: str, config: File | Problem | None) -> str:
    """Return the content folder: where a constant puts it if that can be told, else wp-content."""
    moved = content_folder(config) if isinstance(config, File) else None
    return moved if moved and listing.is_folder(moved) else below(root, "wp-content")


def _is_network(settings: dict[str, Setting]) -> bool | None:
    """Tell whether MULTISITE is on; None where the configuration leaves it open."""
    if not settings:
        return None
    multisite = settings.get("MULTISITE")
    if multisite is None:
        return False
    return bool(multisite.value) if multisite.state == "literal" and not multisite.conditional else None
