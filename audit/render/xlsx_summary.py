"""The first sheet of the workbook: verdict, hours, counts, what was looked at, and where to read on."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from audit.model.report import Report
from audit.model.rules import MEANS, SCOPES
from audit.render.brief import brief
from audit.render.list_words import PACKAGES, spread, subject
from audit.render.wording import about, core, hours, listed, number, size
from audit.render.xlsx_cells import Cell, Jump, Sheet

Style = Literal["title", "head", "line", "severity"]

_FITS = {True: "It fits", False: "It does not fit", None: "Whether it fits is not known"}


class Line(NamedTuple):
    """A line of the summary."""

    label: str
    text: Cell = None
    style: Style = "line"


def lines(report: Report, sheets: dict[str, tuple[Sheet, int]]) -> Iterator[Line]:
    """Yield the lines; the sheets are the others, by name, with the number of their rows."""
    yield Line(f"Site inventory for the move to {report.platform.name}", subject(report), "title")
    yield from _verdict(report)
    yield from _counts(report)
    yield from _work(report)
    points = brief(report)
    if points:
        yield Line("In short", style="head")
    for point in points:
        yield Line(point.title, f"{point.says}{': ' * bool(point.names)}{listed(point.names)}")
    yield from _looked_at(report)
    yield Line("Sheets", style="head")
    for name, (sheet, count) in sheets.items():
        yield Line(name, Jump(f"{number(count, 'row')}, each {sheet.about}", name, 0))
    yield Line("About this document", style="head")
    yield from _made(report)


def _verdict(report: Report) -> Iterator[Line]:
    plan = report.plan
    yield Line("Verdict", style="head")
    if plan.decision:
        yield Line("Verdict", plan.decision.sentence)
        for reason in plan.decision.reasons:
            yield Line("Because", reason.text)
    if plan.package:
        yield Line("Package", PACKAGES[plan.package.name])
        for reason in plan.package.reasons:
            yield Line("Because", reason.text)
        if plan.package.bought.high:
            yield Line("Extra hours to order", spread(plan.package.bought))
    total = spread(plan.total) if plan.total.high else about(plan.hours)
    yield Line("Work in all", f"{total} (our estimate)")
    budget = f"a standard migration includes {hours(plan.known_fix_budget)} for each site"
    yield Line("Known fixes", f"{about(plan.known_fix_hours)}; {budget}")
    for upstream in plan.upstreams:
        php = f", PHP {upstream.php}" if upstream.php else ""
        yield Line("Upstream", f"{upstream.name}{php}{_in(report, upstream.install)}")
    for one in plan.companions:
        yield Line(f"To {one.action}", f"{one.name}: {one.reason.text}{_in(report, one.install)}")


def _counts(report: Report) -> Iterator[Line]:
    yield Line("Findings", style="head")
    found = Counter(finding.rule.severity for finding in report.findings)
    for severity, means in MEANS.items():
        yield Line(severity, f"{found[severity]:,} ({means})", "severity")
    yield Line("Checks", f"{report.coverage.rules:,}")
    is_open = number(report.open_checks, "check") if report.unassessed else "none"
    unread = number(len(report.coverage.problems), "place") if report.coverage.problems else "none"
    yield Line("Not assessed", Jump(is_open, "Not looked at", 0))
    yield Line("Not read, or not wholly", Jump(unread, "Not looked at", 0))


def _work(report: Report) -> Iterator[Line]:
    if report.plan.work:
        yield Line("Who does what (our estimate)", style="head")
    for work in report.plan.work:
        yield Line(SCOPES[work.scope], f"{number(work.findings, 'finding')}, {about(work.hours)}")


def _looked_at(report: Report) -> Iterator[Line]:
    yield Line("What was looked at", style="head")
    for install in report.installs:
        where = "" if install.root == "." else f" in {install.root}"
        yield Line("Core", f"{core(install)}{where}{'' if install.core else ', no core in this folder'}")
    if tree := report.coverage.tree:
        yield Line("Folder", f"{tree.path}: {number(tree.files, 'file')}, {size(tree.bytes)}")
    for dump in report.coverage.dumps:
        counts = f"{number(dump.tables, 'table')}, {number(dump.rows, 'row')}"
        yield Line("Dump", f"{dump.path}: {counts}, {size(dump.bytes)} of SQL")
    for source in report.coverage.sources:
        yield Line(source.name.capitalize(), f"{source.state.capitalize()}. {source.reason}")
    transfer = report.plan.transfer
    for one in transfer.sizes if transfer else ():
        yield Line(f"To move: {one.what}", "Not known" if one.bytes is None else size(one.bytes))
    for way in transfer.ways if transfer else ():
        yield Line(f"Way in: {way.title}", f"{_FITS[way.fits]}; at most {size(way.most)}")


def _made(report: Report) -> Iterator[Line]:
    yield Line("Written by", f"{report.tool.name} {report.tool.version}")
    if report.made:
        yield Line("On", report.made)
    if known := report.knowledge:
        yield Line("Knowledge", f"{number(known.rules, 'rule')}, the newest reviewed on {known.reviewed}")
    yield Line("All else", "The HTML and JSON reports have all that was found; this has what makes a list.")


def _in(report: Report, install: str | None) -> str:
    return f" (in {install})" if len(report.installs) > 1 and install else ""
