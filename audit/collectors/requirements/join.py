"""All that the files of a tree use of PHP, joined: what each extension needs, and what breaks it where."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from audit.collectors.holders import Holders
from audit.collectors.requirements.declared import stated
from audit.collectors.requirements.definitions import Definitions
from audit.collectors.requirements.sureness import Asked, is_driver, of_new, sureness
from audit.collectors.vendored import is_vendored
from audit.model.code import Effect, Incompatibility, Requirement, Sureness
from audit.model.facts import Extension, Fact, Install, Location
from audit.model.php import LanguageUse, PhpChange, PhpNames, PhpTables, PhpUses, SymbolUse

_PLACES = 5  # that a fact names
_USES = 5
_SURENESS: tuple[Sureness, ...] = ("certain", "likely", "guarded")  # the best first


class _Part(NamedTuple):
    """Code that is judged together: of an extension or beside all, its own or what it brought along."""

    install: str | None
    extension: str | None
    vendored: bool


class _Broken(NamedTuple):
    """What one incompatibility is about."""

    symbol: str
    effect: Effect
    version: str
    sure: Sureness
    alternative: str | None


class _Needed(NamedTuple):
    """Places that show that a part needs an extension: one for each file."""

    places: list[Location]
    uses: dict[str, None]


def join_requirements(
    facts: Iterable[Fact], extensions: Sequence[Extension], installs: Iterable[Install], tables: PhpTables
) -> list[Requirement | Incompatibility]:
    """
    Return what the code needs of PHP, by extension of the CMS, from what single files use and say.

    The facts are those of symbol_uses() and search_declared(); others are passed over.
    """
    found = list(facts)
    uses = [fact for fact in found if isinstance(fact, PhpUses)]
    declared = [fact for fact in found if isinstance(fact, Requirement)]
    return [
        *stated(extensions),
        *(fact for fact in _placed(declared, extensions) if not _is_always(fact, tables.names)),
        *_Join(uses, extensions, installs, tables.names).facts(),
    ]


def _placed(declared: Iterable[Requirement], extensions: Sequence[Extension]) -> Iterator[Requirement]:
    """Yield what Composer's files say; of those in an extension its own and the installed ones count."""
    holders = Holders(extensions)
    for fact in declared:
        path = fact.location.path
        holder = holders.of(path)
        folder = path.rpartition("/")[0]
        if holder is None:
            yield fact
        elif fact.package is not None or folder == holder.path:
            yield replace(fact, extension=holder.path, vendored=is_vendored(path))


def _is_always(fact: Requirement, names: PhpNames) -> bool:
    known = names.extensions.get(names.aliases.get(fact.name, fact.name))
    return fact.kind == "php-extension" and known is not None and known.always


