"""What PHP code calls, names, writes and says, in plugins, modules, themes and custom code."""

from collections.abc import Iterator

from msgspec import Struct

from audit.model.facts import Occurrence, OccurrenceKind
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import CodeWatch, Evidence, Platform, Unclear, Watch
from audit.parsers.patterns import compile_pattern
from audit.sources.globs import Globs

_GUARDED = "the code asks first whether it is there"
_VENDORED = "in a library that comes with the code, which may never call it"
_SAID: dict[OccurrenceKind, str] = {
    "call": "{}()",
    "class": "the class {}",
    "method": "{}()",
    "server": "$_SERVER['{}']",
    "backtick": "a command in backticks",
    "sql": "SQL: {}",
}


class CodeFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"klass": "class"}):
    """Matches what is named in any of its words; the core's own code is not searched."""

    call: tuple[str, ...] = ()  # global functions
    klass: tuple[str, ...] = ()  # classes that are made, extended or named by ::
    constant: tuple[str, ...] = ()
    method: tuple[str, ...] = ()  # name, or class::name
    server: tuple[str, ...] = ()  # keys of $_SERVER
    sql: tuple[str, ...] = ()  # statements in strings, in lower case
    literal: tuple[OccurrenceKind, ...] = ()  # any of path, address, port, host, database
    write: tuple[str, ...] = ()  # places that files are written to: content, own, outside, ...
    backtick: bool = False
    text: str | None = None  # a pattern over what stands there
    own: bool | None = None  # True: only in code of the site itself; False: only in what others publish
    sure: bool = False  # True: not if there is nothing but doubtful places
    files: tuple[str, ...] = ()  # globs, seen from the install; none given: all files
    but_not: tuple[str, ...] = ()  # globs of files that are left out

    def __post_init__(self) -> None:
        if not any(self._names().values()):
            raise ValueError("name what is looked for: call, class, server, sql, ..., or set backtick")
        if self.text is not None:
            compile_pattern(self.text)

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return where such code may lie: some sites have PHP among their uploads."""
        return ("code",) if self.files else ("code", "files")

    def watch(self, platform: Platform) -> Watch:
        """Ask for what is named."""
        del platform
        names = self._names()
        asked = CodeWatch(
            calls=names["call"],
            classes=names["class"],
            constants=names["constant"],
            methods=names["method"],
            server=names["server"],
            sql=names["sql"],
            literals=frozenset(self.literal),
            writes=names["write"],
            backticks=self.backtick,
            own=self.own is True,
            files=self.files,
            but_not=self.but_not,
            text=self.text,
        )
        return Watch(code=frozenset({asked}))

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each line that holds one of them."""
        del platform
        found = list(self._places(inventory))
        if not self.sure or any(place.doubt is None for place in found):
            yield from found

    def _places(self, inventory: Inventory) -> Iterator[Evidence]:
        stated = inventory.grouped(Occurrence, _named)
        asked = ((kind, name) for kind, names in self._names().items() for name in names) if stated else ()
        globs, left_out = Globs.of(self.files) if self.files else None, Globs.of(self.but_not)
        pattern = None if self.text is None else compile_pattern(self.text)
        for found in sorted((one for name in asked for one in stated.get(name, ())), key=_place):
            if self.own not in {None, found.own}:
                continue
            if pattern is not None and not pattern.search(found.text or ""):
                continue
            if (globs is None or globs.match(found.seen_as)) and not left_out.match(found.seen_as):
                doubt = _GUARDED if found.guarded else _VENDORED if found.vendored else None
                yield Evidence(found.location, _said(found), doubt)

    def _names(self) -> dict[OccurrenceKind, frozenset[str]]:
        """Return what is looked for, by the kind of what the code search states."""
        return {
            "call": _lower(self.call),
            "class": _lower(self.klass),
            "constant": frozenset(self.constant),
            "method": _lower(self.method),
            "server": frozenset(self.server),
            "sql": _lower(self.sql),
            "write": frozenset(self.write),
            "backtick": frozenset("`" if self.backtick else ()),
            **{kind: frozenset({kind}) for kind in self.literal},
        }


def _named(found: Occurrence) -> tuple[OccurrenceKind, str]:
    return found.kind, found.name


def _place(found: Occurrence) -> tuple[str, int]:
    return found.location.path, found.location.line or 0


def _lower(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


def _said(found: Occurrence) -> str:
    named = _SAID.get(found.kind, "{}").format(found.name)
    if found.kind in {"path", "address", "port", "host", "database", "write"}:
        return found.text or named
    return named if found.text is None else f"{named}: {found.text}"
