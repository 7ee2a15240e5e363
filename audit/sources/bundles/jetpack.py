"""
Jetpack Backup, WordPress.com and Studio: an archive with wp-content and an SQL file for each table in sql/.

Read about in the importer of WordPress Studio (2024 to 2025), which takes what WordPress.com hands out;
meta.json or studio.json says which versions the site ran on.
"""

import re

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "Jetpack, WordPress.com"
_TABLES = "sql"
_OPTIONS = re.compile(r".*options\.sql(?:\.gz)?")
_ABOUT = ("meta.json", "studio.json")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.files(_TABLES, _OPTIONS) or not place.has_folder("wp-content"):
        return None
    dump = place.tables(_TABLES, place.files(_TABLES, SQL))
    return Bundle(NAME, place.site(without=(_TABLES, *_ABOUT)), (dump,))