class _Join:
    def __init__(
        self,
        files: Sequence[PhpUses],
        extensions: Sequence[Extension],
        installs: Iterable[Install],
        names: PhpNames,
    ) -> None:
        self._files = files
        self._names = names
        self._holders = Holders(extensions)
        parts = [(self._part(file), file) for file in files]
        held = [((part.install, part.extension), file) for part, file in parts]
        self._asked = Asked(parts, names)
        self._defined = Definitions(held, names).with_cores(installs)
        self._needed: dict[tuple[_Part, str], dict[Sureness, _Needed]] = defaultdict(dict)
        self._broken: dict[tuple[_Part, _Broken], tuple[list[Location], int]] = {}
        for part, file in parts:
            self._add(part, file)

    def facts(self) -> Iterator[Requirement | Incompatibility]:
        for (part, name), by_sureness in self._needed.items():
            sure = next(sure for sure in _SURENESS if sure in by_sureness)
            needed = by_sureness[sure]
            yield Requirement(
                location=needed.places[0],
                install=part.install,
                kind="php-extension",
                name=name,
                stated_by="code",
                sure=sure,
                extension=part.extension,
                vendored=part.vendored,
                uses=tuple(needed.uses)[:_USES],
                places=tuple(needed.places[:_PLACES]),
                times=len(needed.places),
            )
        for (part, broken), (places, times) in self._broken.items():
            yield Incompatibility(
                location=places[0],
                install=part.install,
                symbol=broken.symbol,
                effect=broken.effect,
                version=broken.version,
                sure=broken.sure,
                alternative=broken.alternative,
                extension=part.extension,
                vendored=part.vendored,
                places=tuple(places),
                times=times,
            )

    def _part(self, file: PhpUses) -> _Part:
        path = file.location.path
        holder = self._holders.of(path)
        return _Part(file.install, holder.path if holder else None, is_vendored(path))

    def _add(self, part: _Part, file: PhpUses) -> None:
        key = part.install, part.extension
        used = [use for use in file.symbols if not self._defined.instead(key, use)]
        shown = {owner for use in used if (owner := self._owner(use)) and not self._is_ambiguous(use, owner)}
        for use in used:
            elsewhere = self._defined.elsewhere(key, use)
            if (owner := self._owner(use)) is not None:
                if self._is_ambiguous(use, owner) and owner not in shown:
                    continue
                self._need(part, file, use, owner, elsewhere=elsewhere)
            if change := self._names.changes.get(use.kind, {}).get(use.name):
                doubtful = elsewhere or self._asked.in_file(file, use, owner) or change.sure != "certain"
                sure = sureness(guarded=use.guarded, doubtful=doubtful)
                self._break(part, file.location.path, use, change, sure)
        for piece in file.language:
            change = self._names.changes.get(piece.kind, {}).get(piece.symbol)
            if change is not None and change.sure != "weak":
                self._break(part, file.location.path, piece, change, change.sure)

    def _owner(self, use: SymbolUse) -> str | None:
        return self._names.owners.get(use.kind, {}).get(use.name)

    def _is_ambiguous(self, use: SymbolUse, owner: str) -> bool:
        return use.name in self._names.extensions[owner].ambiguous

    def _need(self, part: _Part, file: PhpUses, use: SymbolUse, name: str, *, elsewhere: bool) -> None:
        extension = self._names.extensions[name]
        if extension.always or self._defined.has_whole(part.install, extension):
            return
        path = file.location.path
        doubtful = (
            part.vendored  # libraries bring drivers for whatever there is; nobody need use them
            or elsewhere
            or extension.seldom
            or is_driver(path, extension)
            or self._asked.anywhere(part, name)
            or any(self._asked.uses(part, other) for other in extension.instead)
        )
        sure = sureness(guarded=use.guarded or extension.windows, doubtful=doubtful)
        needed = self._needed[part, name].setdefault(sure, _Needed([], {}))
        needed.uses.setdefault(use.name)
        if not needed.places or needed.places[-1].path != path:
            needed.places.append(Location(path, use.lines[0]))
        if extension.removed is not None:
            # With an extension all that it had goes, and PECL may bring it back.
            sure = sureness(guarded=use.guarded, doubtful=doubtful or extension.pecl)
            broken = _Broken(use.name, "removed", extension.removed, sure, _first(extension.instead))
            self._note(part, broken, [Location(path, line) for line in use.lines], use.times)

    def _break(
        self, part: _Part, path: str, use: SymbolUse | LanguageUse, change: PhpChange, sure: Sureness
    ) -> None:
        lines = [Location(path, line) for line in use.lines]
        symbol, instead = change.symbol, change.alternative
        if change.kind == "reserved-name":
            symbol = f"a class called {symbol}"
        if change.removed is not None:
            self._note(part, _Broken(symbol, "removed", change.removed, sure, instead), lines, use.times)
        elif change.deprecated is not None:
            broken = _Broken(symbol, "deprecated", change.deprecated, sure, instead)
            self._note(part, broken, lines, use.times)
        if change.added is not None:
            sure = of_new(sure, vendored=part.vendored)
            self._note(part, _Broken(symbol, "added", change.added, sure, None), lines, use.times)

    def _note(self, part: _Part, broken: _Broken, lines: list[Location], times: int) -> None:
        places, before = self._broken.get((part, broken), ([], 0))
        places += lines[: _PLACES - len(places)]
        self._broken[part, broken] = places, before + times


def _first(names: tuple[str, ...]) -> str | None:
    return names[0] if names else None
