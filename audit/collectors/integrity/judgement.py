"""Which release a core is of, and what of it is not as released."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from audit.collectors.integrity.comparison import Comparison, Contents, compare_with, hashes_of, unproven
from audit.collectors.integrity.contents import CoreContent
from audit.collectors.integrity.plan import CorePlan, release_of
from audit.collectors.integrity.releases import count_releases
from audit.model.code import CoreCheck, CoreFile, CoreFileState, CoreState
from audit.model.facts import Fact, Location, Problem

_SHOWN = 500  # files that are named
_NAMED = 5  # releases that are named
_MIXED = 3  # files of one other release; fewer were put there by hand
_FAR_TOO_FEW = 0.2  # of the files of a release: nothing more need be looked at
_TOO_FEW = 0.5  # of the files of a release that must be there, and of those there that must be right
_UNREAD = {"unreadable", "no-file"}  # problems of files that were not read at all
_ORDER: tuple[CoreFileState, ...] = ("unknown", "modified", "missing", "left-over")
_UNJUDGED = {"unrecognised", "incomplete"}
_SURE = 0.8  # of the files that must be right where nothing else tells the version


def judge_cores(plans: Iterable[CorePlan], facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield how the files of cores compare with their releases, and each that is not as released."""
    contents: defaultdict[str | None, dict[str, CoreContent]] = defaultdict(dict)
    unread: set[str] = set()
    for fact in facts:
        if isinstance(fact, CoreContent):
            contents[fact.install][fact.path] = fact
        elif isinstance(fact, Problem) and fact.kind in _UNREAD:
            unread.add(fact.location.path)
    for plan in plans:
        yield from _judge(plan, contents[plan.install.root], unread)


def _judge(plan: CorePlan, contents: Contents, unread: Container[str]) -> Iterator[Fact]:
    whole = len(plan.expected)
    if plan.release is not None and len(plan.present) < _FAR_TOO_FEW * whole:
        name = plan.core.manifest.releases[plan.release]
        text = f"Only {len(plan.present):,} of {whole:,} files of {name} are here."
        yield _check(plan, "incomplete", (name,), None, text)
        return
    present = {path: place for path, place in plan.present.items() if place not in unread}
    hidden = plan.hidden | (plan.present.keys() - present.keys())
    plan = plan._replace(present=present, hidden=hidden)
    best = _best(plan, contents)
    if not best:
        yield _check(plan, "unrecognised", (), None, "None of its files is in a known release.")
        return
    found = compare_with(plan, contents, best[0])
    named = tuple(plan.core.manifest.releases[number] for number in best[:_NAMED])
    state, reason, other = _state(plan, found, best)
    if other is not None:
        named = (named[0], plan.core.manifest.releases[other])
    yield _check(plan, state, named, found, _note(plan, reason, named))
    if state not in _UNJUDGED:
        yield from islice(_files(plan, found, best[0]), _SHOWN)


def _best(plan: CorePlan, contents: Contents) -> list[int]:
    """Return the releases that fit best, the best first."""
    if plan.release is None:
        return []
    stated = release_of(plan.install, plan.core)
    # Files that older releases had as well would speak for these, so what it says of itself comes first.
    if stated is not None and not compare_with(plan, contents, stated).count("modified"):
        return [stated]
    manifest = plan.core.manifest
    builds = unproven(plan, plan.release)
    spans = (
        (content.spans, 1)
        for path in plan.present
        if not builds.match(path)
        for content in manifest.contents(path)
        if content.hash in hashes_of(plan, contents, path)
    )
    scores = count_releases(len(manifest.releases), spans)
    top = max(scores)
    ties = [number for number, score in enumerate(scores) if score == top > 0]
    if stated in ties:
        return [stated]
    if len(ties) > 1:  # those that have the fewest files that are not here
        gone = (
            (one.spans, 1) for path in manifest.paths - plan.present.keys() for one in manifest.contents(path)
        )
        lacks = count_releases(len(manifest.releases), gone)
        least = min(lacks[number] for number in ties)
        ties = [number for number in ties if lacks[number] == least]
    return ties[::-1] or [plan.release]


