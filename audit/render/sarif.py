"""SARIF 2.1.0, within what GitHub's code scanning takes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote
from zlib import compress

from msgspec import json

from audit.model.facts import Location
from audit.model.report import DumpRead, Report
from audit.model.rules import Accepted
from audit.render.gaps import KINDS, Gap, accepted, settled, unlooked, unread
from audit.render.places import Paths, Spot, message, printable, spots, unbroken, why_accepted
from audit.render.sarif_rules import described, described_gap
from audit.render.wording import number

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASES = {
    "SRCROOT": {"description": {"text": "The folder that moveready was started in: that of the repository."}},
    "HANDED_IN": {"description": {"text": "Where the dumps and files lie that are not in the repository."}},
}
_RESULTS = 25_000  # code scanning refuses a run with more
_PACKED = 10_000_000  # bytes behind gzip; it refuses more
_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def render(report: Report) -> str:
    """Return the log; places beyond what code scanning takes are left out, and it says how many."""
    every = spots(report)
    shown = min(len(every), _RESULTS)
    document = _document(report, every, shown)
    while shown and len(document) > _PACKED and len(compress(document, 1)) > _PACKED:
        shown //= 2
        document = _document(report, every, shown)
    return document.decode()


def _document(report: Report, every: Sequence[Spot], shown: int) -> bytes:
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, every[:shown], len(every) - shown)]}
    return json.format(json.encode(log), indent=1) + b"\n"


def _run(report: Report, shown: Sequence[Spot], left: int) -> dict[str, Any]:
    paths = Paths(report)
    rules = {spot.rule.id: spot.rule for spot in shown}
    numbers = {name: index for index, name in enumerate(rules)}
    has_baseline = report.acceptance is not None and bool(
        report.acceptance.baseline or report.acceptance.since
    )
    return {
        "tool": {
            "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": [described(rule) for rule in rules.values()],
                "notifications": [described_gap(kind) for kind in KINDS],
            }
        },
        "automationDetails": {"id": _category(report, paths)},
        "invocations": [_invocation(report, paths, left)],
        "originalUriBaseIds": _BASES,
        "artifacts": [_artifact(dump, paths) for dump in report.coverage.dumps],
        "columnKind": "unicodeCodePoints",
        "results": [_result(spot, paths, numbers[spot.rule.id], has_baseline=has_baseline) for spot in shown],
        "properties": {"platform": report.platform.id, "checks": report.coverage.rules},
    }


def _category(report: Report, paths: Paths) -> str:
    """Return what tells this run from those for other platforms and of other folders of the repository."""
    top = paths.of(Location("."))
    folder = f"{quote(unbroken(top))}/" if top not in (None, ".") else ""
    return f"moveready/{report.platform.id}/{folder}"


def _invocation(report: Report, paths: Paths, left: int) -> dict[str, Any]:
    """Return how the run went: all that its results do not tell."""
    told = [*unread(report), *unlooked(report), *settled(report)]
    if left:
        told.append(Gap("left-out", f"{number(left, 'place')} that matter least are left out here."))
    unassessed = [
        Gap("not-assessed", printable(f"{item.title}: {item.reason}"), rules=(item.rule,))
        for item in report.unassessed
    ]
    ended = {"endTimeUtc": report.made} if report.made else {}
    return {
        "executionSuccessful": True,
        **ended,
        "toolExecutionNotifications": [_notification(gap, paths) for gap in (*told, *unassessed)],
        "toolConfigurationNotifications": [_notification(gap, paths) for gap in accepted(report)],
    }


def _notification(gap: Gap, paths: Paths) -> dict[str, Any]:
    about = {"associatedRule": {"id": printable(gap.rules[0])}} if gap.rules else {}
    places = {"locations": [_location(gap.location, paths)]} if paths.words(gap.location) else {}
    return {
        "descriptor": {"id": gap.kind},
        "level": "warning" if gap.matters else "note",
        "message": {"text": _plain(gap.text)},
        **about,
        **places,
    }


def _result(spot: Spot, paths: Paths, index: int, *, has_baseline: bool) -> dict[str, Any]:
    place = spot.place
    known = place.accepted
    told: dict[str, Any] = {
        "ruleId": printable(spot.rule.id),
        "ruleIndex": index,
        "level": spot.level,
        "message": {"text": _plain(message(spot))},
        "locations": [_location(place.location, paths)],
    }
    if place.fingerprint:  # GitHub knows the second only, and makes one of its own from lines where it lacks
        told["partialFingerprints"] = {
            "moveready/v1": place.fingerprint,
            "primaryLocationLineHash": f"{place.fingerprint}:1",
        }
    if known and known.by in {"suppression", "answer"}:
        told["suppressions"] = [_suppression(known)]
    if has_baseline:
        told["baselineState"] = "unchanged" if known and known.by in {"baseline", "unchanged"} else "new"
    told["properties"] = dict(_properties(spot))
    return told


def _suppression(known: Accepted) -> dict[str, Any]:
    until = {"until": known.until.isoformat()} if known.until else {}
    owner = {"owner": printable(known.owner)} if known.owner else {}
    more = {"properties": {**owner, **until}} if owner or until else {}
    justification = {"justification": why_accepted(known)}
    return {"kind": "external", "status": "accepted", **justification, **more}


def _properties(spot: Spot) -> Iterator[tuple[str, str]]:
    """Yield what SARIF has no words for."""
    yield "severity", spot.rule.severity
    yield "confidence", spot.finding.confidence
    if spot.finding.install is not None:
        yield "install", printable(spot.finding.install)
    if spot.place.doubt:
        yield "doubt", printable(spot.place.doubt)


def _location(location: Location, paths: Paths) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _file(location, paths)}
    if location.line is not None:
        physical["region"] = {"startLine": max(location.line, 1)}
    if location.table is None:
        return {"physicalLocation": physical}
    table = printable(location.table)
    whole = f"{printable(location.path)}::{table}"
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"name": table, "fullyQualifiedName": whole, "kind": "table"}],
    }


def _file(location: Location, paths: Paths) -> dict[str, str]:
    path = paths.name(location)
    base = "HANDED_IN" if paths.of(location) is None else "SRCROOT"
    return {"uri": "./" if path == "." else quote(path), "uriBaseId": base}


def _artifact(dump: DumpRead, paths: Paths) -> dict[str, Any]:
    text = f"A database dump: {dump.tables:,} tables, {dump.rows:,} rows"
    return {
        "location": _file(Location(dump.path), paths),
        "roles": ["analysisTarget"],
        "description": {"text": text},
    }


def _plain(text: str) -> str:
    r"""
    Return a text that a viewer takes for no link and no placeholder.

    >>> _plain("$a[0](x) {1} {$x}")
    '$a\\[0\\](x) {{1}} {$x}'
    """
    if "](" in text:
        text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return _PLACEHOLDER.sub(r"{{\1}}", text)
