"""Where a Drupal lies in a tree: its core, its sites and their settings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from audit.collectors.composer import ComposerFiles
from audit.collectors.drupal.core import Core, find_cores, find_fork
from audit.collectors.drupal.early import early_version
from audit.collectors.drupal.hosts import split_address, trusted_hosts
from audit.collectors.drupal.layout import Managed, coreless, find_managed, layout_of
from audit.collectors.drupal.profile import find_profile
from audit.collectors.drupal.settings import SettingsReader, SiteSettings
from audit.collectors.drupal.shared import shared_tables
from audit.collectors.drupal.sites import SiteFolder, closed, find_sites, kept, lost_aliases, unserved
from audit.collectors.drupal.uploads import Uploads, measure, public_folder
from audit.collectors.hosts import of_drupal
from audit.collectors.places import below
from audit.model.facts import Fact, Install, Location, Problem, Site
from audit.parsers.privacy import is_private, without_secrets
from audit.sources.tree import Listing, Tree

_EMPTY = SiteSettings({}, [])
_LONGEST = 300  # characters of a text of composer.json


class _Served(NamedTuple):
    """A site with what its settings say."""

    id: int
    folder: SiteFolder
    settings: SiteSettings
    uploads: Uploads | None


def find_drupal(
    tree: Tree, listing: Listing, watched: frozenset[str], composer: Sequence[ComposerFiles] = ()
) -> Iterator[Fact]:
    """Yield each install with its sites, their settings, and what kept them from being read."""
    cores: list[Core] = []
    for found in find_cores(tree, listing):
        if isinstance(found, Core):
            cores.append(found)
        else:
            yield found
    managed = find_managed(listing, composer)
    by_root = {one.root: one for one in reversed(managed)}
    for core in cores:
        yield from _install(tree, listing, core, by_root.get(core.root), watched)
    for root in coreless(listing, [core.root for core in cores], managed):
        bare = _bare(tree, listing, root, by_root.get(root))
        yield from _install(tree, listing, bare, by_root.get(root), watched)


def _bare(tree: Tree, listing: Listing, root: str, managed: Managed | None) -> Core:
    """Return what stands for the core where none is here."""
    if managed is not None and managed.needs_core:
        name = "composer.lock" if managed.version else "composer.json"
        return Core(root, below(managed.folder, name), managed.version, present=False)
    sites = below(root, "sites")
    place = sites if listing.is_folder(sites) else root or "."
    return Core(root, place, early_version(tree, listing, root), present=False)


def _install(
    tree: Tree, listing: Listing, core: Core, managed: Managed | None, watched: frozenset[str]
) -> Iterator[Fact]:
    root, home = core.root, core.root or "."
    reader = SettingsReader(tree, listing, root, watched)
    aliases, problems = _aliases(listing, core, reader)
    folders = find_sites(listing, root, aliases)
    sites = list(_served(listing, root, folders, reader))
    first = sites[0]
    shut = list(closed(listing, root))
    problems += [*shut, *kept(listing, root, aliases)]
    is_new = _is_new(core, first.settings)
    if is_new:
        problems += unserved(listing, root, folders)
    hosts = of_drupal(listing, root, managed.folder if managed else "")
    if "acquia-site-factory" in hosts:
        problems.append(_factory(core))
    yield Install(
        location=Location(core.file),
        install=home,
        root=home,
        cms="drupal",
        version=core.version,
        core=core.present,
        fork=None if is_new or not core.present else find_fork(tree, listing, root),
        docroot=home,
        layout=layout_of(root, managed, core=core.present),
        made_for=hosts,
        profile=find_profile(tree, listing, root, first.folder, first.settings),
        patches=_core_patches(managed),
        config=first.folder.settings,
        prefix=_prefix(first.settings),
        network=len(sites) > 1 or (None if first.folder.settings is None or shut else False),
        uploads=any(site.uploads for site in sites),
    )
    yield from (_site(home, site) for site in sites)
    for site in sites:
        yield from site.settings.facts
    yield from dict.fromkeys((*problems, *(one for site in sites for one in site.settings.problems)))
    yield from shared_tables(home, ((site.folder, site.settings) for site in sites))
    yield from _no_settings(listing, root, folders)


def _core_patches(managed: Managed | None) -> tuple[str, ...]:
    patches = managed.project.patches if managed else {}
    return tuple(without_secrets(text)[:_LONGEST] for text in patches.get("drupal/core", ()))


def _aliases(listing: Listing, core: Core, reader: SettingsReader) -> tuple[dict[str, str], list[Problem]]:
    """Return what sites.php says, which Drupal 6 does not read."""
    path = below(core.root, "sites/sites.php")
    if not listing.is_file(path) or (core.version or "").startswith("6."):
        return {}, []
    aliases, problems = reader.aliases(listing.resolve(path) or path)
    return aliases, [*problems, *lost_aliases(listing, core.root, aliases)]


def _served(
    listing: Listing, root: str, folders: list[SiteFolder], reader: SettingsReader
) -> Iterator[_Served]:
    read = {
        number: reader.read(folder.settings, f"sites/{folder.name}", number) if folder.settings else _EMPTY
        for number, folder in enumerate(folders, 1)
    }
    places = {
        number: place
        for number, folder in enumerate(folders, 1)
        if (place := public_folder(listing, root, folder, read[number]))
    }
    uploads = measure(listing, places)
    for number, folder in enumerate(folders, 1):
        yield _Served(number, folder, read[number], uploads.get(number))


def _is_new(core: Core, settings: SiteSettings) -> bool:
    """Tell whether it is a Drupal 8 or newer, by its settings where no core tells."""
    if core.version is not None:
        return core.version.partition(".")[0] not in {"4", "5", "6", "7"}
    return core.file.endswith("core/lib/Drupal.php") or settings.has("settings")


def _site(home: str, site: _Served) -> Site:
    address = site.settings.text("variable", "base_url")
    host, path = split_address(address)
    trusted = trusted_hosts(site.settings.texts("settings", "trusted_host_patterns").values())
    hosts = [host, *site.folder.hosts, *trusted]
    return Site(
        location=Location(site.folder.settings or site.folder.path),
        install=home,
        id=site.id,
        url=None if address is None or is_private("", address) else address,
        title=None,
        theme=None,
        parent_theme=None,
        plugins=None,
        prefix=_prefix(site.settings) or "",
        tables=0,
        rows=0,
        bytes=0,
        hosts=tuple(dict.fromkeys(name for name in hosts if name)),
        path=path or site.folder.address,
        folder=f"sites/{site.folder.name}",
        database=_database(site.settings),
        uploads=site.uploads and site.uploads.folder,
        uploads_files=site.uploads and site.uploads.files,
        uploads_bytes=site.uploads and site.uploads.bytes,
    )


def _prefix(settings: SiteSettings) -> str | None:
    ways = (("databases", "default", "default", "prefix"), ("db_prefix",))
    every = (way for base in ways for way in (base, (*base, "default")))
    return next((text for way in every if (text := settings.text("variable", *way)) is not None), None)


def _database(settings: SiteSettings) -> str | None:
    """Return the name of the database; of Drupal 6 it is the path of a URL."""
    name = settings.text("variable", "databases", "default", "default", "database")
    if name is not None:
        return without_secrets(name) or None
    url = settings.text("variable", "db_url") or settings.text("variable", "db_url", "default")
    path = (url or "").partition("://")[2].partition("/")[2].partition("?")[0]
    return without_secrets(unquote(path)) or None


def _factory(core: Core) -> Problem:
    text = "Acquia Site Factory keeps the list of its sites on its platform: only some of them are told here."
    place, home = Location(core.root or "."), core.root or "."
    return Problem(
        location=place, install=home, kind="site-factory", text=text, source="configuration", hides=False
    )


def _no_settings(listing: Listing, root: str, folders: list[SiteFolder]) -> Iterator[Problem]:
    """Yield a problem where no settings are here, or where they are a link that leads nowhere."""
    for folder in folders:
        path = f"{folder.path}/settings.php"
        if folder.settings is None:
            is_link = "settings.php" in listing.folder(folder.path)
            text = (
                "This settings.php leads out of what was looked at, or is no file; what it sets is not known."
                if is_link
                else "There is no settings.php in any folder below sites, so the settings are not known."
            )
            yield Problem(
                location=Location(path),
                install=root or ".",
                kind="no-configuration",
                text=text,
                source="configuration",
            )
