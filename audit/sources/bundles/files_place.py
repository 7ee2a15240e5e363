"""Where uploads that come apart from the code belong: told by the upper folders of both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.sources.mounted import Mounted

if TYPE_CHECKING:
    from audit.sources.bundles.place import Place
    from audit.sources.tree import Tree

_DOCROOTS = ("", "web", "docroot", "public_html", "public", "httpdocs", "htdocs", "www", "html", "app/public")
_WRAPPER = re.compile(r"uploads|files(?:_[0-9A-Za-z-]+)?|public|wp-content|app")  # what lies alone at the top
_WHOLE = ("wp-content/uploads", "app/uploads")
_DEFAULT, _DEFAULT_SETTINGS = "sites/default/files", "sites/default/settings.php"
_SITES = re.compile(r"(?!all$|default$|simpletest$).+")
_ANY = re.compile(r".+")
_OF_UPLOADS = re.compile(r"(?:19|20)[0-9]{2}|sites|styles")  # what a CMS makes in the folder of the uploads
_UNCLEAR = (
    "It is not clear where these files belong: the code has neither wp-content nor sites. "
    "Name the folder that holds the whole site instead."
)
_WHOSE = (
    "It is not clear of which site these files are: the code has {}. "
    "Name a folder or an archive in which they lie as in the site, such as {}/files."
)


def joined(code: Place, files: Place) -> Tree:
    """
    Return code and the files that were kept apart from it as one tree.

    Raises AuditError where the code does not tell where they belong.
    """
    docroots = (here.within(root) for here in code.places() for root in _DOCROOTS)
    found = next(((docroot, uploads) for docroot in docroots if (uploads := _uploads(docroot))), None)
    if found is None:
        raise AuditError(f"{files.tree.label}: {_UNCLEAR}")
    docroot, uploads = found
    folder, tree = _fitting(docroot, files, uploads)
    start = docroot.top.removeprefix(code.top)
    site = code.site()
    return Mounted(site.label, [("", site), (f"{start}/{folder}".strip("/"), tree)])


def _fitting(docroot: Place, files: Place, uploads: str) -> tuple[str, Tree]:
    """Return the folder below the docroot that the files are the inside of, and the files."""
    for place in files.places():
        whole = next(filter(place.has_folder, _WHOLE), None)
        if whole:
            return ("", place.site()) if whole == uploads else (uploads, place.site(whole))
        if any(place.has_folder(f"{site}/files") for site in place.folders("sites", _ANY)):
            return "", place.site()
        sites = place.folders("", _ANY)
        if any(place.has_folder(f"{one}/files") and docroot.has_folder(f"sites/{one}") for one in sites):
            return "sites", place.site()
    named = _named(docroot) if uploads == _DEFAULT else []
    if len(named) > 1 and not docroot.has_file(_DEFAULT_SETTINGS):
        raise AuditError(f"{files.tree.label}: {_WHOSE.format(' and '.join(named[:3]), named[0])}")
    return uploads, _innermost(files).site()


def _uploads(docroot: Place) -> str | None:
    """Return the folder of the uploads below a docroot; None where it is no docroot."""
    if docroot.has_folder("wp-content"):
        return "wp-content/uploads"
    if docroot.has_folder("app") and docroot.has_folder("wp"):
        return "app/uploads"
    if docroot.has_folder("sites"):
        named = _named(docroot)
        alone = len(named) == 1 and not docroot.has_file(_DEFAULT_SETTINGS)
        return f"{named[0]}/files" if alone else _DEFAULT
    if docroot.has_folder("plugins") and docroot.has_folder("themes"):
        return "uploads"
    return None


def _named(docroot: Place) -> list[str]:
    """Return the folders of a Drupal's sites, but that of the default one."""
    own = docroot.folders("sites", _SITES)
    return [folder for folder in own if docroot.has_file(f"{folder}/settings.php")]


def _innermost(files: Place) -> Place:
    """Return the folder of the uploads themselves."""
    for place in files.places():
        (name, *others) = place.folders("", _ANY) or [""]
        if not name or others or len(place.names()) != 1:
            return place
        files = place.within(name)
        if not _WRAPPER.fullmatch(name) and not files.folders("", _OF_UPLOADS):
            return place
    return files
