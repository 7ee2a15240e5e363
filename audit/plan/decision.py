"""Whether a site can move, and what decides it."""

from collections.abc import Sequence

from audit.model.inventory import SourceName
from audit.model.migration import Outcome
from audit.model.plan import Decision, Reason, Upstream
from audit.model.rules import SEVERITIES
from audit.plan.case import Case, reason_of
from audit.plan.hours import Counted
from audit.plan.sentences import filled

_MOST = 3
_LOOKED_AT: tuple[SourceName, ...] = ("code", "database")


def decision(case: Case, upstreams: Sequence[Upstream]) -> Decision:
    """
    Return whether the site can move.

    It cannot as it is where a blocker is out of scope for all who migrate it and is not just a guess, or
    where the platform has no upstream for it. Without its code that is not known, nor that nothing is left
    to do where code or database were not there to look at.
    """
    stops = [one for one in case.findings if _stops(one)]
    nowhere = [one for one in upstreams if one.kind == "none"]
    work = [one for one in case.findings if _is_work(one)]
    gaps = tuple(name for name in _LOOKED_AT if case.inventory.sources[name].state == "absent")
    outcome = _outcome(gaps, is_stopped=bool(stops or nowhere), is_work=bool(work))
    decisive = stops if outcome == "cannot-move" else []
    others = sorted((one for one in work if one not in decisive), key=_weight)
    reasons = _distinct([reason_of(one) for one in decisive] + [one.reasons[0] for one in nowhere])
    if outcome != "cannot-move":
        reasons = _distinct([reason_of(one) for one in others])
    said = filled(case.migration.outcomes[outcome], [one.text for one in reasons], _titles(work))
    gap = f" {filled(case.migration.words.gap, gaps)}" if gaps else ""
    absent = [Reason(text=case.inventory.sources[name].reason) for name in gaps]
    first, then = (absent, reasons) if outcome == "unknown" else (reasons, absent)
    return Decision(outcome=outcome, sentence=said + gap, reasons=tuple([*first, *then][:_MOST]))


def _stops(counted: Counted) -> bool:
    rule = counted.finding.rule
    is_beyond = rule.severity == "blocker" and rule.scope == "out-of-scope"
    return is_beyond and counted.finding.confidence != "low"


def _is_work(counted: Counted) -> bool:
    rule = counted.finding.rule
    if rule.scope == "platform-does-it":
        return False
    return rule.severity in {"blocker", "major"} or counted.hours.high > 0


def _outcome(gaps: tuple[SourceName, ...], *, is_stopped: bool, is_work: bool) -> Outcome:
    if is_stopped:
        return "cannot-move"
    if "code" in gaps:
        return "unknown"
    if is_work:
        return "after-work"
    return "unknown" if gaps else "can-move"


def _weight(counted: Counted) -> tuple[int, float, str]:
    rule = counted.finding.rule
    return SEVERITIES.index(rule.severity), -counted.hours.high, rule.id


def _distinct(reasons: Sequence[Reason]) -> list[Reason]:
    """Return each once, though several installs may have it."""
    return list({one.rule or one.text: one for one in reversed(reasons)}.values())[::-1]


def _titles(work: Sequence[Counted]) -> int:
    return len({one.finding.rule.id for one in work})
