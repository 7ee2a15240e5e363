"""Where the content, the plugins and the must-use plugins of a WordPress lie."""

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from audit.collectors.places import below
from audit.collectors.wordpress_config import in_tree
from audit.model.facts import Location, Problem, Setting
from audit.sources.tree import Listing


class Folders(NamedTuple):
    """Paths in the tree."""

    content: str
    plugins: str
    mu_plugins: str


def find_folders(listing: Listing, root: str, settings: dict[str, Setting]) -> tuple[Folders, list[Problem]]:
    """Return the folders that an install uses, and a problem for each that cannot be found."""
    problems: list[Problem] = []
    content = _moved(listing, settings.get("WP_CONTENT_DIR")) or _usual(listing, root)
    if content is None:
        content = below(root, "wp-content")
        problems.append(
            _lost(content, root, "Neither wp-content nor another folder of plugins and themes is here.")
        )
    elif _is_unknown(listing, settings.get("WP_CONTENT_DIR")):
        problems.append(
            _lost(content, root, "WP_CONTENT_DIR names a place that cannot be told from the text.")
        )
    plugins, mu_plugins = (
        _moved(listing, settings.get(constant)) or f"{content}/{name}"
        for constant, name in (("WP_PLUGIN_DIR", "plugins"), ("WPMU_PLUGIN_DIR", "mu-plugins"))
    )
    for constant in ("WP_PLUGIN_DIR", "WPMU_PLUGIN_DIR"):
        if _is_unknown(listing, settings.get(constant)):
            text = f"{constant} names a place that is not here or cannot be told from the text."
            problems.append(_lost(below(root, "wp-config.php"), root, text))
    return Folders(content, plugins, mu_plugins), problems


def _moved(listing: Listing, setting: Setting | None) -> str | None:
    """Return the folder that a constant names: from __DIR__, or by the end of an absolute path."""
    if setting is None or not isinstance(setting.value, str):
        return None
    return next((place for place in _candidates(setting.value) if listing.is_folder(place)), None)


def _candidates(value: str) -> Iterator[str]:
    place = in_tree(value)
    if place is not None:
        yield place
        return
    parts = [part for part in posixpath.normpath(value).split("/") if part]
    yield from ("/".join(parts[index:]) for index in range(len(parts)))


def _is_unknown(listing: Listing, setting: Setting | None) -> bool:
    return setting is not None and _moved(listing, setting) is None


def _usual(listing: Listing, root: str) -> str | None:
    """Return wp-content, or the folder beside a core of its own that holds plugins and themes (Bedrock)."""
    if listing.is_folder(below(root, "wp-content")):
        return below(root, "wp-content")
    above = posixpath.dirname(root)
    for name in listing.folder(above) if root else ():
        if all(listing.is_folder(f"{below(above, name)}/{inner}") for inner in ("plugins", "themes")):
            return below(above, name)
    return None


def _lost(path: str, root: str, text: str) -> Problem:
    place = Location(path)
    return Problem(location=place, install=root or ".", kind="lost-folder", text=text, source="code")
