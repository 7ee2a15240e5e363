"""The plan in the words and in the order in which the document tells it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from audit.model.migration import Doer, Outcome, Part, Phase
from audit.model.plan import (
    Applies,
    CompanionAction,
    Hours,
    PackageName,
    Plan,
    Question,
    Reason,
    ScopeItem,
    SizeClass,
    Step,
)
from audit.model.report import Finding
from audit.model.terms import NextStep, Scope
from audit.render.wording import hours, number

OUTCOMES: dict[Outcome, str] = {
    "can-move": "Can move",
    "after-work": "Can move after some work",
    "cannot-move": "Cannot move as it is",
    "unknown": "Cannot be told yet",
}
PACKAGES: dict[PackageName, str] = {
    "standard": "Standard managed migration",
    "premium": "Premium managed migration",
}
PHASES: dict[Phase, str] = {
    "before": "Before the migration",
    "migration": "During the migration",
    "acceptance": "Acceptance: the new site is checked",
    "launch": "Launch",
    "after": "After the launch",
}
DOERS: dict[Doer, str] = {
    "customer": "You",
    "migration-team": "The migration team",
    "bought-hours": "You, or extra hours that you order",
    "platform": "The platform",
}
WHO: dict[Scope, str] = {
    "included": "Migration team",
    "known-fix": "Migration team, known fix",
    "premium": "Premium migration",
    "customer": "You",
    "out-of-scope": "You, or extra hours",
    "platform-does-it": "The platform",
}
NEXT: dict[NextStep, str] = {
    "remove": "Remove",
    "replace": "Replace",
    "update": "Update",
    "configure": "Configure",
    "rewrite": "Rewrite",
    "convert": "Convert",
    "ask": "Ask",
    "none": "Do",
}
PARTS: dict[Part, str] = {
    "standard": "Included for every site",
    "premium": "Needs a premium migration",
    "bought": "Needs extra hours",
    "customer": "Your part",
    "out-of-scope": "Not part of a migration",
}
ACTIONS: dict[CompanionAction, str] = {
    "install": "Install",
    "keep": "Keep",
    "replace": "Replace",
    "remove": "Remove",
}
CLASSES: dict[SizeClass, str] = {"small": "Small", "medium": "Medium", "large": "Large", "huge": "Very large"}


_APPLIES: tuple[Applies, ...] = ("yes", "unknown", "no")


class Task(NamedTuple):
    """A step, or one that several installs need alike."""

    step: Step  # the first of them
    times: int
    hours: Hours


class Share(NamedTuple):
    """What one party has to do in a phase."""

    doer: str
    hours: Hours
    tasks: tuple[Task, ...]


class Links:
    """Where in the document each finding stands."""

    def __init__(self, anchors: Iterable[tuple[str, Finding]]) -> None:
        self._exact: dict[tuple[str, str | None], tuple[str, Finding]] = {}
        self._first: dict[str, tuple[str, Finding]] = {}
        for anchor, finding in anchors:
            self._exact.setdefault((finding.rule.id, finding.install), (anchor, finding))
            self._first.setdefault(finding.rule.id, (anchor, finding))

    def of(self, item: Step | Reason) -> str | None:
        """Return the id of the finding that a step or reason is from; None: there is none."""
        found = self._of(item.rule, item.install)
        return found and found[0]

    def rule(self, rule: str) -> tuple[str, str] | None:
        """Return id and title of the first finding of a rule; None: there is none."""
        found = self._of(rule, None)
        return found and (found[0], found[1].rule.title)

    def says_it(self, step: Step) -> bool:
        """Return whether the finding of a step tells already what is to be done."""
        found = self._of(step.rule, step.install)
        return found is not None and step.detail in (found[1].rule.remedy, found[1].rule.why)

    def _of(self, rule: str | None, install: str | None) -> tuple[str, Finding] | None:
        if rule is None:
            return None
        return self._exact.get((rule, install)) or self._first.get(rule)


def span(item: Hours) -> str:
    """
    Return a range of hours, no finer than estimates are.

    >>> span(Hours()), span(Hours(2, 2)), span(Hours(0.5, 3)), span(Hours(0.05, 0.1))
    ('no time', '2 hours', '0.5 to 3 hours', 'a few minutes')
    >>> span(Hours(12.3, 18.8)), span(Hours(0, 1)), span(Hours(0.05, 2))
    ('12 to 19 hours', 'up to 1 hour', 'up to 2 hours')
    """
    low, high = _rounded(item.low), _rounded(item.high)
    if item.high and not high:
        return "a few minutes"
    if low == high:
        return hours(high)
    return f"{low:g} to {hours(high)}" if low else f"up to {hours(high)}"


def minutes(low_high: tuple[int, int]) -> str:
    """
    Return a range of time.

    >>> minutes((1, 1)), minutes((5, 20)), minutes((45, 180)), minutes((120, 360))
    ('1 minute', '5 to 20 minutes', '45 minutes to 3 hours', '2 to 6 hours')
    """
    low, high = map(_time, low_high)
    if low == high:
        return high
    same = low.split()[-1].rstrip("s") == high.split()[-1].rstrip("s")
    return f"{low.split()[0] if same else low} to {high}"


def phases(plan: Plan) -> list[tuple[str, list[Share]]]:
    """Return the steps by phase and by who takes them, each in the order of the work."""
    found = []
    for phase, title in PHASES.items():
        own = [step for step in plan.steps if step.phase == phase]
        parts = [(doer, [step for step in own if step.doer == doer]) for doer in DOERS]
        split = [Share(DOERS[doer], _sum(steps), tuple(_tasks(steps))) for doer, steps in parts if steps]
        if split:
            found.append((title, split))
    return found


def first_steps(plan: Plan, most: int = 4) -> list[Step]:
    """Return what the customer has to do first."""
    own = [step for step in plan.steps if step.doer == "customer"]
    return [step for step in own if step.phase == "before"][:most]


def scope(items: Sequence[ScopeItem]) -> dict[Applies, list[ScopeItem]]:
    """Return the lines of the scope by whether the site has of it, those of one part together."""
    ordered = sorted(items, key=lambda item: list(PARTS).index(item.part))
    return {applies: [item for item in ordered if item.applies == applies] for applies in _APPLIES}


def topics(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Return the questions by topic, in their order."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        found.setdefault(question.topic, []).append(question)
    return found


def total(plan: Plan) -> str:
    """Return what the work on the findings takes."""
    return span(plan.total if plan.total.high else Hours(plan.hours, plan.hours))


def own_part(plan: Plan) -> Hours:
    """Return what the customer's own steps take, those of every migration too."""
    return _sum(step for step in plan.steps if step.doer == "customer")


def all_steps(plan: Plan) -> Hours:
    """Return what all steps take, whoever takes them."""
    return _sum(plan.steps)


def _tasks(steps: Iterable[Step]) -> Iterable[Task]:
    """Yield the steps, those that a rule asks of several installs as one."""
    alike: dict[object, list[Step]] = {}
    for place, step in enumerate(steps):
        same = (step.rule, step.next_step, step.title, step.detail) if step.rule else place
        alike.setdefault(same, []).append(step)
    return (Task(found[0], len(found), _sum(found)) for found in alike.values())


def _rounded(value: float) -> float:
    return float(round(value)) if value >= 10 else round(value * 4) / 4


def _time(count: int) -> str:
    return number(round(count / 60), "hour") if count >= 120 else number(count, "minute")


def _sum(steps: Iterable[Step]) -> Hours:
    return sum((step.hours for step in steps), Hours())
