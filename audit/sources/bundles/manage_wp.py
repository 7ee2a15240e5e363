"""
ManageWP, and GoDaddy's backups, which it makes: a zip with the site at its top and the database in mwp_db/.

Read about in the sources of ManageWP Worker: each database is an SQL file, called by its own name.
"""

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "ManageWP, GoDaddy"
_FOLDER = "mwp_db"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    dumps = place.files(_FOLDER, SQL)
    if not place.is_packed or not dumps:
        return None
    return Bundle(NAME, place.site(without=(_FOLDER,)), place.dumps(dumps))
