"""
All-in-One WP Migration: a .wpress archive, or the folder it was unpacked to.

Read about in the importer of WordPress Studio (2025) and the plugin's own archiver: the top of the archive
is wp-content, with package.json, which describes the site, and database.sql, whose tables are called
SERVMASK_PREFIX_options and so on.
"""

from audit.sources.bundles.bundle import Bundle
from audit.sources.bundles.place import Place
from audit.sources.mounted import Mounted

NAME = "All-in-One WP Migration"
_ABOUT = "package.json"
_DUMP = "database.sql"
_KEYS = {"SiteURL", "HomeURL", "WordPress", "Plugin"}  # some are in every version
_ADDED = (_ABOUT, _DUMP, "multisite.json", "blogs.json", "settings.json")
_LOCKED = (
    "This backup is encrypted, so its database could not be read. Export it without a password, "
    "or name a dump with --dump."
)


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    if not place.has_file(_ABOUT):
        return None
    about = place.json(_ABOUT)
    if len(_KEYS & about.keys()) < 2:
        return None
    content = place.site(without=_ADDED)
    tree = Mounted(content.label, {"wp-content": content})
    if about.get("Encrypted") is True:
        return Bundle(NAME, tree, (), (place.locked(_DUMP, _LOCKED),))
    return Bundle(NAME, tree, place.dumps([_DUMP] if place.has_file(_DUMP) else []))
