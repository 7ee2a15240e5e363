"""All facts of a scan, and what was looked at to find them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple, TypeVar

from msgspec import Struct

from audit.model.facts import Fact, Install

F = TypeVar("F", bound=Fact)
K = TypeVar("K")

SourceName = Literal["code", "configuration", "files", "database"]


class Source(Struct, frozen=True):
    """One thing that can be looked at, and how far it was."""

    name: SourceName
    state: Literal["complete", "partial", "absent"]
    reason: str = ""  # a sentence; empty where complete


class Gap(NamedTuple):
    """Why something could not be looked at, or not all of it."""

    reason: str
    partly: bool


Sources = Callable[[str | None], dict[SourceName, Source]]  # by the root of an install; None: of all


class Inventory:
    """
    The facts, by kind, and how far each source of them was looked at.

    >>> from audit.model.facts import Location, Tally
    >>> inventory = Inventory([Tally(location=Location("a"), files=1, bytes=2)], lambda root: {})
    >>> [tally.files for tally in inventory.of(Tally)]
    [1]
    """

    def __init__(self, facts: Iterable[Fact], sources: Sources, root: str | None = None) -> None:
        self.sources = sources(root)
        self._sources = sources
        self._facts: defaultdict[type[Fact], list[Fact]] = defaultdict(list)
        self._grouped: dict[object, dict[Any, list[Any]]] = {}
        self._gaps: dict[tuple[SourceName, ...], Gap | None] = {}
        for fact in facts:
            self._facts[type(fact)].append(fact)

    def of(self, kind: type[F]) -> list[F]:
        """Return the facts of this kind, in the order in which they were stated."""
        return list(self._facts[kind])  # type: ignore[arg-type]  # the key says the kind of its values

    def grouped(self, kind: type[F], key: Callable[[F], K]) -> dict[K, list[F]]:
        """Return the facts of this kind by what the function says of each, made once for each function."""
        if key not in self._grouped:
            groups: defaultdict[K, list[F]] = defaultdict(list)
            for fact in self.of(kind):
                groups[key(fact)].append(fact)
            self._grouped[key] = dict(groups)
        return self._grouped[key]

    def gap(self, needs: tuple[SourceName, ...]) -> Gap | None:
        """Return why one who needs these sources cannot be sure; None where all were looked at in full."""
        if needs not in self._gaps:
            self._gaps[needs] = _gap([self.sources[name] for name in needs])
        return self._gaps[needs]

    def by_install(self) -> list[tuple[str | None, "Inventory"]]:
        """Return one inventory for each install, with its root, and one under None for what is of none."""
        roots: list[str | None] = [install.root for install in self.of(Install)]
        facts: defaultdict[str | None, list[Fact]] = defaultdict(list)
        for kind in self._facts.values():
            for fact in kind:
                facts[fact.install].append(fact)
        alone: list[str | None] = [] if roots and not facts[None] else [None]
        return [(root, Inventory(facts[root], self._sources, root)) for root in roots + alone]


def _gap(sources: list[Source]) -> Gap | None:
    lacking = [source for source in sources if source.state == "absent"]
    partial = [source for source in sources if source.state == "partial"]
    if lacking:
        return Gap(lacking[0].reason, partly=len(lacking) < len(sources))
    if partial:
        return Gap(f"Nothing was found in what could be read. {partial[0].reason}", partly=True)
    return None
