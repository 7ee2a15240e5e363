"""The summary for a terminal, on one screen: verdict, package and hours, what was found, what is open."""

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from audit.model.facts import Extension, Install, Location
from audit.model.plan import Hours, Package, Plan
from audit.model.report import Finding, Report, without
from audit.model.rules import SCOPES, SEVERITIES, Severity
from audit.render.brief import brief
from audit.render.point import Point
from audit.render.wording import (
    LAYOUTS,
    ORIGINS,
    SYSTEMS,
    about,
    core,
    listed,
    nouns,
    number,
    plural,
    size,
    systems,
)

_WIDTH = 88
_SCREEN = 40  # lines
_LEAST = 2  # of the verdict
_NAMES = 6  # of extensions
_LONGEST = 40  # characters of a name
_TITLE = 20  # characters, the longest of them
_CHOSEN = ("plugin", "module", "theme")  # what a site can switch on and off
# Marks for styles: private characters, so that a name from the site cannot bring codes of its own.
_BOLD, _DIM, _PLAIN = "\ue000", "\ue001", "\ue002"
_COLOURS: dict[Severity, str] = dict(zip(SEVERITIES, "\ue003\ue004\ue005\ue006", strict=True))
_CODES = dict(zip(range(0xE000, 0xE007), ("1", "2", "0", "1;31", "1;33", "1;36", "1;34"), strict=True))


class _Room(NamedTuple):
    """How much of each kind is shown."""

    installs: int
    sites: int
    points: int  # of the brief
    findings: int
    reasons: int  # and problems
    lines: int  # of a sentence


_ROOMS = (
    _Room(8, 3, 8, 6, 2, 9),
    _Room(4, 2, 8, 6, 2, 2),
    _Room(3, 2, 8, 5, 1, 1),
    _Room(3, 1, 8, 4, 1, 1),
    _Room(2, 1, 6, 4, 1, 1),
    _Room(2, 1, 4, 3, 1, 1),
    _Room(1, 1, 1, 2, 0, 1),
)


def render(report: Report) -> str:
    """Return a page for the terminal, of one screen; the whole report is in the other formats."""
    report = without(report, frozenset(map(chr, _CODES)))  # a name from the site must bring none of our marks
    pages = (_page(report, room) for room in _ROOMS)
    lines = next((page for page in pages if len(page) <= _SCREEN), _page(report, _ROOMS[-1]))
    return "".join(f"{_printable(line)}\n" for line in lines)


def _page(report: Report, room: _Room) -> list[str]:
    blocks = (_head, _verdict, _site, _findings, _work, _open, _foot)
    return [piece for block in blocks for line in block(report, room) for piece in line.split("\n")]


def _head(report: Report, _room: _Room) -> Iterator[str]:
    yield f"{_BOLD}Site inventory for the move to {report.platform.name}{_PLAIN}"
    yield ""


def _verdict(report: Report, room: _Room) -> Iterator[str]:
    """Yield whether the site can move, in which package, and how much work it is."""
    plan = report.plan
    if plan.decision is None:
        return
    yield from _told("Verdict", plan.decision.sentence, max(room.lines, _LEAST))
    if plan.package:
        yield from _told(
            "Package", f"{plan.package.name.capitalize()}. {_package(plan.package)}", max(room.lines, _LEAST)
        )
    yield from _told("Hours", _hours(plan), max(room.lines, _LEAST))
    yield ""


def _package(package: Package) -> str:
    bought = f" To be bought: {_range(package.bought)}." if package.bought.high else ""
    return f"{next((reason.text for reason in package.reasons), '')}{bought}"


def _hours(plan: Plan) -> str:
    known = sum((site.hours for site in plan.sites), Hours())
    sites = f" in {number(len(plan.sites), 'site')}" if len(plan.sites) > 1 else ""
    included = f"{about(plan.known_fix_budget)}{' each' * bool(sites)}"
    fixes = f"; known issues{sites} {_range(known)} of {included}" if known.high else ""
    return f"{_range(plan.total)} (our estimate){fixes}."


def _range(hours: Hours) -> str:
    low, high = (round(value * 4) / 4 for value in (hours.low, hours.high))
    return about(hours.high) if low == high else f"{low:g} to {about(hours.high)}"


def _told(title: str, text: str, lines: int) -> Iterator[str]:
    lead = f"  {title:{_TITLE}}  "
    yield _filled(text, lead, lines)


def _filled(text: str, lead: str, lines: int) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_on_hyphens=False,
        max_lines=lines,
        placeholder=" …",
    )