def _state(plan: CorePlan, found: Comparison, best: list[int]) -> tuple[CoreState, str | None, int | None]:
    """Return the state, why nothing more can be said, and the second release of a mixed core."""
    name, version = plan.core.manifest.releases[best[0]], plan.install.version
    good = found.right + found.line_ends
    closest = f"The closest is {name}: {good:,} of {found.compared:,} files are as there."
    whole = found.compared + found.count("missing")
    if found.compared < _TOO_FEW * whole:
        text = f"Only {found.compared:,} of {whole:,} files of {name} are here."
        return "incomplete", text, None
    if plan.install.fork:
        return "unrecognised", f"{plan.install.fork} changes the core in ways not known here. {closest}", None
    ratio = good / found.compared if found.compared else 0.0
    stated = release_of(plan.install, plan.core)
    if version is not None and stated is None and not _only_version(plan, found):
        return "unrecognised", f"{version} is none of the releases that are known here. {closest}", None
    if ratio < (_SURE if version is None else _TOO_FEW):
        return "unrecognised", f"Too many files are not as released. {closest}", None
    if (other := _second(plan, found)) is not None:
        return "mixed", None, other
    is_changed = any(one.state not in {None, "left-over"} for one in found.differences)
    return ("changed" if is_changed else "intact"), None, None


def _second(plan: CorePlan, found: Comparison) -> int | None:
    """Return the release that some files are of, where that was no choice of a person."""
    changed = [one for one in found.differences if one.state == "modified" and one.of]
    version = [one.of[-1] for one in changed if one.place == plan.install.location.path]
    if version:
        return version[0]
    others = Counter(number for one in changed for number in one.of).most_common(1)
    return others[0][0] if others and others[0][1] >= _MIXED else None


def _only_version(plan: CorePlan, found: Comparison) -> bool:
    """Tell whether nothing but the file that names the version differs."""
    wrong = {one.place for one in found.differences if one.state == "modified"}
    return wrong <= {plan.install.location.path}


def _note(plan: CorePlan, reason: str | None, named: tuple[str, ...]) -> str | None:
    notes = [reason] if reason else []
    version = plan.install.version
    stated = release_of(plan.install, plan.core)
    if reason is None and version is None:
        notes.append(f"Nothing names its version; its files are those of {named[0]}.")
    elif reason is None and (stated is None or plan.core.manifest.releases[stated] not in named):
        notes.append(f"It calls itself {version}, but most of its files are those of {named[0]}.")
    if count := len(plan.install.patches):
        notes.append(f"Composer applies {count} patch{'es' if count > 1 else ''} to it.")
    return " ".join(notes) or None


def _check(
    plan: CorePlan, state: CoreState, named: tuple[str, ...], found: Comparison | None, note: str | None
) -> CoreCheck:
    judged = found is not None and state not in _UNJUDGED
    return CoreCheck(
        location=plan.install.location,
        install=plan.install.root,
        state=state,
        stated=plan.install.version,
        matched=named,
        files=found.compared if found else 0,
        modified=found.count("modified") if found and judged else 0,
        missing=found.count("missing") if found and judged else 0,
        unknown=found.count("unknown") if found and judged else 0,
        left_over=found.count("left-over") if found and judged else 0,
        line_ends=found.line_ends if found else 0,
        unproven=found.count(None) if found else 0,
        note=note,
    )


def _files(plan: CorePlan, found: Comparison, release: int) -> Iterator[CoreFile]:
    releases, folder = plan.core.manifest.releases, plan.core.shape.folder
    for state in _ORDER:
        for one in sorted(one for one in found.differences if one.state == state):
            near = sorted(sorted(one.of, key=lambda number: abs(number - release))[:_NAMED])
            yield CoreFile(
                location=Location(one.place),
                install=plan.install.root,
                state=state,
                seen_as=f"{folder}/{one.path}" if folder else one.path,
                of=tuple(releases[number] for number in near),
            )
