"""
Drush's archive:dump.

Two layouts, read about in Drush 8.4 and 13: Drush up to 8 writes MANIFEST.ini, the docroot under its own
name and DATABASE.sql for each site; Drush 11 and later writes MANIFEST.yml, code/ (without core and vendor,
which Composer brings back), files/ and database/.
"""

from audit.errors import AuditError
from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.files_place import joined
from audit.sources.bundles.place import Place

NAME = "Drush archive"
_OLD, _NEW = "MANIFEST.ini", "MANIFEST.yml"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if place.has_file(_OLD) and b"[Global]" in place.head(_OLD):
        dumps = place.files("", SQL)
        return Bundle(NAME, place.site(without=(_OLD, *dumps)), place.dumps(dumps))
    if not place.has_file(_NEW) or b"formatversion" not in place.head(_NEW):
        return None
    tree = place.site("code") if place.has_folder("code") else None
    problems = []
    if tree and place.has_folder("files"):
        try:
            tree = joined(place.within("code"), place.within("files"))
        except AuditError as error:
            problems.append(place.problem("files", "unplaced", str(error)))
    return Bundle(NAME, tree, place.dumps(place.files("database", SQL)), tuple(problems))
