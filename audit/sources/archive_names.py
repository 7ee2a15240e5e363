"""What is known to lie in an archive: names, entries and places in little room."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from audit.sources.names import Names
from audit.sources.tree import Entry, Numbered


class PackedNames:
    """
    The folders of an archive; each name has its entry, and where the bytes of that begin.

    >>> packed = PackedNames()
    >>> packed.add("", {"b": Entry("folder"), "a.php": Entry("file", 5)}, [0, 512])
    >>> packed.add("", {"a": Entry("folder")}, [0])
    >>> packed.entry("a.php"), packed.place("a.php"), packed.place("b/c")
    (_SizedFile('file', 5, ''), 512, None)
    >>> [(folder, list(names)) for folder, names in packed.folders()]
    [('', ['a', 'a.php', 'b'])]
    """

    def __init__(self) -> None:
        self._names = Names()
        self._groups: dict[str, tuple[int, ...]] = {}  # of each folder, as its names came
        self._numbered = Numbered()
        self._entries = array("q")
        self._places = array("Q")

    def add(self, folder: str, entries: Mapping[str, Entry], places: Iterable[int]) -> None:
        """Take names of a folder that are new in it; the places are in the order of its entries."""
        first = len(self._entries)
        group = self._names.add({name: first + number for number, name in enumerate(entries)})
        self._groups[folder] = (*self._groups.get(folder, ()), group)
        self._entries.extend(map(self._numbered.number, entries.values()))
        self._places.extend(places)

    def folders(self) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Yield each folder with its entries, sorted by name, in the order of a walk over a disk."""
        waiting = [""]
        while waiting:
            path = waiting.pop()
            if path not in self._groups:
                continue
            groups = self._groups[path]
            names = self._names.group(groups[0])
            if len(groups) > 1:
                names = iter(sorted(chain(names, *map(self._names.group, groups[1:]))))
            entries = {name: self._numbered.entry(self._entries[number]) for name, number in names}
            yield path, entries
            prefix = f"{path}/" if path else ""
            waiting += [prefix + name for name, one in entries.items() if one.kind == "folder"][::-1]

    def holds(self, folder: str) -> bool:
        """Tell whether names of a folder were taken, be it none."""
        return folder in self._groups

    def entry(self, path: str) -> Entry | None:
        """Return what lies at a path; None: nothing."""
        number = self._number(path)
        return None if number is None else self._numbered.entry(self._entries[number])

    def change(self, path: str, entry: Entry) -> None:
        """Let a path that is known be another entry."""
        if (number := self._number(path)) is not None:
            self._entries[number] = self._numbered.number(entry)

    def place(self, path: str) -> int | None:
        """Return the place of what lies at a path; None: nothing does."""
        number = self._number(path)
        return None if number is None else self._places[number]

    def _number(self, path: str) -> int | None:
        folder, _, name = path.rpartition("/")
        found = (self._names.find(group, name) for group in self._groups.get(folder, ()))
        return next((number for number in found if number is not None), None)
