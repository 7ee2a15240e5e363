"""What the document calls the sites and the owners that facts speak of by number and slug."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from audit.model.facts import Cms, Extension, Ownership, Site
from audit.model.report import Report
from audit.render.wording import KINDS, SYSTEMS, listed, systems

_SHOWN = 8  # runs of sites that are in sight
_HOSTS = 3  # sites of a Drupal in sight, which have no numbers but names


class _Placed(Protocol):
    @property
    def install(self) -> str | None: ...


class _OfSite(_Placed, Protocol):
    @property
    def site(self) -> int | None: ...


class _Owned(_Placed, Protocol):
    @property
    def owner(self) -> str | None: ...
    @property
    def owned_by(self) -> Ownership: ...


class Spread(NamedTuple):
    """Where something holds: the first sites, how many more there are, and these."""

    shown: str
    more: int
    rest: str


class Names:
    """The names of a report, looked up."""

    def __init__(self, report: Report) -> None:
        self.systems = systems(report)
        self.sites_of = Counter(site.install for site in report.sites)
        self._cms: dict[str | None, Cms] = {item.install: item.cms for item in reversed(report.databases)}
        self._cms |= {item.root: item.cms for item in report.installs}
        self._schemas = {(item.location.path, item.prefix): item.cms for item in report.databases}
        self._sites = {(site.install, site.id): _label(site) for site in report.sites}
        self._extensions = dict(_known(report.extensions))

    def is_drupal(self, item: _Placed) -> bool:
        """Return whether a fact is of a Drupal."""
        if isinstance(item, Extension) and (cms := _only(item)):
            return cms == "drupal"
        if isinstance(item, Site) and item.install is None:
            cms = self._schemas.get((item.location.path, item.prefix))
            return item.folder is not None or cms == "drupal"
        return self._cms.get(item.install, next(iter(self.systems), None)) == "drupal"

    def site(self, item: _OfSite) -> str | None:
        """Return the site of a fact in a word: a Drupal's by its folder, else its number; None: of all."""
        return None if item.site is None else self._site(item, item.site)

    def sites(self, item: _Placed, ids: Iterable[int | None]) -> Spread:
        """Return sites in a few words, and apart from them those that would be too many."""
        wanted = list(ids)
        told = sorted(number for number in wanted if number is not None)
        if len(told) < len(wanted) or (
            self.is_drupal(item) and _HOSTS < self.sites_of[item.install] == len(told)
        ):
            return Spread("all", 0, "")
        runs, shown = (
            ([[number] for number in told], _HOSTS) if self.is_drupal(item) else (spans(told), _SHOWN)
        )
        ends = [dict.fromkeys(self._site(item, number) for number in (run[0], run[-1])) for run in runs]
        words = list(map("-".join, ends))
        more = sum(map(len, runs[shown:]))
        return Spread(", ".join(words[:shown]), more, ", ".join(words[shown:]))

    def owner(self, item: _Owned) -> str:
        """Return who owns something."""
        if item.owned_by == "core" and item.owner in ("core", None):
            return f"{self.system(item)} itself"
        if item.owner is None:
            return "Nobody known"
        if item.owner == "transients":
            return "Transients"
        return self.extension(item, item.owner)

    def extension(self, item: _Placed, slug: str) -> str:
        """Return the name of an extension; the slug where it is not there."""
        return self._extensions.get((item.install, slug), slug)

    def system(self, item: _Placed) -> str:
        """Return the system that a fact is of."""
        return SYSTEMS["drupal" if self.is_drupal(item) else "wordpress"]

    def every_system(self, last: str = "and") -> str:
        """Return all systems of the report; where there are none, those that it could have been."""
        return listed([SYSTEMS[cms] for cms in self.systems or SYSTEMS], last)

    def _site(self, item: _Placed, number: int) -> str:
        return self._sites.get((item.install, number), str(number)) if self.is_drupal(item) else str(number)


def spans(numbers: Sequence[int]) -> list[list[int]]:
    """
    Return the runs of sorted numbers.

    >>> spans([1, 2, 3, 5, 7, 8])
    [[1, 2, 3], [5], [7, 8]]
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _label(site: Site) -> str:
    folder = (site.folder or "").rstrip("/").rpartition("/")[2]
    return folder or next(iter(site.hosts), "") or str(site.id)


def _known(extensions: Iterable[Extension]) -> Iterable[tuple[tuple[str | None, str], str]]:
    """Yield names by slug and by project, the one that has the slug itself last, as it is right."""
    for extension in extensions:
        if extension.project:
            yield (extension.install, extension.project), extension.project
    for extension in extensions:
        yield (extension.install, extension.slug), extension.name


def _only(extension: Extension) -> Cms | None:
    """Return the system that alone has this kind of extension."""
    having: list[Cms] = [cms for cms, kinds in KINDS.items() if extension.kind in kinds]
    return having[0] if len(having) == 1 else None
