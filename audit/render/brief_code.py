"""What a kick-off asks first of a site's code: its PHP, its core, its programs, its repository."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from audit.model.code import CoreCheck, ProcessKind
from audit.model.php import PhpPart, PhpStanding
from audit.model.report import Report
from audit.render.code_words import ENCODED, PAGES, TOOLS
from audit.render.php import Parts, core_note, ending, has_newer, in_use, nearest
from audit.render.point import Point
from audit.render.wording import SYSTEMS, listed, number, size

_NAMES = 5  # of extensions of PHP
_ANSWERS = 3  # of installs whose cores differ
_RUNNING: tuple[ProcessKind, ...] = ("cron", "daemon", "container", "server", "cgi", "ssi")


def platform_points(report: Report) -> Iterator[Point]:
    """Yield what a move depends on: the version of PHP, its extensions, whether the core was changed."""
    yield from _php(report)
    yield from _extensions(report)
    yield from _cores(report)


def code_points(report: Report) -> Iterator[Point]:
    """Yield what else there is in the code: programs, services, languages, the repository."""
    yield from _programs(report)
    yield from _processes(report)
    yield from _languages(report)
    yield from _binaries(report)
    yield from _secrets(report)
    yield from _repositories(report)


def _php(report: Report) -> Iterator[Point]:
    choice = report.php
    if choice is None or not choice.verdicts:
        return
    parts = Parts(report)
    if choice.best is None:
        least = nearest(choice)
        says = f"None that {report.platform.name} offers suits all that is in use"
        says += f"; {least.version} comes closest, but not for" if len(choice.verdicts) > 1 else ""
        yield Point("PHP version", says, _named(parts, in_use(least.obstacles)), "needs", urgent=True)
        return
    versions = [verdict.version for verdict in choice.verdicts]
    newer = choice.verdicts[: versions.index(choice.best)]
    blocking = [part for verdict in newer for part in in_use(verdict.obstacles)]
    end = ending(choice, choice.best)
    says = f"{choice.best}: nothing in use was found that breaks"
    says += f", but it can be chosen until {end} only" if end else ""
    if note := core_note(report):
        says += f"{';' if end else ', but'} {note}"
    if blocking:
        says += "; newer ones do not suit"
    elif has_newer(choice):
        says += "; how the core does on newer ones is not known here"
    yield Point("PHP version", says, _named(parts, blocking), "needs", urgent=bool(end))


def _named(parts: Parts, found: Iterable[PhpPart]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(parts.name, found)))


def _extensions(report: Report) -> Iterator[Point]:
    def of(standing: PhpStanding) -> list[str]:
        needs = report.php.extensions if report.php else ()
        return [need.name for need in needs if need.standing == standing and need.sure == "certain"]

    lacking, unsaid = of("lacks"), of("undocumented")
    place, told = report.platform.name, []
    if lacking:
        told.append(f"{_few(lacking)} {'is' if len(lacking) == 1 else 'are'} not on {place}")
    if unsaid:
        told.append(f"{_few(unsaid)} {'is' if len(unsaid) == 1 else 'are'} not documented for {place}: ask")
    if told:
        yield Point("PHP extensions", "; ".join(told), (), "needs", urgent=bool(lacking))


def _few(names: Sequence[str]) -> str:
    more = [f"{len(names) - _NAMES:,} more"] if len(names) > _NAMES else []
    return listed([*names[:_NAMES], *more])


def _cores(report: Report) -> Iterator[Point]:
    checks = {check.install: check for check in report.core}
    told: list[str] = []
    for install in report.installs:
        if install.core:
            check = checks.get(install.root)
            version = f" {install.version}" if install.version else ""
            says = _core(check) if check else "not compared with its releases"
            told.append(f"{SYSTEMS[install.cms]}{version}: {says}")
    counts = [f"{one}{f' ({times} times)' * (times > 1)}" for one, times in Counter(told).items()]
    if counts:
        more = [f"and {len(counts) - _ANSWERS:,} more"] if len(counts) > _ANSWERS else []
        changed = any(check.state in {"changed", "mixed"} for check in report.core)
        yield Point("Core files", "; ".join(counts[:_ANSWERS] + more), (), "core", urgent=changed)


def _core(check: CoreCheck) -> str:
    if check.state == "intact":
        beside = f", and {number(check.left_over, 'file')} of other releases" if check.left_over else ""
        return f"{number(check.files, 'file')} as released{beside}"
    if check.state == "mixed":
        return f"files of {listed(check.matched) or 'two releases'} side by side"
    if check.state == "changed":
        counts = {
            "modified": check.modified,
            "missing": check.missing,
            "unknown": check.unknown,
            "of other releases": check.left_over,
        }
        return f"changed ({listed([f'{count:,} {word}' for word, count in counts.items() if count])})"
    if check.state == "incomplete":
        return "most files are not here, so whether they were changed is not known"
    return "fits no known release, so whether it was changed is not known"


def _programs(report: Report) -> Iterator[Point]:
    needs = report.php.programs if report.php else ()
    names = [need.name for need in needs if need.name is not None]
    computed = sum(need.times for need in needs if need.name is None)
    told = [f"Code starts {number(len(names), 'program')}"] if names else []
    if computed:
        places = number(computed, "place")
        told.append(
            f"in {places} one that is decided at run time" if told else f"Decided at run time in {places}"
        )
    if told:
        yield Point("Programs", "; ".join(told), tuple(names), "needs", short=False)


def _processes(report: Report) -> Iterator[Point]:
    found = [one for one in report.processes if one.kind in _RUNNING and one.own and not one.for_work]
    if found:
        names = tuple(dict.fromkeys(one.name for one in found))
        what = "job or service" if len(found) == 1 else "jobs and services"
        yield Point("Beside PHP", f"{len(found):,} {what} of the server", names, "needs", short=False)


def _languages(report: Report) -> Iterator[Point]:
    files: Counter[str] = Counter()
    for language in report.languages:
        if language.name not in PAGES | TOOLS:
            files[language.name] += language.files
    told = [f"{name} ({number(count, 'file')})" for name, count in files.most_common() if count]
    if told:
        yield Point("Other languages", listed(told), (), "needs", short=False)


def _binaries(report: Report) -> Iterator[Point]:
    encoded = [one for one in report.binaries if one.format in ENCODED]
    if encoded:
        makers = tuple(dict.fromkeys(one.format for one in encoded))
        says = f"{number(len(encoded), 'file')} of PHP that only a loader can read"
        yield Point("Encoded code", says, makers, "needs", urgent=True, short=False)


def _secrets(report: Report) -> Iterator[Point]:
    places = len({secret.location.path for secret in report.secrets if secret.own})
    if places:
        yield Point(
            "Secrets in files", f"{number(places, 'file')} with keys or passwords", (), "files", short=False
        )


def _repositories(report: Report) -> Iterator[Point]:
    for one in report.repository[:_ANSWERS]:
        told = [] if one.location.path == "." else [f"in {one.location.path}"]
        told += [one.branch or "no branch"] if one.head else ["no commit yet"]
        told += [] if one.commits is None else [number(one.commits, "commit")]
        told += [size(one.bytes)] if one.bytes else []
        told += [f"{number(one.changed, 'file')} not committed"] if one.changed else []
        told += [f"{number(one.untracked, 'file')} not under version control"] if one.untracked else []
        yield Point("Git repository", ", ".join(told), (), "repository", short=False)
