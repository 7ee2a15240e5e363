"""
Duplicator, Lite and Pro: a zip or .daf with the site at its top and an installer beside it.

Three layouts, as the plugin's public sources (0.5 to 1.5) and scripts for them tell. At first:
installer-backup.php and database.sql at the top. From 1.3 on: dup-installer/ with dup-database__HASH.sql,
and the configuration in original_files_HASH/. Later: dup-installer/dup_descriptors_HASH/ with db_dumps/ and
orig_files/.
"""

import re

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "Duplicator"
_FOLDER = "dup-installer"
_DUMP = re.compile(r"dup-database__.+\.sql(?:\.gz)?")
_DESCRIPTORS = re.compile(r"dup_descriptors_.+")
_ORIGINALS = re.compile(r"original_files_.+|orig_files")
_ADDED = re.compile(
    r"(?:[0-9A-Za-z_-]+_)?installer(?:-backup)?\.php(?:\.bak)?|dup-(?:wp-config-arc|installer-bootlog|archive)__.*"
)
_OLD = ("installer-backup.php", "database.sql")
# What was moved away, by where it stands in the site.
_MOVED = {"wp-config.php": "source_site_wpconfig", ".htaccess": "source_site_htaccess"}
_KEPT_ASIDE = re.compile(r"dup-wp-config-arc__.+\.txt")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.is_packed and place.has_file("wp-config.php"):
        return None  # the installer was run here, and left behind
    if all(place.has_file(name) for name in _OLD):
        return Bundle(NAME, place.site(without=_OLD), place.dumps([_OLD[1]]))
    if not place.has_folder(_FOLDER):
        return None
    described = place.folders(_FOLDER, _DESCRIPTORS)
    dumps = place.files(_FOLDER, _DUMP) or place.files("", _DUMP)
    for folder in described:
        dumps += place.files(f"{folder}/db_dumps", SQL)
    if not dumps and not described and not place.files(_FOLDER, re.compile(r"dup-archive__.+")):
        return None
    added = [_FOLDER, *dumps, *place.files("", _ADDED)]
    return Bundle(NAME, place.site(without=added, moved=_moved(place, described)), place.dumps(dumps[:1]))


def _moved(place: Place, described: list[str]) -> dict[str, str]:
    """Return where the files lie that the plugin moved, by where they stand."""
    found = {}
    for aside in place.files("", _KEPT_ASIDE):
        found["wp-config.php"] = aside
    for above in (_FOLDER, *described):
        for folder in place.folders(above, _ORIGINALS):
            found |= {
                name: f"{folder}/{lies}"
                for name, lies in _MOVED.items()
                if place.has_file(f"{folder}/{lies}")
            }
    return {name: lies for name, lies in found.items() if not place.has_file(name)}
