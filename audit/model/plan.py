"""The plan: what the move takes, who does it, and what has to be asked, each with its reason."""

from typing import Literal

from msgspec import Struct

from audit.model.facts import Cms, Location
from audit.model.migration import Doer, Outcome, Part, Phase, UpstreamKind
from audit.model.questions import AnswerKind
from audit.model.terms import NextStep, Scope

PackageName = Literal["standard", "premium"]
Applies = Literal["yes", "no", "unknown"]  # unknown: what would tell was not there, or no scan can tell
CompanionAction = Literal["install", "keep", "replace", "remove"]
SizeClass = Literal["small", "medium", "large", "huge"]
SizeOf = Literal["code", "database", "files"]
HostRole = Literal[
    "primary",  # of the first site
    "site",  # of another site
    "alias",  # a further name of a site
    "redirected",  # redirects speak of it
    "mentioned",  # a relative of these that the database speaks of
    "local",  # of a site, but on a workstation or by number: nothing for DNS
]


class Hours(Struct, frozen=True):
    """A range of hours, our estimate."""

    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: "Hours") -> "Hours":
        """Return the sum."""
        return Hours(round(self.low + other.low, 2), round(self.high + other.high, 2))


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is so: a sentence, and the finding or the place that shows it."""

    text: str
    rule: str | None = None  # id; None: no rule says it
    install: str | None = None
    location: Location | None = None


class Work(Struct, frozen=True, kw_only=True):
    """The findings that one party has to deal with."""

    scope: Scope
    findings: int
    hours: float


class Decision(Struct, frozen=True, kw_only=True):
    """Whether the site can move, and the three things at most that decide it."""

    outcome: Outcome
    sentence: str
    reasons: tuple[Reason, ...] = ()


class ScopeItem(Struct, frozen=True, kw_only=True):
    """A line of the scope of a managed migration, and what this site has of it."""

    id: str  # of the platform file; never changes
    part: Part
    title: str
    applies: Applies
    seen: str  # one sentence: what the site has of it, or why that is not known
    findings: tuple[str, ...] = ()  # ids of rules that were found and belong here
    hours: Hours = Hours()
    source: str | None = None  # page that says so


class Package(Struct, frozen=True, kw_only=True):
    """Which managed migration fits, and why."""

    name: PackageName
    reasons: tuple[Reason, ...]
    items: tuple[ScopeItem, ...]
    included: str | None = None  # id of the premium option that the package includes; None: none is needed
    bought: Hours = Hours()  # beyond the package; where there are any, the least that is sold counts


class SiteHours(Struct, frozen=True, kw_only=True):
    """Work on known issues of one site, against what a migration includes for each."""

    install: str | None
    hours: Hours
    budget: float
    over: Hours  # what the budget does not pay


class FileToWrite(Struct, frozen=True, kw_only=True):
    """A proposed file, with a comment for each line that says why."""

    path: str
    text: str


class Upstream(Struct, frozen=True, kw_only=True):
    """What the repository of an install starts from on the platform."""

    install: str | None
    kind: UpstreamKind
    name: str  # as the platform calls it
    reasons: tuple[Reason, ...]
    docroot: str  # of the new repository: "." or a folder
    php: str | None  # version; None: none fits, or there is no code
    changes: tuple[Reason, ...] = ()  # what the repository must change to fit
    files: tuple[FileToWrite, ...] = ()


class Companion(Struct, frozen=True, kw_only=True):
    """A plugin or module to install or to remove, because of the platform."""

    install: str | None
    action: CompanionAction
    name: str
    slug: str
    reason: Reason
    instead_of: str | None = None  # slug of what it replaces


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do, in the order of the work."""

    phase: Phase
    doer: Doer
    next_step: NextStep
    title: str
    detail: str
    rule: str | None = None  # id of the finding behind it; None: every migration has this step
    install: str | None = None
    places: int = 0
    hours: Hours = Hours()


class Question(Struct, frozen=True, kw_only=True):
    """Something that no scan can answer."""

    id: str  # never changes: answers are kept by it
    topic: str
    text: str
    why: str  # what depends on it
    kind: AnswerKind = "text"
    seen: tuple[str, ...] = ()  # what the scan saw of it
    choices: tuple[str, ...] = ()  # none: any text, number or day
    answer: str | None = None
    note: str | None = None  # what was said beside the answer
    settles: tuple[str, ...] = ()  # ids of rules whose findings the answer settled


class Size(Struct, frozen=True, kw_only=True):
    """How much of one kind there is to transfer."""

    what: SizeOf
    bytes: int | None  # None: it was not there to look at
    files: int | None = None
    needed_bytes: int | None = None  # without what can be left out; None: as above, or nothing can be
    size_class: SizeClass | None = None
    dump_minutes: tuple[int, int] | None = None  # to pack or dump at the old host: from, to; our estimate
    import_minutes: tuple[int, int] | None = None
    resync: bool = False  # it is transferred again at launch


class LargeItem(Struct, frozen=True, kw_only=True):
    """One of the largest things to transfer."""

    what: SizeOf
    name: str
    bytes: int


class HostUse(Struct, frozen=True, kw_only=True):
    """A host name of the site: for DNS, certificates, and search and replace."""

    host: str
    role: HostRole
    sites: tuple[int, ...] = ()
    install: str | None = None


class Replacement(Struct, frozen=True, kw_only=True):
    """A text of the database that has to become another one on the platform."""

    search: str
    replace: str  # "<new address>" where that is not known yet
    mentions: int  # of the host or path
    serialized: int = (
        0  # of these, in texts that carry their length: only a tool that knows them may change them
    )
    escaped: int = 0  # of these, as JSON writes them: a search for the plain text misses them
    forms: tuple[tuple[str, int], ...] = ()  # in which it is written, and how often each
    tables: tuple[tuple[str, int], ...] = ()
    at_least: bool = False  # some were looked for in samples of the dump only


class ImportWay(Struct, frozen=True, kw_only=True):
    """A way to bring data to the platform, and whether this site fits through it."""

    limit: str  # its id in the platform file
    title: str
    most: int  # bytes
    fits: bool | None  # None: not all was there to look at
    too_large: tuple[SizeOf, ...] = ()
    source: str  # page that says so


class Transfer(Struct, frozen=True, kw_only=True):
    """What has to be moved, and what that takes."""

    sizes: tuple[Size, ...]
    largest: tuple[LargeItem, ...] = ()
    hosts: tuple[HostUse, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    ways: tuple[ImportWay, ...] = ()
    estimate: str | None = None  # what the minutes are from, a sentence; None: there are none


class Plan(Struct, frozen=True, kw_only=True):
    """What follows from the findings; every hour is our estimate."""

    work: tuple[Work, ...]
    hours: float
    known_fix_hours: float
    known_fix_budget: float  # what a standard migration includes for each site
    cms: tuple[Cms, ...] = ()
    total: Hours = Hours()
    decision: Decision | None = None  # None: the platform file says nothing of migrations
    package: Package | None = None  # None: as above
    sites: tuple[SiteHours, ...] = ()
    upstreams: tuple[Upstream, ...] = ()
    companions: tuple[Companion, ...] = ()
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()
    transfer: Transfer | None = None
