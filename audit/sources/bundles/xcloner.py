"""
XCloner: a tar with the site at its top and the databases in xclonerHASH/.

Read about in version 4 of the plugin: each database is DATABASE-backup.sql there.
"""

import re

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place

NAME = "XCloner"
_FOLDER = re.compile(r"\.?xcloner-?[0-9A-Za-z]+")
_DUMP = re.compile(r".+-(?:backup|sql)\.sql(?:\.gz)?")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    for folder in place.folders("", _FOLDER) if place.is_packed else ():
        if dumps := place.files(folder, _DUMP):
            return Bundle(NAME, place.site(without=(folder,)), place.dumps(dumps))
    return None
