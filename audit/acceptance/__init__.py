"""What of the findings is news: neither suppressed with a reason, nor in the baseline."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec.structs import replace

from audit.acceptance.baseline import Baseline, settled
from audit.acceptance.suppressions import Suppressor
from audit.acceptance.unchanged import Unchanged
from audit.model.config import Suppression
from audit.model.report import Acceptance, Finding
from audit.model.rules import Accepted, Evidence

__all__ = ["accept"]

_NO_ANSWERS: Mapping[str, str] = {}


def accept(  # noqa: PLR0913, PLR0917 - what is found, and each that may say it is known
    findings: Sequence[Finding],
    suppressions: Sequence[Suppression],
    baseline: Baseline | None,
    day: dt.date,
    answered: Mapping[str, str] = _NO_ANSWERS,
    unchanged: Unchanged | None = None,
) -> tuple[tuple[Finding, ...], Acceptance | None]:
    """
    Return the findings with what is accepted of their places, and what became of that.

    The day is that of the scan: a suppression counts up to its last day. Answered are rules whose findings
    an answer settles, each with the answer; unchanged tells what a change did not touch. None: nothing says
    what is known.
    """
    if baseline is None and not suppressions and not answered and unchanged is None:
        return tuple(findings), None
    suppressor = Suppressor(suppressions, day)
    known = baseline.fingerprints if baseline else frozenset()

    def mark(finding: Finding, place: Evidence) -> Evidence:
        accepted = suppressor.accepted(finding.rule.id, place)
        if accepted is None and (reason := answered.get(finding.rule.id)):
            accepted = Accepted(by="answer", reason=reason)
        if accepted is None and place.fingerprint in known:
            accepted = Accepted(by="baseline")
        if accepted is None and unchanged is not None and unchanged.holds(place):
            accepted = Accepted(by="unchanged", reason=unchanged.revision)
        return place if accepted is None else replace(place, accepted=accepted)

    marked = tuple(
        replace(finding, places=tuple(mark(finding, place) for place in finding.places))
        for finding in findings
    )
    places = list(chain.from_iterable(finding.places for finding in marked))
    by = [place.accepted.by for place in places if place.accepted]
    return marked, Acceptance(
        baseline=baseline.path if baseline else None,
        new=len(places) - len(by),
        known=by.count("baseline"),
        suppressed=by.count("suppression"),
        answered=by.count("answer"),
        since=unchanged.revision if unchanged else None,
        unchanged=by.count("unchanged"),
        settled=settled(baseline, {place.fingerprint for place in places}) if baseline else (),
        suppressions=suppressor.used(),
    )
