"""
Backup Migration, also called BMI or BackupBliss: a zip with the site in wordpress/.

Read about in public sources with its first and its second database engine: bmi_backup_manifest.json
describes it; the database is bmi_database_backup.sql, or later an SQL file for each table in db_tables/.
"""

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "Backup Migration"
_MANIFEST = "bmi_backup_manifest.json"
_SITE = "wordpress"
_DUMP = "bmi_database_backup.sql"
_TABLES = "db_tables"


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.has_file(_MANIFEST):
        return None
    tables = place.files(_TABLES, SQL)
    dumps = [place.tables(_TABLES, tables)] if tables else []
    if not tables and place.has_file(_DUMP):
        dumps = [place.dump(_DUMP, [_DUMP])]
    return Bundle(NAME, place.site(_SITE) if place.has_folder(_SITE) else None, tuple(dumps))
