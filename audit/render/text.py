"""The summary for a terminal: what was looked at, what was found, what is open."""

import textwrap
from collections.abc import Iterable, Iterator

from audit.model.facts import Location
from audit.model.report import Finding, Report, without
from audit.model.rules import SCOPES, SEVERITIES, Severity
from audit.render.wording import hours, number, size

_WIDTH = 88
_SHOWN = 3  # places of a finding, problems, reasons
# Marks for styles: private characters, so that a name from the site cannot bring codes of its own.
_BOLD, _DIM, _PLAIN = "\ue000", "\ue001", "\ue002"
_COLOURS: dict[Severity, str] = dict(zip(SEVERITIES, "\ue003\ue004\ue005\ue006", strict=True))
_CODES = dict(zip(range(0xE000, 0xE007), ("1", "2", "0", "1;31", "1;33", "1;36", "1;34"), strict=True))


def render(report: Report) -> str:
    """Return a page for the terminal; the whole report is in the other formats."""
    report = without(report, frozenset(map(chr, _CODES)))  # a name from the site must bring none of our marks
    blocks = (_head(report), _findings(report), _work(report), _open(report), _foot(report))
    lines = (piece for block in blocks for line in block for piece in line.split("\n"))
    return "".join(f"{_printable(line)}\n" for line in lines)


def _head(report: Report) -> Iterator[str]:
    yield f"{_BOLD}Site inventory for the move to {report.platform.name}{_PLAIN}"
    yield ""
    for install in report.installs:
        where = "" if install.root == "." else f" in {install.root}"
        kind = ", a network" if install.network else ""
        yield f"  WordPress {install.version or 'of unknown version'}{where}{kind}"
    for site in report.sites[:_SHOWN]:
        yield f"  {site.url or 'a site of unknown address'}{f'  “{site.title}”' if site.title else ''}"
    if len(report.sites) > _SHOWN:
        yield f"  and {number(len(report.sites) - _SHOWN, 'more site')}"
    yield f"  {', '.join(_counts(report))}"
    if report.coverage.tree:
        tree = report.coverage.tree
        yield f"  {tree.path}: {number(tree.files, 'file')}, {size(tree.bytes)}"
    for dump in report.coverage.dumps:
        counts = f"{number(dump.tables, 'table')}, {number(dump.rows, 'row')}"
        yield f"  {dump.path}: {counts}, {size(dump.bytes)} of SQL"
    yield ""


def _counts(report: Report) -> Iterator[str]:
    nouns = {"plugin": "plugin", "mu-plugin": "must-use plugin", "drop-in": "drop-in", "theme": "theme"}
    for kind, noun in nouns.items():
        found = [extension for extension in report.extensions if extension.kind == kind]
        active = sum(extension.active is True for extension in found)
        is_told = kind in ("plugin", "theme") and any(extension.active is not None for extension in found)
        yield number(len(found), noun) + (f" ({active} active)" if is_told else "")
    lost = sum(extension.installed is False for extension in report.extensions)
    if lost:
        yield f"{lost} of them active but missing on disk"


def _findings(report: Report) -> Iterator[str]:
    if not report.findings:
        yield "Nothing was found in what was looked at."
        yield ""
    for severity in SEVERITIES:
        for finding in (found for found in report.findings if found.rule.severity == severity):
            yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    rule = finding.rule
    where = f" (in {finding.install})" if finding.install not in (None, ".") else ""
    yield f"{_COLOURS[rule.severity]}{rule.severity.upper():8}{_PLAIN} {_BOLD}{rule.title}{_PLAIN}{where}"
    yield from _wrapped(rule.why)
    yield from _wrapped(f"→ {rule.remedy}")
    for place in finding.places[:_SHOWN]:
        yield f"           {_DIM}{_place(place.location)}  {place.text}{_PLAIN}"
    if len(finding.places) > _SHOWN:
        yield f"           {_DIM}and {number(len(finding.places) - _SHOWN, 'more place')}{_PLAIN}"
    who = f"{SCOPES[rule.scope]}; {hours(finding.hours)}"
    yield f"           {_DIM}{who}; moveready explain {rule.id}{_PLAIN}"
    yield ""


def _place(location: Location) -> str:
    line = "" if location.line is None else f":{location.line}"
    table = "" if location.table is None else f", table {location.table}"
    return f"{location.path}{line}{table}"


def _work(report: Report) -> Iterator[str]:
    if not report.plan.work:
        return
    yield f"{_BOLD}Who does what (our estimate){_PLAIN}"
    for work in report.plan.work:
        yield f"  {SCOPES[work.scope]}: {number(work.findings, 'finding')}, {hours(work.hours)}"
    yield ""


def _open(report: Report) -> Iterator[str]:
    """Say what was not looked at, before anybody takes silence for an all-clear."""
    if report.unassessed:
        count = number(len(report.unassessed), "check")
        yield f"{_BOLD}Not assessed: {count} of {report.coverage.rules}{_PLAIN}"
        yield from _bullets(dict.fromkeys(item.reason for item in report.unassessed))
        yield ""
    problems = report.coverage.problems
    if problems:
        yield f"{_BOLD}Not read, or not wholly: {number(len(problems), 'place')}{_PLAIN}"
        yield from _bullets(f"{_place(problem.location)}: {problem.text}" for problem in problems)
        yield ""


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    every = list(lines)
    for line in every[:_SHOWN]:
        yield textwrap.fill(line, _WIDTH, initial_indent="  - ", subsequent_indent="    ")
    if len(every) > _SHOWN:
        yield f"  - and {len(every) - _SHOWN:,} more"


def _foot(report: Report) -> Iterator[str]:
    counts = {name: sum(found.rule.severity == name for found in report.findings) for name in SEVERITIES}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "Nothing"
    yield f"{_BOLD}Found: {told}{_PLAIN}, with {number(report.coverage.rules, 'check')}."
    yield "Add -o inventory.html for the document to send."


def _wrapped(text: str) -> Iterator[str]:
    indent = " " * 9
    yield textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _printable(line: str) -> str:
    """Turn marks into terminal codes; click takes them out where there is no terminal."""
    return "".join(
        f"\x1b[{_CODES[ord(char)]}m" if ord(char) in _CODES else char if char.isprintable() else "�"
        for char in line
    )
