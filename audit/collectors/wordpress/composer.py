"""What Composer lays where in a WordPress: the core, its version and the folder of the extensions."""

import posixpath
from typing import NamedTuple

from audit.collectors.composer import ComposerFiles
from audit.collectors.places import below
from audit.parsers.composer import Project

_CORES = frozenset(
    """
    roots/wordpress roots/wordpress-full roots/wordpress-no-content johnpbloch/wordpress
    johnpbloch/wordpress-core pantheon-upstreams/wordpress wordpress/wordpress wordpress/core-implementation
    """.split()
)
_DEFAULT = "wordpress"  # where the installers of these packages lay the core if nothing else is said
_KINDS = {"type:wordpress-plugin": "plugins", "type:wordpress-theme": "themes"}
# What the common templates ask for; who asks for no more has added nothing of their own.
_TEMPLATES = (
    "roots/",
    "composer/",
    "johnpbloch/",
    "pantheon-upstreams/",
    "pantheon-systems/",
    "oscarotero/env",
)
_TEMPLATE_PACKAGES = ("vlucas/phpdotenv", "ext-", "wpackagist-theme/twenty", "wp-theme/twenty")


class Managed(NamedTuple):
    """A folder with a composer.json that lays a WordPress core somewhere."""

    folder: str
    core: str  # where it lays the core, "" for the top of the tree
    is_told: bool  # that it says so; False: the installers' own choice
    content: str | None  # where it lays plugins and themes; None: it does not say
    is_template: bool  # it asks for nothing but what a template asks for
    version: str | None  # of the core, as composer.lock has it; None: it does not say


def managed(files: ComposerFiles) -> Managed | None:
    """Return what Composer's files of a folder lay where; None where there is no core among it."""
    project, folder = files.project, files.folder
    if project is None or (project.wordpress is None and _CORES.isdisjoint(project.require)):
        return None
    core = posixpath.normpath(below(folder, project.wordpress or _DEFAULT))
    if core.startswith("../"):
        return None
    usual = (*_TEMPLATES, *_TEMPLATE_PACKAGES)
    others = (name for name in project.require if name != "php" and not name.startswith(usual))
    return Managed(
        folder,
        core="" if core == "." else core,
        is_told=project.wordpress is not None,
        content=_extensions_folder(project, folder),
        is_template=not any(others),
        version=next((one.version.removeprefix("v") for one in files.packages if one.name in _CORES), None),
    )


def _extensions_folder(project: Project, folder: str) -> str | None:
    """Return the content folder into which plugins and themes go; None where the project does not say."""
    for pattern, wanted in project.installer_paths.items():
        for kind in wanted:
            place = posixpath.normpath(below(folder, pattern.partition("{$")[0].rstrip("/") or "."))
            if kind in _KINDS and posixpath.basename(place) == _KINDS[kind] and not place.startswith("../"):
                return posixpath.dirname(place) or "."
    return None
