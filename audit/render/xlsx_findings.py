"""The sheets of the workbook about what is wrong, what is to be done, and what is not known."""

from collections.abc import Iterator
from itertools import accumulate

from audit.model.report import Finding, Report
from audit.model.rules import SCOPES, SEVERITIES
from audit.render.gaps import gaps
from audit.render.list_words import APPLIES, DOERS, PARTS, PHASES, STEPS
from audit.render.places import why_accepted
from audit.render.rules import STANDINGS, choice
from audit.render.xlsx_cells import Column, Jump, Link, Row, Sheet


def ordered(report: Report) -> list[Finding]:
    """Return the findings, the worst first."""
    return sorted(report.findings, key=lambda found: SEVERITIES.index(found.rule.severity))


def _findings(report: Report) -> Iterator[Row]:
    every = ordered(report)
    starts = accumulate((len(found.places) for found in every), initial=0)
    for found, start in zip(every, starts, strict=False):
        rule = found.rule
        steps = [f"{number}. {step}" for number, step in enumerate(rule.steps, 1)]
        instead = [choice(rule.alternatives)] if rule.alternatives else []
        yield (
            rule.severity,
            rule.title,
            found.install,
            Jump(len(found.places), "Places", start) if found.places else 0,
            sum(place.accepted is not None for place in found.places) or None,
            rule.why,
            "\n".join([rule.remedy, *steps, *instead]),
            STEPS[rule.next_step],
            SCOPES[rule.scope],
            found.hours,
            found.confidence,
            STANDINGS[rule.status] if rule.status else None,
            rule.category,
            rule.id,
            Link(rule.source.url),
            str(rule.source.reviewed),
            Link(rule.docs) if rule.docs else None,
        )


def _places(report: Report) -> Iterator[Row]:
    for number, found in enumerate(ordered(report)):
        for place in found.places:
            yield (
                found.rule.severity,
                Jump(found.rule.title, "Findings", number),
                place.location.path,
                place.location.line,
                place.location.table,
                place.text,
                place.doubt,
                why_accepted(place.accepted) if place.accepted else None,
                found.install,
                place.fingerprint or None,
            )


def _scope(report: Report) -> Iterator[Row]:
    package = report.plan.package
    for item in package.items if package else ():
        yield (
            PARTS[item.part],
            item.title,
            APPLIES[item.applies],
            item.seen,
            ", ".join(item.findings) or None,
            item.hours.low,
            item.hours.high,
            Link(item.source) if item.source else None,
        )


def _steps(report: Report) -> Iterator[Row]:
    for step in report.plan.steps:
        yield (
            PHASES[step.phase],
            DOERS[step.doer],
            None if step.next_step == "none" else STEPS[step.next_step],
            step.title,
            step.detail,
            step.install,
            step.places or None,
            step.hours.low,
            step.hours.high,
            step.rule,
        )


def _questions(report: Report) -> Iterator[Row]:
    for question in report.plan.questions:
        yield (
            question.topic,
            question.text,
            question.why,
            "\n".join(question.seen) or None,
            "\n".join(question.choices) or None,
            question.answer,
            question.note,
            question.id,
        )


def _open(report: Report) -> Iterator[Row]:
    for gap in gaps(report):
        if gap.kind != "not-assessed":
            where = gap.location
            path = None if where.path == "." else where.path
            kind, hides = gap.kind.replace("-", " ").capitalize(), "yes" if gap.matters else "no"
            told = ", ".join(gap.rules) or None
            yield kind, gap.text, None, None, hides, path, where.line, where.table, told, None
    for item in report.unassessed:
        kind = "Assessed in part" if item.partly else "Not assessed"
        check = (
            item.title,
            item.reason,
            item.severity,
            "yes",
            None,
            None,
            None,
            item.rule,
            ", ".join(item.installs) or None,
        )
        yield kind, *check
    for source in report.coverage.sources:
        if source.state != "complete":
            kind = "Read in part" if source.state == "partial" else "Not there"
            yield kind, source.name.capitalize(), source.reason, None, "yes", *[None] * 5
    for reason, count in report.coverage.tree.skipped.items() if report.coverage.tree else ():
        yield "Left out on purpose", f"{reason}: {count:,}", None, None, "no", *[None] * 5


_HOURS = (Column("Hours from", 11, "hours"), Column("Hours to", 11, "hours"))

FINDINGS = (
    Sheet(
        "Findings",
        "a finding, the worst first; hours are our estimates",
        (
            Column("Severity", 10, "severity"),
            Column("Finding", 42),
            Column("Install", 14, "install"),
            Column("Places", 9, "number"),
            Column("Accepted", 10, "number"),
            Column("Why", 48),
            Column("What to do", 60),
            Column("Next step", 18),
            Column("Who", 30),
            Column("Hours", 9, "hours"),
            Column("Confidence", 11),
            Column("On the platform", 18),
            Column("Category", 13),
            Column("Rule", 26, "code"),
            Column("Source", 40),
            Column("Reviewed", 12),
            Column("Read on", 40),
        ),
        _findings,
        none="Nothing was found in what was looked at.",
    ),
    Sheet(
        "Places",
        "a place of a finding",
        (
            Column("Severity", 10, "severity"),
            Column("Finding", 42),
            Column("File", 60, "code"),
            Column("Line", 8, "number"),
            Column("Table", 22, "code"),
            Column("What stands there", 60, "code"),
            Column("Doubt", 32),
            Column("Accepted", 24),
            Column("Install", 14, "install"),
            Column("Fingerprint", 19, "code"),
        ),
        _places,
        none="Nothing was found in what was looked at.",
    ),
)
PLAN = (
    Sheet(
        "Scope",
        "a line of the scope of a managed migration, and what this site has of it",
        (
            Column("Part", 22),
            Column("What", 42),
            Column("Here", 11),
            Column("What the site has of it", 60),
            Column("Rules", 40, "code"),
            *_HOURS,
            Column("Source", 40),
        ),
        _scope,
        none="Nothing is known here of how migrations to this platform are sold.",
    ),
    Sheet(
        "Steps",
        "a step, in the order of the work; hours are our estimates",
        (
            Column("When", 16),
            Column("Who", 22),
            Column("Next step", 18),
            Column("Step", 46),
            Column("How", 70),
            Column("Install", 14, "install"),
            Column("Places", 9, "number"),
            *_HOURS,
            Column("Rule", 26, "code"),
        ),
        _steps,
        none="No steps are known here for this platform.",
    ),
)
QUESTIONS = Sheet(
    "Questions",
    "a question that no scan can answer",
    (
        Column("Topic", 24),
        Column("Question", 60),
        Column("Why", 48),
        Column("What the scan saw", 48),
        Column("Choices", 30),
        Column("Answer", 48),
        Column("Note", 30),
        Column("Id", 22, "code"),
    ),
    _questions,
    none="No question is open.",
)
OPEN = Sheet(
    "Not looked at",
    "something that was not read, not assessed or not looked for",
    (
        Column("Kind", 20),
        Column("What", 70),
        Column("Reason", 60),
        Column("If it holds", 11, "severity"),
        Column("May hide something", 12),
        Column("Where", 46, "code"),
        Column("Line", 8, "number"),
        Column("Table", 22, "code"),
        Column("Rules", 40, "code"),
        Column("Install", 14, "install"),
    ),
    _open,
    none="All that was given could be read, and every check had what it needs to look at.",
)
