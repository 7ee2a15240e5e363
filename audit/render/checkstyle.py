"""Checkstyle's XML: what is news, file by file; what is accepted is counted."""

from collections import defaultdict

from audit.model.report import Report
from audit.render.gaps import gaps
from audit.render.places import Level, Paths, message, news
from audit.render.xml_text import document, element

_VERSION = "8.0"  # of Checkstyle, whose format it is
_SEVERITIES: dict[Level, str] = {"error": "error", "warning": "warning", "note": "info"}


def render(report: Report) -> str:
    """Return the document."""
    paths = Paths(report)
    files: defaultdict[str, list[str]] = defaultdict(list)
    for spot in news(report):
        where = spot.place.location
        source = f"{report.tool.name}.{spot.rule.category}.{spot.rule.id}"
        files[paths.name(where)].append(
            _error(where.line, _SEVERITIES[spot.level], message(spot), source),
        )
    for gap in gaps(report):
        source = f"{report.tool.name}.{gap.kind}"
        files[paths.name(gap.location)].append(_error(gap.location.line, "info", gap.text, source))
    return document(
        "checkstyle",
        {"version": _VERSION},
        [element("file", {"name": name}, *errors) for name, errors in files.items()],
    )


def _error(line: int | None, severity: str, text: str, source: str) -> str:
    """Return an error; line 0 is that of Checkstyle for the whole file."""
    return "\n" + element(
        "error", {"line": line or 0, "severity": severity, "message": text, "source": source}
    )
