"""What is known of PHP itself, what a file uses of it, and which of its versions suit a site."""

import datetime as dt
from functools import cached_property, lru_cache
from typing import Literal

import msgspec
from msgspec import Struct

from audit.model.code import Incompatibility, Sureness
from audit.model.facts import Cms, ExtensionKind, Fact, Location

SymbolKind = Literal["function", "class", "constant", "method"]
ChangeKind = Literal[
    "function",
    "class",
    "constant",
    "method",  # Class::method, called statically
    "ini",
    "syntax",
    "reserved-name",
    "parameter",
    "behaviour",
]
PartKind = Literal["core", "extension", "package", "own"]
PhpStanding = Literal["has", "lacks", "undocumented"]
ProgramStanding = Literal["has", "lacks", "undocumented", "unknown"]  # unknown: nobody has looked it up


class PhpExtension(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the table of extensions of PHP; its functions are in lower case."""

    name: str  # as php -m says it, in lower case
    bundled: bool = False  # PHP's own sources hold it, in the newest version at least
    pecl: bool = False  # it can be built from PECL
    always: bool = False  # every PHP 8 has it, so that needing it means nothing
    removed: str | None = None  # PHP has it no more from this version on; None: it has, or never had
    also: tuple[str, ...] = ()  # further names, as extension_loaded() takes them
    polyfill: str | None = None  # "wordpress 5.2": from then on that core does all of it itself
    ambiguous: tuple[str, ...] = ()  # functions and classes that others have as well, in lower case
    instead: tuple[str, ...] = ()  # code that knows one of these extensions too can do without this one
    backend: bool = False  # code often has drivers for several of its like
    seldom: bool = False  # a tool, or one way among several: what names it can nearly always do without
    windows: bool = False  # it is there on Windows only, and code that comes to it runs only there
    dsn: tuple[str, ...] = ()  # beginnings of what PDO is told to connect to
    functions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()


class PhpChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the table of changes: what works on some versions of PHP only."""

    kind: ChangeKind
    symbol: str
    added: str | None = None  # the first version that has it; None: old, or no matter
    deprecated: str | None = None
    removed: str | None = None  # the first version that has it no more, or takes it for an error
    alternative: str | None = None
    extension: str | None = None  # that it is part of; None: of what is always there
    polyfill: str | None = None  # "wordpress 5.9": from then on that core has it itself
    sure: Literal["certain", "likely", "weak"] = "certain"  # how well it can be seen in code


class PhpCore(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the table of cores: the versions of PHP that a branch of a CMS is made for."""

    cms: Cms
    branch: str
    php_min: str
    php_max: str | None = None  # None: nobody says
    php_known: str | None = None  # newest PHP that was there when the branch came out; None: not noted


class PhpNames:
    """
    The names that are looked for in code; it costs little to send to another process.

    >>> names = PhpNames(b'{"name":"curl","functions":["curl_init"]}', b"")
    >>> names.owners["function"]["curl_init"], names.functions
    ('curl', frozenset({'curl_init'}))
    """

    def __init__(self, extensions: bytes, changes: bytes) -> None:
        self._lines = extensions, changes

    def __reduce__(self) -> tuple[object, ...]:
        # The lines, not what is made of them; the process that gets them makes it once.
        return _names, self._lines

    @cached_property
    def extensions(self) -> dict[str, PhpExtension]:
        """Return the table of extensions, by name."""
        return {one.name: one for one in msgspec.json.Decoder(PhpExtension).decode_lines(self._lines[0])}

    @cached_property
    def changes(self) -> dict[str, dict[str, PhpChange]]:
        """Return the table of changes, by kind, then by symbol; functions and classes in lower case."""
        table: dict[str, dict[str, PhpChange]] = {}
        for change in msgspec.json.Decoder(PhpChange).decode_lines(self._lines[1]):
            table.setdefault(change.kind, {})[_key(change.kind, change.symbol)] = change
        return table

    @cached_property
    def owners(self) -> dict[SymbolKind, dict[str, str]]:
        """Return the extension of each function, class and constant."""
        owners: dict[SymbolKind, dict[str, str]] = {"function": {}, "class": {}, "constant": {}}
        for one in self.extensions.values():
            owners["function"].update(dict.fromkeys(one.functions, one.name))
            owners["class"].update((name.lower(), one.name) for name in one.classes)
            owners["constant"].update(dict.fromkeys(one.constants, one.name))
        return owners

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Return the extension of each name that extension_loaded() takes."""
        return {name: one.name for one in self.extensions.values() for name in (one.name, *one.also)}

    def owner_of(self, name: str) -> str | None:
        """Return the extension that something asked for is or is of: its own name, or that of a symbol."""
        by_kind = (self.aliases, *self.owners.values())
        return next((owners[name] for owners in by_kind if name in owners), None)

    @property
    def functions(self) -> frozenset[str]:
        """Return the functions to look for, in lower case."""
        return self._sought["function"]

    @property
    def classes(self) -> frozenset[str]:
        """Return the classes to look for, in lower case."""
        return self._sought["class"]

    @property
    def constants(self) -> frozenset[str]:
        """Return the constants to look for."""
        return self._sought["constant"]

    @property
    def methods(self) -> frozenset[str]:
        """Return the static methods to look for, as class::method in lower case."""
        return self._sought["method"]

    @cached_property
    def _sought(self) -> dict[SymbolKind, frozenset[str]]:
        kinds: tuple[SymbolKind, ...] = ("function", "class", "constant", "method")
        return {
            kind: frozenset(self.changes.get(kind, {})) | frozenset(self.owners.get(kind, {}))
            for kind in kinds
        }


class PhpTables(Struct, frozen=True):
    """All that is known of PHP: its symbols, and the versions that the cores are made for."""

    names: PhpNames
    cores: tuple[PhpCore, ...] = ()


class SymbolUse(Struct, frozen=True, kw_only=True):
    """A symbol of PHP that a file uses."""

    kind: SymbolKind
    name: str  # as it is called; a function or class in lower case
    lines: tuple[int, ...]  # the first few
    times: int = 1
    guarded: bool = False  # the code asks first whether it, or its extension, is there
    local: str | None = None  # what it would be called in the file's namespace, if it is there


class LanguageUse(Struct, frozen=True, kw_only=True):
    """A piece of PHP's language that a file uses, called as the table of changes calls it."""

    kind: ChangeKind
    symbol: str
    lines: tuple[int, ...]  # the first few
    times: int = 1


class PhpUses(Fact, frozen=True, kw_only=True):
    """What one file uses of PHP, and what it defines or asks for itself; only the join reads it."""

    symbols: tuple[SymbolUse, ...] = ()
    language: tuple[LanguageUse, ...] = ()
    defines: tuple[tuple[SymbolKind, str], ...] = ()  # names that are sought, or would shadow one
    asks: tuple[str, ...] = ()  # extensions, functions, classes that it asks for, anywhere in it


class PhpPart(Struct, frozen=True, kw_only=True):
    """A part of a site that is judged by itself."""

    kind: PartKind
    name: str  # slug of an extension, package, or the core's version
    path: str | None = None  # of an extension; None: of the others
    what: ExtensionKind | None = None  # of an extension
    active: bool | None = None  # of an extension; None: not known


class PhpObstacle(Struct, frozen=True, kw_only=True):
    """A part of a site that does not run on some versions of PHP, and why."""

    part: PhpPart
    versions: tuple[str, ...] = ()  # that it does not run on, of those offered; the newest first
    asks: tuple[str, ...] = ()  # ranges that it states itself, which leave such a version out
    breaks: tuple[Incompatibility, ...] = ()  # what is not there or no longer understood


class PhpVerdict(Struct, frozen=True, kw_only=True):
    """How a site's code fares on a version of PHP."""

    version: str
    ends: dt.date | None = None  # the last day on which it can be chosen; None: no end is known
    obstacles: tuple[PhpPart, ...] = ()  # that do not run on it, for sure; inactive extensions too
    doubts: int = 0  # parts that may not run on it
    deprecated: int = 0  # symbols that work, with a warning
    broken: dict[ExtensionKind, tuple[int, int]] = {}  # of those in use: how many of how many do not run
    broken_inactive: dict[ExtensionKind, tuple[int, int]] = {}  # of those that are switched off
    core: Literal["runs", "too-old", "too-new", "unknown"] = "unknown"  # the version, for the core

    @property
    def suits(self) -> bool:
        """Tell whether nothing that is in use stands in its way for sure."""
        return all(part.active is False for part in self.obstacles)


class PhpExtensionNeed(Struct, frozen=True, kw_only=True):
    """An extension of PHP that a site's code uses, and what is known of it on the platform."""

    name: str
    standing: PhpStanding
    why: str | None = None  # what is said of one that is not there; None: it is there, or nothing is said
    sure: Sureness = "certain"  # of the surest part
    parts: tuple[PhpPart, ...] = ()  # that use it, the surest first
    uses: tuple[str, ...] = ()  # the functions, classes and constants that show it, a few of them
    places: tuple[Location, ...] = ()  # the first few
    times: int = 1


class ProgramNeed(Struct, frozen=True, kw_only=True):
    """A program that a site's PHP code starts, and what is known of it on the platform."""

    name: str | None  # None: computed at run time
    standing: ProgramStanding | None  # None: it cannot be told, as its name is computed
    there: str | None = (
        None  # its path on the platform, or how it is started; None: it is not known to be there
    )
    guarded: bool = False  # wherever it is started, the code asks first whether it is there
    own: bool = False  # the site's own code starts it, not only a public extension or the core
    by: tuple[str, ...] = ()  # exec, proc_open, `, Process, ...
    parts: tuple[PhpPart, ...] = ()  # that start it, the site's own first
    places: tuple[Location, ...] = ()  # the first few
    times: int = 1


class PhpChoice(Struct, frozen=True, kw_only=True):
    """Which version of PHP suits a site, what stands in the way of others, and what it needs beside PHP."""

    best: str | None  # one that lasts before one that ends; None: each breaks something, or no verdicts
    verdicts: tuple[PhpVerdict, ...] = ()  # the newest first; none: the platform's versions are not known
    obstacles: tuple[PhpObstacle, ...] = ()  # each part that is in the way of a version, once
    doubts: tuple[PhpObstacle, ...] = ()  # parts that may be, which is less sure
    extensions: tuple[PhpExtensionNeed, ...] = ()  # those that are not there first
    programs: tuple[ProgramNeed, ...] = ()  # as above


@lru_cache(maxsize=4)
def _names(extensions: bytes, changes: bytes) -> PhpNames:
    return PhpNames(extensions, changes)


def _key(kind: str, symbol: str) -> str:
    return symbol.lower() if kind in {"function", "class", "method"} else symbol
