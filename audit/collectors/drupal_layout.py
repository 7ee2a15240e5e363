"""How a Drupal's code base is laid out: with Composer or not, with a core or not, and for which hosts."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.collectors.drupal_core import is_foreign
from audit.collectors.places import below
from audit.model.facts import Layout, Location, Problem
from audit.parsers.composer import ComposerError, Package, Project, parse_lock, parse_project
from audit.sources.tree import File, Listing, Tree

_LOCK_LIMIT = 64 * 1024 * 1024  # bytes of a composer.lock that are read
_MOST_PROJECTS = 100
_DEEPEST = 4  # folders above a composer.json of a site
_CORES = frozenset(
    """
    acquia/drupal-recommended-project drupal/cms drupal/core drupal/core-recommended drupal/drupal
    drupal/legacy-project drupal/recommended-project
    """.split()
)
_LOCKED = ("drupal/core", "drupal/drupal")  # whose version is that of Drupal
_CLASSIC = frozenset({"drupal/drupal", "drupal/legacy-project"})  # names in the archives of drupal.org
_DOCROOTS = ("web", "docroot", "html", "public_html", "htdocs", "www", "public")

# A file or folder in the docroot or around it -> the host or the tool that it is for.
_MADE_FOR = (
    ("factory-hooks", "acquia-site-factory"),
    ("acquia-utils", "acquia"),
    ("acquia-pipelines.yml", "acquia"),
    ("acquia-pipelines.yaml", "acquia"),
    (".acquia-cli.yml", "acquia"),
    ("blt", "acquia"),
    ("hooks/common", "acquia"),
    ("hooks/dev", "acquia"),
    ("hooks/prod", "acquia"),
    ("hooks/samples", "acquia"),
    ("factory-hooks", "acquia"),
    ("pantheon.yml", "pantheon"),
    ("pantheon.upstream.yml", "pantheon"),
    ("sites/default/settings.pantheon.php", "pantheon"),
    (".upsun", "upsun"),
    (".platform.app.yaml", "platformsh"),
    (".platform", "platformsh"),
    ("sites/default/settings.platformsh.php", "platformsh"),
    (".lagoon.yml", "lagoon"),
    ("lagoon.yml", "lagoon"),
    ("lagoon", "lagoon"),
    (".amazeeio.yml", "amazeeio"),
    (".wodby.yml", "wodby"),
    ("wodby.yml", "wodby"),
    ("silta", "silta"),
    (".skpr", "skpr"),
    (".ebextensions", "elastic-beanstalk"),
    (".bp-config", "cloud-foundry"),
    (".cfignore", "cloud-foundry"),
    ("Procfile", "heroku"),
    (".cpanel.yml", "cpanel"),
    (".ddev", "ddev"),
    (".lando.yml", "lando"),
    (".lando.base.yml", "lando"),
    (".lando.dist.yml", "lando"),
    (".lando.upstream.yml", "lando"),
    (".docksal", "docksal"),
    ("docker-compose.yml", "docker"),
    ("docker-compose.yaml", "docker"),
    ("compose.yml", "docker"),
    ("compose.yaml", "docker"),
    ("Dockerfile", "docker"),
    ("Vagrantfile", "vagrant"),
    (".gitpod.yml", "gitpod"),
    (".tugboat", "tugboat"),
)
_MAKE_FILES = (".make", ".make.yml", ".make.yaml")


class Managed(NamedTuple):
    """A folder whose composer.json asks for a Drupal."""

    folder: str  # "" for the top
    root: str  # the docroot that it fills
    project: Project
    version: str | None  # of the core, as composer.lock has it; None: it does not say

    @property
    def needs_core(self) -> bool:
        """Whether the core itself comes with Composer."""
        return self.version is not None or not _CORES.isdisjoint(self.project.require)


def find_managed(tree: Tree, listing: Listing) -> Iterator[Managed | Problem]:
    """Yield what Composer manages, and what kept a composer.json or composer.lock from being read."""
    paths = [
        path
        for path, entry in listing.entries()
        if entry.name == "composer.json"
        and path.count("/") <= _DEEPEST
        and not is_foreign(posixpath.dirname(path))
    ]
    for path in sorted(paths, key=lambda path: (path.count("/"), path))[:_MOST_PROJECTS]:
        file = tree.read(listing.resolve(path) or path)
        if not isinstance(file, File):
            yield file
            continue
        try:
            project = parse_project(file.data)
        except ComposerError as error:
            yield _unread(path, str(error))
            continue
        if _is_site(project):
            yield from _managed(tree, listing, posixpath.dirname(path), project)


def layout_of(root: str, managed: Managed | None, *, core: bool) -> Layout:
    """Return the layout of a Drupal."""
    if managed is None:
        return "classic" if core else "content-only"
    packages = [name for name in managed.project.require if name.startswith("drupal/")]
    is_plain = all(name in _CORES or name.startswith("drupal/core-") for name in packages)
    is_archive = managed.folder == root and managed.project.name in _CLASSIC and is_plain
    return "classic" if core and is_archive else "composer"


def made_for(listing: Listing, root: str, managed: Managed | None) -> tuple[str, ...]:
    """Return the hosts and tools whose files lie in the docroot, around it, or at the top of the tree."""
    folders = dict.fromkeys((root, posixpath.dirname(root), managed.folder if managed else "", ""))
    found = [
        name
        for path, name in _MADE_FOR
        for folder in folders
        if posixpath.basename(path) in listing.folder(below(folder, posixpath.dirname(path)).rstrip("/"))
    ]
    names = [name for folder in folders for name in listing.folder(folder)]
    if any(name.endswith(_MAKE_FILES) for name in names):
        found.append("drush-make")
    return tuple(dict.fromkeys(found))


def coreless(listing: Listing, cores: Sequence[str], managed: Sequence[Managed]) -> list[str]:
    """Return the docroots of sites whose code is here without a core."""
    found = {one.root for one in managed if one.needs_core and _has_own_code(listing, one)}
    found |= {
        posixpath.dirname(path)
        for path, entry in listing.entries()
        if entry.name == "sites" and entry.kind != "file" and _is_sites(listing, path)
    }
    taken = list(cores)
    for root in sorted(found):
        if not is_foreign(root) and not _is_taken(listing, root, taken):
            taken.append(root)
    return taken[len(cores) :]


def _is_site(project: Project) -> bool:
    """Tell whether a composer.json is that of a Drupal site, and not of the core or of a module alone."""
    if (project.type or "").startswith("drupal-"):
        return False
    asked = any(name.startswith("drupal/") or name in _CORES for name in project.require)
    return asked or any("drupal-" in kind for kinds in project.installer_paths.values() for kind in kinds)


def _managed(tree: Tree, listing: Listing, folder: str, project: Project) -> Iterator[Managed | Problem]:
    path, packages = below(folder, "composer.lock"), tuple[Package, ...]()
    if listing.is_file(path):
        file = tree.read(listing.resolve(path) or path, _LOCK_LIMIT)
        if isinstance(file, File):
            try:
                packages = parse_lock(file.data)
            except ComposerError as error:
                yield _unread(path, str(error))
        else:
            yield file
    versions = {one.name: one.version.removeprefix("v") for one in packages}
    version = next((versions[name] for name in _LOCKED if name in versions), None)
    root = posixpath.normpath(below(folder, _docroot(listing, folder, project)))
    if not root.startswith(".."):
        yield Managed(folder, "" if root == "." else root, project, version)


def _docroot(listing: Listing, folder: str, project: Project) -> str:
    """Return the docroot as seen from the composer.json."""
    if project.web_root is not None:
        return project.web_root.strip("/") or "."
    for path, kinds in project.installer_paths.items():
        if not {"type:drupal-core", "drupal/core", "drupal/drupal"}.isdisjoint(kinds):
            place = path.partition("{")[0].rstrip("/")
            return posixpath.dirname(place) if posixpath.basename(place) == "core" else place
    for path, kinds in project.installer_paths.items():
        if "type:drupal-module" in kinds:
            parts = path.split("/")
            ends = [parts.index(name) for name in ("sites", "modules") if name in parts]
            return "/".join(parts[: min(ends)]) if ends else "."
    here = listing.folder(folder)
    return next((name for name in _DOCROOTS if name in here and "sites" not in here), ".")


def _has_own_code(listing: Listing, one: Managed) -> bool:
    """Tell whether more than a template is here: sites, own modules or themes, or exported configuration."""
    places = ("sites", "modules/custom", "themes/custom", "profiles/custom")
    if any(listing.is_folder(below(one.root, place)) for place in places):
        return True
    exported = (below(one.folder, path) for path in ("config", "config/sync", "config/default"))
    return any("core.extension.yml" in listing.folder(path) for path in exported)


def _is_sites(listing: Listing, path: str) -> bool:
    """Tell whether a folder called sites is that of a Drupal."""
    here = listing.folder(path)
    if not {"default", "all"} & here.keys():
        return False
    signs = {"settings.php", "default.settings.php", "modules", "themes", "libraries", "services.yml"}
    return any(signs & listing.folder(f"{path}/{name}").keys() for name in ("default", "all") if name in here)


def _is_taken(listing: Listing, root: str, cores: Sequence[str]) -> bool:
    """Tell whether a docroot has a core, lies in the files of one that has, or is that of Backdrop."""
    if listing.is_file(below(root, "core/includes/bootstrap.inc")) and root not in cores:
        return True
    return any(root == core or root.startswith(below(core, "sites/")) for core in cores)


def _unread(path: str, text: str) -> Problem:
    return Problem(location=Location(path), kind="unreadable", text=text, source="code")
