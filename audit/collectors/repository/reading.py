"""The git repositories of a tree: how large they are, and what of the code they do not hold."""

import datetime as dt
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import chain

from msgspec.structs import replace

from audit.collectors.places import Places
from audit.collectors.repository.attributes import Filters, find_filters
from audit.collectors.repository.history import Walked, large_files, walk
from audit.collectors.repository.index import EMPTY, Index, read_index, readable
from audit.collectors.repository.tracked import Comparison, Difference, Settings, committed, staged
from audit.collectors.repository.work import Work
from audit.model.code import Repository, Versioned
from audit.model.facts import Fact, Location
from audit.parsers.git_config import Variable, is_true, last, parse_config
from audit.parsers.git_urls import place_of
from audit.parsers.privacy import without_secrets
from audit.sources.git import GitFolder, History, UnsafeError, is_repository
from audit.sources.git_objects import Objects
from audit.sources.tree import Listing, shown

_REPOSITORIES = 50  # side by side; more are only named
_NAMES = 20  # of branches, remotes and patterns
_INDEX = 96 << 20  # bytes; an entry has about 100
_MODULES = 1_000  # submodules of a .gitmodules
_FORMATS = (("extensions", None, "objectformat"), ("extensions", None, "refstorage"))
_KNOWN = ("sha1", "files")
_TEXT = 1 << 18  # bytes of a configuration and the like


def find_repositories(place: str | None, listing: Listing, places: Places) -> Iterator[Fact]:
    """
    Yield the repository at the top of a tree, else those in its folders, and what they say of their paths.

    place is the tree's folder on disk; None: it has none. A repository inside of another is only named.
    """
    if place is None:
        return
    found: list[str] = []
    for folder in listing.folders_below(""):
        if ".git" not in listing.folder(folder) or any(_is_below(folder, outer) for outer in found):
            continue
        work = f"{place}/{folder}" if folder else place
        if not is_repository(f"{work}/.git"):
            continue
        found.append(folder)
        root, seen_as = places.of(folder)
        if len(found) > _REPOSITORIES:
            yield Versioned(location=Location(folder), install=root, state="nested", seen_as=seen_as)
        else:
            told = Repository(location=Location(folder or "."), install=root)
            yield from _Reading(told, place, Work(work, folder, listing, places)).facts()


def _is_below(folder: str, outer: str) -> bool:
    return not outer or folder.startswith(f"{outer}/")