def _site(report: Report, room: _Room) -> Iterator[str]:
    for install in report.installs[: room.installs]:
        yield f"  {_install(install)}"
    if len(report.installs) > room.installs:
        yield f"  and {number(len(report.installs) - room.installs, 'more install')}"
    if not report.installs and systems(report):
        yield f"  A database of {listed([SYSTEMS[cms] for cms in systems(report)])} without its code"
    for site in report.sites[: room.sites]:
        address = site.url or next(iter(site.hosts), None) or site.folder or "a site of unknown address"
        yield f"  {address}{f'  “{site.title}”' if site.title else ''}"
    if len(report.sites) > room.sites:
        yield f"  and {number(len(report.sites) - room.sites, 'more site')}"
    yield from _counts(report)
    yield from _looked_at(report, room)
    yield from _beside(report, room)
    yield ""
    yield from _brief(report, room)


def _looked_at(report: Report, room: _Room) -> Iterator[str]:
    if report.coverage.tree:
        tree = report.coverage.tree
        bundle = f", {report.coverage.bundle}" if report.coverage.bundle else ""
        yield f"  {tree.path}: {number(tree.files, 'file')}, {size(tree.bytes)}{bundle}"
    for dump in report.coverage.dumps[: room.installs]:
        counts = f"{number(dump.tables, 'table')}, {number(dump.rows, 'row')}"
        yield f"  {dump.path}: {counts}, {size(dump.bytes)} of SQL"
    if len(report.coverage.dumps) > room.installs:
        yield f"  and {number(len(report.coverage.dumps) - room.installs, 'more dump')}"
    for weight in report.database_weights[: room.sites]:
        if weight.remains < weight.all.bytes:
            of = f" from {weight.database}" if weight.database else ""
            yield f"  To move{of}: {size(weight.remains)}; caches, logs and the like can be left out"
    for candidate in report.coverage.candidates[: room.sites]:
        yield f"  {candidate} may be its database dump: name it with --dump"


def _brief(report: Report, room: _Room) -> Iterator[str]:
    points = [point for point in brief(report) if point.short]
    for point in points[: room.points]:
        yield from _point(point, room)
    if points:
        yield ""


def _point(point: Point, room: _Room) -> Iterator[str]:
    """Yield an answer in one line or two; all the names are in the other formats."""
    names = [textwrap.shorten(name, _LONGEST, placeholder="…") for name in point.names[:_NAMES]]
    if len(point.names) > _NAMES:
        names.append(f"{len(point.names) - _NAMES:,} more")
    told = f"{point.says}{': ' * bool(names)}{listed(names)}"
    yield from _told(point.title, told, room.lines)


def _install(install: Install) -> str:
    """Return an install in one line; what is as everywhere is left out."""
    where = "" if install.root == "." else f" in {install.root}"
    lack = "" if install.core else ", no core in this folder"
    layout = f", {LAYOUTS[install.layout]}" if install.layout not in ("classic", "content-only") else ""
    docroot = "the scanned folder" if install.docroot == "." else install.docroot
    served = f", served from {docroot}" if install.docroot != install.root else ""
    kind = ("a multisite" if install.cms == "drupal" else "a network") if install.network else ""
    return f"{core(install)}{where}{lack}{layout}{served}{', ' * bool(kind)}{kind}"


def _counts(report: Report) -> Iterator[str]:
    """Yield a line for each kind of extension: how many, how many at work, where they are from."""
    every = systems(report)
    on = "enabled" if every == ("drupal",) else "active"
    kinds = nouns(every or SYSTEMS)
    lines = {kind: [item for item in report.extensions if item.kind == kind] for kind in kinds}
    for kind, found in lines.items():
        if found:
            yield f"  {_count(kinds[kind], found, on)}"
    if not every:
        yield f"  No {listed(list(SYSTEMS.values()), 'or')} was found."
    elif not any(lines.values()):
        yield f"  No {listed([plural(noun) for noun in kinds.values()], 'or')} were found."
    packages = sum(extension.kind == "composer-package" for extension in report.extensions)
    if packages:
        yield f"  {number(packages, 'Composer package')}"


def _count(noun: str, found: Sequence[Extension], on: str) -> str:
    shown = [item for item in found if not item.hidden]
    active = sum(item.active is True for item in shown)
    is_told = noun in _CHOSEN and any(item.active is not None for item in shown)
    known = "" if all(item.active is not None for item in shown) else "known to be "
    notes = [f"{active:,} {known}{on}"] if is_told else []
    if len(found) > len(shown):
        notes.append(f"{len(found) - len(shown):,} more hidden")
    origins = Counter(item.origin for item in shown)
    told = [f"{origins[name]:,} {word}" for name, word in ORIGINS.items() if origins[name]]
    if len(origins) == 1:
        told = [ORIGINS[name] for name in origins if name != "unknown"]
    note = f" ({', '.join(notes)})" if notes else ""
    return f"{number(len(shown), noun)}{note}{': ' * bool(told)}{', '.join(told)}"


