"""Installs and sites of a Drupal for tests, as the code alone tells them."""

from typing import Any

from audit.model.facts import Install, Location, Site

_UNKNOWN: dict[str, Any] = {
    **dict.fromkeys(("url", "title", "theme", "parent_theme", "plugins")),
    **dict.fromkeys(("tables", "rows", "bytes"), 0),
}


def install(version="7.98", root=".", **more):
    return Install(location=Location("x"), install=root, root=root, cms="drupal", version=version, **more)


def site(number=1, folder="sites/default", root=".", prefix="", **more):
    place = Location(f"{folder}/settings.php")
    given: dict[str, Any] = _UNKNOWN | {"prefix": prefix} | more
    return Site(location=place, install=root, id=number, folder=folder, **given)
