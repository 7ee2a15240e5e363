"""JUnit's XML: a finding is a test that fails, what was not looked at one that is skipped."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.model.report import Finding, Report
from audit.model.rules import Evidence
from audit.render.gaps import Gap, accepted, settled, unlooked, unread
from audit.render.places import Paths, counted, news, why_accepted
from audit.render.wording import number
from audit.render.xml_text import document, element, text

_HARMLESS = "note"  # the severity that fails no test: it is only good to know


class _Case(NamedTuple):
    """A test case."""

    group: str
    rule: str
    name: str
    outcome: str | None = None  # failure or skipped; None: it passed
    message: str = ""
    kind: str = ""
    lines: Sequence[str] = ()


class _Suite(NamedTuple):
    """A suite of tests."""

    name: str
    cases: Sequence[_Case]

    def count(self, outcome: str) -> int:
        return sum(case.outcome == outcome for case in self.cases)


def render(report: Report) -> str:
    """Return the document: a suite for each install and category, and those of what findings do not tell."""
    suites = [suite for suite in _suites(report) if suite.cases]
    attributes: dict[str, str | int] = {
        "name": report.tool.name,
        "tests": sum(len(suite.cases) for suite in suites),
        "failures": sum(suite.count("failure") for suite in suites),
        "errors": 0,
    }
    made = report.made.removesuffix("Z") if report.made else None
    return document("testsuites", attributes, [_written(suite, report, made) for suite in suites])


def _suites(report: Report) -> Iterator[_Suite]:
    found = news(report)
    paths = Paths(report)
    told = [f"{number(report.coverage.rules, 'check')}; news: {counted(found)}"]
    yield _Suite(
        "audit", [_Case("audit", "scan", f"The site was audited for {report.platform.name}", lines=told)]
    )
    by_place: defaultdict[str, list[_Case]] = defaultdict(list)
    for finding in report.findings:
        group = f"{finding.install or 'database'}: {finding.rule.category}"
        by_place[group].append(_finding(finding, paths))
    for name, cases in by_place.items():
        yield _Suite(name, cases)
    yield _Suite("not read", [_gap(gap, paths) for gap in (*unread(report), *unlooked(report))])
    yield _Suite("not assessed", list(_unassessed(report)))
    yield _Suite(
        "baseline and suppressions", [_gap(gap, paths) for gap in (*accepted(report), *settled(report))]
    )


def _finding(finding: Finding, paths: Paths) -> _Case:
    rule = finding.rule
    new = [place for place in finding.places if place.accepted is None]
    lines = [f"{rule.why} {rule.remedy}", *(_place(one, paths) for one in new)]
    lines += [
        f"{_place(one, paths)} | accepted: {why_accepted(one.accepted)}"
        for one in finding.places
        if one.accepted
    ]
    case = _Case(rule.category, rule.id, _named(rule.title, finding.install), lines=lines, kind=rule.severity)
    if not new:
        told = (
            why_accepted(finding.places[0].accepted) if finding.places and finding.places[0].accepted else ""
        )
        message = f"{number(len(finding.places), 'place')} accepted. {told}"
        return case._replace(outcome="skipped", message=message)
    if rule.severity == _HARMLESS:
        return case
    return case._replace(outcome="failure", message=f"{number(len(new), 'place')}: {_place(new[0], paths)}")


def _place(place: Evidence, paths: Paths) -> str:
    doubt = f" ({place.doubt})" if place.doubt else ""
    return f"{paths.words(place.location)} {place.text}{doubt}".strip()


def _unassessed(report: Report) -> Iterator[_Case]:
    for item in report.unassessed:
        several = f"{len(item.installs):,} installs"
        name = _named(item.title, several if item.installs[1:] else next(iter(item.installs), None))
        yield _Case("not-assessed", item.rule, name, "skipped", item.reason, item.severity)


def _gap(gap: Gap, paths: Paths) -> _Case:
    at = paths.words(gap.location)
    name = f"{at}: {gap.text}" if at else gap.text
    rule = gap.rules[0] if gap.rules else gap.kind
    return _Case(gap.kind, rule, name, "skipped" if gap.matters else None, gap.text, gap.kind)


def _named(title: str, install: str | None) -> str:
    return title if install in (None, ".") else f"{title} (in {install})"


def _written(suite: _Suite, report: Report, made: str | None) -> str:
    attributes: dict[str, str | int] = {
        "name": suite.name,
        "tests": len(suite.cases),
        "failures": suite.count("failure"),
        "errors": 0,
        "skipped": suite.count("skipped"),
        "time": "0",
        **({"timestamp": made} if made else {}),
    }
    facts = {"tool": f"{report.tool.name} {report.tool.version}", "platform": report.platform.id}
    known = [element("property", {"name": name, "value": value}) for name, value in facts.items()]
    cases = [f"\n{_case(case)}" for case in suite.cases]
    return element("testsuite", attributes, "\n", element("properties", {}, *known), *cases, "\n")


def _case(case: _Case) -> str:
    attributes = {"name": case.name, "classname": f"moveready.{case.group}.{case.rule}", "time": "0"}
    if case.outcome is None:
        inner = [element("system-out", {}, text(case.lines))] if case.lines else []
    else:
        told = {"type": case.kind, "message": case.message}
        inner = [element(case.outcome, told, text(case.lines))]
    return element("testcase", attributes, *inner)
