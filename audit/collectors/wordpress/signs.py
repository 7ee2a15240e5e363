"""Signs of where plugins and themes come from: their readme, their updaters, their language packs."""

import re
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.places import below
from audit.collectors.wordpress.clues import Sign
from audit.model.facts import Fact, Folders, Install, Location
from audit.sources.tree import File, Listing

_READ = 8 * 1024  # bytes of a readme.txt
_TITLE = re.compile(rb"^[ \t]*={2,3}[ \t]*[^=\s][^=\r\n]{0,200}={2,3}[ \t]*\r?$", re.MULTILINE)
_FIELD = re.compile(rb"^[ \t*]*(stable tag|contributors|tested up to)[ \t*]*:", re.MULTILINE | re.IGNORECASE)
_TRANSLATED = re.compile(r"(?P<slug>.{1,200})-[a-z]{2,3}(?:_[A-Z]{2})?(?:_[a-z]+)?\.(?:mo|l10n\.php)\Z")

# Files and folders, in small letters, that bring updates past wordpress.org, or ask for a licence.
_UPDATERS = {
    "edd_sl_plugin_updater.php": "updater-edd",
    "edd_sl_theme_updater.php": "updater-edd",
    "edd-plugin-updater.php": "updater-edd",
    "theme-updater-class.php": "updater-edd",
    "edd-theme-helpers": "updater-edd",
    "wpmudev-dash-notification.php": "updater-wpmudev",
    "wpmudev-updater.php": "updater-wpmudev",
    "wpmudev-dashboard-notification": "updater-wpmudev",
    "plugin-update-checker": "updater-checker",
    "plugin-update-checker.php": "updater-checker",
    "theme-update-checker.php": "updater-checker",
    "github-updater.php": "updater-git",
    "freemius": "updater-freemius",
    "woo-updater": "updater-woo",
    "woothemes-updater": "updater-woo",
    "envato-market": "updater-envato",
    "class-envato-api.php": "updater-envato",
    "envato-wordpress-toolkit-library": "updater-envato",
    "class-pixelentity-theme-update.php": "updater-envato",
    "gplvault-updater": "updater-gpl-shop",
    "gplvault": "updater-gpl-shop",
    "license_key.txt": "licence-file",
    "licence-data.php": "licence-file",
    "license-data.php": "licence-file",
    "class-license.php": "licence-code",
    "class-licence.php": "licence-code",
    "class-license-manager.php": "licence-code",
    "class-licensing.php": "licence-code",
    "licensing": "licence-code",
    "class-api-manager.php": "licence-code",
    "yit-plugin-licence.php": "licence-code",
    "class.yit-plugin-licence.php": "licence-code",
}


def find_signs(listing: Listing, install: Install, folders: Folders) -> Iterator[Fact | Ask]:
    """Yield what names of files tell of the plugins and themes, and ask for each readme.txt."""
    homes = {
        listing.resolve(path) or path: path
        for top in (folders.plugins, folders.mu_plugins, below(folders.content, "themes"))
        for name in listing.folder(top)
        if listing.is_folder(path := below(top, name))
    }
    for home in homes.values():
        for name in listing.folder(home):
            path = f"{home}/{name}"
            if name.lower() == "readme.txt" and listing.is_file(path):
                yield Ask(listing.resolve(path) or path, partial(_readme, of=home, install=install.root))
    yield from _updaters(listing, install, homes)
    for kind, top in (("plugins", folders.plugins), ("themes", below(folders.content, "themes"))):
        packs = _language_packs(listing, below(folders.content, f"languages/{kind}"))
        for slug, path in packs.items():
            home = below(top, slug)
            if home in homes.values():
                place = Location(path)
                yield Sign(location=place, install=install.root, of=home, kind="language-pack", text=path)


def _updaters(listing: Listing, install: Install, homes: dict[str, str]) -> Iterator[Sign]:
    for home, of in homes.items():
        seen = set()
        for folder in listing.folders_below(home):
            for name in listing.folder(folder):
                kind = _UPDATERS.get(name.lower())
                path = f"{folder}/{name}"
                if kind and kind not in seen and not (kind == "updater-freemius" and listing.is_file(path)):
                    seen.add(kind)
                    text = path.removeprefix(f"{home}/")
                    yield Sign(location=Location(path), install=install.root, of=of, kind=kind, text=text)


def _language_packs(listing: Listing, folder: str) -> dict[str, str]:
    """Return a file for each plugin or theme of which there are language packs."""
    found = ((_TRANSLATED.match(name), name) for name in listing.folder(folder))
    return {match["slug"]: f"{folder}/{name}" for match, name in found if match}


def _readme(source: File, *, of: str, install: str) -> Iterator[Sign]:
    """Yield how much of the form of wordpress.org a readme.txt has."""
    text = source.data[:_READ].replace(b"\r", b"\n")
    fields = {match[1].lower() for match in _FIELD.finditer(text)}
    is_whole = len(fields) == 3 or (b"stable tag" in fields and _TITLE.search(text))
    if is_whole or fields or _TITLE.search(text):
        kind = "readme" if is_whole else "readme-part"
        yield Sign(location=Location(source.path), install=install, of=of, kind=kind)
