"""Sentences about changes that the text and the page share."""

from audit.model.changes import ChangeKind, Changes, Side, Value
from audit.render.wording import number

SIGNS: dict[ChangeKind, str] = {"added": "+", "removed": "-", "changed": "~"}
_NONE = "-"


def verdict(changes: Changes) -> str:
    """Return what there is to say in one sentence."""
    total = sum(len(section.changes) for section in changes.sections)
    if total:
        return f"{number(total, 'change')} since the first report."
    if any(section.left_out for section in changes.sections):
        return "No change in what could be compared."
    return "No change since the first report."


def side(one: Side) -> str:
    """
    Return what a report is, in one line.

    >>> side(Side(path="old.json", made="2026-11-02T09:00:00Z", tool="moveready 0.1", platform="P", read=()))
    'old.json, made 2026-11-02 09:00 UTC by moveready 0.1'
    """
    made = f", made {one.made[:16].replace('T', ' ')} UTC" if one.made else ""
    return f"{one.path}{made} by {one.tool}"


def value(one: Value, kind: ChangeKind) -> str:
    """
    Return a value, or what it was and what it is.

    >>> value(Value("version", "1.0", None), "changed"), value(Value("version", "1.0", None), "removed")
    ('version: 1.0 → -', 'version: 1.0')
    """
    if kind == "changed":
        return f"{one.name}: {_told(one.before)} → {_told(one.after)}"
    return f"{one.name}: {_told(one.after if kind == 'added' else one.before)}"


def _told(text: str | None) -> str:
    return _NONE if text is None else text or '""'
