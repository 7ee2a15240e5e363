"""The values that a Drupal's settings give to names, kept as PHP would keep them in its arrays."""

from typing import NamedTuple

from audit.model.facts import Location, Scalar, SettingKind
from audit.parsers.php.arrays import APPEND

Keys = tuple[str, ...]
Known = tuple[SettingKind, Keys]  # what a setting is called: its kind, and the way through the arrays


class Given(NamedTuple):
    """A value as it stands in a file."""

    value: Scalar
    computed: bool  # it is only known at run time, and None here
    conditional: bool
    place: Location


class Values:
    """What is set, by name; of several values of a name the last counts, of a constant the first."""

    def __init__(self) -> None:
        self.given: dict[Known, list[Given]] = {}
        self._below: dict[Known, set[Known]] = {}  # what lies in an array
        self._next: dict[Known, int] = {}  # the next free number in an array

    def keep(self, known: Known, value: Given) -> None:
        """Take note of a value."""
        kind, keys = known
        own = self.given.setdefault(known, [])
        if kind == "constant" and own and not own[0].conditional:
            return
        own.append(value)
        for length in range(len(keys)):
            self._below.setdefault((kind, keys[:length]), set()).add(known)

    def drop(self, known: Known) -> None:
        """Forget what an assignment replaces: the value before, and all that lay in an array."""
        self.given.pop(known, None)
        for inner in self._below.pop(known, ()):
            self.given.pop(inner, None)
        self._next.pop(known, None)

    def numbered(self, kind: SettingKind, keys: Keys) -> Keys:
        """
        Return the keys with the number that each [] takes.

        >>> values = Values()
        >>> values.numbered("settings", ("a", "[]")), values.numbered("settings", ("a", "[]"))
        (('a', '0'), ('a', '1'))
        """
        done: Keys = ()
        for key in keys:
            done = (*done, str(self._free(kind, done)) if key == APPEND else key)
        return done

    def _free(self, kind: SettingKind, keys: Keys) -> int:
        number = self._next.get((kind, keys), 0)
        while any((kind, (*keys, str(number))) in taken for taken in (self.given, self._below)):
            number += 1
        self._next[kind, keys] = number + 1
        return number
