"""Who has how much to do, from the findings."""

from collections.abc import Iterable

from audit.model.plan import Plan, Work
from audit.model.report import Finding
from audit.model.rules import SCOPES

KNOWN_FIX_BUDGET = 5.0  # hours for each site in a standard managed migration; the rest are extra hours


def plan(findings: Iterable[Finding]) -> Plan:
    """Return the hours by who spends them."""
    found = list(findings)
    work = []
    for scope in SCOPES:
        own = [finding for finding in found if finding.rule.scope == scope]
        if own:
            work.append(Work(scope=scope, findings=len(own), hours=_sum(own)))
    known = [finding for finding in found if finding.rule.scope == "known-fix"]
    return Plan(
        work=tuple(work), hours=_sum(found), known_fix_hours=_sum(known), known_fix_budget=KNOWN_FIX_BUDGET
    )


def _sum(findings: list[Finding]) -> float:
    return round(sum(finding.hours for finding in findings), 2)
