"""Each WordPress as its code, its database and the catalogue together tell it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.collectors.code_read import CodeRead
from audit.collectors.owners import Owners, attribute
from audit.collectors.services import find_services, in_use
from audit.collectors.wordpress.activation import Disk
from audit.collectors.wordpress.config import effective
from audit.collectors.wordpress.drop_ins import DROP_INS
from audit.collectors.wordpress.pairing import pair
from audit.collectors.wordpress.reconciliation import reconcile
from audit.collectors.wordpress.sites import WordPressData
from audit.collectors.wordpress.uploads import find_lost_uploads, find_uploads
from audit.model.catalogue import Catalogue
from audit.model.facts import Extension, Fact, Install, Network, Problem, Setting
from audit.model.stored import Service

_SWITCHED = {constant: file for file, constant in DROP_INS.items() if constant}


def join_wordpress(  # noqa: PLR0913, PLR0917 - one argument for each source
    code: CodeRead | None,
    found: Sequence[WordPressData],
    dumps: Sequence[str],
    catalogue: Catalogue,
    owners: Owners,
    pins: Mapping[str, str],
) -> Iterator[Fact]:
    """
    Yield each WordPress install with its database, and each database without an install.

    Pins are folders by the dumps that are said to be theirs.

    Of the facts of the code it yields anew the installs and extensions; all others stay as they are.
    """
    facts = code.facts if code else []
    installs = [fact for fact in facts if isinstance(fact, Install) and fact.cms == "wordpress"]
    joining = _Joining(code, catalogue, owners)
    others = [fact for fact in facts if not isinstance(fact, Install)]
    pairs, problems = pair([*installs, *others], found, dumps, pins)
    by_root = {install.root: data for install, data in pairs}
    taken = {id(data) for data in by_root.values()}
    yield from problems
    for install in installs:
        yield from joining.whole(install, by_root.get(install.root))
    for data in found:
        if id(data) not in taken:
            yield from joining.whole(None, data)


class _Joining:
    """What all installs of a scan have in common."""

    def __init__(self, code: CodeRead | None, catalogue: Catalogue, owners: Owners) -> None:
        self._code = code
        self._facts: defaultdict[str | None, list[Fact]] = defaultdict(list)
        for fact in code.facts if code else ():
            self._facts[fact.install].append(fact)
        self._catalogue = catalogue
        self._owners = owners

    def whole(self, install: Install | None, data: WordPressData | None) -> Iterator[Fact]:
        """Yield the facts of an install, a database, or both."""
        own: list[Fact] = []
        if install is not None and self._code is not None:
            own = self._facts[install.root]
            if data is not None and not install.network:
                install = replace(install, network=data.database.network)
            yield install
        options = [fact for fact in own if isinstance(fact, Setting)]
        settings = effective(options)
        disk = self._disk(install, own)
        extensions = list(
            reconcile(
                own,
                settings,
                data,
                disk,
                self._code.composer if self._code else (),
                data.stored if data else {},
                self._catalogue.extensions["wordpress"],
            )
        )
        stored = list(_stored(data, disk, settings)) if data else []
        services = []
        if place := install.location if data is None and install else data and data.database.location:
            found = find_services(
                self._catalogue.services,
                [*options, *(data.settings if data else ())],
                data.values if data else {},
                place=place,
                install=None,
                is_used=in_use(extensions, self._owners, told=install is not None or _tells_plugins(data)),
            )
            services = [one for one in found if not self._is_idle(one, extensions, disk)]
        looked = install is not None and not any(_hides_code(fact) for fact in own)
        every = attribute([*extensions, *stored, *services], extensions, self._owners, looked=looked)
        yield from (replace(fact, install=install.root if install else None) for fact in every)

    def _is_idle(self, service: Service, extensions: Sequence[Extension], disk: Disk | None) -> bool:
        """Tell whether it is only a constant that switches on a drop-in which nothing here has or writes."""
        file = _SWITCHED.get(service.setting)
        if file is None or disk is None or disk.holds(disk.folders.content, file) is not False:
            return False
        running = (one for one in extensions if one.active is not False and (one.installed or one.package))
        known = (self._owners.known(one.slug) for one in running)
        return not any(one is not None and file in one.drop_ins for one in known)

    def _disk(self, install: Install | None, own: Sequence[Fact]) -> Disk | None:
        if self._code is None or install is None or install.folders is None:
            return None
        is_whole = not any(isinstance(fact, Problem) and fact.source == "configuration" for fact in own)
        return Disk(self._code.listing, install, install.folders, is_whole)


def _stored(data: WordPressData, disk: Disk | None, settings: Mapping[str, Setting]) -> Iterator[Fact]:
    """Yield what the database tells, and how much its sites have uploaded."""
    sites = data.sites
    if disk is not None:
        sites = find_uploads(disk.listing, disk.install, sites, settings, data.settings)
        yield from find_lost_uploads(disk.listing, disk.install, sites)
    facts = (_with_switch(fact, settings) for fact in data.facts)
    yield from (data.database, *sites, *data.settings, *data.tables, *facts, *data.problems)


def _with_switch(fact: Fact, settings: Mapping[str, Setting]) -> Fact:
    """Return a network with what the configuration says of its sites, where the database does not."""
    switch = settings.get("SUBDOMAIN_INSTALL")
    if not isinstance(fact, Network) or fact.subdomains is not None or switch is None:
        return fact
    return replace(fact, subdomains=bool(switch.value)) if switch.state == "literal" else fact


def _tells_plugins(data: WordPressData | None) -> bool:
    """Tell whether a database says what runs: where it names no plugin at all, code may load them."""
    sites = data.sites if data else ()
    return all(site.plugins is not None for site in sites) and any(site.plugins for site in sites)


def _hides_code(fact: Fact) -> bool:
    return isinstance(fact, Problem) and fact.source == "code" and fact.hides
