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
_SITES = re.compile(r"(?!all$|default$|simpletest$).+")
_ANY = re.compile(r".+")
_UNCLEAR = (
    "It is not clear where these files belong: the code has neither wp-content nor sites. "
    "Name the folder that holds the whole site instead."
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
    folder, tree = _fitting(files, uploads)
    start = docroot.top.removeprefix(code.top)
    site = code.site()
    return Mounted(site.label, [("", site), (f"{start}/{folder}".strip("/"), tree)])


def _fitting(files: Place, uploads: str) -> tuple[str, Tree]:
    """Return the folder below the docroot that the files are the inside of, and the files."""
    for place in files.places():
        whole = next(filter(place.has_folder, _WHOLE), None)
        if whole:
            return ("", place.site()) if whole == uploads else (uploads, place.site(whole))
        if any(place.has_folder(f"{site}/files") for site in place.folders("sites", _ANY)):
            return "", place.site()
    return uploads, _innermost(files).site()


def _uploads(docroot: Place) -> str | None:
    """Return the folder of the uploads below a docroot; None where it is no docroot."""
    if docroot.has_folder("wp-content"):
        return "wp-content/uploads"
    if docroot.has_folder("app") and docroot.has_folder("wp"):
        return "app/uploads"
    if docroot.has_folder("sites"):
        own = docroot.folders("sites", _SITES)
        named = [folder for folder in own if docroot.has_file(f"{folder}/settings.php")]
        alone = len(named) == 1 and not docroot.has_file("sites/default/settings.php")
        return f"{named[0]}/files" if alone else "sites/default/files"
    if docroot.has_folder("plugins") and docroot.has_folder("themes"):
        return "uploads"
    return None


def _innermost(files: Place) -> Place:
    """Return the folder of the uploads themselves."""
    for place in files.places():
        wrappers = place.folders("", _WRAPPER)
        if len(wrappers) != 1 or len(place.names()) != 1:
            return place
        files = place.within(wrappers[0])
    return files
