"""What a site's code needs beside PHP itself, held against what a platform has."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from msgspec.structs import replace

from audit.model.code import Binary, Program, Requirement, Sureness
from audit.model.facts import Extension, Install, Location
from audit.model.inventory import Inventory
from audit.model.php import (
    PhpChoice,
    PhpExtensionNeed,
    PhpNames,
    PhpPart,
    PhpStanding,
    PhpTables,
    ProgramNeed,
    ProgramStanding,
)
from audit.model.rules import PhpOffer, Platform
from audit.parsers.php.ranges import allows
from audit.plan.parts import CORE, beside, part_of
from audit.plan.php import choose_php

T = TypeVar("T")
_Parts = dict[tuple[str | None, str], PhpPart]  # by install and path

_SURE: tuple[Sureness, ...] = ("certain", "likely", "guarded")
_EXTENSIONS: tuple[PhpStanding, ...] = ("lacks", "undocumented", "has")
_PROGRAMS: tuple[ProgramStanding | None, ...] = ("lacks", "undocumented", "unknown", None, "has")
_LOADERS = frozenset({"ioncube", "sourceguardian"})  # extensions called as what they run is
_PLACES = 5
_USES = 5


def php_choice(inventory: Inventory, platform: Platform, known: PhpTables) -> PhpChoice | None:
    """Return which version of PHP suits the code, and what the code needs beside PHP; None: no code."""
    choice = choose_php(inventory, platform.php, known.cores)
    return with_needs(choice, inventory, platform, known.names)


def with_needs(
    choice: PhpChoice | None, inventory: Inventory, platform: Platform, names: PhpNames
) -> PhpChoice | None:
    """
    Return the choice with the extensions of PHP and the programs that the code uses.

    None: there is no code.
    """
    if not inventory.of(Install):
        return choice
    parts = _parts(inventory)
    return replace(
        choice or PhpChoice(best=None),
        extensions=_extensions(inventory, parts, _Extensions(platform.php, names)),
        programs=_programs(inventory, parts, platform),
    )


class _Extensions:
    """What is known of extensions of PHP: by the platform's documents, else by PHP itself."""

    def __init__(self, offer: PhpOffer | None, names: PhpNames) -> None:
        self._offer = offer
        self._names = names

    def of(self, name: str) -> tuple[PhpStanding, str | None]:
        """Return whether an extension is there, and why it is not."""
        standing = self._offer.standing(name) if self._offer else "undocumented"
        if standing == "undocumented" and (gone := self._gone(name)):
            return "lacks", f"PHP itself dropped it with version {gone}."
        return standing, self._offer.lacks.get(name) if self._offer else None

    def _gone(self, name: str) -> str | None:
        known = self._names.extensions.get(name)
        removed = known.removed if known and not known.pecl else None
        versions = self._offer.versions if self._offer else ()
        is_gone = removed and versions and not any(allows(f"<{removed}", version) for version in versions)
        return removed if is_gone else None


def _parts(inventory: Inventory) -> _Parts:
    return {(one.install, one.path): part_of(one) for one in inventory.of(Extension) if one.path}


def _extensions(inventory: Inventory, parts: _Parts, known: _Extensions) -> tuple[PhpExtensionNeed, ...]:
    encoded = [_loader(file) for file in inventory.of(Binary) if file.format in _LOADERS]
    loaders = {need.name for need in encoded}
    found: defaultdict[str, list[Requirement]] = defaultdict(list)
    for need in encoded:
        found[need.name].append(need)
    for need in inventory.of(Requirement):
        # An encoded file asks for its loader to say that it lacks it, not to go on without.
        is_said_twice = need.name in loaders and need.stated_by == "code"
        if need.kind == "php-extension" and not is_said_twice:
            found[need.name].append(need)
    needs = (_extension(name, needs, parts, known) for name, needs in found.items())
    return tuple(sorted(needs, key=_urgency))


def _loader(file: Binary) -> Requirement:
    """Return the need for the loader of an encoded file."""
    return Requirement(
        location=file.location,
        install=file.install,
        kind="php-extension",
        name=file.format,
        stated_by="code",
        extension=file.extension,
        vendored=file.vendored,
    )


def _extension(
    name: str, needs: Sequence[Requirement], parts: _Parts, known: _Extensions
) -> PhpExtensionNeed:
    standing, why = known.of(name)
    surest = sorted(needs, key=lambda need: _SURE.index(need.sure))
    return PhpExtensionNeed(
        name=name,
        standing=standing,
        why=why,
        sure=surest[0].sure,
        parts=tuple(dict.fromkeys(_user(need, parts) for need in surest)),
        uses=_first((use for need in surest for use in need.uses), _USES),
        places=_places(need.places or (need.location,) for need in surest),
        times=sum(need.times for need in needs),
    )


def _user(need: Requirement, parts: _Parts) -> PhpPart:
    """Return the part that states a requirement."""
    own = parts.get((need.install, need.extension or ""))
    return own or beside(need.package, vendored=need.vendored)


def _urgency(need: PhpExtensionNeed) -> tuple[int, int, str]:
    return _EXTENSIONS.index(need.standing), _SURE.index(need.sure), need.name


def _programs(inventory: Inventory, parts: _Parts, platform: Platform) -> tuple[ProgramNeed, ...]:
    found: defaultdict[str | None, list[Program]] = defaultdict(list)
    for program in inventory.of(Program):
        if program.name is None or platform.programs.standing(program.name) is not None:
            found[program.name and program.name.lower()].append(program)
    needs = (_program(starts, parts, platform) for starts in found.values())
    return tuple(
        sorted(needs, key=lambda need: (_PROGRAMS.index(need.standing), not need.own, need.name or ""))
    )


def _program(starts: Sequence[Program], parts: _Parts, platform: Platform) -> ProgramNeed:
    own_first = sorted(starts, key=lambda start: (not start.own, start.guarded))
    name = own_first[0].name
    return ProgramNeed(
        name=name,
        standing=None if name is None else platform.programs.standing(name),
        there=None if name is None else platform.programs.has.get(name.lower()),
        guarded=all(start.guarded for start in starts),
        own=own_first[0].own,
        by=tuple(dict.fromkeys(start.by for start in own_first)),
        parts=tuple(dict.fromkeys(_starter(start, parts) for start in own_first)),
        places=_places((start.location,) for start in own_first),
        times=len(starts),
    )


def _starter(program: Program, parts: _Parts) -> PhpPart:
    """Return the part that starts a program."""
    if found := parts.get((program.install, program.extension or "")):
        return found
    is_core = not program.own and not program.vendored
    return CORE if is_core else beside(None, vendored=not program.own)


def _places(every: Iterable[Sequence[Location]]) -> tuple[Location, ...]:
    return _first(chain.from_iterable(every), _PLACES)


def _first(items: Iterable[T], count: int) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))[:count]
