"""The extensions of a WordPress as code, database, composer.lock and catalogue together tell them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.collectors.composer import ComposerFiles, nearest
from audit.collectors.wordpress.activation import Disk, activate
from audit.collectors.wordpress.clues import Clue, Inner, Sign
from audit.collectors.wordpress.locked import reconcile_lock
from audit.collectors.wordpress.must_use import load_by_code, load_must_use
from audit.collectors.wordpress.origin import StoredUpdate, tell_origins
from audit.collectors.wordpress.sites import WordPressData
from audit.collectors.wordpress.themes import with_late_parents
from audit.model.catalogue import KnownExtension
from audit.model.facts import Extension, Fact, Setting

_ADDRESSES = ("WP_HOME", "WP_SITEURL", "DOMAIN_CURRENT_SITE")


def reconcile(  # noqa: PLR0913, PLR0917 - one argument for each source
    facts: Iterable[Fact],
    settings: Mapping[str, Setting],
    data: WordPressData | None,
    disk: Disk | None,
    composer: Sequence[ComposerFiles],
    stored: Mapping[str, StoredUpdate],
    catalogue: Sequence[KnownExtension],
) -> Iterator[Extension]:
    """
    Yield the extensions of one install, from the facts of its code and what each other source tells.

    Without data, disk, composer files or catalogue, what only they tell stays unknown.
    """
    own = list(facts)
    clues = [fact for fact in own if isinstance(fact, Clue)]
    extensions = [fact for fact in own if isinstance(fact, Extension)]
    if disk is not None:
        extensions += load_must_use(clues, disk.folders.mu_plugins)
    inner = [clue.extension for clue in clues if isinstance(clue, Inner)]
    hidden = [one for one in inner if one.kind == "theme"]
    extensions = list(activate(extensions, dict(settings), data, disk, hidden))
    files = nearest(composer, disk.install.root, disk.folders.content) if disk else None
    if files is not None and disk is not None:
        extensions = list(reconcile_lock(extensions, files, disk.install, disk.listing))
    extensions = list(load_by_code(extensions, clues, disk))
    if disk is not None:
        extensions = list(with_late_parents(extensions, disk.listing, disk.install))
    extensions = [_with_database(one, data, stored) for one in extensions]
    extensions = list(_with_writers(extensions, catalogue))
    yield from tell_origins(
        extensions,
        [clue for clue in clues if isinstance(clue, Sign)],
        {package.name: package for package in files.packages} if files else {},
        stored,
        catalogue,
        _hosts(settings, data),
        files.project.name if files and files.project else None,
    )


def _with_database(
    extension: Extension, data: WordPressData | None, stored: Mapping[str, StoredUpdate]
) -> Extension:
    name = extension.slug if extension.kind == "theme" else extension.file
    update = stored.get(f"{extension.kind} {name}")
    if update is not None and update.version is not None:
        extension = replace(extension, stored_version=update.version)
    is_new = extension.found_by == ("composer.lock",) and extension.kind in {"plugin", "theme"}
    if is_new and data is not None and all(site.plugins is not None and site.theme for site in data.sites):
        return replace(extension, active=False, active_sites=())  # else the database had named it
    return extension


def _with_writers(
    extensions: Sequence[Extension], catalogue: Sequence[KnownExtension]
) -> Iterator[Extension]:
    """Yield the extensions; a drop-in without a mark is of the only plugin here that writes such ones."""
    here = {one.slug for one in extensions if one.kind in {"plugin", "mu-plugin"} and one.installed}
    for extension in extensions:
        writers = (
            {one.slug for one in catalogue if extension.file in one.drop_ins and here & {one.slug, *one.also}}
            if extension.kind == "drop-in" and extension.written_by is None
            else set()
        )
        if len(writers) == 1:
            slug = writers.pop()
            sign = f"{slug} is here, and is known to write such a file"
            yield replace(extension, written_by=slug, signs=(*extension.signs, sign))
        else:
            yield extension


def _hosts(settings: Mapping[str, Setting], data: WordPressData | None) -> frozenset[str]:
    told = {str(setting.value) for name in _ADDRESSES if (setting := settings.get(name)) and setting.value}
    for site in data.sites if data else ():
        told |= {*site.hosts, site.url or ""}
    return frozenset(told - {""})
