"""Words for lists: next steps, who does a step, what becomes of redirects, server rules and extensions."""

from audit.model.facts import Extension, Location, Origin
from audit.model.migration import Doer, Part, Phase
from audit.model.plan import Applies, Hours, PackageName
from audit.model.redirects import OF_APACHE, Redirect
from audit.model.report import Report
from audit.model.server import ServerOutcome
from audit.model.terms import NextStep
from audit.render.brief import absent
from audit.render.html_names import Names
from audit.render.wording import about

STEPS: dict[NextStep, str] = {
    "remove": "Remove it",
    "replace": "Replace it",
    "update": "Update it",
    "configure": "Configure it",
    "rewrite": "Rewrite the code",
    "convert": "Convert it",
    "ask": "Ask about it first",
    "none": "Nothing to do",
}
PHASES: dict[Phase, str] = {
    "before": "Before the move",
    "migration": "Migration",
    "acceptance": "Acceptance",
    "launch": "Launch",
    "after": "After launch",
}
DOERS: dict[Doer, str] = {
    "customer": "You",
    "migration-team": "The migration team",
    "bought-hours": "Extra hours that you order",
    "platform": "The platform",
}
PACKAGES: dict[PackageName, str] = {
    "standard": "Standard managed migration",
    "premium": "Premium managed migration",
}
PARTS: dict[Part, str] = {
    "standard": "Included for every site",
    "premium": "Premium option",
    "bought": "Extra hours",
    "out-of-scope": "Out of scope",
    "customer": "For you to do",
}
APPLIES: dict[Applies, str] = {"yes": "Yes", "no": "No", "unknown": "Not known"}
ORIGINS: dict[Origin, str] = {
    "contrib": "Contrib",
    "premium": "Premium",
    "custom": "Custom",
    "core": "Core",
    "unknown": "Not known",
}
OUTCOMES: dict[ServerOutcome, str] = {
    "ignorable": "Needs nothing",
    "translated": "Works as PHP",
    "moves-to": "Moves",
    "lost": "Lost",
    "refused": "By hand",
    "broken": "Broken already",
}
KEEPERS = {
    "htaccess": ".htaccess",
    "apache": "Apache's configuration",
    "config": "Configuration",
    "code": "Code of the site",
}


def subject(report: Report) -> str:
    """Return what a document is about: the address of the site, or else what was given to read."""
    places = {(site.install, site.location.path): site for site in reversed(report.sites)}
    told = [site.url or next(iter(site.hosts), "") for site in reversed(places.values())]
    names = [address.partition("//")[2].rstrip("/") or address for address in told if address]
    if not names:
        tree = report.coverage.tree
        names = [tree.path] if tree else [dump.path for dump in report.coverage.dumps]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else "an unnamed site"


def where(location: Location) -> str:
    """
    Return a place in words; empty for all that was handed in.

    >>> where(Location("a.php", 3)), where(Location("site.sql", table="wp_posts")), where(Location("."))
    ('a.php:3', 'site.sql, table wp_posts', '')
    """
    if location == Location("."):
        return ""
    line = "" if location.line is None else f":{location.line}"
    table = "" if location.table is None else f", table {location.table}"
    return f"{location.path}{line}{table}"


def spread(told: Hours) -> str:
    """
    Return a range of estimates no finer than they are.

    >>> spread(Hours(2.1, 6.0)), spread(Hours(1.0, 1.0)), spread(Hours())
    ('2 to 6 hours', '1 hour', 'no time')
    """
    low, high = (round(value * 4) / 4 for value in (told.low, told.high))
    return about(told.high) if low == high else f"{low:g} to {about(told.high)}"


def after_the_move(redirect: Redirect) -> str:
    """Return what becomes of a redirect."""
    if not redirect.enabled:
        return "Switched off"
    if redirect.stays or redirect.by in ("config", "code"):
        return "Goes on working"
    if redirect.platform:
        return "The platform's own settings"
    return "As PHP" if redirect.by in OF_APACHE else "Stops"


def state(item: Extension, names: Names) -> str:
    """Return whether an extension is there and at work; empty where nothing is to be said."""
    on = "Enabled" if names.is_drupal(item) else "Active"
    told = []
    if absent(item):
        told.append("Left to Composer")
    elif item.installed is False:
        told.append(f"{on}, but missing on disk" if item.active else "Missing on disk")
    if item.broken:
        told.append(f"Broken: {item.broken}")
    if not told or (item.active and item.installed is not False):
        told.append(_at_work(item, names, on))
    return "; ".join(filter(None, told))


def _at_work(item: Extension, names: Names, on: str) -> str:
    if item.active is None:
        return "" if item.kind in ("composer-package", "library") else "Not known"
    if not item.active:
        return "Off" if names.is_drupal(item) else "Inactive"
    if item.network_active:
        return "Active on the whole network"
    every = names.sites_of[item.install]
    if item.active_sites and every > 1:
        count = "all" if len(item.active_sites) == every else f"{len(item.active_sites):,} of"
        return f"{on} on {count} {every:,} sites"
    return on
