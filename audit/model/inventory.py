"""All facts of a scan, and what was looked at to find them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from msgspec import Struct

from audit.model.facts import Fact, Install

F = TypeVar("F", bound=Fact)

SourceName = Literal["code", "configuration", "files", "database"]


class Source(Struct, frozen=True):
    """One thing that can be looked at, and how far it was."""

    name: SourceName
    state: Literal["complete", "partial", "absent"]
    reason: str = ""  # a sentence; empty where complete


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
        for fact in facts:
            self._facts[type(fact)].append(fact)

    def of(self, kind: type[F]) -> list[F]:
        """Return the facts of this kind, in the order in which they were stated."""
        return list(self._facts[kind])  # type: ignore[arg-type]  # the key says the kind of its values

    def by_install(self) -> list[tuple[str | None, "Inventory"]]:
        """Return one inventory for each install, with its root, and one under None for what is of none."""
        roots: list[str | None] = [install.root for install in self.of(Install)]
        facts: defaultdict[str | None, list[Fact]] = defaultdict(list)
        for kind in self._facts.values():
            for fact in kind:
                facts[fact.install].append(fact)
        alone: list[str | None] = [] if roots and not facts[None] else [None]
        return [(root, Inventory(facts[root], self._sources, root)) for root in roots + alone]
