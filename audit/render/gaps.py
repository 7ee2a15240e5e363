"""What a list of findings does not show: what was not read or judged, and what is accepted or settled."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from audit.model.facts import Location
from audit.model.report import Acceptance, Report, SuppressionUsed
from audit.render.places import printable
from audit.render.wording import number

WHOLE = Location(".")


class Gap(NamedTuple):
    """Something that no finding tells."""

    kind: str  # stable
    text: str
    location: Location = WHOLE
    matters: bool = True  # False: nothing is hidden by it
    rules: tuple[str, ...] = ()  # that could not be assessed
    stays: str = ""  # what tells it from others while its counts change; empty: its text


KINDS = {  # what it is, and what to do
    "not-read": (
        "Something could not be read, or not wholly",
        "What lies there is not judged. Mend it, or hand it in again.",
    ),
    "not-assessed": (
        "A check could not be made, or not wholly",
        "That it found nothing says nothing. Hand in what it looks at.",
    ),
    "not-looked-for": ("There is no check for it yet", "Ask at kick-off."),
    "dump-not-read": ("A dump lies there that nobody named", "Name it with --dump, or move it away."),
    "suppression-expired": (
        "The last day of a suppression is over",
        "What it accepted counts again. Mend that, or give the suppression a later day.",
    ),
    "suppression-unused": ("A suppression accepts nothing", "Take it out of the configuration."),
    "accepted": ("A baseline or a suppression accepts places", "Look at them before the move."),
    "settled": (
        "Nothing is found any more at a place of the baseline",
        "Make the baseline anew, so that it cannot come back unseen.",
    ),
    "left-out": ("There are more places than code scanning takes", "Look at another format, which has all."),
}


def gaps(report: Report) -> list[Gap]:
    """Return all of them, what hides most first."""
    told = [*unread(report), *unassessed(report), *unlooked(report), *accepted(report)]
    if count := len(list(settled(report))):
        text = f"Nothing is found any more at {number(count, 'place')} of the baseline."
        told.append(Gap("settled", text, matters=False, stays="settled"))
    return told


def unread(report: Report) -> Iterator[Gap]:
    """Yield what could not be read."""
    for problem in sorted(report.coverage.problems, key=lambda one: not one.hides):
        yield Gap("not-read", printable(problem.text), problem.location, problem.hides)


def unassessed(report: Report) -> Iterator[Gap]:
    """Yield the reasons for which checks could not be made, with the checks of each."""
    rules: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for item in report.unassessed:
        rules[item.reason][item.rule] = None
    for reason, those in rules.items():
        text = f"{number(len(those), 'check')} could not be made, or not wholly: {reason}"
        yield Gap("not-assessed", printable(text), rules=tuple(those), stays=reason)


def unlooked(report: Report) -> Iterator[Gap]:
    """Yield what no check looks for, and what nobody asked to be read."""
    for gap in report.coverage.gaps:
        yield Gap("not-looked-for", printable(gap))
    for path in report.coverage.candidates:
        yield Gap("dump-not-read", printable(f"{path} may be the site's database dump: name it with --dump."))


def accepted(report: Report) -> Iterator[Gap]:
    """Yield what is accepted, and suppressions that accept nothing."""
    known = report.acceptance
    if known is None:
        return
    for one in known.suppressions:
        if one.state != "used":
            yield _suppression(one)
    if known.known or known.suppressed or known.unchanged:
        yield Gap("accepted", printable(_counts(known)), matters=False, stays="accepted")


def settled(report: Report) -> Iterator[Gap]:
    """Yield the places of a baseline that are settled."""
    for place in report.acceptance.settled if report.acceptance else ():
        text = printable(f"Settled: {place.rule}: {place.text}")
        yield Gap("settled", text, Location(place.path), matters=False, rules=(place.rule,))


def _suppression(one: SuppressionUsed) -> Gap:
    at = f" in {one.place}" if one.place else ""
    if one.state == "expired":
        fits = number(one.places, "place")
        text = (
            f"The suppression of {one.rule}{at} ended on {one.until}; {fits} of it count again. {one.reason}"
        )
        return Gap("suppression-expired", printable(text), rules=(one.rule,), stays=f"{one.rule}{at}")
    text = f"The suppression of {one.rule}{at} fits nothing any more: {one.reason}"
    return Gap("suppression-unused", printable(text), matters=False, rules=(one.rule,))


def _counts(known: Acceptance) -> str:
    by = [
        *([f"{known.known:,} by the baseline {known.baseline}"] if known.known else []),
        *([f"{known.suppressed:,} by suppressions"] if known.suppressed else []),
        *([f"{known.unchanged:,} not touched since {known.since}"] if known.unchanged else []),
    ]
    return f"{number(known.known + known.suppressed + known.unchanged, 'place')} accepted: {', '.join(by)}."
