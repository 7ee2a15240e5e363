"""
BackupBuddy, later Solid Backups: backup-*.zip with the site at its top, and the database in the uploads.

Read about in public sources of old and newer versions: wp-content/uploads/backupbuddy_temp/SERIAL/ (at
first temp_SERIAL/) holds backupbuddy_dat.php and either db_1.sql or an SQL file for each table. A backup of
the database alone has these at the top.
"""

import re

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "BackupBuddy"
_UPLOADS = "wp-content/uploads"
_TEMP = "backupbuddy_temp"
_SERIAL = re.compile(r"[0-9A-Za-z]+")
_OLD = re.compile(r"temp_[0-9A-Za-z]+")
_DAT = "backupbuddy_dat.php"
_ADDED = re.compile(r"importbuddy\.php|backupbuddy_dat\.php")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.is_packed:
        return None
    folders = [
        *place.folders(f"{_UPLOADS}/{_TEMP}", _SERIAL),
        *place.folders(_UPLOADS, _OLD),
        *([""] if place.has_file(_DAT) else []),
    ]
    known = [one for one in folders if place.has_file(f"{one}/{_DAT}".lstrip("/")) or place.files(one, SQL)]
    if not known:
        return None
    files = place.files(known[0], SQL)
    dumps = (place.tables(known[0] or files[0], files),) if files else ()
    if known[0] == "":
        return Bundle(NAME, None, dumps)
    added = [f"{_UPLOADS}/{_TEMP}", *known, *place.files("", _ADDED)]
    return Bundle(NAME, place.site(without=added), dumps)
