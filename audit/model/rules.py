"""What knowledge says: rules, and the platforms that they speak of."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Literal, Protocol

from msgspec import Struct, field

from audit.model.facts import Cms, Location
from audit.model.inventory import Inventory, SourceName
from audit.model.migration import Migration
from audit.model.php import PhpStanding, ProgramStanding
from audit.model.terms import Citation, Confidence, Effort, NextStep, Scope, Severity, Status

__all__ = ["Citation", "Confidence", "Effort", "NextStep", "Scope", "Severity", "Status"]  # as of old

MEANS: dict[Severity, str] = {
    "blocker": "cannot go live",
    "major": "must change",
    "minor": "should change",
    "note": "good to know",
}
SEVERITIES: tuple[Severity, ...] = tuple(MEANS)  # worst first
SCOPES: dict[Scope, str] = {
    "included": "The migration team, in the standard scope",
    "known-fix": "The migration team, within the five hours for known fixes",
    "premium": "The migration team, in a premium migration",
    "customer": "You, before the move",
    "out-of-scope": "You, or extra hours that you order",
    "platform-does-it": "The platform takes care of it",
}


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A site on which a rule must match, or must not: files by path, and a dump."""

    matches: bool
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # symbolic links, by path: what they lead to
    core: dict[str, str] = field(default_factory=dict)  # files of the release that the site says it is
    before: dict[str, str] = field(default_factory=dict)  # those that differ in the release before it
    dump: str | None = None


class WritePath(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place that an extension writes to though it cannot, and what leads it to where it can."""

    path: str  # as seen from the install
    link: str | None = None  # where a symbolic link in its place leads to, relative to the link's folder
    constant: str | None = None  # the line that sets a constant of the extension

    def __post_init__(self) -> None:
        if self.link is not None and self.constant is not None:
            raise ValueError("give at most one of link and constant")


class Advice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reader is told of a rule."""

    id: str  # words that name what was found; never changes
    title: str  # what was found
    why: str  # one sentence: what happens on the platform
    remedy: str  # what to do
    steps: tuple[str, ...] = ()  # how, in this order; none where the remedy says it all
    severity: Severity
    confidence: Confidence
    category: str
    next_step: NextStep
    scope: Scope
    effort: Effort = Effort()
    status: Status | None = None  # None: the platform's own must-use plugin says nothing of it
    write_paths: tuple[WritePath, ...] = ()
    alternatives: tuple[str, ...] = ()  # what does the same and works; names, best first
    source: Citation
    docs: str | None = None  # further reading; None: the source is all there is
    since: str = "0.1"  # version of moveready that was the first to know it


class Accepted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a place is no news."""

    by: Literal["suppression", "baseline", "answer", "unchanged"]
    reason: str | None = None  # a baseline gives none; of an answer the question with it; or the commit
    owner: str | None = None
    until: dt.date | None = None  # the last day; None: for good


class Evidence(Struct, frozen=True):
    """A place where a rule holds, and what stands there."""

    location: Location
    text: str
    doubt: str | None = None  # why it may do no harm; a rule with such places only is less certain
    fingerprint: str = ""  # of rule, file and content, 16 hex digits: the same wherever its line moves
    accepted: Accepted | None = None  # None: it is news


class Unclear(Struct, frozen=True):
    """A place where a rule could not be decided, and why."""

    location: Location
    reason: str


class CodeWatch(Struct, frozen=True, kw_only=True):
    """What to look for in PHP code, and in which files."""

    calls: frozenset[str] = frozenset()  # functions, lower case
    classes: frozenset[str] = frozenset()  # with their namespaces, lower case
    constants: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()  # name, or class::name; lower case
    server: frozenset[str] = frozenset()  # keys of $_SERVER
    sql: frozenset[str] = frozenset()  # statements: "create trigger"
    literals: frozenset[str] = frozenset()  # any of path, address, port, host, database
    queries: frozenset[str] = frozenset()  # parameters of addresses, with * and ?
    environment: frozenset[str] = frozenset()  # what code asks for to learn where it runs, with * and ?
    cookies: bool = False  # those that are read
    writes: frozenset[str] = frozenset()  # places that files are written to
    backticks: bool = False
    short_tags: bool = False
    own: bool = False  # only in code of the site itself
    files: tuple[str, ...] = ()  # globs, relative to the install; none: in all files
    but_not: tuple[str, ...] = ()  # globs of files that are left out
    text: str | None = None  # only calls and writes of which this pattern fits what is said; None: all


class Watch(Struct, frozen=True):
    """What collectors must look out for, because a rule asks."""

    code: frozenset[CodeWatch] = frozenset()
    settings: frozenset[str] = frozenset()  # names of constants, variables and options
    files: frozenset[str] = frozenset()  # globs, relative to the install
    over: frozenset[int] = frozenset()  # sizes in bytes: note files above the smallest
    held: frozenset[str] = frozenset()  # paths of files of which only what they hold matters

    def __or__(self, other: "Watch") -> "Watch":
        """Return what either looks out for."""
        return Watch(
            self.code | other.code,
            self.settings | other.settings,
            self.files | other.files,
            self.over | other.over,
            self.held | other.held,
        )


class Limit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of a platform."""

    value: int
    unit: Literal["bytes", "entries", "fields", "files", "plugins", "rows", "sites", "seconds"]
    means: str
    source: Citation


class Suited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The versions of a CMS that a version of a database is for."""

    database: str  # as in "MariaDB 10.6"
    cms: Cms
    versions: tuple[str, ...]  # ranges; a version of the CMS lies in one of them


class DatabaseOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The databases of a platform."""

    versions: dict[str, tuple[str, ...]]  # of each product, oldest first: "MariaDB" to "10.4", "10.6"
    usual: str  # the one that a site gets unless it chooses: "MariaDB 10.4"
    suited: tuple[Suited, ...] = ()  # of a CMS that is not named for a database nothing is known
    reserved: dict[str, tuple[str, ...]] = field(default_factory=dict)  # words, by the database
    source: Citation


class HostingPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A size in which a platform is sold."""

    name: str
    storage: int | None = None  # bytes of files and database; None: it is agreed upon
    memory: int | None = None  # bytes of a PHP process; None: not known
    containers: int | None = None
    workers: int | None = None  # PHP processes in all; None: as above


class HostingPlans(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All sizes in which a platform is sold, smallest first."""

    sizes: tuple[HostingPlan, ...]
    source: Citation


class PhpOffer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The PHP of a platform."""

    versions: tuple[str, ...] = ()  # that a new site can choose, oldest first
    ending: dict[str, dt.date] = field(default_factory=dict)  # versions that it soon cannot choose any more
    has: frozenset[str] = frozenset()  # extensions that its documents name; of others they say nothing
    usual: frozenset[str] = frozenset()  # extensions that PHP is built with unless somebody leaves them out
    lacks: dict[str, str] = field(default_factory=dict)  # extensions that they say are not there, and why
    source: Citation

    def standing(self, extension: str) -> PhpStanding:
        """Return what is known of an extension, by its name in lower case."""
        if extension in self.lacks:
            return "lacks"
        return "has" if extension in self.has or extension in self.usual else "undocumented"


class Programs(Struct, frozen=True, forbid_unknown_fields=True):
    """The programs of a platform, by name in lower case; of others its documents say nothing."""

    has: dict[str, str] = field(default_factory=dict)  # name to path, or to how it is started
    lacks: frozenset[str] = frozenset()  # that they say are not there
    undocumented: frozenset[str] = frozenset()  # often started by sites, and never mentioned
    usual: frozenset[str] = frozenset()  # part of whatever PHP runs on there, mentioned or not
    foreign: frozenset[str] = frozenset()  # of another operating system: code starts them only there

    def standing(self, name: str) -> ProgramStanding | None:
        """Return what is known of a program; None: what starts it never runs on the platform."""
        name = name.lower().removesuffix(".exe")
        if name in self.foreign:
            return None
        if name in self.has or name in self.usual:
            return "has"
        if name in self.lacks:
            return "lacks"
        return "undocumented" if name in self.undocumented else "unknown"


class Cookies(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the cache before PHP makes of cookies, by patterns over their whole names."""

    passed: tuple[str, ...]  # reach PHP; a page for whom has one is not taken from the cache
    varying: tuple[str, ...] = ()  # reach PHP as well, and have a copy of each page for each value
    source: Citation

    def __post_init__(self) -> None:
        for pattern in (*self.passed, *self.varying):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f'"{pattern}" is no pattern: {error}') from error

    def reaches_php(self, name: str) -> bool:
        """Tell whether PHP sees a cookie of this name; small and capital letters differ."""
        return any(re.fullmatch(pattern, name) for pattern in (*self.passed, *self.varying))


