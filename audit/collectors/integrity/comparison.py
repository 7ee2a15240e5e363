"""How the files of a core compare with those of one release."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from audit.collectors.integrity.contents import CoreContent
from audit.collectors.integrity.plan import CorePlan, runs
from audit.collectors.places import below
from audit.model.code import CoreFileState
from audit.model.manifests import Manifest
from audit.parsers.versions import in_range
from audit.sources.globs import Globs

Contents = Mapping[str, CoreContent]  # what is not as expected, by path in the manifest


class Difference(NamedTuple):
    """A file that is not as released."""

    state: CoreFileState | None  # None: it differs, but also between packages of the same release
    path: str  # as the manifest writes it
    place: str
    of: tuple[int, ...] = ()  # releases that have this content


class Comparison(NamedTuple):
    """How a core compares with one release."""

    right: int
    line_ends: int  # that differ in their line ends only
    differences: tuple[Difference, ...]

    def count(self, state: CoreFileState | None) -> int:
        """Return how many files are in this state."""
        return sum(one.state == state for one in self.differences)

    @property
    def compared(self) -> int:
        """Return how many files of the release are there."""
        return self.right + self.line_ends + self.count("modified") + self.count(None)


def compare_with(plan: CorePlan, contents: Contents, release: int) -> Comparison:
    """Return how the files of a plan compare with a release, which need not be the plan's own."""
    manifest = plan.core.manifest
    expected = plan.expected if release == plan.release else manifest.at(release)
    builds = unproven(plan, release)
    differences = [*_missing(plan, expected, builds), *_others(plan, contents, expected)]
    right = line_ends = 0
    for path in expected.keys() & plan.present.keys():
        found = contents.get(path)
        own, ends = (plan.expected[path], ()) if found is None else (found.hashes, found.line_ends)
        if not set(own).isdisjoint(expected[path]):
            right += 1
        elif not set(ends).isdisjoint(expected[path]):
            line_ends += 1
        elif own:  # else it is too large to be told
            of = _releases(manifest, path, own + ends)
            state: CoreFileState | None = None if builds.match(path) else "modified"
            differences.append(Difference(state, path, plan.present[path], of))
    return Comparison(right, line_ends, tuple(differences))


def hashes_of(plan: CorePlan, contents: Contents, path: str) -> tuple[str, ...]:
    """Return what a file may be said to hold."""
    found = contents.get(path)
    return plan.expected.get(path, ()) if found is None else found.hashes + found.line_ends


def unproven(plan: CorePlan, release: int) -> Globs:
    """Return the files that differ between packages of a release."""
    name = plan.core.manifest.releases[release]
    builds = plan.core.shape.builds
    fitting = (one for one in builds if one.versions is None or in_range(name, one.versions))
    return Globs.of(tuple(path for build in fitting for path in build.paths))


def _missing(plan: CorePlan, expected: Mapping[str, tuple[str, ...]], builds: Globs) -> Iterator[Difference]:
    free = Globs.of((*plan.core.shape.own, *plan.core.shape.spare))
    for path in expected.keys() - plan.present.keys() - plan.hidden:
        if not free.match(path) and not builds.match(path):
            yield Difference("missing", path, below(plan.top, path))


def _others(
    plan: CorePlan, contents: Contents, expected: Mapping[str, tuple[str, ...]]
) -> Iterator[Difference]:
    """Yield the files that are none of the release."""
    for path in plan.present.keys() - expected.keys():
        of = _releases(plan.core.manifest, path, hashes_of(plan, contents, path))
        if of:
            yield Difference("left-over", path, plan.present[path], of)
        elif runs(path):
            yield Difference("unknown", path, plan.present[path])
    start = len(below(plan.top, ""))
    for place in plan.unknown:
        yield Difference("unknown", place[start:], place)


def _releases(manifest: Manifest, path: str, hashes: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(
        number
        for content in manifest.contents(path)
        if content.hash in hashes
        for first, last in content.spans
        for number in range(first, last + 1)
    )