class _Reading:
    """One repository, read step by step; what fails is said, and the next step goes on."""

    def __init__(self, told: Repository, top: str, work: Work) -> None:
        self._told = told
        self._top = top
        self._work = work
        self._unread: list[str] = []
        self._config: list[Variable] = []

    def facts(self) -> Iterator[Fact]:
        """Yield what it says of paths, then the repository."""
        try:
            git = GitFolder(self._top, self._work.place)
            self._config = parse_config(_decoded(git.read("config", _TEXT)))
            objects = git.objects()
        except (UnsafeError, OSError) as error:
            yield replace(self._told, unread=(_why(error),))
            return
        try:
            self._about(git, objects)
            tree = yield from self._history(git, objects)
            if not self._told.bare:
                yield from self._files(git, objects, tree)
        finally:
            objects.close()
        yield replace(self._told, unread=tuple(dict.fromkeys((*self._unread, *objects.unread))))

    def _about(self, git: GitFolder, objects: Objects) -> None:
        bare = last(self._config, "core", "bare")
        urls = [one.value or "" for one in self._config if (one.section, one.name) == ("remote", "url")]
        self._told = replace(
            self._told,
            bytes=objects.bytes,
            bare=bare is not None and is_true(bare.value),
            shallow=bool(self._own(git, "shallow")),
            partial=any(one.name in ("promisor", "partialclone") for one in self._config),
            remotes=tuple(dict.fromkeys(shown(place_of(url)) for url in urls[:_NAMES])),
        )
        if self._own(git, "objects/info/alternates"):
            self._unread.append("Objects that it borrows from another repository were not looked at.")

    def _history(self, git: GitFolder, objects: Objects) -> Generator[Fact, None, bytes | None]:
        """Yield the large files of the history, and return the tree of the last commit."""
        unknown = [one.value for one in self._config if one[:3] in _FORMATS and one.value not in _KNOWN]
        if unknown:
            self._unread.append(f"It is kept in a form that is not known here ({unknown[0]}).")
            return None
        try:
            refs = git.refs()
            head, branch = git.head(refs)
        except (UnsafeError, OSError) as error:
            self._unread.append(_why(error))
            return None
        self._told = replace(
            self._told,
            head=head,
            branch=branch and shown(branch),
            branches=sum(name.startswith("refs/heads/") for name in refs),
            tags=sum(name.startswith("refs/tags/") for name in refs),
        )
        if head is None:
            return None
        history, tip = History(objects), bytes.fromhex(head)
        own = walk(history, [tip])
        everything = walk(history, (bytes.fromhex(sha) for sha in refs.values()), own)
        self._told = replace(self._told, **self._commits(own, tip))
        if own.complete:
            self._told = replace(self._told, unmerged=_unmerged(refs, own))
        tree = own.commits[tip].tree if tip in own.commits else None
        if tree is None:
            self._unread.append("The commit that is checked out could not be read.")
        yield from self._large(objects, everything, tree)
        return tree

    def _commits(self, own: Walked, tip: bytes) -> dict[str, object]:
        if tip not in own.commits:
            return {}
        day = dt.datetime.fromtimestamp(own.commits[tip].seconds, dt.UTC).date().isoformat()
        if not own.complete and not self._told.shallow:
            self._unread.append(f"Of its history only {len(own.commits):,} commits were looked at.")
        return {"last_commit": day, "commits": len(own.commits) if own.complete else None}

    def _large(self, objects: Objects, everything: Walked, tree: bytes | None) -> Iterator[Fact]:
        found = list(large_files(objects, everything))
        current: frozenset[bytes] = frozenset()
        if found and tree is not None:
            sought = {one.sha for one in found}
            try:
                current = frozenset(one.sha for one in committed(objects, tree) if one.sha in sought)
            except LookupError:
                self._unread.append("Not all folders of the last commit could be read.")
        yield from self._work.large(iter(found), current)

    def _files(self, git: GitFolder, objects: Objects, tree: bytes | None) -> Iterator[Fact]:
        if last(self._config, "core", "worktree") is not None:
            self._unread.append("Its files lie in another folder, which was not compared.")
            return
        attributes = _decoded(self._own(git, "info/attributes"))
        filters = find_filters(self._work.listing, self._work.folder, self._work.text, attributes)
        self._told = replace(self._told, lfs=tuple(map(without_secrets, filters.patterns("lfs")[:_NAMES])))
        try:
            data = git.read("index", _INDEX, shared=False)
            index = read_index(data if data is not None else EMPTY)
        except (UnsafeError, ValueError) as error:
            self._unread.append(f"Which files it tracks could not be read: {error}")
            return
        self._told = replace(self._told, tracked=len(index.sizes))
        yield from self._work.links(index, self._submodules())
        yield from self._work.data(index)
        if data is not None:
            yield from self._changes(git, objects, tree, index, filters)
        exclude = _decoded(self._own(git, "info/exclude"))
        try:
            found = list(self._work.untracked(index, exclude, any_case=self._is("ignorecase", default=False)))
        except ValueError as error:
            self._unread.append(f"What it ignores could not be told: {error}.")
            return
        for one in found:
            if isinstance(one, int):
                self._told = replace(self._told, untracked=one)
            else:
                yield one

    def _changes(
        self, git: GitFolder, objects: Objects, tree: bytes | None, index: Index, filters: Filters
    ) -> Iterator[Fact]:
        """Yield what differs from the last commit; a path counts once, and what is on disk first."""
        settings = Settings(
            modes=self._is("filemode", default=True),
            links=self._is("symlinks", default=True),
            written=git.written("index"),
        )
        comparison = Comparison(self._work.files, objects, settings, lambda path: filters.of(readable(path)))
        told: set[bytes] = set()
        counts: Counter[str] = Counter()
        for path, state in chain(
            self._work.differences(index, comparison), self._staged(objects, tree, index)
        ):
            if path in told:
                continue
            counts[state] += 1
            if state == "line-ends" or state == "not-compared":  # noqa: PLR1714 - so mypy knows what is left
                continue
            told.add(path)
            yield from self._work.said(state, readable(path))
        if left_out := counts["not-compared"]:
            self._unread.append(f"{left_out:,} files could not be compared with what was committed.")
        changed = len(told) - counts["lfs-pointer"]
        self._told = replace(self._told, changed=changed, line_ends=counts["line-ends"])

    def _staged(
        self, objects: Objects, tree: bytes | None, index: Index
    ) -> Iterator[tuple[bytes, Difference]]:
        if tree is None and self._told.head is not None:
            return
        before = iter(()) if tree is None else committed(objects, tree)
        try:
            yield from staged(index.entries(), before)
        except LookupError:
            self._unread.append("Not all folders of the last commit could be read.")

    def _submodules(self) -> dict[str, str]:
        """Return the addresses of the submodules that .gitmodules names, by path."""
        paths: dict[str | None, str] = {}
        urls: dict[str | None, str] = {}
        for one in parse_config(self._work.text(".gitmodules")):
            if one.section == "submodule" and one.value:
                (paths if one.name == "path" else urls if one.name == "url" else {})[one.subsection] = (
                    one.value
                )
        return {
            shown(path.strip("/")): shown(place_of(urls.get(name, "")))
            for name, path in list(paths.items())[:_MODULES]
            if ".." not in path.split("/")
        }

    def _is(self, name: str, *, default: bool) -> bool:
        found = last(self._config, "core", name)
        return default if found is None else is_true(found.value)

    def _own(self, git: GitFolder, name: str) -> bytes | None:
        try:
            return git.read(name, _TEXT)
        except UnsafeError as error:
            self._unread.append(str(error))
            return None


def _unmerged(refs: dict[str, str], own: Walked) -> tuple[str, ...]:
    """Return the branches whose last commit does not lead to the head."""
    names = (name for name in refs if name.startswith("refs/heads/"))
    away = (name for name in names if bytes.fromhex(refs[name]) not in own.commits)
    return tuple(shown(name.removeprefix("refs/heads/")) for name in away)[:_NAMES]


def _why(error: UnsafeError | OSError) -> str:
    return str(error) if isinstance(error, UnsafeError) else f"It could not be read ({error.strerror})."


def _decoded(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "surrogateescape")
