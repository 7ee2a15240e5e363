"""The pictures of the document as numbers: bars, their parts, and what each says in words."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from audit.model.facts import Ownership, Site
from audit.model.report import Report
from audit.model.rules import SEVERITIES
from audit.render.html_groups import shares
from audit.render.html_names import Names
from audit.render.html_plan import WHO
from audit.render.wording import extensions, plural, size

WIDTH = 100.0  # of the longest bar
_GAP = 0.5  # between two parts of a bar
_LEAST = 0.75  # of a part that is there at all
_BARS = 10

_CODE = {"own": "The site and its {}", "vendored": "Third-party code inside", "core": "The core"}
_TABLES: dict[Ownership, str] = {
    "core": "The core",
    "present": "{} that are here",
    "gone": "{} that are gone",
    "unknown": "Owner not known",
}


class Piece(NamedTuple):
    """A part of a bar: what it shows, where it lies and how wide it is, of a hundred."""

    kind: str
    start: float
    width: float


class Bar(NamedTuple):
    """A line of a picture, with the words that say the same."""

    label: str
    pieces: tuple[Piece, ...]
    value: str
    says: str  # the parts in words; empty: there is one only
    target: str = ""  # the id of the place that tells more; empty: none


class Picture(NamedTuple):
    """A chart of bars; none are drawn where there is nothing to compare."""

    title: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    rest: str = ""  # what is not drawn


class Line(NamedTuple):
    """What a bar is to be made of."""

    label: str
    parts: Mapping[str, int]  # number by kind
    target: str = ""


def findings(report: Report) -> Picture:
    """Return who has how many findings to deal with, and how bad they are."""
    counts = {
        scope: Counter(found.rule.severity for found in report.findings if found.rule.scope == scope)
        for scope in WHO
    }
    words: dict[str, str] = {
        name: f"{name.capitalize()}s" if name != "major" else "Major" for name in SEVERITIES
    }
    lines = [
        Line(WHO[scope], {name: found[name] for name in SEVERITIES})
        for scope, found in counts.items()
        if found
    ]
    return _picture("Findings by who deals with them", words, lines, _plain, "party")


def code(report: Report, names: Names) -> Picture:
    """Return the languages of the code, and whose it is."""
    sizes: dict[str, Counter[str]] = {}
    for item in report.languages:
        parts = {"own": item.bytes, "vendored": item.vendored_bytes, "core": item.core_bytes}
        sizes.setdefault(item.name, Counter()).update({kind: count or 0 for kind, count in parts.items()})
    lines = [Line(name, found) for name, found in sizes.items() if found.total()]
    lines.sort(key=lambda line: -sum(line.parts.values()))
    return _picture("Languages by size", _whose(names), lines, size, "language")


def weights(report: Report, names: Names) -> Picture:
    """Return what the code, the database and the uploads weigh, and whose that is."""
    words = _whose(names) | {
        "gone": f"{extensions(names.systems)} that are gone",
        "other": "Pictures, uploads and the like",
        "unknown": "Owner not known",
    }
    programs = Counter[str]()
    for item in report.languages:
        programs["own"] += item.bytes or 0
        programs["vendored"] += item.vendored_bytes or 0
        programs["core"] += item.core_bytes or 0
    beside = Counter[str]()
    for tally in report.file_kinds:
        if tally.area == "files" or tally.kind not in {"code", "style"}:
            beside[tally.area] += tally.bytes or 0
    of: dict[Ownership, str] = {"core": "core", "present": "own", "gone": "gone", "unknown": "unknown"}
    tables = Counter[str]()
    for table in report.tables:
        tables[of[table.owned_by]] += table.bytes
    lines = [
        Line("Code", programs | {"other": beside["code"]}, "files"),
        Line("Database", tables, "database"),
        Line("Uploads", {"other": beside["files"]}, "files"),
    ]
    there = [line for line in lines if sum(line.parts.values())]
    return _picture("What the site weighs", words, there, size)


def tables(report: Report, names: Names) -> Picture:
    """Return whose tables are the largest."""
    what = extensions(names.systems)
    words: dict[str, str] = {kind: text.format(what) for kind, text in _TABLES.items()}
    sizes: dict[str, Counter[str]] = {}
    for share in shares(report.tables):
        sizes.setdefault(names.owner(share.item), Counter())[share.item.owned_by] += share.bytes
    lines = [Line(name, found) for name, found in sizes.items() if found.total()]
    lines.sort(key=lambda line: -sum(line.parts.values()))
    return _picture("Database by owner", words, lines, size, "owner")


def php(report: Report) -> Picture:
    """Return how many of the extensions in use run on each version of PHP, as far as was found."""
    lines = []
    for verdict in report.php.verdicts if report.php else ():
        broken = sum(pair[0] for pair in verdict.broken.values())
        every = sum(pair[1] for pair in verdict.broken.values())
        if every:
            lines.append(Line(f"PHP {verdict.version}", {"runs": every - broken, "breaks": broken}))
    words = {"runs": "Nothing found that breaks", "breaks": "Does not run"}
    title = "Extensions in use, by version of PHP"
    return _picture(title, words, lines, _plain, "version")


def sites(report: Report) -> Picture:
    """Return the largest sites of a network or multisite; none where there is one site only."""
    if len(report.sites) < 2:
        return Picture("", (), ())
    words = {"tables": "Database", "uploads": "Uploads"}
    lines = [
        Line(_called(site), {"tables": site.bytes, "uploads": site.uploads_bytes or 0})
        for site in report.sites
        if site.bytes or site.uploads_bytes
    ]
    lines.sort(key=lambda line: -sum(line.parts.values()))
    return _picture("Largest sites", words, lines, size, "site")


def _called(site: Site) -> str:
    return site.title or site.url or next(iter(site.hosts), "") or site.folder or f"Site {site.id}"


def _whose(names: Names) -> dict[str, str]:
    return {kind: text.format(extensions(names.systems).lower()) for kind, text in _CODE.items()}


def _plain(count: int) -> str:
    return f"{count:,}"


def _picture(
    title: str,
    words: Mapping[str, str],
    lines: Sequence[Line],
    told: Callable[[int], str],
    noun: str = "bar",
) -> Picture:
    drawn, left = lines[:_BARS], lines[_BARS:]
    longest = max((sum(line.parts.values()) for line in drawn), default=0)
    kinds = [kind for kind in words if any(line.parts.get(kind) for line in drawn)]
    bars = tuple(_bar(line, kinds, words, told, longest) for line in drawn)
    rest = sum(sum(line.parts.values()) for line in left)
    more = f"{len(left):,} more {noun if len(left) == 1 else plural(noun)}: {told(rest)}" if left else ""
    return Picture(title, tuple((kind, words[kind]) for kind in kinds), bars, more)


def _bar(
    line: Line, kinds: Iterable[str], words: Mapping[str, str], told: Callable[[int], str], longest: int
) -> Bar:
    pieces, start, says = [], 0.0, []
    for kind in kinds:
        count = line.parts.get(kind, 0)
        if count:
            width = max(count / longest * WIDTH, _LEAST)
            pieces.append(Piece(kind, round(start, 2), round(max(width - _GAP, _LEAST / 2), 2)))
            start += width
            says.append(f"{words[kind]}: {told(count)}")
    scale = min(WIDTH / start, 1.0) if start else 1.0
    fitted = tuple(Piece(kind, round(at * scale, 2), round(width * scale, 2)) for kind, at, width in pieces)
    alone = len(says) == 1 and line.label.casefold() == says[0].partition(":")[0].casefold()
    value = told(sum(line.parts.values()))
    return Bar(line.label, fitted, value, "" if alone else ", ".join(says), line.target)
