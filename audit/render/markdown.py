"""The report as Markdown for a ticket: verdict, hours, findings with their first places, what is open."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.model.report import Finding, Report
from audit.model.rules import MEANS, SCOPES, SEVERITIES
from audit.render.gaps import gaps
from audit.render.list_words import PACKAGES, STEPS, spread, subject, where
from audit.render.markdown_text import web_address
from audit.render.places import printable
from audit.render.wording import SYSTEMS, about, core, hours, listed, number, systems

# Characters of the parts. Together they stay under the 32,767 that a ticket of Jira takes; GitHub takes more.
_ROOM_OF_VERDICT = 5_000
_ROOM_OF_FINDINGS = 15_000
_ROOM_OF_TITLES = 3_000
_ROOM_OF_QUESTIONS = 3_500
_ROOM_OF_GAPS = 3_500
_PLACES = 3
_PROSE = 300  # characters of a text
_CODE = 120

_SIGNS = re.compile(r"[\\`*_\[\]~|$]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BEGINNING = re.compile(r"^(?:\d{1,9}(?=[.)](?:\s|$))|(?=[-+=#]))")  # of a list, a heading or a line
_CALLED = re.compile(r"(?<=[@#])(?=\w)")  # somebody, or another ticket
_TICKS = re.compile(r"`+")


def render(report: Report) -> str:
    """
    Return the ticket; lists that are long are folded to counts, so that it fits into one.

    What is a text of the site stands as code, where it is nothing but itself.
    """
    parts = (_verdict(report), _findings(report), _questions(report), _gaps(report), _foot(report))
    return "\n".join(line for part in parts for line in part) + "\n"


def prose(text: str, longest: int = _PROSE) -> str:
    r"""
    Return a text that Markdown shows as it is, and that calls nobody.

    >>> print(prose("1. <b>*a_b*</b>")), print(prose("kick-off: 50 $ [x](y)"))
    1\. &lt;b&gt;\*a\_b\*&lt;/b&gt;
    kick-off: 50 \$ \[x\](y)
    (None, None)
    """
    plain = _SIGNS.sub(r"\\\g<0>", printable(text.strip(), longest))
    shown = "".join(_MARKUP.get(char, char) for char in _CALLED.sub("\u200b", plain))
    return _BEGINNING.sub(r"\g<0>\\", shown)


def code(text: str, longest: int = _CODE) -> str:
    r"""
    Return a text as code, whatever ticks are in it.

    >>> print(code("a.php:3"), code("a``b`"))
    `a.php:3` ``` a``b` ```
    """
    plain = printable(text, longest).strip() or " "
    fence = "`" * (max(map(len, _TICKS.findall(plain)), default=0) + 1)
    gap = " " * (plain[0] == "`" or plain[-1] == "`")
    return f"{fence}{gap}{plain}{gap}{fence}"


def _verdict(report: Report) -> Iterator[str]:
    yield f"# Site inventory for the move to {prose(report.platform.name)}: {prose(subject(report))}"
    yield ""
    yield from _bounded([[line] for line in _decided(report)], _ROOM_OF_VERDICT, "line")
    yield ""


def _decided(report: Report) -> Iterator[str]:
    plan = report.plan
    if plan.decision:
        yield f"**{prose(plan.decision.sentence)}**"
        yield ""
        yield from (f"- {prose(reason.text)}" for reason in plan.decision.reasons)
        yield ""
    cores = Counter(map(core, report.installs))
    what = [f"{name}{f' ({times} times)' * (times > 1)}" for name, times in cores.items()]
    if not what and systems(report):
        what = [f"a database of {listed([SYSTEMS[cms] for cms in systems(report)])} without its code"]
    yield f"- What was looked at: {prose(listed(what) or 'neither WordPress nor Drupal was found')}"
    if plan.package:
        yield f"- Package: {PACKAGES[plan.package.name]}"
        yield from (f"  - {prose(reason.text)}" for reason in plan.package.reasons)
    total = spread(plan.total) if plan.total.high else about(plan.hours)
    yield f"- Work: {total} in all; hours are our estimates"
    budget = f"a standard migration includes {hours(plan.known_fix_budget)} for each site"
    yield f"- Known fixes: {about(plan.known_fix_hours)}; {budget}"
    for upstream in plan.upstreams:
        php = f", PHP {prose(upstream.php)}" if upstream.php else ""
        at = f" for {code(upstream.install)}" if upstream.install and len(report.installs) > 1 else ""
        yield f"- Upstream{at}: {prose(upstream.name)}{php}"
    for work in plan.work:
        yield f"- {SCOPES[work.scope]}: {number(work.findings, 'finding')}, {about(work.hours)}"


