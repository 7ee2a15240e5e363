"""The choice of a PHP version in words: what runs on which, and what stands in the way."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from audit.model.code import Incompatibility
from audit.model.facts import ExtensionKind
from audit.model.php import PhpChoice, PhpPart, PhpVerdict
from audit.model.report import Report
from audit.render.code_words import ENCODED
from audit.render.wording import SYSTEMS, core, extensions, listed, nouns, number, systems

_CORE = {
    "runs": "Is made for it",
    "too-old": "Needs a newer PHP",
    "too-new": "Is made for older PHP: update it",
    "unknown": "Not known",
}
_CALLED = {str(cms): name for cms, name in SYSTEMS.items()}
_KINDS = ("core", "own", "extension", "package")


class VersionRow(NamedTuple):
    """How a site would do on a version of PHP."""

    version: str
    mark: str  # what is best about it; empty: nothing
    ends: str  # the last day on which it can be chosen; empty: no end is known
    core: str
    broken: tuple[str, ...]  # what does not run, counted
    inactive: tuple[str, ...]  # what is switched off, and would not run
    doubts: int  # parts that may not run
    deprecated: int


class Obstacle(NamedTuple):
    """A part of a site that does not run on some versions of PHP."""

    part: PhpPart
    name: str
    kind: str  # what the part is; empty: its name says so
    versions: str
    matters: bool  # it rules out the best version, or a newer one
    asks: tuple[str, ...]
    breaks: tuple[Incompatibility, ...]


class Parts:
    """What the parts of a site's code are called."""

    def __init__(self, report: Report) -> None:
        self._systems = systems(report)
        self._nouns = nouns(SYSTEMS)
        self._names = {item.path: item.name for item in reversed(report.extensions) if item.path}

    def name(self, part: PhpPart) -> str:
        """Return the name of a part."""
        if part.path in self._names:
            return self._names[part.path]
        if part.kind == "own":
            return f"Code beside the {extensions(self._systems).lower()}"
        if part.kind == "core" and part.path is None:
            return f"{listed([SYSTEMS[cms] for cms in self._systems]) or 'The core'} itself"
        if part.kind == "core":
            first, _, rest = part.name.partition(" ")
            return f"{_CALLED.get(first, first)} {rest}".strip()
        return part.name[:1].upper() + part.name[1:] if part.name == "third-party code" else part.name

    def kind(self, part: PhpPart) -> str:
        """Return what a part is, where its name does not tell."""
        if part.kind == "extension" and part.what is not None:
            noun = self._nouns.get(part.what, "extension")
            return f"{noun}, inactive" if part.active is False else noun
        if part.kind == "package" and "/" in part.name:
            return "Composer package"
        return "part of the core" if part.kind == "core" and part.path in self._names else ""


def sentence(report: Report) -> str:
    """Return in a sentence or two which version of PHP suits the site."""
    choice, place = report.php, report.platform.name
    if choice is None or not choice.verdicts:
        return f"Which versions of PHP {place} offers is not known."
    newest = choice.verdicts[0].version
    if choice.best is None:
        least = nearest(choice)
        said = f"No version of PHP that {place} offers suits all that is in use"
        said += f"; {least.version} comes closest." if len(choice.verdicts) > 1 else "."
    elif end := ending(choice, choice.best):
        said = f"PHP {choice.best} is the only one that {place} offers on which nothing in use was found to"
        said += f" break, and it can be chosen until {end} only."
        if (least := nearest(choice)).ends is None:
            said += f" Of those that stay, {least.version} comes closest."
    elif choice.best == newest:
        said = f"Nothing was found that breaks on PHP {newest}, the newest that {place} offers."
    elif has_newer(choice):
        said = f"PHP {choice.best} is the newest that {place} offers for which {_cores(report)} is made, and"
        said += " nothing in use was found that breaks on it."
    else:
        said = (
            f"PHP {choice.best} is the newest that {place} offers on which nothing in use was found to break."
        )
    if note := core_note(report):
        said += f" That is the code beside the core: {note}."
    if encoded := sum(one.format in ENCODED for one in report.binaries):
        said += f" {number(encoded, 'encoded file')} could not be looked into."
    return said


def core_note(report: Report) -> str:
    """Return what is to be said of the core, on the version that suits the rest; empty: it runs as well."""
    choice = report.php
    if choice is None or not choice.verdicts:
        return ""
    verdict = next((one for one in choice.verdicts if one.version == choice.best), nearest(choice))
    name = _cores(report)
    if verdict.core == "too-new":
        return f"{name} is made for older PHP and has to be updated"
    if verdict.core != "unknown":
        return ""
    if are_cores_known(report):
        return f"{name} is older than PHP {verdict.version}, and whether it runs on it is not known here"
    return f"what {name} runs on is not known here"


def has_newer(choice: PhpChoice) -> bool:
    """Return whether nothing breaks on newer versions either, of which nobody knows how the core does."""
    newer = choice.verdicts[: [one.version for one in choice.verdicts].index(choice.best or "")]
    return any(one.suits and one.core == "unknown" for one in newer)


def _cores(report: Report) -> str:
    cores = list(dict.fromkeys(map(core, report.installs)))
    return f"{cores[0]} itself" if len(cores) == 1 else "one of the cores here"


