"""What a platform file says of migrations: the scope that is sold, upstreams, companions, steps."""

import datetime as dt
from string import Formatter
from typing import Literal

from msgspec import Struct, field

from audit.model.facts import Cms, Layout
from audit.model.inventory import SourceName
from audit.model.terms import Confidence, NextStep, Scope

Part = Literal["standard", "premium", "bought", "out-of-scope", "customer"]
UpstreamKind = Literal["default", "network", "composer", "nested-docroot", "custom", "none", "unknown"]
Phase = Literal["before", "migration", "acceptance", "launch", "after"]
Doer = Literal["customer", "migration-team", "bought-hours", "platform"]
Outcome = Literal[
    "can-move",  # nothing that was found has to be dealt with
    "after-work",
    "cannot-move",  # as it is: something that it needs is not there, and nobody can make it be
    "unknown",  # too little was there to look at
]
MeasureName = Literal[
    "always",
    "no-scan",  # no scan can tell
    "findings",  # rules that claim it have found something
    "handed-in",
    "multisite",
    "network",
    "tasks",
    "extensions",
    "companions",
    "hosts",
    "mail",
    "redirects",
    "other-search",
    "over-budget",
    "shared-code",
    "server-jobs",
    "storage",
    "single-sign-on",
    "other-installs",
    "history",
]
ValueName = Literal[
    "always",
    "php-version",
    "nested-docroot",
    "composer-build",
    "database-version",
    "https",
    "protected-paths",
    "object-cache",
    "solr",
    "network-kind",
    "domains",
]
Need = Literal["always", "facts"]

_FIELDS = {"count", "names"}
_RANGE = (0.0, 0.0)


def _check(texts: tuple[str, ...], known: set[str]) -> None:
    """Raise ValueError for a text with another field than those that are known."""
    for text in texts:
        for _, name, _, _ in Formatter().parse(text):
            if name is not None and name not in known:
                names = ", ".join(f"{{{one}}}" for one in sorted(known))
                raise ValueError(f'"{{{name}}}" is no field of a text; these are: {names}')


class Sourced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that a page says, and the day on which somebody read it there."""

    source: str
    reviewed: dt.date


class Claim(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The findings that belong somewhere: those of some rules, and those of some scopes and kinds."""

    rules: tuple[str, ...] = ()  # ids
    scopes: tuple[Scope, ...] = ()  # none: only the rules that are named
    categories: tuple[str, ...] = ()  # none: any, of those scopes
    next_steps: tuple[NextStep, ...] = ()  # as above


class ScopeLine(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A line of the scope, and how to say what a site has of it.

    Each finding belongs to the first line that claims it. Texts may have {count} and {names}.
    """

    id: str
    part: Part
    title: str
    measure: MeasureName
    yes: str | None = None  # None: as of any
    no: str | None = None  # as above
    unknown: str | None = None  # as above
    needs: tuple[SourceName, ...] | None = None  # what "no" needs to be looked at; None: as of the measure
    claim: Claim = Claim()
    hours: tuple[float, float] = _RANGE  # where it applies: our estimate, beside that of its findings

    def __post_init__(self) -> None:
        _check((self.yes or "", self.no or "", self.unknown or ""), _FIELDS)


class UpstreamOffer(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An upstream, and the installs that it is for; what is not said does not matter."""

    kind: UpstreamKind
    name: str
    why: str
    cms: Cms
    versions: str | None = None  # range of the core
    layouts: tuple[Layout, ...] = ()
    network: bool | None = None
    nested: bool | None = None  # a folder of the repository is the docroot
    docroot: str = "."
    build: bool = False  # the platform runs Composer
    changes: tuple[str, ...] = ()  # what each repository must change


class FileLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key of a proposed file, written where its value is known."""

    text: str  # with {value}
    value: ValueName = "always"
    words: dict[str, str] = field(default_factory=dict)  # what the platform calls a value; others are as is
    each: str | None = None  # the line for each value of a list, with {value}, below the text
    most: int | None = None  # of a list
    comment: str  # why: may have {why}, what the site has that asks for it

    def __post_init__(self) -> None:
        _check((self.text, self.each or ""), {"value"})
        _check((self.comment,), {"why"})


class FileOffer(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file to write for an install."""

    path: str
    value: ValueName = "always"  # it is proposed where this is known
    only: tuple[str, ...] = ()  # and one of these; none: whatever it is
    head: str
    lines: tuple[FileLine, ...]


class CompanionOffer(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plugin or module that sites get on the platform, and what calls for it."""

    slug: str
    name: str
    cms: Cms
    versions: str | None = None  # range of the core; None: any
    need: Need = "facts"  # always: every site gets it; facts: any of these must be there
    rules: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()  # of extensions in use
    replaces: tuple[str, ...] = ()  # roles of extensions that go, if a finding says that they must
    also: tuple[str, ...] = ()  # slugs that do the same and stay
    why: str


class StandingStep(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that migrations have whatever is found."""

    id: str
    phase: Phase
    doer: Doer
    next_step: NextStep = "none"
    title: str
    detail: str
    measure: MeasureName = "always"  # left out where it says no
    hours: tuple[float, float] = _RANGE
    last: bool = False  # it comes after the findings of its phase


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sentences of the plan that are the same for all its lines."""

    yes: str  # has {names}
    no: str
    unknown: str
    partly: str  # nothing was found, but not everything could be read
    gap: str  # what was not looked at; has {names}
    partial: str  # what was not wholly read; has {names}
    standard: str  # why a standard migration is enough
    premium: str  # has {names}
    maybe_premium: str  # has {names}
    bought: str
    out_of_scope: str
    no_upstream: str
    unknown_version: str
    unknown_network: str
    own_upstream: str
    docroot: str  # has {names}: the old and the new folder
    flatten: str  # has {names}: the folder that becomes the top
    no_php: str  # none of the versions that can be chosen suits
    removed: str  # why an extension is taken out; has {names}

    def __post_init__(self) -> None:
        _check(tuple(getattr(self, name) for name in self.__struct_fields__), _FIELDS)


class Migration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a platform's people migrate sites, and what of it they include."""

    known_fix_hours: float  # on known issues, for each site
    extra_hours: float  # that a premium migration may add to them
    least_bought: float  # hours
    spread: dict[Confidence, tuple[float, float]]  # what an estimate is multiplied with: least, most
    outcomes: dict[Outcome, str]  # has {count} and {names}
    phases: dict[Doer, Phase]  # in which each deals with findings
    words: Words
    scope: tuple[ScopeLine, ...]
    upstreams: tuple[UpstreamOffer, ...]
    files: tuple[FileOffer, ...] = ()
    companions: tuple[CompanionOffer, ...] = ()
    removed: Claim = Claim()  # findings on extensions that go
    repository: Claim = Claim()  # findings for which the repository has to change
    steps: tuple[StandingStep, ...] = ()

    def __post_init__(self) -> None:
        _check(tuple(self.outcomes.values()), _FIELDS)
        if missing := {"high", "medium", "low"} - self.spread.keys():
            raise ValueError(f"spread says nothing of {', '.join(sorted(missing))}")
        ids = [line.id for line in self.scope] + [step.id for step in self.steps]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"ids are there twice: {', '.join(twice)}")
