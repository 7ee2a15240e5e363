"""How a Drupal's code base is laid out: with Composer or not, with a core or not."""

import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.drupal.core import is_foreign
from audit.collectors.places import below
from audit.model.facts import Layout
from audit.parsers.composer import Package, Project
from audit.sources.tree import Listing

# Packages that are a core, or bring one along.
CORES = frozenset(
    """
    acquia/drupal-recommended-project drupal/cms drupal/core drupal/core-recommended drupal/drupal
    drupal/legacy-project drupal/recommended-project
    """.split()
)

_DEEPEST = 4  # folders above a composer.json of a site
_LOCKED = ("drupal/core", "drupal/drupal")  # whose version is that of Drupal
_CLASSIC = frozenset({"drupal/drupal", "drupal/legacy-project"})  # names in the archives of drupal.org
_SETTINGS = frozenset({"settings.php", "default.settings.php", "services.yml"})
_OWN = ("modules", "themes", "libraries")
_CODE = (".info", ".info.yml", ".module", ".php", ".inc", ".engine")
_DEEP = 5  # folders below modules, themes or libraries in which code is looked for
_DOCROOTS = ("web", "docroot", "html", "public_html", "htdocs", "www", "public")


class Managed(NamedTuple):
    """A folder whose composer.json asks for a Drupal."""

    folder: str  # "" for the top
    root: str  # the docroot that it fills
    project: Project
    version: str | None  # of the core, as composer.lock has it; None: it does not say

    @property
    def needs_core(self) -> bool:
        """Whether the core itself comes with Composer."""
        return self.version is not None or not CORES.isdisjoint(self.project.require)


def find_managed(listing: Listing, composer: Sequence[ComposerFiles]) -> list[Managed]:
    """Return what Composer manages, of what lies nearest to the top first."""
    near = (
        _managed(listing, one.folder, one.project, one.packages)
        for one in composer
        if one.project is not None and one.folder.count("/") < _DEEPEST and _is_site(one.project)
    )
    return [one for one in near if one is not None]


def layout_of(root: str, managed: Managed | None, *, core: bool) -> Layout:
    """Return the layout of a Drupal."""
    if managed is None:
        return "classic" if core else "content-only"
    packages = [name for name in managed.project.require if name.startswith("drupal/")]
    is_plain = all(name in CORES or name.startswith("drupal/core-") for name in packages)
    is_archive = managed.folder == root and managed.project.name in _CLASSIC and is_plain
    return "classic" if core and is_archive else "composer"


def coreless(listing: Listing, cores: Sequence[str], managed: Sequence[Managed]) -> list[str]:
    """Return the docroots of sites whose code is here without a core."""
    found = {one.root for one in managed if one.needs_core and _has_own_code(listing, one)}
    found |= {
        posixpath.dirname(path)
        for path, entry in listing.entries()
        if posixpath.basename(path) == "sites" and entry.kind != "file" and _is_sites(listing, path)
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
    asked = any(name.startswith("drupal/") or name in CORES for name in project.require)
    return asked or any("drupal-" in kind for kinds in project.installer_paths.values() for kind in kinds)


def _managed(listing: Listing, folder: str, project: Project, packages: Sequence[Package]) -> Managed | None:
    versions = {one.name: one.version.removeprefix("v") for one in packages}
    version = next((versions[name] for name in _LOCKED if name in versions), None)
    root = posixpath.normpath(below(folder, _docroot(listing, folder, project)))
    if root.startswith(".."):
        return None
    return Managed(folder, "" if root == "." else root, project, version)


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
    """Tell whether a folder called sites is that of a Drupal, and not what was saved or cached of one."""
    places = [f"{path}/{name}" for name in ("default", "all") if name in listing.folder(path)]
    if any(_SETTINGS & listing.folder(place).keys() for place in places):
        return True
    return any(_has_code(listing, f"{place}/{name}") for place in places for name in _OWN)


def _has_code(listing: Listing, path: str) -> bool:
    """Tell whether a folder holds PHP or what names an extension, not too deep below it."""
    here = [path]
    for _ in range(_DEEP):
        entries = [(f"{place}/{name}", one) for place in here for name, one in listing.folder(place).items()]
        if any(one.kind == "file" and name.endswith(_CODE) for name, one in entries):
            return True
        here = [name for name, one in entries if one.kind != "file"]
    return False


def _is_taken(listing: Listing, root: str, cores: Sequence[str]) -> bool:
    """Tell whether a docroot has a core, lies in the files of one that has, or is that of Backdrop."""
    if listing.is_file(below(root, "core/includes/bootstrap.inc")) and root not in cores:
        return True
    return any(root == core or root.startswith(below(core, "sites/")) for core in cores)
