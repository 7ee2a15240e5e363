"""What is to be done, by whom and in which order."""

from collections.abc import Iterator, Mapping
from typing import get_args

from audit.model.migration import Doer, Phase
from audit.model.plan import Hours, Step
from audit.model.rules import SEVERITIES
from audit.model.terms import NextStep, Scope
from audit.plan.case import Case
from audit.plan.hours import Counted
from audit.plan.measures import measured

_DOERS: Mapping[Scope, Doer] = {
    "included": "migration-team",
    "known-fix": "migration-team",
    "premium": "migration-team",
    "customer": "customer",
    "out-of-scope": "bought-hours",
    "platform-does-it": "platform",
}


def steps(case: Case) -> tuple[Step, ...]:
    """
    Return all steps in working order.

    By phase: first those that every migration has, as the platform file orders them, then the findings by
    doer and by what is to be done with them, the worst first, then those that come last. What only is good to
    know and asks for nothing is no step.
    """
    work = sorted((one for one in case.findings if _is_step(one)), key=_urgency)
    found = [_found(one, case.migration.phases) for one in work]
    every = (*_standing(case, last=False), *found, *_standing(case, last=True))
    return tuple(sorted(every, key=lambda step: get_args(Phase).index(step.phase)))


def _standing(case: Case, *, last: bool) -> Iterator[Step]:
    for step in case.migration.steps:
        if step.last is last and measured(step.measure, case, ()).applies != "no":
            yield Step(
                phase=step.phase,
                doer=step.doer,
                next_step=step.next_step,
                title=step.title,
                detail=step.detail,
                hours=Hours(*step.hours),
            )


def _is_step(counted: Counted) -> bool:
    rule = counted.finding.rule
    is_only_told = rule.next_step == "none" and counted.hours.high == 0
    return rule.scope != "platform-does-it" and not is_only_told


def _urgency(counted: Counted) -> tuple[int, int, int, str]:
    rule = counted.finding.rule
    doer = get_args(Doer).index(_DOERS[rule.scope])
    return doer, get_args(NextStep).index(rule.next_step), SEVERITIES.index(rule.severity), rule.id


def _found(counted: Counted, phases: Mapping[Doer, Phase]) -> Step:
    finding = counted.finding
    doer = _DOERS[finding.rule.scope]
    return Step(
        phase=phases[doer],
        doer=doer,
        next_step=finding.rule.next_step,
        title=finding.rule.title,
        detail=finding.rule.remedy,
        rule=finding.rule.id,
        install=finding.install,
        places=len(counted.places),
        hours=counted.hours,
    )
