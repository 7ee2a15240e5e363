"""The words that rules, platforms and plans share."""

import datetime as dt
from typing import Literal

from msgspec import Struct

Severity = Literal["blocker", "major", "minor", "note"]
Confidence = Literal["high", "medium", "low"]
NextStep = Literal["remove", "replace", "update", "configure", "rewrite", "convert", "ask", "none"]
Status = Literal["incompatible", "manual fix", "partial", "fixed by the platform"]
Scope = Literal["included", "known-fix", "premium", "customer", "out-of-scope", "platform-does-it"]


class Effort(Struct, frozen=True, forbid_unknown_fields=True):
    """Hours of work, our estimate: once for the rule, and for each place."""

    once: float = 0.0
    each: float = 0.0


class Citation(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a rule or limit is from, and the day on which somebody read it there."""

    url: str
    reviewed: dt.date
