"""Suppressions: what they accept, and which of them are expired or of no use."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from audit.model.config import Suppression
from audit.model.report import SuppressionUsed
from audit.model.rules import Accepted, Evidence
from audit.sources.globs import Globs


class Suppressor:
    """The suppressions of a repository, on the day of a scan."""

    def __init__(self, suppressions: Sequence[Suppression], day: dt.date) -> None:
        self._all = suppressions
        self._day = day
        self._globs = [Globs.of((one.path,)) if one.path is not None else None for one in suppressions]
        self._places: Counter[int] = Counter()

    def accepted(self, rule: str, place: Evidence) -> Accepted | None:
        """Return why a place of a rule is accepted, by the first suppression that fits and still counts."""
        for number, (one, globs) in enumerate(zip(self._all, self._globs, strict=True)):
            if one.rule == rule and (globs is None or globs.match(place.location.path)):
                self._places[number] += 1
                if not self._is_expired(one):
                    return Accepted(by="suppression", reason=one.reason, owner=one.owner, until=one.until)
        return None

    def used(self) -> tuple[SuppressionUsed, ...]:
        """Return what became of each, in their order."""
        return tuple(
            SuppressionUsed(
                rule=one.rule,
                place=one.path,
                reason=one.reason,
                owner=one.owner,
                until=one.until.isoformat() if one.until else None,
                places=self._places[number],
                state="expired" if self._is_expired(one) else "used" if self._places[number] else "unused",
            )
            for number, one in enumerate(self._all)
        )

    def _is_expired(self, one: Suppression) -> bool:
        return one.until is not None and one.until < self._day
