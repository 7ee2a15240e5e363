"""The changes between two reports, for a terminal or a ticket."""

from collections.abc import Iterator

from audit.model.changes import Change, Changes, Section
from audit.render.changes.words import SIGNS, side, value, verdict

_MOST = 40  # changes of a section; the other formats have them all


def render(changes: Changes) -> str:
    """Return the changes, a line for each."""
    return "".join(f"{_shown(line)}\n" for line in _lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield verdict(changes)
    yield f"  from {side(changes.old)}"
    yield f"  to   {side(changes.new)}"
    yield from (f"Note: {remark}" for remark in changes.remarks)
    for section in changes.sections:
        if section.changes or section.left_out:
            yield ""
            yield f"{section.title} ({len(section.changes):,})"
            yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    if section.left_out:
        yield f"  Not compared, or not wholly: {section.left_out}"
    for change in section.changes[:_MOST]:
        yield from _change(change)
    if len(section.changes) > _MOST:
        yield f"  and {len(section.changes) - _MOST:,} more, which JSON and HTML have"


def _change(change: Change) -> Iterator[str]:
    where = f" in {change.install}" if change.install not in {None, "."} else ""
    yield f"  {SIGNS[change.kind]} {change.subject}{where}"
    if change.values:
        yield f"      {'; '.join(value(one, change.kind) for one in change.values)}"


def _shown(line: str) -> str:
    """
    Return a line without what would move a terminal's cursor or turn its text around.

    >>> _shown("a" + chr(27) + "[2J")
    'a[U+001B][2J'
    """
    return "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in line)
