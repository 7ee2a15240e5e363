"""
Akeeba Backup as a zip: the site at its top, and its installer in installation/.

Read about in public scripts that restore it (2015 to 2018): installation/sql/site.sql, which goes on in
site.s01, site.s02 and so on; its tables are called #__options and so on. Archives in its own format, .jpa
and .jps, are not read.
"""

import re

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place

NAME = "Akeeba Backup"
_FOLDER = "installation"
_DUMP = f"{_FOLDER}/sql/site.sql"
_MORE = re.compile(r"site\.s[0-9]{1,6}")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.is_packed or not place.has_file(_DUMP):
        return None
    more = sorted(place.files(f"{_FOLDER}/sql", _MORE), key=lambda path: int(path.rpartition(".s")[2]))
    return Bundle(NAME, place.site(without=(_FOLDER,)), (place.dump(_DUMP, [_DUMP, *more]),))
