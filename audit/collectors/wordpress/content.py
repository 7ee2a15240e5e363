"""Folders that are the wp-content of a WordPress whose core is not there."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from audit.collectors.places import below
from audit.collectors.wordpress.themes import DEFAULT_THEMES
from audit.parsers.header import LIMIT, parse_header
from audit.sources.tree import File, Listing, Tree

_USUAL = frozenset(("wp-content", "app", "content", "wp-app", "wordpress-content"))
_VIP = frozenset(("client-mu-plugins", "vip-config"))
_PARTS = frozenset(("plugins", "themes", "mu-plugins", "languages", "uploads", *_VIP))
_FEWEST_PARTS = 2  # of a folder of another name
_TRIES = 60  # files whose header is looked at in a folder
_BUNDLED = frozenset(("akismet", "hello.php", "hello-dolly"))  # plugins that WordPress brings along
# What the templates of Bedrock bring along in mu-plugins.
_BROUGHT = frozenset(("bedrock-autoloader.php", "register-theme-directory.php", "disallow-indexing.php"))


class Content(NamedTuple):
    """A folder of plugins and themes: "" is the top of the tree."""

    folder: str
    root: str  # where the core would be
    is_vip: bool


def content_folders(tree: Tree, listing: Listing, folders: Iterable[str]) -> Iterator[Content]:
    """Yield those of the folders that are a wp-content with code in it."""
    for folder in folders:
        above, _, name = folder.rpartition("/")
        parts = _PARTS & {part for part in listing.folder(folder) if listing.is_folder(below(folder, part))}
        is_usual = name == "wp-content"
        is_vip = bool(_VIP & parts)
        if not parts or not (is_usual or is_vip or len(parts) >= _FEWEST_PARTS):
            continue
        if listing.is_file(below(above, "wp-includes/version.php")):
            continue  # the core of something else, or one that is known already
        if has_own_code(listing, folder) if is_usual else _has_header(tree, listing, folder):
            yield Content(folder, above if name in _USUAL else folder, is_vip)


def has_own_code(listing: Listing, content: str) -> bool:
    """Tell whether plugins or themes are there, with code in them: a static copy of a site has none."""
    if any(_has_code(listing, theme) for theme in _inner(listing, below(content, "themes"))):
        return True
    for folder in ("plugins", "mu-plugins", "client-mu-plugins"):
        place = below(content, folder)
        files = {name for name in listing.folder(place) if name.endswith(".php")}
        if files - _BROUGHT - {"index.php"}:
            return True
        if any(_has_code(listing, plugin) for plugin in _inner(listing, place)):
            return True
    return False


def is_stock(listing: Listing, content: str) -> bool:
    """Tell whether a wp-content lacks, or holds at most what WordPress brings along."""
    inside = {part: {*listing.folder(below(content, part))} - {"index.php"} for part in ("plugins", "themes")}
    return (
        listing.folder(content).keys() <= {"index.php", "languages", *inside}
        and inside["plugins"] <= _BUNDLED
        and inside["themes"] <= {*DEFAULT_THEMES.values()}
    )


def _inner(listing: Listing, folder: str) -> Iterator[str]:
    names = (below(folder, name) for name in listing.folder(folder))
    yield from (place for place in names if listing.is_folder(place))


def _has_code(listing: Listing, folder: str) -> bool:
    return any(name.endswith(".php") or name == "theme.json" for name in listing.folder(folder))


def _has_header(tree: Tree, listing: Listing, content: str) -> bool:
    """Tell whether WordPress would find a theme or a plugin there."""
    if not has_own_code(listing, content):
        return False
    for path in islice(_candidates(listing, content), _TRIES):
        file = tree.read(listing.resolve(path) or path, LIMIT)
        if isinstance(file, File) and parse_header(file.data, ("Plugin Name", "Theme Name")):
            return True
    return False


def _candidates(listing: Listing, content: str) -> Iterator[str]:
    styles = (below(theme, "style.css") for theme in _inner(listing, below(content, "themes")))
    yield from (path for path in styles if listing.is_file(path))
    for folder in ("plugins", "client-mu-plugins", "mu-plugins"):
        place = below(content, folder)
        for inner in (place, *_inner(listing, place)):
            names = (name for name in listing.folder(inner) if name.endswith(".php") and name != "index.php")
            yield from (below(inner, name) for name in names)
