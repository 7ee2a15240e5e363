"""GitHub's annotations: commands that a step of a workflow prints, as many as are shown."""

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.model.report import Report
from audit.model.rules import SEVERITIES
from audit.render.gaps import Gap, gaps
from audit.render.places import Level, Paths, Spot, counted, news, printable, standing
from audit.render.wording import number

_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}
_SHOWN: dict[Level, int] = {"error": 10, "warning": 10, "note": 9}  # of a step; the tenth notice sums up
_TITLE = 200  # characters


def render(report: Report) -> str:
    """Return the lines to print: the worst places, a sum, and in the log what findings do not show."""
    found = news(report)
    paths = Paths(report)
    chosen = _chosen(found)
    lines = [
        *(_annotation(spot, paths) for spot in chosen),
        _sum(found, len(chosen), report),
        *_log(gaps(report), paths),
    ]
    return "".join(f"{line}\n" for line in lines)


def _chosen(found: Sequence[Spot]) -> list[Spot]:
    """Return as many as are shown of each level: of each finding a place before any has its second."""
    before: Counter[str] = Counter()
    turns = []
    for spot in found:
        key = f"{spot.rule.id}\0{spot.finding.install}"
        turns.append((before[key], spot))
        before[key] += 1
    shown: Counter[Level] = Counter()
    chosen = []
    for _, spot in sorted(turns, key=lambda turn: (SEVERITIES.index(turn[1].rule.severity), turn[0])):
        if shown[spot.level] < _SHOWN[spot.level]:
            shown[spot.level] += 1
            chosen.append(spot)
    return chosen


def _annotation(spot: Spot, paths: Paths) -> str:
    location = spot.place.location
    told = {"title": printable(spot.rule.title, _TITLE)}
    if paths.of(location) not in (None, "."):
        line = {"line": str(max(location.line, 1))} if location.line is not None else {}
        told = {"file": paths.name(location), **line, **told}
    named = ",".join(f"{key}={_property(value)}" for key, value in told.items())
    text = f"{standing(spot)}\n{spot.rule.why}\n{spot.rule.remedy}\nmoveready explain {spot.rule.id}"
    return f"::{_COMMANDS[spot.level]} {named}::{_data(_lines(text))}"


def _sum(found: Sequence[Spot], shown: int, report: Report) -> str:
    rest = f" {number(len(found) - shown, 'more place')} not shown here." if len(found) > shown else ""
    told = f"Found {counted(found)}, with {number(report.coverage.rules, 'check')}.{rest}"
    more = [gap.text for gap in gaps(report) if gap.kind == "accepted"]
    unseen = sum(gap.kind == "not-read" and gap.matters for gap in gaps(report))
    if unseen:
        more.append(f"{number(unseen, 'place')} not read, or not wholly.")
    if report.unassessed:
        more.append(f"{number(report.open_checks, 'check')} not assessed.")
    return f"::notice title=moveready::{_data(printable(' '.join((told, *more))))}"


def _log(told: Sequence[Gap], paths: Paths) -> Iterator[str]:
    """Yield the rest for the log, where no line may begin as a command does."""
    if told:
        yield "::group::What no finding shows"
        for gap in told:
            at = paths.words(gap.location)
            yield f"  - {_inert(f'{at}: {gap.text}' if at else gap.text)}"
        yield "::endgroup::"


def _lines(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))


def _property(value: str) -> str:
    return _data(printable(value)).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    r"""
    Return a text as the data of a command.

    >>> _data("100%\n##[error]x")
    '100%25%0A# #[error]x'
    """
    return _inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _inert(text: str) -> str:
    """Return a text without the mark of commands of old, which counts wherever it stands in a line."""
    return text.replace("##[", "# #[")
