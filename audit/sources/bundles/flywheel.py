"""
Flywheel: the zip of a backup, with the site in files/ and the database in backup.sql.

No public description of it was found; this is what such downloads hold, and what Local imports.
"""

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place

NAME = "Flywheel"
_SITE, _DUMP = "files", "backup.sql"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.has_file(_DUMP) or not place.has_folder(f"{_SITE}/wp-content"):
        return None
    return Bundle(NAME, place.site(_SITE), place.dumps([_DUMP]))
