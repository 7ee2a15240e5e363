"""Trees made of trees: several as one, and a folder of one as a tree of its own."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from audit.errors import AuditError
from audit.model.facts import Location, Problem
from audit.sources.blobs import Raw
from audit.sources.tree import FILE_LIMIT, NOT_OF_THE_SITE, Entry, File, Tree, unread

_FOLDER = Entry("folder")
_TOLD = 20  # names that occur twice, each with its place; of the others the number
_APART = 1 << 56  # what lies between the ranks of two trees
_TWICE = "This name occurs in more than one of the parts that were given; the last one was read."
_BOTH = "This is a folder in one of the parts that were given and a file in another; the file was not read."
_GONE = "There is no such file in what was given."


class Mounted:
    """Several trees as one, each below a folder, "" for the top; the later of two files of a name is read."""

    def __init__(self, label: str, trees: Mapping[str, Tree] | Iterable[tuple[str, Tree]]) -> None:
        pairs = trees.items() if isinstance(trees, Mapping) else trees
        self._trees = [(prefix.strip("/"), tree) for prefix, tree in pairs]
        tops = [number for number, (prefix, _) in enumerate(self._trees) if not prefix]
        self._top = tops[0] if tops else None  # what lies beside this tree lies beside that one
        self.label = label
        self.place = None if self._top is None else self._trees[self._top][1].place
        self.is_sequential = any(tree.is_sequential for _, tree in self._trees)
        self._joined: _Joined | None = None

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        joined = _Joined()
        for number, (prefix, tree) in enumerate(self._trees):
            joined.mount(prefix, number)
            for item in tree.walk():
                if isinstance(item, Problem):
                    yield self._told(item, prefix, tree)
                else:
                    joined.add(_under(prefix, item[0]), item[1], number)
        yield from joined.problems()
        yield from joined.folders()
        joined.forget()
        self._joined = joined

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        try:
            tree, place = self.behind(path)
        except AuditError as error:
            return unread(path, "unreadable", str(error))
        return _called(tree.read(place, limit), path)

    def rank(self, path: str) -> int:
        """Return where a file comes: one tree after the other, each in its own order."""
        number = self._number(path)
        return (
            0 if number is None else number * _APART + self._trees[number][1].rank(self._inner(number, path))
        )

    def open(self, path: str) -> Raw:
        """Return a file to be read in pieces. Raises OSError, or AuditError."""
        tree, place = self.behind(path)
        return tree.open(place)

    def behind(self, path: str) -> tuple[Tree, str]:
        """Return the tree that a file comes from, and its path there. Raises AuditError where none has it."""
        number = self._number(path)
        if number is None:
            raise AuditError(_GONE)
        return self._trees[number][1], self._inner(number, path)

    def _told(self, problem: Problem, prefix: str, tree: Tree) -> Problem:
        """Return a problem of one of the trees; what is of that tree as a whole names it."""
        if problem.location.path != ".":
            return _placed(problem, _under(prefix, problem.location.path))
        if len(self._trees) > 1:
            problem = replace(problem, text=f"{tree.label}: {problem.text}")
        return _placed(problem, prefix)

    def _number(self, path: str) -> int | None:
        if path.startswith("../"):
            return self._top
        while self._joined is None:
            for _ in self.walk():
                pass
        return self._joined.owner(path)

    def _inner(self, number: int, path: str) -> str:
        prefix = self._trees[number][0]
        return path[len(prefix) + 1 :] if prefix else path


class Below:
    """A folder of a tree as a tree of its own."""

    def __init__(self, tree: Tree, folder: str) -> None:
        self._tree = tree
        self._folder = folder.strip("/")
        self.label = f"{tree.label}/{self._folder}" if self._folder else tree.label
        self.place = f"{tree.place}/{self._folder}" if tree.place and self._folder else tree.place
        self.is_sequential = tree.is_sequential

    def walk(self) -> Iterator[tuple[str, dict[str, Entry]] | Problem]:
        """Yield each folder with its entries, sorted by name, and what could not be listed."""
        for item in self._tree.walk():
            if isinstance(item, Problem):
                path = self._outer(item.location.path)
                if path is not None:
                    yield _placed(item, path)
                elif item.location.path == ".":  # of the whole archive, and so of this part of it
                    yield item
            elif (path := self._outer(item[0])) is not None:
                yield path, item[1]

    def read(self, path: str, limit: int = FILE_LIMIT) -> File | Problem:
        """Return at most limit of the file's bytes, or why they cannot be had."""
        return _called(self._tree.read(self._inner(path), limit), path)

    def rank(self, path: str) -> int:
        """Return where a file comes in the order of the whole tree."""
        return self._tree.rank(self._inner(path))

    def open(self, path: str) -> Raw:
        """Return a file to be read in pieces. Raises OSError, or AuditError."""
        return self._tree.open(self._inner(path))

    def behind(self, path: str) -> tuple[Tree, str]:
        """Return the tree that this is a part of, and the path of a file there."""
        return self._tree, self._inner(path)

    def _inner(self, path: str) -> str:
        if path.startswith("../") and self._folder:
            return posixpath.normpath(f"{self._folder}/{path}")
        return _under(self._folder, path)

    def _outer(self, path: str) -> str | None:
        """Return the path here of what lies at a path of the tree; None: it lies outside."""
        if not self._folder or path == self._folder:
            return path.removeprefix(self._folder)
        return path.removeprefix(f"{self._folder}/") if path.startswith(f"{self._folder}/") else None


