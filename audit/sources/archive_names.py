"""What lies in an archive once all of it is known: names, entries and places in little room."""

from array import array
from collections.abc import Iterable, Iterator, Mapping

from audit.sources.names import Names
from audit.sources.tree import Entry, Numbered


class PackedNames:
    """
    The folders of an archive; each name has its entry, and where the bytes of that begin.

    >>> packed = PackedNames()
    >>> packed.add("", {"b": Entry("folder"), "a.php": Entry("file", 5)}, [0, 512])
    >>> packed.entry("a.php"), packed.place("a.php"), packed.place("b/c")
    (_SizedFile('file', 5, ''), 512, None)
    """

    def __init__(self) -> None:
        self._names = Names()
        self._groups: dict[str, int] = {}
        self._numbered = Numbered()
        self._entries = array("q")
        self._places = array("Q")

    def add(self, folder: str, entries: Mapping[str, Entry], places: Iterable[int]) -> None:
        """Take a folder; the places are in the order of its entries."""
        first = len(self._entries)
        self._groups[folder] = self._names.add({name: first + number for number, name in enumerate(entries)})
        self._entries.extend(map(self._numbered.number, entries.values()))
        self._places.extend(places)

    def folders(self) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Yield each folder with its entries, sorted by name, in the order of a walk over a disk."""
        waiting = [""]
        while waiting:
            path = waiting.pop()
            if path not in self._groups:
                continue
            group = self._names.group(self._groups[path])
            entries = {name: self._numbered.entry(self._entries[number]) for name, number in group}
            yield path, entries
            prefix = f"{path}/" if path else ""
            waiting += [prefix + name for name, one in entries.items() if one.kind == "folder"][::-1]

    def entry(self, path: str) -> Entry | None:
        """Return what lies at a path; None: nothing."""
        number = self._number(path)
        return None if number is None else self._numbered.entry(self._entries[number])

    def place(self, path: str) -> int | None:
        """Return the place of what lies at a path; None: nothing does."""
        number = self._number(path)
        return None if number is None else self._places[number]

    def _number(self, path: str) -> int | None:
        folder, _, name = path.rpartition("/")
        group = self._groups.get(folder)
        return None if group is None else self._names.find(group, name)