def _beside(report: Report, room: _Room) -> Iterator[str]:
    """Say what lies here too and was not audited."""
    if report.near_misses:
        words = [
            f"{item.name}{f' {item.version}' if item.version else ''}"
            f"{'' if item.location.path == '.' else f' in {item.location.path}'}"
            for item in report.near_misses
        ]
        more = f" and {len(words) - room.sites:,} more" if len(words) > room.sites else ""
        yield f"  Also here, not audited: {', '.join(words[: room.sites])}{more}"


def _findings(report: Report, room: _Room) -> Iterator[str]:
    """Yield a line for each of the worst findings; all of each is in the other formats."""
    if not report.findings:
        yield "Nothing was found in what was looked at."
        yield ""
        return
    alike: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in sorted(report.findings, key=_weight):
        alike[finding.rule.id].append(finding)
    worst = sorted(alike.values(), key=lambda found: _weight(found[0]))
    blockers = sum(found[0].rule.severity == SEVERITIES[0] for found in worst)
    shown = max(room.findings, min(blockers, 2 * room.findings))
    for found in worst[:shown]:
        yield _finding(found, many=len(report.installs) > 1)
    more = f"and {number(len(worst) - shown, 'more finding')}; " if len(worst) > shown else ""
    yield f"{'':8} {_DIM}{more}what to do: moveready explain, with the name in brackets{_PLAIN}"
    yield ""


def _weight(finding: Finding) -> tuple[int, float]:
    return SEVERITIES.index(finding.rule.severity), -finding.hours


def _finding(found: Sequence[Finding], *, many: bool) -> str:
    """Return a line for what one rule found, in one install or in several."""
    rule, root = found[0].rule, found[0].install
    where = f" (in {root})" if many and root not in (None, ".") else ""
    if found[1:]:
        where = f" (in {len(found):,} installs)"
    count = sum(len(one.places) for one in found)
    times = f", {number(count, 'place')}" if count > 1 else ""
    colour = _COLOURS[rule.severity]
    return f"{colour}{rule.severity.upper():8}{_PLAIN} {rule.title}{where}{times} {_DIM}[{rule.id}]{_PLAIN}"


def _place(location: Location) -> str:
    line = "" if location.line is None else f":{location.line}"
    table = "" if location.table is None else f", table {location.table}"
    return f"{location.path}{line}{table}"


def _work(report: Report, _room: _Room) -> Iterator[str]:
    work = [one for one in report.plan.work if one.hours]
    if not work:
        return
    yield f"{_BOLD}Who does what (our estimate){_PLAIN}"
    for one in work:
        yield f"  {SCOPES[one.scope]}: {number(one.findings, 'finding')}, {about(one.hours)}"
    yield ""


def _open(report: Report, room: _Room) -> Iterator[str]:
    """Say what was not looked at, before anybody takes silence for an all-clear."""
    if report.coverage.gaps:
        yield f"{_BOLD}Not looked for{_PLAIN}"
        yield from _bullets(report.coverage.gaps, room)
        yield ""
    if report.unassessed:
        count = number(report.open_checks, "check")
        yield f"{_BOLD}Not assessed: {count} of {report.coverage.rules}{_PLAIN}"
        yield from _bullets(dict.fromkeys(item.reason for item in report.unassessed), room)
        yield ""
    problems = report.coverage.problems
    if problems:
        yield f"{_BOLD}Not read, or not wholly: {number(len(problems), 'place')}{_PLAIN}"
        whole = Location(".")  # of all that was handed in, which needs no name
        told = (
            f"{'' if problem.location == whole else f'{_place(problem.location)}: '}{problem.text}"
            for problem in problems
        )
        yield from _bullets(told, room)
        yield ""


def _bullets(lines: Iterable[str], room: _Room) -> Iterator[str]:
    every = list(lines)
    for line in every[: room.reasons]:
        yield _filled(line, "  - ", room.lines)
    if len(every) > room.reasons > 0:
        yield f"  - and {len(every) - room.reasons:,} more"


def _foot(report: Report, _room: _Room) -> Iterator[str]:
    counts = {name: sum(found.rule.severity == name for found in report.findings) for name in SEVERITIES}
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "Nothing"
    checks = number(report.coverage.rules, "check")
    yield f"{_BOLD}Found: {told}{_PLAIN}, with {checks}. Add -o inventory.html for the document to send."


def _printable(line: str) -> str:
    """Turn marks into terminal codes; click takes them out where there is no terminal."""
    return "".join(
        f"\x1b[{_CODES[ord(char)]}m" if ord(char) in _CODES else char if char.isprintable() else "�"
        for char in line
    )
