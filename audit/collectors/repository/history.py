"""The history of a repository: its commits, and the large files that they keep."""

import heapq
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audit.sources.git import Commit, History
from audit.sources.git_objects import Objects

COMMITS = 50_000  # that are read, of all branches together
TREES = 150_000  # folders of commits that are looked through for large files
LARGE = 5 << 20  # bytes
MOST = 20  # large files that are named

_FOLDER, _GITLINK = b"40000", b"160000"


class Walked(NamedTuple):
    """The commits that lead to some commits."""

    commits: dict[bytes, Commit]  # the newest first, as far as a heap of dates tells
    complete: bool  # all that there are; False: there were too many, or one lacks


class Large(NamedTuple):
    """A large file of the history."""

    path: bytes | None  # under which it was committed last; None: in a part that was not looked through
    size: int
    sha: bytes


def walk(history: History, tips: Iterable[bytes], known: Walked | None = None) -> Walked:
    """Return the commits from some tips on, and with them those known already."""
    found = dict(known.commits) if known else {}
    complete = known.complete if known else True
    heap: list[tuple[int, int, bytes, Commit]] = []
    queued: set[bytes] = set(found)

    def queue(sha: bytes) -> bool:
        if sha in queued:
            return True
        queued.add(sha)
        commit = history.commit(sha)
        if commit is not None:
            heapq.heappush(heap, (-commit.seconds, len(queued), sha, commit))
        return commit is not None

    for tip in tips:
        complete &= queue(tip)
    while heap:
        if len(found) >= COMMITS:
            return Walked(found, complete=False)
        _, _, sha, commit = heapq.heappop(heap)
        found[sha] = commit
        for parent in commit.parents:
            complete &= queue(parent)
    return Walked(found, complete)


def large_files(objects: Objects, walked: Walked, above: int = LARGE) -> Iterator[Large]:
    """Yield the largest files that the commits hold, the largest first."""
    wanted = {one.sha: one.size for one in objects.above(above) if one.kind == b"blob"}
    order = sorted(wanted, key=lambda sha: (-wanted[sha], sha))
    named, complete = _named(objects, walked, set(order[:MOST]))
    if complete and len(named) < min(MOST, len(order)):
        named, complete = _named(objects, walked, set(order))  # some of the largest are in no commit
    count = 0
    for sha in order:
        if count < MOST and (sha in named or not complete):
            count += 1
            yield Large(named.get(sha), wanted[sha], sha)


def _named(objects: Objects, walked: Walked, wanted: set[bytes]) -> tuple[dict[bytes, bytes], bool]:
    """Return the paths of objects, and whether all trees were looked through that had to be."""
    named: dict[bytes, bytes] = {}
    seen: set[bytes] = set()
    for commit in walked.commits.values():
        todo = [(b"", commit.tree)]
        while todo:
            if len(named) == len(wanted):
                return named, True
            prefix, tree = todo.pop()
            if tree in seen:
                continue
            if len(seen) >= TREES or len(prefix) > 4096:
                return named, False
            seen.add(tree)
            for kind, name, sha in objects.tree(tree) or ():
                if kind in (_FOLDER, b"040000"):
                    todo.append((prefix + name + b"/", sha))
                elif sha in wanted and kind != _GITLINK:
                    named.setdefault(sha, prefix + name)
    return named, walked.complete
