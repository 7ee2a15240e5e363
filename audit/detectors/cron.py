"""Tasks that a CMS runs by its own schedule, as the database lists them."""

from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from audit.model.facts import Database, Location, Setting
from audit.model.inventory import Inventory, SourceName
from audit.model.rules import Evidence, Platform, Unclear, Watch
from audit.model.stored import CronJob

_SWITCH = "DISABLE_WP_CRON"
_FIRST = "1971"  # WordPress, and what tells a site its time, are younger


class CronFound(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Matches scheduled tasks of which all holds that is given; more_than counts a hook over all schedules.

    In a network with its visits switched off, no_visits matches the line that does that, if tasks wait.
    """

    hook: tuple[str, ...] = ()  # patterns with * and ?; none given: any hook
    below: str | None = None  # name of a limit in the platform file: runs more often, in seconds
    more_than: str | None = None  # name of a limit: stands on the list more often
    network: bool | None = None  # only in a network, or only where there is none
    timeless: bool = False  # True: those that are due at no time that there is
    no_visits: bool = False  # True: in a network whose tasks nobody's visit starts

    def __post_init__(self) -> None:
        if not (self.hook or self.below or self.more_than or self.timeless or self.no_visits):
            raise ValueError("give hook, below, more_than, timeless or no_visits")

    @property
    def needs(self) -> tuple[SourceName, ...]:
        """Return the sources that tell: the list lies in the database."""
        return ("configuration", "database") if self.no_visits else ("database",)

    def watch(self, platform: Platform) -> Watch:
        """Ask for the limits to be there, and for the switch."""
        for name in filter(None, (self.below, self.more_than)):
            _ = platform.limits[name]
        return Watch(settings=frozenset({_SWITCH}) if self.no_visits else frozenset())

    def find(self, inventory: Inventory, platform: Platform) -> Iterator[Evidence | Unclear]:
        """Yield each task that fits, or the switch."""
        is_network = any(database.network for database in inventory.of(Database))
        if self.network is not None and self.network is not is_network:
            return
        jobs = [job for job in inventory.of(CronJob) if self._is_named(job.hook)]
        if self.no_visits:
            yield from _switches(inventory, len(jobs))
        elif self.more_than is not None:
            yield from _repeated(jobs, platform.limits[self.more_than].value)
        else:
            limit = None if self.below is None else platform.limits[self.below].value
            for job in jobs:
                if self.timeless and job.next_run is not None and job.next_run >= _FIRST:
                    continue
                if limit is None or (job.interval is not None and 0 < job.interval < limit):
                    yield Evidence(job.location, _said(job))

    def _is_named(self, hook: str) -> bool:
        return not self.hook or any(fnmatchcase(hook, pattern) for pattern in self.hook)


def _switches(inventory: Inventory, jobs: int) -> Iterator[Evidence]:
    if not jobs or not any(database.network for database in inventory.of(Database)):
        return
    for setting in inventory.of(Setting):
        if setting.name == _SWITCH and setting.value in {True, "1", "true"}:
            yield Evidence(setting.location, f"{_SWITCH} is true, and {jobs:,} different tasks are scheduled")


def _repeated(jobs: list[CronJob], limit: int) -> Iterator[Evidence]:
    """Yield the hooks that stand on the list of a site too often; a rest of sites is told as one."""
    entries: defaultdict[tuple[Location, int | None, str], int] = defaultdict(int)
    for job in jobs:
        entries[job.location, job.site, job.hook] += job.entries
    for (place, site, hook), number in entries.items():
        if number > limit and site is not None:
            yield Evidence(place, f"{hook}{_of(site)} is scheduled {number:,} times")


def _said(job: CronJob) -> str:
    every = "once" if job.interval is None else f"every {_span(job.interval)}"
    times = f", {job.entries:,} times on the list" if job.entries > 1 else ""
    owner = f" ({job.owner})" if job.owner else ""
    return f"{job.hook}{owner}{_of(job.site)}: {every}{times}"


def _of(site: int | None) -> str:
    if site is None:
        return " of the other sites"
    return f" of site {site}" if site != 1 else ""


def _span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if rest or not minutes:
        return f"{seconds:,} seconds"
    return "minute" if minutes == 1 else f"{minutes:,} minutes"
