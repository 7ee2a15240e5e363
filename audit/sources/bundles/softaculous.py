"""
Softaculous and Backuply: an archive with the site at its top and the database in softsql.sql.

Read about in the sources of Backuply, whose packer is that of Softaculous; softperms.txt and softver.txt
lie beside it.
"""

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place

NAME = "Softaculous, Backuply"
_DUMP = "softsql.sql"
_ADDED = (_DUMP, "softperms.txt", "softver.txt")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.is_packed or not place.has_file(_DUMP):
        return None
    return Bundle(NAME, place.site(without=_ADDED), place.dumps([_DUMP]))
