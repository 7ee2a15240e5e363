"""GitLab's Code Quality report: what is news; what is accepted is counted."""

import re
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from msgspec import json

from audit.model.facts import Location
from audit.model.report import Report
from audit.model.rules import Severity
from audit.render.gaps import gaps
from audit.render.places import Paths, message, news, printable, unbroken

_SEVERITIES: dict[Severity, str] = {
    "blocker": "blocker",
    "major": "major",
    "minor": "minor",
    "note": "info",
}
_NUMBER = re.compile(r"\d[\d.,]*")


def render(report: Report) -> str:
    """Return the report; GitLab tells what is new or fixed by the fingerprints of two of them."""
    issues = [*_news(report), *_gaps(report)]
    return json.format(json.encode(issues), indent=1).decode() + "\n"


def _news(report: Report) -> Iterator[dict[str, Any]]:
    paths = Paths(report)
    for spot in news(report):
        place, location = spot.place, spot.place.location
        yield {
            "description": message(spot),
            "check_name": printable(spot.rule.id),
            "fingerprint": place.fingerprint,
            "severity": _SEVERITIES[spot.rule.severity],
            "location": _location(location, paths),
        }


def _gaps(report: Report) -> Iterator[dict[str, Any]]:
    """Yield what findings do not show; its fingerprints stay while only numbers change."""
    paths = Paths(report)
    seen: Counter[tuple[str, str, str]] = Counter()
    for gap in gaps(report):
        told = (gap.kind, gap.location.path, _NUMBER.sub("#", gap.stays or gap.text))
        digest = _digest(*told, str(seen[told]))
        seen[told] += 1
        yield {
            "description": gap.text,
            "check_name": gap.kind,
            "fingerprint": digest,
            "severity": "info",
            "location": _location(gap.location, paths),
        }


def _location(location: Location, paths: Paths) -> dict[str, Any]:
    """Return where it is; the format wants a line, which is the first for a whole file."""
    return {"path": paths.name(location), "lines": {"begin": max(location.line or 1, 1)}}


def _digest(*parts: str) -> str:
    return blake2b(unbroken("\0".join(parts)).encode(), digest_size=8).hexdigest()
