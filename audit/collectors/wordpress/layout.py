"""Where each WordPress of a tree lies, its docroot, and how it is laid out; its core may lack."""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.places import TOP, below, in_tree
from audit.collectors.wordpress.composer import Managed, managed
from audit.collectors.wordpress.content import content_folders, has_own_code, is_stock
from audit.model.facts import Layout
from audit.parsers.php.values import Include, configuration
from audit.sources.tree import File, Listing, Tree

_FRONT_LIMIT = 16 * 1024  # bytes; an index.php that only starts WordPress has a few hundred
_DEEPEST = 4  # folders below the top in which a site without a core is looked for
_MOST_READ = 400  # files of one name that are read for it
_DOCROOTS = ("web", "public", "public_html", "htdocs", "docroot", "html", "www", "httpdocs")
_FOREIGN = frozenset(
    """
    vendor node_modules bower_components tests test uploads plugins themes mu-plugins client-mu-plugins
    modules wp-admin wp-includes cache backup backups upgrade
    """.split()
)


class Place(NamedTuple):
    """A WordPress: "" is the top of the tree."""

    root: str
    docroot: str
    layout: Layout
    sign: str  # file or folder that shows it
    core: bool = True
    content: str | None = None  # where Composer or the folders say that its content is; None: nothing says
    version: str | None = None  # of a core that is not here, as it is locked


def find_places(tree: Tree, listing: Listing, composer: Sequence[ComposerFiles]) -> list[Place]:
    """Return each WordPress, those with a core first; none lies in the docroot of another without a core."""
    projects = {one.folder: project for one in composer if (project := managed(one))}
    found = [_with_core(tree, listing, root, projects) for root in _cores(listing)]
    docroots = {place.docroot for place in found}
    near = sorted(filter(_is_near, listing.folders()))
    by_composer = partial(_by_composer, projects=projects)
    for search in (by_composer, _by_front, _by_content):
        folders = [folder for folder in near if docroots.isdisjoint(_upwards(folder))]
        for place in search(tree, listing, folders):
            if docroots.isdisjoint((place.docroot, *_upwards(place.root))):
                docroots.add(place.docroot)
                found.append(place)
    return found


def _is_foreign(path: str) -> bool:
    """Tell whether a folder holds what others made or what is no part of a site: libraries, tests, caches."""
    return any(part in _FOREIGN or part.startswith(".") for part in path.split("/"))


def _cores(listing: Listing) -> Iterator[str]:
    """Yield each folder with a core; a core among libraries counts where a link leads to it."""
    roots = {
        posixpath.dirname(path) for path, _ in listing.entries() if posixpath.basename(path) == "wp-includes"
    }
    linked = {listing.resolve(below(root, "wp-includes")) for root in roots if _is_linked(listing, root)}
    libraries = {root for root in roots if {"vendor", "node_modules"} & set(root.split("/"))}
    links = [path for path, entry in listing.entries() if entry.kind == "link"] if libraries else []
    instead = {listing.resolve(path): path for path in links}
    for root in sorted(roots):
        place = below(root, "wp-includes")
        if listing.is_file(f"{place}/version.php") and (_is_linked(listing, root) or place not in linked):
            if root not in libraries:
                yield root
            elif root in instead:
                yield instead[root]


def _is_linked(listing: Listing, root: str) -> bool:
    """Tell whether the core of a docroot is a link to one that lies elsewhere in the tree."""
    place = below(root, "wp-includes")
    return listing.resolve(place) not in {None, place}


def _with_core(tree: Tree, listing: Listing, root: str, projects: Mapping[str, Managed]) -> Place:
    docroot = _docroot(tree, listing, root)
    above = list(_upwards(docroot if docroot != root else root))[:3]
    near = (projects[folder] for folder in above if folder in projects)
    own = next((project for project in near if project.core == root), None)
    content = own.content if own else None
    place = below(root, "wp-includes/version.php")
    return Place(root, docroot, _layout(listing, root, docroot, own), place, content=content)


def _docroot(tree: Tree, listing: Listing, root: str) -> str:
    """Return the folder whose index.php starts the core of a root; the root itself if none does."""
    above = list(_upwards(posixpath.dirname(root)))[:2] if root else []
    beside = [below(posixpath.dirname(root), name) for name in _DOCROOTS] if root else []
    for folder in (*above, *beside):
        if folder != root and _started(tree, listing, folder) == root:
            return folder
    own = below(root, "wp-content")
    beside = list(_sibling_contents(listing, root)) if root and is_stock(listing, own) else []
    is_apart = any(not listing.is_folder(own) or has_own_code(listing, place) for place in beside)
    return above[0] if is_apart else root


