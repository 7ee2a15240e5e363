"""Which version of PHP suits a site, of those that a platform offers, and what is in the way of others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from audit.model.code import Incompatibility, Requirement, Sureness
from audit.model.facts import Extension, ExtensionKind, Install
from audit.model.inventory import Inventory
from audit.model.php import PhpChoice, PhpCore, PhpObstacle, PhpPart, PhpVerdict
from audit.model.rules import PhpOffer
from audit.parsers.php.ranges import allows
from audit.plan.parts import beside, part_of

_Core = Literal["runs", "too-old", "too-new", "unknown"]
_WORSE: tuple[_Core, ...] = ("runs", "unknown", "too-new", "too-old")


class _Claims(NamedTuple):
    """What is stated of a part."""

    ranges: list[Requirement]
    breaks: list[Incompatibility]


def choose_php(inventory: Inventory, offer: PhpOffer | None, cores: Sequence[PhpCore]) -> PhpChoice | None:
    """
    Return how each version that is offered would do, and the newest on which all that is in use runs.

    One that is soon withdrawn is best only where none that lasts would do, and one of which nobody knows how
    the core does only where no other does. What breaks for sure decides; what is likely only, or lies in a
    library, is a doubt; what the code asks for first is neither.
    None: there is no code, or nothing is known of the offer.
    """
    if offer is None or not inventory.of(Install):
        return None
    parts = _parts(inventory)
    versions = sorted(offer.versions, key=_numbers, reverse=True)
    obstacles = (*_too_old(inventory, versions, cores), *_obstacles(parts, versions, "certain"))
    doubts = _obstacles(parts, versions, "likely")
    verdicts = tuple(
        PhpVerdict(
            version=version,
            ends=offer.ending.get(version),
            obstacles=tuple(dict.fromkeys(one.part for one in obstacles if version in one.versions)),
            doubts=sum(version in one.versions for one in doubts),
            deprecated=_deprecated(inventory, version),
            broken=_count(parts, obstacles, version, active=True),
            broken_inactive=_count(parts, obstacles, version, active=False),
            core=_worst(inventory, version, cores),
        )
        for version in versions
    )
    suiting = sorted(
        (one for one in verdicts if one.suits), key=lambda one: (one.ends is not None, one.core == "unknown")
    )
    best = suiting[0].version if suiting else None
    return PhpChoice(best=best, verdicts=verdicts, obstacles=obstacles, doubts=doubts)


def _parts(inventory: Inventory) -> dict[PhpPart, _Claims]:
    """Return all that is stated, by the part that it is stated of; extensions without a claim as well."""
    parts: defaultdict[PhpPart, _Claims] = defaultdict(lambda: _Claims([], []))
    extensions: dict[tuple[str | None, str], PhpPart] = {}
    for one in inventory.of(Extension):
        if one.installed is False or one.kind == "composer-package":
            continue
        part = extensions[one.install, one.path] = part_of(one)
        if part.kind == "extension":
            parts[part]  # even if nothing is stated, it counts
    for need in inventory.of(Requirement):
        if need.kind == "php-version":
            own = extensions.get((need.install, need.extension or ""))
            parts[own or beside(need.package, vendored=need.vendored)].ranges.append(need)
    for broken in inventory.of(Incompatibility):
        own = extensions.get((broken.install, broken.extension or ""))
        parts[own or beside(None, vendored=broken.vendored)].breaks.append(broken)
    return parts


def _too_old(
    inventory: Inventory, versions: Sequence[str], cores: Sequence[PhpCore]
) -> Iterator[PhpObstacle]:
    """Yield the cores that need a newer version; one that is too old itself is updated by the move."""
    for install in inventory.of(Install):
        judged = {version: _core(install, version, cores) for version in versions}
        if low := tuple(version for version in versions if judged[version][0] == "too-old"):
            part = PhpPart(kind="core", name=f"{install.cms} {install.version}", path=install.root)
            yield PhpObstacle(part=part, versions=low, asks=(judged[low[0]][1],))


def _obstacles(
    parts: dict[PhpPart, _Claims], versions: Sequence[str], sure: Literal["certain", "likely"]
) -> tuple[PhpObstacle, ...]:
    """Return the parts that do not run on some versions, as far as that is so sure."""
    return tuple(
        found for part, claims in parts.items() if (found := _obstacle(part, claims, versions, sure))
    )


def _obstacle(part: PhpPart, claims: _Claims, versions: Sequence[str], sure: str) -> PhpObstacle | None:
    asks: dict[str, None] = {}
    breaks: dict[Incompatibility, None] = {}
    hit: list[str] = []
    for version in versions:
        asked = [need.name for need in claims.ranges if need.sure == sure and not _allows(need, version)]
        broken = [one for one in claims.breaks if _sureness(one) == sure and _does_break(one, version)]
        if asked or broken:
            hit.append(version)
        asks |= dict.fromkeys(asked)
        breaks |= dict.fromkeys(broken)
    return (
        PhpObstacle(part=part, versions=tuple(hit), asks=tuple(asks), breaks=tuple(breaks)) if hit else None
    )


def _sureness(one: Incompatibility) -> Sureness:
    """Return how sure it is that a site comes to it: a library may never be called."""
    return "likely" if one.vendored and one.sure == "certain" else one.sure


def _allows(need: Requirement, version: str) -> bool:
    return allows(need.name, version) is not False


def _worst(inventory: Inventory, version: str, cores: Sequence[PhpCore]) -> _Core:
    """Return how the cores do: of several, the one that does worst."""
    found = (_core(install, version, cores)[0] for install in inventory.of(Install))
    return max(found, key=_WORSE.index, default="unknown")


def _core(install: Install, version: str, cores: Sequence[PhpCore]) -> tuple[_Core, str]:
    """Return how a core does on a version of PHP, and the versions that it is made for."""
    row = _row(install, cores)
    if row is None:
        return "unknown", ""
    range_ = f"{row.php_min} - {row.php_max}" if row.php_max else f">={row.php_min}"
    if _numbers(version) < _numbers(row.php_min):
        return "too-old", range_
    if row.php_max is not None and _numbers(version) > _numbers(row.php_max):
        return "too-new", range_
    if row.php_max is None and row.php_known is not None and _numbers(version) > _numbers(row.php_known):
        return "unknown", range_  # nobody could try it when the core came out
    return "runs", range_


def _row(install: Install, cores: Sequence[PhpCore]) -> PhpCore | None:
    """Return the branch of a core; of one newer than all known, the newest without its upper end."""
    if install.version is None:
        return None
    number = _numbers(install.version)[:2]
    own = [core for core in cores if core.cms == install.cms]
    for core in own:
        if _numbers(core.branch) == number:
            return core
    newest = max(own, key=lambda core: _numbers(core.branch), default=None)
    if newest is None or number < _numbers(newest.branch):
        return None
    return PhpCore(cms=newest.cms, branch=install.version, php_min=newest.php_min, php_known=newest.php_known)


def _does_break(one: Incompatibility, version: str) -> bool:
    if one.effect == "removed":
        return _numbers(version) >= _numbers(one.version)
    return one.effect == "added" and _numbers(version) < _numbers(one.version)


def _deprecated(inventory: Inventory, version: str) -> int:
    """Return how many symbols work on a version, with a warning."""
    since = _numbers(version)
    found = (one for one in inventory.of(Incompatibility) if one.effect == "deprecated")
    return len({one.symbol for one in found if since >= _numbers(one.version)})


def _count(
    parts: Iterable[PhpPart], obstacles: Iterable[PhpObstacle], version: str, *, active: bool
) -> dict[ExtensionKind, tuple[int, int]]:
    """Return how many of how many extensions do not run on a version: of those in use, or of the others."""
    hit = {one.part for one in obstacles if version in one.versions}
    found: dict[ExtensionKind, tuple[int, int]] = {}
    for part in parts:
        if part.what is not None and (part.active is not False) == active:
            broken, total = found.get(part.what, (0, 0))
            found[part.what] = broken + (part in hit), total + 1
    return found


@cache
def _numbers(version: str) -> tuple[int, ...]:
    """
    Return the numbers of a version, as many as it has.

    >>> _numbers("8.3"), _numbers("6.8.1-beta2")
    ((8, 3), (6, 8, 1))
    """
    return tuple(_leading(version))


def _leading(version: str) -> Iterator[int]:
    for part in version.partition("-")[0].split("."):
        if not part.isdecimal():
            return
        yield int(part)