def are_cores_known(report: Report) -> bool:
    """Return whether it is known of a version of PHP how the core does on it."""
    return report.php is not None and any(verdict.core != "unknown" for verdict in report.php.verdicts)


def nearest(choice: PhpChoice) -> PhpVerdict:
    """Return the version on which the fewest parts in use break, the newest of those that stay."""
    staying = [verdict for verdict in choice.verdicts if verdict.ends is None]
    return min(staying or choice.verdicts, key=lambda verdict: len(in_use(verdict.obstacles)))


def ending(choice: PhpChoice, version: str | None) -> str:
    """Return the last day on which a version can be chosen; empty: no end is known."""
    found = next((verdict for verdict in choice.verdicts if verdict.version == version), None)
    return str(found.ends) if found and found.ends else ""


def in_use(found: Iterable[PhpPart]) -> list[PhpPart]:
    """Return those that are not known to be switched off."""
    return [part for part in found if part.active is not False]


def rows(report: Report) -> list[VersionRow]:
    """Return a row for each version, the newest first."""
    choice = report.php
    if choice is None or not choice.verdicts:
        return []
    lasts = choice.best is not None and not ending(choice, choice.best)
    least = None if lasts or len(choice.verdicts) == 1 else nearest(choice).version
    kinds = nouns(SYSTEMS)
    return [
        VersionRow(
            verdict.version,
            "Best" if verdict.version == choice.best else "Fewest obstacles" * (verdict.version == least),
            ending(choice, verdict.version),
            _CORE[verdict.core],
            (*_counted(verdict.broken, kinds), *_others(verdict.obstacles)),
            tuple(_counted(verdict.broken_inactive, kinds)),
            verdict.doubts,
            verdict.deprecated,
        )
        for verdict in choice.verdicts
    ]


def obstacles(report: Report, of: Literal["obstacles", "doubts"] = "obstacles") -> list[Obstacle]:
    """Return each part that is in the way of a version once: what is in use first, the core before all."""
    choice = report.php
    if choice is None:
        return []
    offered = [verdict.version for verdict in choice.verdicts]
    wanted = offered[: offered.index(choice.best) + 1] if choice.best in offered else offered
    found = choice.obstacles if of == "obstacles" else choice.doubts
    parts = Parts(report)
    told = [
        Obstacle(
            one.part,
            parts.name(one.part),
            parts.kind(one.part),
            spread(one.versions, offered),
            not set(one.versions).isdisjoint(wanted),
            tuple(_asked(one.part, range_) for range_ in one.asks),
            tuple(sorted(one.breaks, key=lambda broken: (-_reach(broken, offered), -broken.times))),
        )
        for one in found
    ]
    blocked = {one.part: len(one.versions) for one in found}
    return sorted(
        told,
        key=lambda one: (
            one.part.active is False,
            _KINDS.index(one.part.kind),
            -blocked[one.part],
            one.name.casefold(),
        ),
    )


def spread(versions: Iterable[str], offered: Sequence[str]) -> str:
    """
    Return versions in words, out of those offered (the newest first).

    >>> offered = ["8.5", "8.4", "8.3", "7.4"]
    >>> spread({"8.5", "8.4"}, offered), spread(offered, offered), spread({"7.4"}, offered)
    ('8.4 and newer', 'any version', '7.4')
    >>> spread({"8.3", "7.4"}, offered), spread({"8.5", "7.4"}, offered)
    ('8.3 and older', '7.4 and 8.5')
    """
    told = [version for version in offered if version in set(versions)]
    if len(told) == len(offered) > 1:
        return "any version"
    if len(told) > 1 and told == list(offered[: len(told)]):
        return f"{told[-1]} and newer"
    if len(told) > 1 and told == list(offered[-len(told) :]):
        return f"{told[0]} and older"
    return listed(told[::-1])


def _counted(
    broken: Mapping[ExtensionKind, tuple[int, int]], kinds: Mapping[ExtensionKind, str]
) -> list[str]:
    return [
        f"{broken[kind][0]:,} of {number(broken[kind][1], noun)}"
        for kind, noun in kinds.items()
        if kind in broken and broken[kind][0]
    ]


def _others(found: Iterable[PhpPart]) -> list[str]:
    """Return the parts that are no extensions."""
    kinds = [part.kind for part in found]
    packages = kinds.count("package")
    told = ["other code of the site"] if "own" in kinds else []
    return told + ([number(packages, "package")] if packages else [])


def _asked(part: PhpPart, range_: str) -> str:
    low, _, high = range_.partition(" - ")
    if part.kind == "core" and high:
        return f"made for PHP {low} to {high}"
    if part.kind == "core" and low.startswith(">=") and low[2:].replace(".", "").isdigit():
        return f"made for PHP {low[2:]} and newer"
    return f"asks for PHP {range_}"


def _reach(broken: Incompatibility, offered: Sequence[str]) -> int:
    """Return how many of the versions offered a reason rules out."""
    since = _number(broken.version)
    return sum((_number(one) >= since) == (broken.effect == "removed") for one in offered)


def _number(version: str) -> float:
    major, _, minor = version.partition(".")
    return int(major) * 100 + int(minor or 0) if (major + (minor or "0")).isdecimal() else 0
