"""What has to be moved, how long that may take, and by which ways the platform takes it."""

import heapq
from collections.abc import Iterator, Sequence

from audit.model.database import DatabaseWeight
from audit.model.facts import Table
from audit.model.files import Extreme, KindTally
from audit.model.inventory import Inventory
from audit.model.plan import ImportWay, LargeItem, Size, SizeOf, Transfer
from audit.model.rules import Platform
from audit.model.transfer import KnownTransfer, KnownWay
from audit.plan.transfer_hosts import hosts_of
from audit.plan.transfer_replacements import replacements_of

_LARGEST = 10  # items of a kind
_PACKS = 20  # SQL that is packed is hardly ever smaller than this part of it


def transfer(inventory: Inventory, platform: Platform, known: KnownTransfer | None) -> Transfer:
    """Return sizes, largest items, names of hosts and the search-and-replace map; minutes where known."""
    sizes = tuple(_timed(size, known) for size in _sizes(inventory))
    hosts = hosts_of(inventory)
    return Transfer(
        sizes=sizes,
        largest=tuple(sorted(_largest(inventory), key=lambda item: (-item.bytes, item.what, item.name))),
        hosts=hosts,
        replacements=replacements_of(inventory, hosts),
        ways=tuple(_ways(sizes, platform, known)),
        estimate=known.estimate if known and known.sizes else None,
    )


def _sizes(inventory: Inventory) -> Iterator[Size]:
    yield _area(inventory, "code")
    weights = inventory.of(DatabaseWeight)
    if not weights:
        yield Size(what="database", bytes=None)
    else:
        every, remains = (sum(one.all.bytes for one in weights), sum(one.remains for one in weights))
        yield Size(what="database", bytes=every, needed_bytes=remains if remains < every else None)
    yield _area(inventory, "files")


def _area(inventory: Inventory, area: SizeOf) -> Size:
    tallies = [one for one in inventory.of(KindTally) if one.area == area]
    source = inventory.sources.get("files" if area == "files" else "code")
    if source is None or source.state == "absent":  # what lies around then is no code of the site
        return Size(what=area, bytes=None)
    weights = [one.bytes for one in tallies]
    known = [weight for weight in weights if weight is not None]
    return Size(
        what=area,
        bytes=sum(known) if len(known) == len(weights) else None,
        files=sum(one.files for one in tallies),
    )


def _timed(size: Size, known: KnownTransfer | None) -> Size:
    """Return a size with its class, the minutes that it may take, and whether it is transferred again."""
    again = bool(known and size.what in known.again)
    weight = size.bytes if size.needed_bytes is None else size.needed_bytes
    found = known.size(size.what, weight) if known and weight is not None else None
    return Size(
        what=size.what,
        bytes=size.bytes,
        files=size.files,
        needed_bytes=size.needed_bytes,
        size_class=found.name if found else None,
        dump_minutes=found.minutes(weight, found.pack) if found and weight is not None else None,
        import_minutes=found.minutes(weight, found.load) if found and weight is not None else None,
        resync=again,
    )


def _largest(inventory: Inventory) -> Iterator[LargeItem]:
    for what in ("code", "files"):
        found = (one for one in inventory.of(Extreme) if one.kind == "largest" and one.area == what)
        for one in heapq.nlargest(_LARGEST, found, key=lambda one: one.number):
            yield LargeItem(what=what, name=one.location.path, bytes=one.number)
    for table in heapq.nlargest(_LARGEST, inventory.of(Table), key=lambda one: one.bytes):
        yield LargeItem(what="database", name=table.name, bytes=table.bytes)


def _ways(sizes: Sequence[Size], platform: Platform, known: KnownTransfer | None) -> Iterator[ImportWay]:
    by_kind = {size.what: size for size in sizes}
    for way in known.ways if known else ():
        if limit := platform.limits.get(way.limit):
            fits, large = _fits([by_kind[what] for what in way.takes], way, limit.value)
            source = limit.source.url
            yield ImportWay(
                limit=way.limit, title=way.title, most=limit.value, fits=fits, too_large=large, source=source
            )


def _fits(sizes: Sequence[Size], way: KnownWay, most: int) -> tuple[bool | None, tuple[SizeOf, ...]]:
    """Return whether sizes are below a limit, as far as one can tell, and which are above for sure."""
    if way.at_once == "all":
        weights = [_weight(size) for size in sizes]
        if sum(weight or 0 for weight in weights) > most:
            return False, tuple(size.what for size in sizes)
        return (None if None in weights else True), ()
    told = {size.what: _fits_alone(size, way, most) for size in sizes}
    large = tuple(what for what, fits in told.items() if fits is False)
    return (False if large else None if None in told.values() else True), large


def _fits_alone(size: Size, way: KnownWay, most: int) -> bool | None:
    weight = _weight(size)
    if weight is None:
        return None
    if weight <= most:
        return True
    # What people upload is packed already, for the most part; how well SQL packs is not known before.
    return None if way.packed and size.what == "database" and weight <= most * _PACKS else False


def _weight(size: Size) -> int | None:
    return size.bytes if size.needed_bytes is None else size.needed_bytes
