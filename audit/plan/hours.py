"""Hours of findings, as ranges; all of them are our estimates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from audit.model.plan import Hours, SiteHours
from audit.model.report import Finding
from audit.model.rules import Evidence
from audit.model.terms import Confidence

_NO_SPREAD: Mapping[Confidence, tuple[float, float]] = {}
_SURE = (1.0, 1.0)


class Counted(NamedTuple):
    """A finding, as far as it counts."""

    finding: Finding
    places: tuple[Evidence, ...]  # without those that are suppressed
    point: float  # hours, one number
    hours: Hours


def counted(
    findings: Iterable[Finding], spread: Mapping[Confidence, tuple[float, float]] = _NO_SPREAD
) -> tuple[Counted, ...]:
    """
    Return the findings that count, with their hours.

    A place that is suppressed does not count, nor one that an answer settled; one of a baseline does: it is
    known, and still work.

    The point is once + each * places: of those without doubt, or of all where there is doubt about each.
    The range goes from point * least to (point + each * other places) * most; least and most are those of
    the platform file for the confidence of the finding.
    """
    return tuple(one for finding in findings if (one := _counted(finding, spread)))


def _counted(finding: Finding, spread: Mapping[Confidence, tuple[float, float]]) -> Counted | None:
    kept = tuple(place for place in finding.places if is_work(place))
    if finding.places and not kept:
        return None
    each = finding.rule.effort.each
    gone = _number(finding.places) - _number(kept)
    point = max(finding.hours - each * gone, 0.0)
    doubtful = len(kept) - _number(kept)
    least, most = spread.get(finding.confidence, _SURE)
    hours = Hours(round(point * least, 2), round((point + each * doubtful) * most, 2))
    return Counted(finding, kept, round(point, 2), hours)


def is_work(place: Evidence) -> bool:
    """Tell whether a place is still work: nobody said that it may stay as it is."""
    return place.accepted is None or place.accepted.by in {"baseline", "unchanged"}


def _number(places: Sequence[Evidence]) -> int:
    """Return for how many places an estimate is made."""
    return sum(place.doubt is None for place in places) or len(places)


def total(found: Iterable[Counted]) -> Hours:
    """Return the sum of their hours."""
    return sum((one.hours for one in found), Hours())


def site_hours(
    installs: Sequence[str | None], found: Iterable[Counted], budget: float
) -> tuple[SiteHours, ...]:
    """Return the work on known issues of each install, and what of it is over its budget."""
    known = [one for one in found if one.finding.rule.scope == "known-fix"]
    alone = {one.finding.install for one in known} - set(installs)
    return tuple(
        _site(root, [one for one in known if one.finding.install == root], budget)
        for root in (*installs, *sorted(alone, key=str))
    )


def _site(install: str | None, known: list[Counted], budget: float) -> SiteHours:
    hours = total(known)
    over = Hours(round(max(hours.low - budget, 0.0), 2), round(max(hours.high - budget, 0.0), 2))
    return SiteHours(install=install, hours=hours, budget=budget, over=over)
