"""
cPanel: the tar.gz of a whole account, as a full backup or as cpmove makes it.

Read about in cPanel's description of it (versions 82 to 102 and later): one folder around all, in it
homedir/ (or homedir.tar, where the home directory was too large) with public_html, mysql/ with an SQL file
for each database, cp/, meta/, userdata/ and more.
"""

import re

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place
from audit.sources.bundles.sets import opened

NAME = "cPanel"
_HOME = "homedir"
_PACKED = ("homedir.tar", "homedir.tar.gz")
_SIGNS = {"cp", "mysql", "userdata", "meta", "va", "dnszones", "shadow", "quota"}  # two of them tell
_DUMP = re.compile(r"(?!(?:roundcube|horde)\.sql)[^/]+\.sql(?:\.gz)?")  # not those of the mail program
# Of the account and not of its sites: letters, logs, keys.
_PRIVATE = (
    "mail etc ssl logs tmp .cpanel .trash .cagefs .cl.selector .spamassassin .ssh .gnupg "
    "cache lscache perl5 .softaculous access-logs .htpasswds public_ftp"
).split()


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if len(_SIGNS & set(place.entries())) < 2:
        return None
    dumps = place.dumps(place.files("mysql", _DUMP))
    if place.has_folder(_HOME):
        return Bundle(NAME, place.site(_HOME, without=[f"{_HOME}/{name}" for name in _PRIVATE]), dumps)
    for packed in filter(place.has_file, _PACKED):
        home = opened(place, packed)
        if not isinstance(home, Place):
            return Bundle(NAME, None, dumps, (home,))
        return Bundle(NAME, home.site(without=_PRIVATE), dumps)
    return None
