"""The summary of a job on GitHub, in Markdown: what is news, and what nobody looked at."""

from collections.abc import Iterable, Iterator, Sequence

from audit.model.report import Finding, Report
from audit.model.rules import MEANS, SCOPES, SEVERITIES, Evidence
from audit.render.gaps import gaps
from audit.render.markdown_text import literal, web_address
from audit.render.places import Paths, counted, news, printable
from audit.render.wording import about, number

_BYTES = 900_000  # GitHub refuses a summary of more than a MiB, and says so to nobody
_PLACES = 5  # of a finding
_GAPS = 100
_LONGEST = 300  # characters


def render(report: Report) -> str:
    """Return the page; what goes beyond what GitHub takes is left out, and it says so."""
    return "".join(f"{line}\n" for line in _within(_page(report)))


def _page(report: Report) -> Iterator[str]:
    paths = Paths(report)
    found = [finding for finding in report.findings if any(one.accepted is None for one in finding.places)]
    found.sort(key=lambda one: SEVERITIES.index(one.rule.severity))
    told = f"Move to {report.platform.name}: {counted(news(report))}"
    yield f"## {_marked(told)}"
    yield ""
    if found:
        yield from _table(found)
        for finding in found:
            yield from _finding(finding, paths)
    else:
        yield f"No news in what was looked at, with {number(report.coverage.rules, 'check')}."
        yield ""
    yield from _gaps(report, paths)
    yield f"{_marked(f'{report.tool.name} {report.tool.version}')}"


def _table(found: Sequence[Finding]) -> Iterator[str]:
    yield "| Severity | What was found | Places | Who | Our estimate |"
    yield "| --- | --- | ---: | --- | --- |"
    for finding in found:
        rule = finding.rule
        new = sum(place.accepted is None for place in finding.places)
        who = SCOPES[rule.scope]
        yield f"| {rule.severity} | {_title(finding)} | {new:,} | {_marked(who)} | {about(finding.hours)} |"
    yield ""


def _finding(finding: Finding, paths: Paths) -> Iterator[str]:
    rule = finding.rule
    new = [place for place in finding.places if place.accepted is None]
    yield f"### {_title(finding)}"
    yield ""
    yield f"{rule.severity.capitalize()} ({MEANS[rule.severity]}). {_marked(rule.why)}"
    yield ""
    yield f"**{_marked(rule.remedy)}**"
    yield ""
    for place in new[:_PLACES]:
        yield f"* {_place(place, paths)}"
    if len(new) > _PLACES:
        yield f"* and {number(len(new) - _PLACES, 'more place')}"
    if url := web_address(rule.docs) or web_address(rule.source.url):
        yield f"\n[Source]({url})"
    yield ""


def _gaps(report: Report, paths: Paths) -> Iterator[str]:
    told = gaps(report)
    if told:
        yield "### What no finding shows"
        yield ""
    for gap in told[:_GAPS]:
        at = paths.words(gap.location)
        yield f"* {_marked(f'{at}: {gap.text}' if at else gap.text)}"
    if len(told) > _GAPS:
        yield f"* and {number(len(told) - _GAPS, 'more gap')}; the other formats have all"
    if told:
        yield ""


def _title(finding: Finding) -> str:
    install = f" (in {finding.install})" if finding.install not in (None, ".") else ""
    return _marked(f"{finding.rule.title}{install}")


def _place(place: Evidence, paths: Paths) -> str:
    doubt = f" ({place.doubt})" if place.doubt else ""
    return f"{_marked(paths.words(place.location))} {_marked(f'{place.text}{doubt}')}".strip()


def _marked(text: str) -> str:
    return literal(printable(text, _LONGEST))


def _within(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines until they are as many as GitHub takes."""
    left = _BYTES
    every = iter(lines)
    for line in every:
        left -= len(line.encode()) + 1
        if left < 0:
            yield f"\n{number(1 + sum(1 for _ in every), 'more line')} left out; the other formats have all."
            return
        yield line
