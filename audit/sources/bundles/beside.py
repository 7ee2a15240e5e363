"""
An archive whose top holds a docroot and dumps beside it, as Acquia, Kinsta, SiteGround and people pack it.

No tool marks these, and hosts do not document them as formats; so only an archive counts, not a folder in
which somebody works, and the docroot has to hold a WordPress or a Drupal.
"""

from audit.sources.bundles.bundle import SQL, Bundle
from audit.sources.bundles.place import Place

NAME = "a docroot with its dump beside it (Acquia, Kinsta, SiteGround)"
_DOCROOTS = ("docroot", "public_html", "public", "httpdocs", "htdocs", "web", "www", "html")
_SIGNS = ("wp-content", "wp-includes", "wp-settings.php", "core", "sites", "includes")


def recognise(place: Place) -> Bundle | None:
    """Return the bundle that lies here, if there is one."""
    dumps = place.files("", SQL)
    if not dumps or not place.is_packed:
        return None
    found = [name for name in _DOCROOTS if place.has_folder(name)]
    if len(found) != 1 or not any(sign in place.entries(found[0]) for sign in _SIGNS):
        return None
    return Bundle(NAME, place.site(without=dumps), place.dumps(dumps))