def _findings(report: Report) -> Iterator[str]:
    counts = Counter(found.rule.severity for found in report.findings)
    told = [f"{counts[name]:,} {name} ({MEANS[name]})" for name in SEVERITIES if counts[name]]
    yield "## Findings"
    yield ""
    yield f"{listed(told)}." if told else "Nothing was found in what was looked at."
    yield ""
    every = sorted(report.findings, key=lambda found: SEVERITIES.index(found.rule.severity))
    many = len(report.installs) > 1
    blocks = [list(_finding(found, many=many)) for found in every]
    shown = _fitting(blocks, _ROOM_OF_FINDINGS)
    yield from (line for block in blocks[:shown] for line in block)
    if rest := every[shown:]:
        yield ""
        yield f"### {number(len(rest), 'more finding')}"
        yield ""
        titles = [[f"- {found.rule.severity}: {prose(found.rule.title)}"] for found in rest]
        yield from _bounded(titles, _ROOM_OF_TITLES, "finding")
    yield ""


def _finding(found: Finding, *, many: bool) -> Iterator[str]:
    rule = found.rule
    at = f" in {code(found.install)}" if many and found.install else ""
    yield f"### {rule.severity.capitalize()}: {prose(rule.title)}{at}"
    yield ""
    yield f"{prose(rule.why)} **What to do:** {prose(rule.remedy, 2 * _PROSE)}"
    yield ""
    source = web_address(rule.source.url)
    link = f", [source](<{source}>)" if source else ""
    who = f"{SCOPES[rule.scope]}; {about(found.hours)}; {STEPS[rule.next_step].lower()}"
    yield f"{who}; rule {code(rule.id)}{link}"
    yield ""
    news = sorted(found.places, key=lambda place: place.accepted is not None)
    for place in news[:_PLACES]:
        known = f" (accepted: {place.accepted.by})" if place.accepted else ""
        doubt = f" ({prose(place.doubt)})" if place.doubt else ""
        spot = where(place.location)
        yield f"- {f'{code(spot)}: ' if spot else ''}{code(place.text)}{doubt}{known}"
    if len(news) > _PLACES:
        yield f"- and {number(len(news) - _PLACES, 'more place')}"
    yield ""


def _questions(report: Report) -> Iterator[str]:
    is_open = [question for question in report.plan.questions if question.answer is None]
    if not report.plan.questions:
        return
    yield f"## Questions: {len(is_open):,} of {len(report.plan.questions):,} open"
    yield ""
    blocks = []
    for question in is_open:
        seen = f" Seen: {prose('; '.join(question.seen))}." if question.seen else ""
        blocks.append([f"- **{prose(question.topic)}**: {prose(question.text)}{seen}"])
    yield from _bounded(blocks, _ROOM_OF_QUESTIONS, "question")
    yield ""


def _gaps(report: Report) -> Iterator[str]:
    yield "## What was not looked at"
    yield ""
    found = gaps(report)
    lost = [source for source in report.coverage.sources if source.state != "complete"]
    lines = [f"- {source.name.capitalize()}, {source.state}: {prose(source.reason)}" for source in lost]
    for gap in found:
        at = f"{code(where(gap.location))}: " if where(gap.location) else ""
        lines.append(f"- {gap.kind.replace('-', ' ').capitalize()}: {at}{prose(gap.text)}")
    if not lines:
        yield "All that was given could be read, and every check had what it needs to look at."
    yield from _bounded([[line] for line in lines], _ROOM_OF_GAPS, "place")
    yield ""


def _foot(report: Report) -> Iterator[str]:
    made = f" on {prose(report.made)}" if report.made else ""
    known = f"; knowledge reviewed until {prose(report.knowledge.reviewed)}" if report.knowledge else ""
    tool = f"{prose(report.tool.name)} {prose(report.tool.version)}"
    yield f"Written by {tool}{made}{known}. The HTML and JSON reports have all that was found."


def _bounded(blocks: Sequence[list[str]], room: int, noun: str) -> Iterator[str]:
    """Yield as many blocks as there is room for, and how many more there are."""
    shown = _fitting(blocks, room)
    yield from (line for block in blocks[:shown] for line in block)
    if len(blocks) > shown:
        yield f"- and {number(len(blocks) - shown, f'more {noun}')}"


def _fitting(blocks: Iterable[list[str]], room: int) -> int:
    """Return how many blocks fit."""
    count = 0
    for block in blocks:
        room -= sum(len(line) + 1 for line in block)
        if room < 0:
            break
        count += 1
    return count
