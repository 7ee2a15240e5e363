"""What follows from the findings: whether the site can move, with which package, who does what, and when."""

from collections.abc import Iterable, Sequence

from audit.model.facts import Database, Install
from audit.model.inventory import Inventory
from audit.model.php import PhpChoice
from audit.model.plan import Plan, Work
from audit.model.report import Finding, Unassessed
from audit.model.rules import SCOPES, Platform
from audit.plan.case import Case, by_install, installs_of
from audit.plan.companions import companions
from audit.plan.decision import decision
from audit.plan.hours import Counted, counted, site_hours, total
from audit.plan.scope import package
from audit.plan.steps import steps
from audit.plan.upstreams import upstreams

_BUDGET = 5.0  # hours, where no platform says how many


def plan(  # noqa: PLR0913, PLR0917 - what was found, and what it is held against
    findings: Iterable[Finding],
    inventory: Inventory | None = None,
    platform: Platform | None = None,
    php: PhpChoice | None = None,
    budget: float | None = None,
    unassessed: Iterable[Unassessed] = (),
) -> Plan:
    """
    Return the plan: from findings alone only the hours, by who spends them.

    The budget are the hours on known issues that are included for each site, in place of the platform's. What
    is unassessed is not taken for absent.
    """
    migration = platform.migration if platform else None
    found = counted(findings, migration.spread if migration else {})
    known = [one for one in found if one.finding.rule.scope == "known-fix"]
    included = migration.known_fix_hours if migration else _BUDGET
    included = included if budget is None else budget
    bare = Plan(
        work=tuple(_work(found)),
        hours=_sum(found),
        known_fix_hours=_sum(known),
        known_fix_budget=included,
        total=total(found),
    )
    if inventory is None or platform is None or migration is None:
        return bare
    roots = [one.root for one in inventory.of(Install)]
    case = Case(
        inventory=inventory,
        findings=found,
        platform=platform,
        migration=migration,
        php=php,
        installs=installs_of(inventory),
        by_install=by_install(found),
        unassessed={one.rule: one.reason for one in unassessed},
        sites=site_hours(roots, found, included),
    )
    return _whole(bare, case)


def _whole(bare: Plan, case: Case) -> Plan:
    starts = upstreams(case)
    known = case.inventory.of(Database)
    case = case._replace(companions=companions(case))
    return Plan(
        work=bare.work,
        hours=bare.hours,
        known_fix_hours=bare.known_fix_hours,
        known_fix_budget=bare.known_fix_budget,
        cms=tuple(dict.fromkeys((*(one.cms for one, _ in case.installs), *(one.cms for one in known)))),
        total=bare.total,
        decision=decision(case, starts),
        package=package(case),
        sites=case.sites,
        upstreams=starts,
        companions=case.companions,
        steps=steps(case),
    )


def _work(found: Sequence[Counted]) -> Iterable[Work]:
    for scope in SCOPES:
        own = [one for one in found if one.finding.rule.scope == scope]
        if own:
            yield Work(scope=scope, findings=len(own), hours=_sum(own))


def _sum(found: Sequence[Counted]) -> float:
    return round(sum(one.point for one in found), 2)
