"""Tables that sites of a Drupal keep under another prefix, to share them."""

from collections.abc import Iterable, Iterator

from audit.collectors.drupal.settings import SiteSettings
from audit.collectors.drupal.sites import SiteFolder, some
from audit.model.facts import Location, Problem

_WAYS = (("databases", "default", "default", "prefix"), ("db_prefix",))  # the latter of Drupal 6
_DEFAULT = "default"


def shared_tables(home: str, sites: Iterable[tuple[SiteFolder, SiteSettings]]) -> Iterator[Problem]:
    """Yield the tables that settings put under another prefix, once for all sites that do the same."""
    groups: dict[tuple[tuple[str, str], ...], list[SiteFolder]] = {}
    for folder, settings in sites:
        if tables := _moved(settings):
            groups.setdefault(tables, []).append(folder)
    for tables, folders in groups.items():
        names = some(name for name, _ in tables)
        prefixes = some(dict.fromkeys(f'"{prefix}"' for _, prefix in tables))
        where = some(f"sites/{folder.name}" for folder in folders)
        is_one = len(folders) == 1
        text = f"The settings of {where} keep tables under another prefix ({prefixes}): {names}."
        text += " Other sites may use them too," if is_one else " These sites share them,"
        text += " so each site needs its own copy of them to be served on its own."
        yield Problem(
            location=Location(folders[0].settings or folders[0].path),
            install=home,
            kind="shared-tables",
            text=text,
            source="configuration",
            hides=False,
        )


def _moved(settings: SiteSettings) -> tuple[tuple[str, str], ...]:
    """Return the tables with a prefix that is not the one of all others."""
    found = {name: prefix for way in _WAYS for name, prefix in settings.texts("variable", *way).items()}
    usual = found.pop(_DEFAULT, "")
    return tuple(sorted((name, prefix) for name, prefix in found.items() if prefix != usual))
