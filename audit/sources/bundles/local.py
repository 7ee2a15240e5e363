"""
Local, the development environment: a zip or folder with app/public and app/sql.

Read about in the importer of WordPress Studio (2024) and in Local's own exports: the dump is
app/sql/local.sql.
"""

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "Local"
_SITE, _DUMPS = "app/public", "app/sql"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    dumps = place.files(_DUMPS, SQL)
    if not dumps or not place.has_folder(_SITE):
        return None
    return Bundle(NAME, place.site(_SITE), place.dumps(dumps))
