"""Where the content, the plugins and the must-use plugins of a WordPress lie."""

import posixpath
import re
from collections.abc import Iterator

from audit.collectors.places import below
from audit.collectors.wordpress_config import in_tree
from audit.model.facts import Folders, Location, Problem, Setting
from audit.sources.tree import Listing


def find_folders(
    listing: Listing, root: str, settings: dict[str, Setting], config: str | None
) -> tuple[Folders, list[Problem]]:
    """Return the folders that an install uses, and a problem for each that cannot be found."""
    problems: list[Problem] = []
    moved = _moved(listing, root, settings.get("WP_CONTENT_DIR"))
    content = moved or _usual(listing, root, config)
    if content is None:
        content = below(root, "wp-content")
        text = "Neither wp-content nor another folder of plugins and themes is here."
        problems.append(_lost(content, root, text, hides=True))
    elif moved is None and "WP_CONTENT_DIR" in settings:
        text = f"WP_CONTENT_DIR cannot be told from the text; {content} was taken for the content folder."
        problems.append(_lost(content, root, text, hides=not _is_content(listing, content)))
    places = []
    for constant, name in (("WP_PLUGIN_DIR", "plugins"), ("WPMU_PLUGIN_DIR", "mu-plugins")):
        place = _moved(listing, root, settings.get(constant))
        if place is None and constant in settings:
            text = f"{constant} names a place that is not here or cannot be told from the text."
            problems.append(_lost(config or root, root, text, hides=True))
        places.append(place or f"{content}/{name}")
    return Folders(content, *places), problems


def _moved(listing: Listing, root: str, setting: Setting | None) -> str | None:
    """Return the folder that a constant names: from __DIR__, or by the end of an absolute path."""
    if setting is None or not isinstance(setting.value, str):
        return None
    candidates = _candidates(setting.value, root)
    return next((place for place in candidates if place not in {"", "."} and listing.is_folder(place)), None)


def _candidates(value: str, root: str) -> Iterator[str]:
    place = in_tree(value)
    if place is not None and not place.startswith("../"):
        yield place
        return
    parts = [part for part in re.split(r"[\\/]+", place or value) if part not in {"", ".."}]
    ends = ["/".join(parts[index:]) for index in range(len(parts))]
    yield from (below(root, end) for end in ends)
    yield from ends


def _usual(listing: Listing, root: str, config: str | None) -> str | None:
    """Return wp-content, or the folder beside a core of its own that holds plugins and themes (Bedrock)."""
    own = below(root, "wp-content")
    above = posixpath.dirname(root)
    near = (below(above, name) for name in (listing.folder(above) if root else ()))
    beside = next((place for place in near if place != root and _is_content(listing, place)), None)
    is_apart = config is not None and posixpath.dirname(config) != root
    if beside and (is_apart or not listing.is_folder(own)):
        return beside
    return own if listing.is_folder(own) else None


def _is_content(listing: Listing, place: str) -> bool:
    return all(listing.is_folder(f"{place}/{name}") for name in ("plugins", "themes"))


def _lost(path: str, root: str, text: str, *, hides: bool) -> Problem:
    place = Location(path or ".")
    home = root or "."
    return Problem(location=place, install=home, kind="lost-folder", text=text, source="code", hides=hides)
