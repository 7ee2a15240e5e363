"""The settings that requests meet, in order: of a server, its <Directory> sections and .htaccess files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audit.redirects.records import Folder, Outcome, Reading, Rule, Server

Line = tuple[str, int]  # layer and number
_SECTION = "//"


def section_key(number: int) -> str:
    """Return the key of a section of the server's configuration; a .htaccess has its folder for one."""
    return f"{_SECTION}{number}"


class Spot(NamedTuple):
    """A rule that a folder's requests meet, and where it stands."""

    key: str
    rule: Rule


class Chain(NamedTuple):
    """The layers that requests to one of them meet, the outermost first."""

    before: tuple[str, ...]  # asked before any folder is looked at
    folders: tuple[str, ...]


class Layers(NamedTuple):
    """All layers, by their keys."""

    readings: Mapping[str, Reading]
    folders: dict[str, Folder]  # without what was refused
    servers: tuple[Server, ...]
    outcomes: dict[tuple[str, int], Outcome]  # by place and line
    inner: tuple[Mapping[str, Sequence[str]], ...]  # of each server the keys of its sections, by folder

    def lines(self, key: str, line: int) -> tuple[int, ...]:
        """Return the lines of a rule: its conditions and itself."""
        return *self.readings[key].conditions.get(line, ()), line

    def tell(self, key: str, line: int, outcome: Outcome) -> None:
        """Say what became of a line."""
        self.outcomes[self.folders[key].place, line] = outcome

    def told(self, key: str, line: int) -> Outcome:
        """Return what became of a line."""
        return self.outcomes[self.folders[key].place, line]

    def chains(self, key: str) -> Iterator[Chain]:
        """Yield what requests may meet that come to a layer: for each server, and where none is named."""
        folder = self.folders[key]
        if folder.is_server:
            number = int(key.removeprefix(_SECTION))
            for server in self.servers:
                if server.own == number:
                    yield Chain(_before(server), ())
            yield Chain((key,), ())
            return
        parts = folder.path.split("/") if folder.path else []
        names = ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]
        if not key.startswith(_SECTION):
            yield Chain((), tuple(name for name in names if name in self.folders))
        for server, inner in zip(self.servers, self.inner, strict=True):
            found = [
                one
                for name in names
                for one in (*inner.get(name, ()), *([name] if self._is_read(server, name) else []))
            ]
            if key in found:
                yield Chain(_before(server), tuple(found[: found.index(key) + 1]))

    def met(self, chain: Chain) -> list[Spot]:
        """Return the rules that requests meet, in order."""
        rules: list[Spot] = []
        inherit: bool | None = None
        for key in chain.folders or chain.before[-1:]:
            folder = self.folders[key]
            if folder.rewrites:
                inherit = inherit if folder.inherit is None else folder.inherit
                rules = [Spot(key, rule) for rule in folder.rules] + (rules if inherit else [])
        return rules

    def is_on(self, chain: Chain) -> bool:
        """Say whether the rules of a chain are run at all."""
        engine: bool | None = None
        for key in (*chain.before, *chain.folders):
            folder = self.folders[key]
            engine = engine if folder.engine is None or not folder.rewrites else folder.engine
        return bool(engine)

    def _is_read(self, server: Server, name: str) -> bool:
        return name in self.folders and name not in server.unread


def lay(
    readings: Mapping[str, Reading], servers: tuple[Server, ...], outcomes: Mapping[tuple[str, int], Outcome]
) -> Layers:
    """Return the layers of readings by their keys; outcomes are those of lines in none of them."""
    told = dict(outcomes)
    for reading in readings.values():
        told |= {(reading.folder.place, line): outcome for line, outcome in reading.outcomes.items()}
    folders = {key: reading.folder for key, reading in readings.items()}
    return Layers(readings, folders, servers, told, tuple(_inner(server, folders) for server in servers))


def _inner(server: Server, folders: Mapping[str, Folder]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number in server.folders:
        key = section_key(number)
        found.setdefault(folders[key].path, []).append(key)
    return found


def _before(server: Server) -> tuple[str, ...]:
    """Return the layers of a server, the last of them its own."""
    outside = () if server.outside is None else (section_key(server.outside),)
    return *outside, section_key(server.own)
