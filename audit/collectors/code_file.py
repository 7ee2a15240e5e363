"""What one PHP file says: the places that rules ask about, what it needs, starts and gives away."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from audit.collectors.files.secrets import secrets_in_php
from audit.collectors.requirements.uses import symbol_uses
from audit.model.code import Binary, Program
from audit.model.facts import Fact, Location, Occurrence, OccurrenceKind
from audit.model.php import PhpNames
from audit.model.rules import CodeWatch
from audit.parsers.encoded import encoding
from audit.parsers.patterns import compile_pattern
from audit.parsers.php.calls import backticks
from audit.parsers.php.environment import environment_names
from audit.parsers.php.file import PhpFile
from audit.parsers.php.programs import programs
from audit.parsers.php.requests import request_keys
from audit.parsers.php.said import said
from audit.parsers.php.server import is_assigned
from audit.parsers.php.short_tags import short_tags
from audit.parsers.php.strings import literals
from audit.parsers.php.symbols import Kind, Sought, symbols
from audit.parsers.php.writes import writes
from audit.parsers.privacy import without_secrets
from audit.sources.tree import File, unread

_KINDS: dict[Kind, OccurrenceKind] = {
    "function": "call",
    "class": "class",
    "constant": "constant",
    "method": "method",
    "static": "method",
    "server": "server",
}


_MOST_SIGNS = 500_000  # in a file; one of two megabytes that people wrote has a fifth of that
_SIGNS = (b"'", b'"', b"(", b"[", b"{", b";")
_TOO_DENSE = (
    "This file holds far more strings and brackets than people write; only its first part was judged."
)
_CUT_SHORT = (
    "This file holds more calls, commands or SQL than are looked at in one file; the rest was not judged."
)


class About(NamedTuple):
    """What is known of a file before it is read."""

    install: str | None
    seen_as: str
    extension: str | None  # path of the extension that it belongs to
    vendored: bool
    own: bool
    unused: bool = False  # no site runs it: a test, an example of a package, ...


class Whose(NamedTuple):
    """What is known of all the files of a folder, which share it: there are many."""

    install: str | None
    usual: str  # what stands in a path, as seen from the install,
    start: int  # for so many of its first characters
    extension: str | None
    vendored: bool
    own: bool
    unused: bool

    def about(self, path: str) -> About:
        """Return what is known of one of them."""
        seen_as = self.usual + path[self.start :]
        return About(self.install, seen_as, self.extension, self.vendored, self.own, self.unused)


# A call or a write that is looked for, and the pattern that has to fit what it says; None: whatever it says.
_Text = tuple[OccurrenceKind, str, str | None]


class Wanted(NamedTuple):
    """What is looked for in a file."""

    names: Sought = Sought()
    literals: frozenset[str] = frozenset()
    sql: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    backticks: bool = False
    queries: frozenset[str] = frozenset()
    cookies: bool = False
    short_tags: bool = False
    environment: frozenset[str] = frozenset()
    texts: frozenset[_Text] = frozenset()

    @classmethod
    def of(cls, watched: Iterable[CodeWatch]) -> "Wanted":
        """Return what any of these looks for."""
        joined = cls()
        for one in watched:
            names = Sought(one.calls, one.classes, one.constants, one.methods, one.server)
            joined |= cls(
                names,
                one.literals,
                one.sql,
                one.writes,
                one.backticks,
                one.queries,
                one.cookies,
                one.short_tags,
                one.environment,
                _texts(one),
            )
        return joined

    def __or__(self, other: "Wanted") -> "Wanted":
        """Return what either looks for."""
        names = (mine | theirs for mine, theirs in zip(self.names, other.names, strict=True))
        return Wanted(
            Sought(*names),
            self.literals | other.literals,
            self.sql | other.sql,
            self.writes | other.writes,
            self.backticks or other.backticks,
            self.queries | other.queries,
            self.cookies or other.cookies,
            self.short_tags or other.short_tags,
            self.environment | other.environment,
            self.texts | other.texts,
        )


def _texts(watched: CodeWatch) -> frozenset[_Text]:
    asked: dict[OccurrenceKind, frozenset[str]] = {"call": watched.calls, "write": watched.writes}
    return frozenset((kind, name, watched.text) for kind, names in asked.items() for name in names)


class Everywhere(NamedTuple):
    """What is looked for in all files."""

    php: PhpNames
    hosts: frozenset[str]  # of the sites


def read_php(file: File, *, whose: Whose, wanted: Wanted, everywhere: Everywhere) -> Iterator[Fact]:
    """Yield what a PHP file says."""
    about = whose.about(file.path)
    locked = encoding(file.data)
    if locked is not None:
        yield Binary(
            location=Location(file.path),
            install=about.install,
            format=locked,
            seen_as=about.seen_as,
            size=len(file.data),
            extension=about.extension,
            vendored=about.vendored,
            own=about.own,
        )
    data, is_cut = _bounded(file.data)
    if is_cut:
        yield unread(file.path, "cut-short", _TOO_DENSE)
    php = PhpFile(data)
    yield from _told(php, file, about, wanted, everywhere)
    php.forget()


def _bounded(data: bytes) -> tuple[bytes, bool]:
    """Return as much of a file as can be taken apart: each string and bracket costs a hundred bytes."""
    signs = sum(data.count(sign) for sign in _SIGNS) if len(data) > _MOST_SIGNS else 0
    return (data, False) if signs <= _MOST_SIGNS else (data[: len(data) * _MOST_SIGNS // signs], True)


def _told(php: PhpFile, file: File, about: About, wanted: Wanted, everywhere: Everywhere) -> Iterator[Fact]:
    # What is published holds no secret of a site.
    if about.own or (about.extension is None and not about.vendored):
        yield from secrets_in_php(file, php, root=about.install, seen_as=about.seen_as)
    if about.unused:
        return
    patterns = _patterns(wanted.texts)
    for kind, name, line, text, guarded in _places(php, about, wanted, everywhere.hosts):
        if (kind, name) in patterns and not any(one.search(text or "") for one in patterns[kind, name]):
            continue
        yield Occurrence(
            location=Location(file.path, line),
            install=about.install,
            kind=kind,
            name=name,
            seen_as=about.seen_as,
            text=text,
            guarded=guarded,
            vendored=about.vendored,
            own=about.own,
            extension=about.extension,
        )
    for call in programs(php, about.seen_as):
        yield Program(
            location=Location(file.path, call.line),
            install=about.install,
            name=call.name,
            by=call.by,
            path=call.path and without_secrets(call.path),
            guarded=call.guarded,
            extension=about.extension,
            vendored=about.vendored,
            own=about.own,
            seen_as=about.seen_as,
        )
    yield from symbol_uses(php, file.path, about.install, everywhere.php)
    if php.is_cut_short:
        yield unread(file.path, "cut-short", _CUT_SHORT)


@lru_cache(maxsize=64)
def _patterns(texts: frozenset[_Text]) -> Mapping[tuple[OccurrenceKind, str], list[re.Pattern[str]]]:
    """Return the patterns of what is only looked for where one of them fits."""
    by_name: defaultdict[tuple[OccurrenceKind, str], set[str | None]] = defaultdict(set)
    for kind, name, text in texts:
        by_name[kind, name].add(text)
    return {
        key: [compile_pattern(text) for text in own if text is not None]
        for key, own in by_name.items()
        if None not in own
    }


_Place = tuple[OccurrenceKind, str, int, str | None, bool]


def _places(php: PhpFile, about: About, wanted: Wanted, hosts: frozenset[str]) -> Iterator[_Place]:
    for symbol in symbols(php, wanted.names):
        if symbol.kind == "server" and is_assigned(php, symbol.offset):
            continue  # a script for the command line fills in what a request would have brought
        text = said(php, symbol.name, symbol.offset) if symbol.kind == "function" else None
        yield _KINDS[symbol.kind], symbol.name, symbol.line, text, symbol.guarded
    yield from _signs(php, wanted)
    if wanted.literals or wanted.sql:
        yield from _literals(php, wanted, hosts)
    yield from _of_surroundings(php, wanted)
    if wanted.writes:
        for write in writes(php, about.seen_as):
            if write.place in wanted.writes:
                where = without_secrets(write.spot.path or "").partition("?")[0]
                text = f"{write.by}() on {where}" if where else f"{write.by}()"
                yield "write", write.place, write.line, text, write.guarded


def _signs(php: PhpFile, wanted: Wanted) -> Iterator[_Place]:
    if wanted.backticks:
        for offset in backticks(php):
            yield "backtick", "`", php.line(offset), None, False
    if wanted.short_tags and (tags := short_tags(php)):
        yield "short-tag", "<?", php.line(tags.offset), f"{tags.times} in this file", False


def _of_surroundings(php: PhpFile, wanted: Wanted) -> Iterator[_Place]:
    """Yield what the code reads of the request and of the environment."""
    for asked in environment_names(php) if wanted.environment else ():
        if any(fnmatchcase(asked.name, name) for name in wanted.environment):
            yield "environment", without_secrets(asked.name), asked.line, None, False
    for key in request_keys(php) if wanted.cookies or wanted.queries else ():
        is_cookie = key.kind == "cookie"
        name = without_secrets(key.name)
        if wanted.cookies if is_cookie else any(fnmatchcase(name, query) for query in wanted.queries):
            yield key.kind, name, key.line, None, False


def _literals(php: PhpFile, wanted: Wanted, hosts: frozenset[str]) -> Iterator[_Place]:
    for literal in literals(php, hosts if "host" in wanted.literals else frozenset()):
        if literal.kind != "sql":
            if literal.kind in wanted.literals:
                yield literal.kind, literal.kind, literal.line, literal.text, False
        elif literal.text in wanted.sql:
            yield "sql", literal.text, literal.line, None, False
