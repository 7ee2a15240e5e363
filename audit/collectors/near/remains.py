"""What lies around a site or comes out of it: static pages, backups, the set-up of a work place."""

import posixpath
import re
from collections.abc import Iterable

from audit.collectors.hosts import around
from audit.collectors.places import below
from audit.sources.tree import File, Listing, Tree

_PHP = (".php", ".phtml", ".php5", ".php7", ".inc", ".module")
_ARCHIVES = (
    ".zip", ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".7z", ".rar",
    ".wpress", ".sql", ".dump", ".jpa", ".jps", ".daf", ".mmp", ".bak",
)  # fmt: skip
_BESIDE_ARCHIVES = (".txt", ".md", ".log", ".json", ".sha256", ".md5", ".asc")
_MOST_FOLDERS = 20  # of a folder that holds archives only
_LIMIT = 64 * 1024  # bytes of a page; its head is no longer
_GENERATOR = re.compile(
    rb"<meta\s{1,9}name=[\"']?generator[\"']?\s{1,9}content=[\"']?([A-Za-z0-9. ]{1,40})", re.IGNORECASE
)
_SOURCES = {
    ("hugo.toml",): "Hugo",
    ("hugo.yaml",): "Hugo",
    ("config.toml", "archetypes"): "Hugo",
    ("_config.yml", "_posts"): "Jekyll",
    ("_config.yml", "_layouts"): "Jekyll",
}
_TOOLS = {
    "vagrant": "Vagrant",
    "vvv": "VVV",
    "vccw": "VCCW",
    "docker": "Docker",
    "lando": "Lando",
    "ddev": "DDEV",
    "docksal": "Docksal",
    "devcontainer": "a development container",
    "wp-env": "wp-env",
    "trellis": "Trellis",
    "local": "Local",
}


def with_php(listing: Listing) -> set[str]:
    """Return the folders in which, or below which, there is PHP code."""
    found: set[str] = set()
    for path, _ in listing.entries():
        if not path.endswith(_PHP):
            continue
        folder = posixpath.dirname(path)
        while folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


def static_pages(tree: Tree, listing: Listing, folder: str) -> str | None:
    """Return what static pages of a folder without PHP were made by; None where there are none."""
    names = listing.folder(folder)
    made = (maker for signs, maker in _SOURCES.items() if all(sign in names for sign in signs))
    maker = next(made, None)
    if maker is not None:
        return maker
    page = next((name for name in ("index.html", "index.htm") if name in names), None)
    if page is None:
        return None
    if listing.is_folder(below(folder, "wp-content")) or listing.is_folder(below(folder, "wp-includes")):
        return "WordPress"
    path = below(folder, page)
    file = tree.read(listing.resolve(path) or path, _LIMIT)
    match = _GENERATOR.search(file.data) if isinstance(file, File) else None
    return match[1].decode().strip() if match else "hand or by a generator"


def archives(listing: Listing) -> list[str] | None:
    """Return the archives and dumps if the tree holds nothing else, but for notes beside them."""
    folders = list(listing.folders())
    if len(folders) > _MOST_FOLDERS:
        return None
    files = [path for path, entry in listing.entries() if entry.kind == "file" and not _is_hidden(path)]
    found = [path for path in files if path.lower().endswith(_ARCHIVES)]
    others = [path for path in files if not path.lower().endswith((*_ARCHIVES, *_BESIDE_ARCHIVES))]
    is_noted = all(posixpath.basename(path).lower() in {"readme", "license"} for path in others)
    return found if found and is_noted else None


def tools(listing: Listing, folders: Iterable[str]) -> list[str]:
    """Return the tools that build a place to work around a site, whose files lie in these folders."""
    words = around(listing, folders)
    return [name for word, name in _TOOLS.items() if word in words]


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
