"""A baseline: the places that were known on a day, by content and not by line."""

from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct, json

from audit.errors import AuditError
from audit.model.report import Report, Settled

_FORMAT: Literal["moveready-baseline/1"] = "moveready-baseline/1"
_NAME = "moveready-baseline/"


class Known(Struct, frozen=True):
    """A place of a baseline."""

    rule: str
    fingerprint: str
    path: str
    text: str


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A baseline as it is written down; the digest is of its places, as somebody may have edited them."""

    format: Literal["moveready-baseline/1"]
    tool: str
    platform: str
    made: str | None
    digest: str
    places: tuple[Known, ...]


class Baseline(Struct, frozen=True):
    """A baseline that was read."""

    path: str
    places: tuple[Known, ...]

    @property
    def fingerprints(self) -> frozenset[str]:
        """Return those of all its places."""
        return frozenset(place.fingerprint for place in self.places)


def settled(baseline: Baseline, found: set[str]) -> tuple[Settled, ...]:
    """Return the places at which nothing is found any more."""
    return tuple(
        Settled(rule=place.rule, path=place.path, text=place.text)
        for place in baseline.places
        if place.fingerprint not in found
    )


def written(report: Report) -> str:
    """Return the baseline of a report: all places but those that are suppressed for a reason."""
    places = tuple(
        sorted(
            (
                Known(finding.rule.id, place.fingerprint, place.location.path, place.text)
                for finding in report.findings
                for place in finding.places
                if place.accepted is None or place.accepted.by == "baseline"
            ),
            key=lambda known: (known.rule, known.path, known.text, known.fingerprint),
        )
    )
    file = _File(
        format=_FORMAT,
        tool=f"{report.tool.name} {report.tool.version}",
        platform=report.platform.id,
        made=report.made,
        digest=_digest(places),
        places=places,
    )
    return json.format(json.encode(file), indent=1).decode() + "\n"


def read(data: bytes, path: str, platform: str) -> Baseline:
    """
    Return a baseline.

    Raises AuditError where it is none, of another version or platform, or was changed by hand.
    """
    try:
        named = json.decode(data, type=dict[str, msgspec.Raw])
        found = json.decode(named.get("format", b'""'))
        if isinstance(found, str) and found.startswith(_NAME) and found != _FORMAT:
            raise AuditError(f"{path}: {found} is of another version of moveready; this one reads {_FORMAT}.")
        file = json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AuditError(f"{path}: no baseline of moveready: {error}") from error
    if file.digest != _digest(file.places):
        raise AuditError(
            f"{path}: it was changed by hand, or is not whole. Accept single places with suppressions in "
            "moveready.toml, or make a new one with `moveready baseline`."
        )
    if file.platform != platform:
        raise AuditError(f"{path}: it was made for {file.platform}, and this scan is for {platform}.")
    return Baseline(path, file.places)


def _digest(places: tuple[Known, ...]) -> str:
    return sha256(json.encode(places)).hexdigest()