def _sibling_contents(listing: Listing, root: str) -> Iterator[str]:
    """Yield the folders beside a core that hold plugins and themes."""
    above = posixpath.dirname(root)
    is_own = listing.is_file(below(above, "wp-includes/version.php"))  # then it is the content of that core
    for name in () if is_own else listing.folder(above):
        place = below(above, name)
        if place != root and all(listing.is_folder(below(place, part)) for part in ("plugins", "themes")):
            yield place


def _upwards(folder: str) -> Iterator[str]:
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder


def _started(tree: Tree, listing: Listing, folder: str) -> str | None:
    """Return the folder of the wp-blog-header.php that the index.php of a folder starts."""
    path = below(folder, "index.php")
    entry = listing.folder(folder).get("index.php")
    if entry is None or (entry.size or 0) > _FRONT_LIMIT:
        return None
    file = tree.read(listing.resolve(path) or path, _FRONT_LIMIT)
    if not isinstance(file, File) or b"wp-blog-header" not in file.data:
        return None
    known = {"$_SERVER['DOCUMENT_ROOT']": f"{TOP}/{folder}".rstrip("/")}
    for found in configuration(file.data, f"{TOP}/{path}", known):
        if isinstance(found, Include) and found.target and found.target.endswith("wp-blog-header.php"):
            target = found.target
            place = in_tree(target if target.startswith(TOP) else f"{TOP}/{folder}/{target}")
            if place is not None and not place.startswith("../"):
                return posixpath.dirname(place)
    return None


def _layout(listing: Listing, root: str, docroot: str, project: Managed | None) -> Layout:
    above = posixpath.dirname(docroot)
    if docroot and docroot != root and listing.is_file(below(above, "config/application.php")):
        return "bedrock"
    if project is not None:
        return "composer"
    return "classic" if docroot == root else "core-in-folder"


def _by_composer(
    tree: Tree, listing: Listing, folders: list[str], projects: Mapping[str, Managed]
) -> Iterator[Place]:
    for folder in folders:
        project = projects.get(folder)
        if project is None or (not project.is_told and _holds_core(listing, folder)):
            continue
        content = project.content
        if project.is_template and not has_own_code(listing, content or posixpath.dirname(project.core)):
            continue
        root = project.core
        above = posixpath.dirname(root)
        is_apart = bool(root) and not listing.is_folder(below(root, "wp-content"))
        started = _started(tree, listing, above) if is_apart else None
        is_beside = content is not None and posixpath.dirname(content) == above
        docroot = above if is_apart and (started == root or is_beside) else root
        layout = _layout(listing, root, docroot, project)
        sign = below(folder, "composer.json")
        yield Place(root, docroot, layout, sign, core=False, content=content, version=project.version)


def _holds_core(listing: Listing, folder: str) -> bool:
    """Tell whether a core lies in a folder, or in one of its own."""
    near = (folder, *(below(folder, name) for name in listing.folder(folder)))
    return any(listing.is_file(below(place, "wp-includes/version.php")) for place in near)


def _by_front(tree: Tree, listing: Listing, folders: list[str]) -> Iterator[Place]:
    """Yield what an index.php would start if the core were there."""
    fronts = (folder for folder in folders if listing.is_file(below(folder, "index.php")))
    for folder in islice(fronts, _MOST_READ):
        root = _started(tree, listing, folder)
        if root is None or listing.is_file(below(root, "wp-includes/version.php")):
            continue
        near = (below(folder, name) for name in listing.folder(folder))
        content = next((place for place in near if has_own_code(listing, place)), None)
        if content is not None:
            layout = _layout(listing, root, folder, None)
            if layout == "classic":
                layout = "content-only"
            sign = below(folder, "index.php")
            yield Place(root, folder, layout, sign, core=False, content=content)


def _by_content(tree: Tree, listing: Listing, folders: list[str]) -> Iterator[Place]:
    for found in content_folders(tree, listing, folders):
        layout: Layout = "vip" if found.is_vip else "content-only"
        place = found.folder or "."
        yield Place(found.root, found.root, layout, place, core=False, content=place)


def _is_near(folder: str) -> bool:
    return folder.count("/") < _DEEPEST and not _is_foreign(folder)