class DirectivesThere(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of a class of a web server's directives on a platform; None: what does on any."""

    outcome: Literal["ignorable", "moves-to", "lost"] | None = None
    why: str | None = None
    place: str | None = None  # where it moves to


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule says on a platform; None: the same as on any."""

    title: str | None = None
    why: str | None = None
    remedy: str | None = None
    steps: tuple[str, ...] | None = None
    severity: Severity | None = None
    next_step: NextStep | None = None
    scope: Scope | None = None
    effort: Effort | None = None
    source: Citation | None = None


class Platform(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hosting platform that sites move to."""

    id: str
    name: str
    about: str
    cms: tuple[Cms, ...]
    gaps: dict[Cms, str] = field(default_factory=dict)  # what is known to be unknown of moving a CMS there
    traits: dict[str, str]  # what sets it apart from a plain server: word to sentence
    limits: dict[str, Limit] = field(default_factory=dict)
    programs: Programs = Programs()
    php: PhpOffer | None = None  # None: nothing is known of it
    databases: DatabaseOffer | None = None  # None: as above
    plans: HostingPlans | None = None  # None: as above
    cookies: Cookies | None = None  # None: all of them reach PHP, or nothing is known
    directives: dict[str, DirectivesThere] = field(default_factory=dict)  # by the id of their class
    wording: dict[str, Wording] = field(default_factory=dict)  # by the id of a rule
    migration: Migration | None = None  # None: nothing is known of how its people migrate sites


class Detector(Protocol):
    """
    One verb of knowledge: a frozen struct whose fields are what a rule may say.

    It knows no plugin, no platform and no severity; these are data.
    """

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources without which having found nothing means nothing."""
        ...

    def watch(self, platform: Platform) -> Watch:
        """Return what collectors must look out for."""
        ...

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield the places where it holds, and those where that cannot be told."""
        ...


class Rule(Advice, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to look for: the advice, when it holds, for which platforms, and its proof."""

    concerns: tuple[str, ...]  # traits; a platform with any of them cares
    cms: tuple[Cms, ...] = ("wordpress", "drupal")  # that it speaks of
    covers: tuple[str, ...] = ()  # ids of the collected facts that it turns into a check
    when: Any  # a Detector; knowledge decodes it by its kind
    examples: tuple[Example, ...] = field(name="example", default=())  # none where its detector makes its own

    def advice(self) -> Advice:
        """Return the part that a report shows."""
        return Advice(**{name: getattr(self, name) for name in Advice.__struct_fields__})
