"""The findings as one list, a row for each place, with what was not looked at: for whoever imports them."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from audit.model.facts import Location
from audit.model.report import Finding, Report
from audit.model.rules import SCOPES, SEVERITIES, Evidence
from audit.render.gaps import gaps
from audit.render.list_words import STEPS
from audit.render.places import printable, why_accepted

Cell = str | int | float | None

COLUMNS = (
    *("Kind", "Severity", "Finding", "File", "Line", "Table", "What stands there", "Doubt", "Accepted"),
    *("Install", "Who", "Next step", "What to do", "Why", "Hours", "Confidence", "Category", "Rule"),
    *("Source", "Read on", "Fingerprint"),
)
_LONGEST = 32_000  # characters; a spreadsheet's cell takes 32,767
_NOWHERE = Evidence(Location("."), "")
# What makes a spreadsheet take a text for a formula, also behind what it may take for the end of a cell.
_FORMULA = re.compile(r"^(?=\s*[=+@\-\uff0b\uff0d\uff1d\uff20])|(?<=[;|])(?=\s*[=+@\-])")


def render(report: Report) -> bytes:
    """
    Return the list by RFC 4180, as UTF-8 with a byte order mark, without which Excel shows wrong letters.

    The hours of a finding stand in the row of its first place only, so that the sum of the column is right.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        writer.writerow([_safe(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[Sequence[Cell]]:
    for found in sorted(report.findings, key=lambda one: SEVERITIES.index(one.rule.severity)):
        yield from _finding(found)
    for gap in gaps(report):
        told: dict[str, Cell] = {
            "Kind": gap.kind.replace("-", " "),
            "Finding": gap.text,
            "File": gap.location.path,
            "Line": gap.location.line,
            "Table": gap.location.table,
            "Rule": ", ".join(gap.rules),
        }
        yield [told.get(name) for name in COLUMNS]


def _finding(found: Finding) -> Iterator[Sequence[Cell]]:
    rule = found.rule
    advice = (rule.remedy, *(f"{number}. {step}" for number, step in enumerate(rule.steps, 1)))
    for number, place in enumerate(found.places or (_NOWHERE,)):
        where = place.location
        accepted = why_accepted(place.accepted) if place.accepted else None
        yield (
            *("finding", rule.severity, rule.title, where.path, where.line, where.table, place.text),
            *(place.doubt, accepted, found.install, SCOPES[rule.scope], STEPS[rule.next_step]),
            *(" ".join(advice), rule.why, None if number else found.hours, found.confidence, rule.category),
            *(rule.id, rule.source.url, rule.docs, place.fingerprint),
        )


def _safe(cell: Cell) -> Cell:
    r"""
    Return what no spreadsheet takes for more than a text, in a line.

    >>> _safe('=HYPERLINK("x")'), _safe("\t-1"), _safe(-1), _safe("a;=1"), _safe("a-b")
    ('\'=HYPERLINK("x")', "' -1", -1, "a;'=1", 'a-b')
    """
    return _FORMULA.sub("'", printable(cell, _LONGEST)) if isinstance(cell, str) else cell
