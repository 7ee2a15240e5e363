"""Places of findings for forges: news before what is accepted, worst first, with paths in the repository."""

import posixpath
from collections.abc import Sequence
from typing import Literal, NamedTuple

from audit.model.facts import Location
from audit.model.report import Finding, Report
from audit.model.rules import SEVERITIES, Accepted, Advice, Evidence, Severity
from audit.render.wording import number

Level = Literal["error", "warning", "note"]

LEVELS: dict[Severity, Level] = {"blocker": "error", "major": "error", "minor": "warning", "note": "note"}
_LONGEST = 1000  # characters; GitHub shows no more of a message


class Spot(NamedTuple):
    """A place of a finding."""

    finding: Finding
    place: Evidence
    path: str | None  # from the folder that was scanned from; None: it is not below it

    @property
    def rule(self) -> Advice:
        """Return what is told of its rule."""
        return self.finding.rule

    @property
    def level(self) -> Level:
        """Return how bad it is, in the words of forges."""
        return LEVELS[self.finding.rule.severity]


class Paths:
    """The files of a report, as seen from where the scan was started: a forge knows them by no other name."""

    def __init__(self, report: Report) -> None:
        scanned = report.coverage.tree.path if report.coverage.tree else "."
        self._top = "." if _is_elsewhere(scanned) else scanned
        self._dumps = {dump.path for dump in report.coverage.dumps}

    def of(self, location: Location) -> str | None:
        """Return the path of a place; None: it is not below the folder that was scanned from."""
        if self.is_dump(location):
            return None if _is_elsewhere(location.path) else posixpath.normpath(location.path)
        if posixpath.isabs(location.path):
            return None
        return posixpath.normpath(posixpath.join(self._top, location.path))

    def name(self, location: Location) -> str:
        """Return the path of a place, or its last part: the folders of a machine say nothing to others."""
        path = self.of(location)
        return unbroken(path if path is not None else _last(location.path))

    def words(self, location: Location) -> str:
        """Return a place in words; of the whole folder there are none."""
        if location == Location("."):
            return ""
        line = "" if location.line is None else f":{location.line}"
        table = "" if location.table is None else f", table {location.table}"
        return printable(f"{self.name(location)}{line}{table}")

    def is_dump(self, location: Location) -> bool:
        """Return whether it is a dump, or a table in one."""
        return location.table is not None or location.path in self._dumps


def spots(report: Report) -> list[Spot]:
    """Return all places: news first, the worst of them first, in the order of the report."""
    paths = Paths(report)
    every = [
        Spot(found, place, paths.of(place.location)) for found in report.findings for place in found.places
    ]
    return sorted(
        every, key=lambda one: (one.place.accepted is not None, SEVERITIES.index(one.rule.severity))
    )


def news(report: Report) -> list[Spot]:
    """Return the places that nobody accepted, the worst first."""
    return [spot for spot in spots(report) if spot.place.accepted is None]


def message(spot: Spot) -> str:
    """Return what was found at a place, in a line."""
    return printable(f"{spot.rule.title}: {standing(spot)}")


def standing(spot: Spot) -> str:
    """Return what stands at a place, in a line, for those who read the title of its rule beside it."""
    place = spot.place
    doubt = f" ({place.doubt})" if place.doubt else ""
    table = f" [table {place.location.table}]" if place.location.table else ""
    away = f" [{_last(place.location.path)}]" if spot.path is None else ""
    return printable(f"{place.text}{doubt}{table}{away}")


def why_accepted(accepted: Accepted) -> str:
    """
    Return why a place is no news.

    >>> why_accepted(Accepted(by="baseline"))
    'It is in the baseline.'
    >>> why_accepted(Accepted(by="unchanged", reason="main"))
    'Nothing touched it since main.'
    >>> why_accepted(Accepted(by="suppression", reason="Goes in May.", owner="Kim"))
    'Goes in May. (Kim)'
    """
    if accepted.by == "unchanged":
        return printable(f"Nothing touched it since {accepted.reason}.")
    if accepted.by == "baseline":
        return "It is in the baseline."
    until = f"until {accepted.until}" if accepted.until else None
    more = ", ".join(filter(None, (accepted.owner, until)))
    return printable(f"{accepted.reason}{f' ({more})' if more else ''}")


def printable(text: str, longest: int = _LONGEST) -> str:
    r"""
    Return a text in a line, without characters that no reader sees or that turn what is read around.

    >>> printable("a\n\tb\x1b[31m \u202egnp.exe"), printable("abcdef", 4)
    ('a  b�[31m �gnp.exe', 'abc…')
    """
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in text)


def unbroken(text: str) -> str:
    r"""
    Return a text that can be written as UTF-8; nothing else is changed, so that a path stays one.

    >>> unbroken("a\ud800\n")
    'a�\n'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def counted(every: Sequence[Spot]) -> str:
    """Return how many places there are of each severity, in words."""
    found = [spot.rule.severity for spot in every]
    told = [f"{found.count(severity):,} {severity}" for severity in SEVERITIES if severity in found]
    return f"{number(len(found), 'place')}: {', '.join(told)}" if told else "nothing"


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2] or "-"


def _is_elsewhere(path: str) -> bool:
    return posixpath.isabs(path) or posixpath.normpath(path).split("/")[0] == ".."
