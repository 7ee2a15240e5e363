"""
WP Engine: the zip of a backup point, with the site at its top and the database in wp-content/mysql.sql.

The layout is that of a site's folder on WP Engine itself, where the same file is written with each backup;
read about in public scripts that fetch it, 2016 to 2024.
"""

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place

NAME = "WP Engine"
_DUMP = "wp-content/mysql.sql"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.is_packed or not place.has_file(_DUMP):
        return None  # In a folder at work it is that of any day.
    return Bundle(NAME, place.site(without=(_DUMP,)), place.dumps([_DUMP]))