class _Joined:
    """The folders of several trees, and whose their files are."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        self._owners: dict[str, int] = {}  # of folders that one tree has
        self._names: dict[str, dict[str, int]] = {"": {}}  # of folders that several have, by name
        self._problems: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def mount(self, prefix: str, number: int) -> None:
        """Make the folders on the way to where a tree is mounted."""
        while prefix:
            prefix, _, name = prefix.rpartition("/")
            self.add(prefix, {name: _FOLDER}, number)

    def add(self, path: str, entries: dict[str, Entry], number: int) -> None:
        """Take a folder of a tree."""
        if path not in self._folders:
            self._folders[path], self._owners[path] = entries, number
            return
        if path not in self._names:
            self._folders[path] = dict(self._folders[path])
            self._names[path] = dict.fromkeys(self._folders[path], self._owners[path])
        there, owners = self._folders[path], self._names[path]
        for name, entry in entries.items():
            old = there.get(name)
            if old is None or old.kind != "folder":
                if old is not None:
                    self._tell(_under(path, name), _BOTH if entry.kind == "folder" else _TWICE)
                there[name], owners[name] = entry, number
            elif entry.kind != "folder":
                self._tell(_under(path, name), _BOTH)

    def folders(self) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Yield each folder with its entries, sorted by name, in the order of a walk over a disk."""
        waiting = [""]
        while waiting:
            path = waiting.pop()
            entries = self._folders[path]
            if path in self._names:
                entries = {name: entries[name] for name in sorted(entries)}
            yield path, entries
            inner = [name for name, entry in entries.items() if entry.kind == "folder"]
            places = (_under(path, name) for name in reversed(inner) if name not in NOT_OF_THE_SITE)
            waiting += [place for place in places if place in self._folders]

    def problems(self) -> Iterator[Problem]:
        """Yield what was said twice."""
        yield from self._problems
        for text, count in self._counts.items():
            if count > _TOLD:
                yield unread("", "duplicate-name", f"{text} The same is so {count - _TOLD} more times.")

    def forget(self) -> None:
        """Let go of what was listed; whose it is stays known."""
        self._folders.clear()

    def owner(self, path: str) -> int | None:
        """Return the number of the tree that a file comes from; None: of none."""
        folder, _, name = path.rpartition("/")
        names = self._names.get(folder)
        return self._owners.get(folder) if names is None else names.get(name)

    def _tell(self, path: str, text: str) -> None:
        self._counts[text] += 1
        if self._counts[text] <= _TOLD:
            self._problems.append(unread(path, "duplicate-name", text, hides=text is _BOTH))


def _under(prefix: str, path: str) -> str:
    return f"{prefix}/{path}" if prefix and path else prefix or path


def _placed(problem: Problem, path: str) -> Problem:
    return replace(problem, location=Location(path or ".", problem.location.line))


def _called(file: File | Problem, path: str) -> File | Problem:
    """Return what was read under the path by which it was asked for."""
    return _placed(file, path) if isinstance(file, Problem) else File(path, file.data, file.cut)
