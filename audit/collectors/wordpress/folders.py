"""Where the content, the plugins and the must-use plugins of a WordPress lie."""

import posixpath
import re
from collections.abc import Iterator

from audit.collectors.places import below, in_tree
from audit.collectors.wordpress.content import has_own_code, is_stock
from audit.collectors.wordpress.layout import Place
from audit.model.facts import Folders, Location, Problem, Setting
from audit.sources.tree import Listing

_VIP_MU_PLUGINS = "client-mu-plugins"  # what VIP's own mu-plugins load; those are in no repository


def find_folders(
    listing: Listing, place: Place, settings: dict[str, Setting], config: str | None
) -> tuple[Folders, list[Problem]]:
    """Return the folders that an install uses, and a problem for each that cannot be found."""
    problems: list[Problem] = []
    root = place.root
    moved = _moved(listing, place, settings.get("WP_CONTENT_DIR"))
    content = moved or _hinted(listing, place) or _usual(listing, root, config)
    if content is None:
        content = place.content or below(root, "wp-content")
        text = "Neither wp-content nor another folder of plugins and themes is here."
        problems.append(_lost(content, root, text, hides=True))
    elif moved is None and "WP_CONTENT_DIR" in settings:
        text = f"WP_CONTENT_DIR cannot be told from the text; {content} was taken for the content folder."
        problems.append(_lost(content, root, text, hides=not _is_content(listing, content)))
    has_vip = listing.is_folder(below(content, _VIP_MU_PLUGINS))
    must_use = _VIP_MU_PLUGINS if has_vip else "mu-plugins"
    folders = []
    for constant, name in (("WP_PLUGIN_DIR", "plugins"), ("WPMU_PLUGIN_DIR", must_use)):
        folder = _moved(listing, place, settings.get(constant))
        if folder is None and constant in settings:
            text = f"{constant} names a place that is not here or cannot be told from the text."
            problems.append(_lost(config or root, root, text, hides=True))
        folders.append(folder or below(content, name))
    return Folders(content, *folders), problems


def _moved(listing: Listing, place: Place, setting: Setting | None) -> str | None:
    """Return the folder that a constant names: from __DIR__, or by the end of an absolute path."""
    if setting is None or not isinstance(setting.value, str):
        return None
    candidates = _candidates(setting.value, place)
    return next((path for path in candidates if path not in {"", "."} and listing.is_folder(path)), None)


def _candidates(value: str, install: Place) -> Iterator[str]:
    place = in_tree(value)
    if place is not None and not place.startswith("../"):
        yield place
        return
    parts = [part for part in re.split(r"[\\/]+", place or value) if part not in {"", ".", ".."}]
    ends = ["/".join(parts[index:]) for index in range(len(parts))]
    for folder in dict.fromkeys((install.root, install.docroot, "")):
        yield from (below(folder, end) for end in ends)


def _hinted(listing: Listing, place: Place) -> str | None:
    """Return the folder that Composer or its own look says is the content, if it is there."""
    content = place.content
    is_there = content is not None and (content == "." or listing.is_folder(content))
    return content if is_there else None


def _usual(listing: Listing, root: str, config: str | None) -> str | None:
    """
    Return wp-content, or the folder in or beside the core that holds plugins and themes (Bedrock).

    A wp-content that is only what the core brings along gives way to the site's own beside it.
    """
    own = below(root, "wp-content")
    above = posixpath.dirname(root)
    is_below = listing.is_file(below(above, "wp-includes/version.php"))  # what lies beside is of that core
    near = (below(above, name) for name in (listing.folder(above) if root and not is_below else ()))
    is_apart = config is not None and posixpath.dirname(config) != root
    if is_apart or not listing.is_folder(own) or is_stock(listing, own):
        beside = next((place for place in near if place != root and _is_content(listing, place)), None)
        if beside and (is_apart or not listing.is_folder(own) or has_own_code(listing, beside)):
            return beside
    if listing.is_folder(own):
        return own
    inside = (below(root, name) for name in listing.folder(root))
    return next((place for place in inside if _is_content(listing, place)), None)


def _is_content(listing: Listing, place: str) -> bool:
    return all(listing.is_folder(below(place, name)) for name in ("plugins", "themes"))


def _lost(path: str, root: str, text: str, *, hides: bool) -> Problem:
    place = Location(path or ".")
    home = root or "."
    return Problem(location=place, install=home, kind="lost-folder", text=text, source="code", hides=hides)
