"""What a repository says of its own audits, in moveready.toml."""

import datetime as dt

from msgspec import Struct, field

from audit.model.terms import Effort, Severity

_MOST_HOURS = 10_000


class Suppression(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Places of a rule that somebody looked at and accepted, and why."""

    rule: str
    path: str | None = None  # glob of places, as the report shows them; None: all of them
    reason: str
    owner: str | None = None
    until: dt.date | None = None  # the last day; None: for good


class Estimates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """Hours that are reckoned with here, in place of ours."""

    known_fix_hours: float | None = None  # included for each site; None: as the platform file says
    hours: dict[str, Effort] = field(default_factory=dict)  # by the id of a rule: once, and for each place

    def __post_init__(self) -> None:
        told = [hour for effort in self.hours.values() for hour in (effort.once, effort.each)]
        if any(not 0 <= hour <= _MOST_HOURS for hour in (*told, self.known_fix_hours or 0)):
            raise ValueError(f"hours are numbers from 0 to {_MOST_HOURS}")


class RuleSwitches(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rules are held against the site, and how bad they are here."""

    off: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """All that moveready.toml may say; the command line says more, and the last word."""

    platform: str | None = None  # None: of this and what follows the default counts
    docroot: str | None = None  # folder of the site, from the folder of the file
    exclude: tuple[str, ...] = ()  # globs of paths that are not looked at
    knowledge: tuple[str, ...] = ()  # folders with further rules, from the folder of the file
    site_hosts: tuple[str, ...] = ()  # names of the old site, whose redirects are its own
    dump: tuple[str, ...] = ()
    baseline: str | None = None
    fail_on: Severity | None = None
    fail_on_new: Severity | None = None
    strict: bool | None = None
    jobs: int | None = None
    rules: RuleSwitches = RuleSwitches()
    suppress: tuple[Suppression, ...] = ()
    estimates: Estimates = Estimates()
