"""
BackWPup: an archive with the site at its top, and beside it manifest.json and the dump.

Read about in versions 3 to 5: backwpup_readme.txt comes with the manifest; the dump is called after the
database, unless the job says otherwise, and may be packed by itself.
"""

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "BackWPup"
_MANIFEST = ("manifest.json", "backwpup_readme.txt")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not all(place.has_file(name) for name in _MANIFEST):
        return None
    dumps = place.files("", SQL)
    return Bundle(NAME, place.site(without=(*_MANIFEST, *dumps)), place.dumps(dumps))
