"""How much there is of something, held against a limit of the platform."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from audit.model.database import DatabaseWeight
from audit.model.facts import Database, Extension, Location, Site
from audit.model.files import KindTally
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.stored import OptionGroup

Measure = Literal[
    "active-plugins",  # of a site, those of its network as well
    "autoloaded-bytes",  # of the options that a site loads with each page
    "autoloaded-options",
    "data-bytes",  # of uploads and database together: what is not code
    "files",  # of the uploads
    "files-bytes",
    "revisions",  # of the posts of a site
    "spare-bytes",  # of a database, that can be left out, without asking or after it
    "transients",  # options of a database that are kept for a time only
]
_Counted = tuple[Location, int, str]  # where, how many or how large, and in words of whom


class TallyFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Matches where a measure is above a limit of the platform; both are given by name."""

    measure: Measure
    over: str

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that are counted."""
        return _NEEDS[self.measure]

    def watch(self, platform: Platform) -> Watch:
        """Ask for nothing but the limit to be there: all this is always counted."""
        _ = platform.limits[self.over]
        return Watch()

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each place that has too much."""
        limit = platform.limits[self.over].value
        is_size = self.measure.endswith("bytes")
        for place, number, whose in _COUNT[self.measure](inventory):
            if number > limit:
                shown = _size(number) if is_size else f"{number:,} {_NOUNS[self.measure]}"
                yield Evidence(place, f"{shown}{whose}")


def _active_plugins(inventory: Inventory) -> Iterator[_Counted]:
    everywhere: defaultdict[str, set[str]] = defaultdict(set)
    for database in inventory.of(Database):
        everywhere[database.location.path].update(database.network_plugins)
    installed = [one.file for one in inventory.of(Extension) if one.kind == "plugin" and one.installed]
    for site in inventory.of(Site):
        if site.plugins is not None:
            active = everywhere[site.location.path].union(site.plugins)
            there = active.intersection(installed) if installed else active
            yield site.location, len(there), _of(site.id)


def _autoloaded(inventory: Inventory) -> Iterator[tuple[Location, int, int, str]]:
    sums: defaultdict[tuple[Location, int], list[int]] = defaultdict(lambda: [0, 0])
    for group in inventory.of(OptionGroup):
        if group.site is not None:  # Many sites told as one say nothing of any.
            sums[group.location, group.site][0] += group.autoloaded
            sums[group.location, group.site][1] += group.autoloaded_bytes
    for (place, site), (options, size) in sums.items():
        yield place, options, size, _of(site)


def _autoloaded_options(inventory: Inventory) -> Iterator[_Counted]:
    for place, options, size, whose in _autoloaded(inventory):
        yield place, options, f", {_size(size)}{whose}"


def _autoloaded_bytes(inventory: Inventory) -> Iterator[_Counted]:
    for place, options, size, whose in _autoloaded(inventory):
        yield place, size, f" in {options:,} options{whose}"


def _files(inventory: Inventory) -> Iterator[_Counted]:
    tallies = [tally for tally in inventory.of(KindTally) if tally.area == "files"]
    if tallies:
        yield tallies[0].location, sum(tally.files for tally in tallies), ""


def _files_bytes(inventory: Inventory) -> Iterator[_Counted]:
    tallies = [tally for tally in inventory.of(KindTally) if tally.area == "files"]
    if tallies:
        files = sum(tally.files for tally in tallies)
        yield tallies[0].location, sum(tally.bytes or 0 for tally in tallies), f" in {files:,} files"


def _revisions(inventory: Inventory) -> Iterator[_Counted]:
    for site in inventory.of(Site):
        if site.revisions is not None:
            posts = "" if site.posts is None else f" of {site.posts:,} published posts and pages"
            yield site.location, site.revisions, f"{posts}{_of(site.id)}"


def _data_bytes(inventory: Inventory) -> Iterator[_Counted]:
    tallies = [tally for tally in inventory.of(KindTally) if tally.area == "files"]
    weights = inventory.of(DatabaseWeight)
    places = [fact.location for fact in (*tallies, *weights)]
    if places:
        files, data = sum(one.bytes or 0 for one in tallies), sum(one.all.bytes for one in weights)
        yield places[0], files + data, f": uploads {_size(files)}, database {_size(data)}"


def _spare_bytes(inventory: Inventory) -> Iterator[_Counted]:
    for weight in inventory.of(DatabaseWeight):
        spare = weight.spare.bytes + weight.asked.bytes + weight.transient_bytes
        yield weight.location, spare, f" of {_size(weight.all.bytes)} in the database"


def _transients(inventory: Inventory) -> Iterator[_Counted]:
    for weight in inventory.of(DatabaseWeight):
        yield weight.location, weight.transients, f", {_size(weight.transient_bytes)}"


def _of(site: int) -> str:
    return f", site {site}" if site != 1 else ""


def _size(size: int) -> str:
    for unit, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size:,} bytes"


_COUNT: Mapping[Measure, Callable[[Inventory], Iterator[_Counted]]] = {
    "active-plugins": _active_plugins,
    "autoloaded-bytes": _autoloaded_bytes,
    "autoloaded-options": _autoloaded_options,
    "data-bytes": _data_bytes,
    "files": _files,
    "files-bytes": _files_bytes,
    "revisions": _revisions,
    "spare-bytes": _spare_bytes,
    "transients": _transients,
}
_NOUNS: Mapping[Measure, str] = {
    "active-plugins": "active plugins",
    "autoloaded-options": "options that are loaded with each page",
    "files": "files",
    "revisions": "revisions",
    "transients": "transients",
}
_NEEDS: Mapping[Measure, tuple[SourceName, ...]] = {
    "active-plugins": ("database",),
    "autoloaded-bytes": ("database",),
    "autoloaded-options": ("database",),
    "data-bytes": ("files", "database"),
    "files": ("files",),
    "files-bytes": ("files",),
    "revisions": ("database",),
    "spare-bytes": ("database",),
    "transients": ("database",),
}
