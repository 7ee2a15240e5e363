"""Each Drupal as its code, its databases, its configuration files and the catalogue together tell it."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.collectors.code_read import CodeRead
from audit.collectors.drupal.activation import activate_drupal, drift
from audit.collectors.drupal.names import by_names
from audit.collectors.drupal.pairing import pair_drupal
from audit.collectors.drupal.stored import DrupalData
from audit.collectors.drupal.synced import Synced, described, read_synced
from audit.collectors.owners import Owners, attribute
from audit.collectors.services import find_services, in_use
from audit.model.catalogue import Catalogue
from audit.model.facts import Extension, Fact, Install, Problem, Setting, Site, Table


def join_drupal(  # noqa: PLR0913, PLR0917 - one argument for each source
    code: CodeRead | None,
    found: Sequence[DrupalData],
    dumps: Sequence[str],
    catalogue: Catalogue,
    owners: Owners,
    watched: frozenset[str],
    pins: Mapping[str, str],
) -> Iterator[Fact]:
    """
    Yield each Drupal install with its databases, and each database without an install.

    Pins are folders by the dumps that are said to be theirs.

    Of the facts of the code it yields anew the installs, sites and extensions; all others stay as they are.
    """
    facts = code.facts if code else []
    installs = [fact for fact in facts if isinstance(fact, Install) and fact.cms == "drupal"]
    every = [fact for fact in facts if isinstance(fact, Site)]
    pairs, problems = pair_drupal(installs, every, found, dumps, pins)
    yield from problems
    joining = _Joining(catalogue, owners)
    for install in installs:
        own = [fact for fact in facts if fact.install == install.root]
        sites = [fact for fact in own if isinstance(fact, Site)]
        settings = [fact for fact in own if isinstance(fact, Setting)]
        paired = {one.site.id: one for one in pairs if one.install.root == install.root}
        data = [one.data for one in paired.values()]
        synced = read_synced(code.tree, code.listing, install, settings, sites, watched) if code else _NONE
        sites = [paired[site.id].site if site.id in paired else described(site, synced) for site in sites]
        files = [one for number, one in synced.sites.items() if number not in paired]
        settings += [setting for one in files for setting in one.settings]
        named = [install.profile, *(one.profile for one in data)]
        named += [one.profile for one in synced.sites.values()]
        yield replace(install, profile=next((name for name in named if name), None))
        yield from (*synced.problems, *drift(install, data, synced))
        yield from (replace(setting, install=install.root) for one in files for setting in one.settings)
        yield from joining.whole(install, own, sites, settings, data, synced)
    taken = {(one.data.database.location, one.data.database.name, one.data.database.prefix) for one in pairs}
    for one in found:
        if (one.database.location, one.database.name, one.database.prefix) not in taken:
            yield from joining.whole(None, (), [one.site], (), [one], None)


_NONE = Synced({}, [])


class _Joining:
    """What all installs of a scan have in common."""

    def __init__(self, catalogue: Catalogue, owners: Owners) -> None:
        self._catalogue = catalogue
        self._owners = owners
        known = catalogue.extensions["drupal"]
        # A library of a project's own name is that project's, whoever else uses it.
        self._libraries = {
            name.rpartition("/")[2].casefold(): one.slug for one in known for name in one.libraries
        } | {one.slug: one.slug for one in known}

    def whole(  # noqa: PLR0913, PLR0917 - what is known of an install
        self,
        install: Install | None,
        own: Sequence[Fact],
        sites: Sequence[Site],
        settings: Sequence[Setting],
        data: Sequence[DrupalData],
        synced: Synced | None,
    ) -> Iterator[Fact]:
        """Yield the sites, extensions and database facts of an install, or of a database without one."""
        laid = [fact for fact in own if isinstance(fact, Extension)]
        active = activate_drupal(laid, install, sites, data, synced)
        stored_by = next((one.database.version for one in data if one.database.version), None)
        version = (install.version if install else None) or stored_by
        extensions = list(by_names(active, self._owners, self._libraries, version))
        stored: list[Fact] = [*sites]
        for one in data:
            stored += [one.database, *one.settings, *one.tables, *one.roles, *one.redirects]
            stored += [*one.aliases, *one.problems]
        services = find_services(
            self._catalogue.services,
            [*settings, *(setting for one in data for setting in one.settings)],
            {},
            place=install.location if install else data[0].database.location,
            install=None,
            is_used=in_use(extensions, self._owners, told=install is not None),
        )
        hidden = any(isinstance(fact, Problem) and fact.source == "code" and fact.hides for fact in own)
        looked = install is not None and not hidden
        every = attribute([*extensions, *stored, *services], extensions, self._owners, looked=looked)
        lost = {one.slug for one in extensions if one.installed is False and one.locked_version is None}
        home = install.root if install else None
        yield from (replace(_of_lost(fact, lost), install=home) for fact in every)


def _of_lost(fact: Fact, lost: Collection[str]) -> Fact:
    """Return a table that nobody known owns as that of an enabled extension that is missing, by its name."""
    if not isinstance(fact, Table) or fact.owner is not None:
        return fact
    name = fact.bare_name or ""
    while name and name not in lost:
        name = name.rpartition("_")[0]
    return replace(fact, owner=name, owned_by="gone") if name else fact
