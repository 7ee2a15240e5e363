"""What the YAML readers share: their error, their limits, tagged values, and how far a reading has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

LENGTH = 4 * 1024 * 1024  # characters of a document; the largest configuration files have a tenth of that
NODES = 400_000  # values of a document, those that its aliases repeat included
DEPTH = 64  # levels of mappings and sequences
STEPS = 2_000_000  # lines looked at: each level of a document looks at its lines anew
PHP_SPACE = " \t\n\r\0\x0b"  # what PHP's trim() takes away


class YamlError(ValueError):
    """The text is no YAML that Drupal reads; the message is a sentence about it."""


class Tagged(NamedTuple):
    """A value with a tag of its own (!mine), which Symfony 3.4 and later know."""

    tag: str
    value: object


class Dialect(NamedTuple):
    """What the reader of a Symfony version does otherwise than those of others."""

    major: int = 7  # 2 (Drupal 8.0 to 8.3), 3 (8.4 to 8.9), 4 (9), 6 (10), 7 (11); no Drupal came with 5
    recent: bool = True  # Symfony 6.4 or later
    tags: bool = True  # own tags are allowed (Drupal 10.3)
    gaps: bool = True  # [a,,b] has three items (Symfony 6.4.12 and 7.1.5; Drupal 10.4 and 11.1)


class Reading:
    """How far the reading of one document has come: its anchors, and what it has used of its limits."""

    def __init__(self, dialect: Dialect, *, lenient: bool = False) -> None:
        self.dialect = dialect
        self.lenient = lenient  # objects and constants of PHP are read as null
        self.total_lines = 0
        self.anchors: dict[str, tuple[object, int]] = {}  # value, and how many nodes it is
        self.unfinished: list[str] = []  # anchors whose value is being read
        self.nodes = 0
        self._depth = 0
        self._steps = 0

    def count(self, nodes: int = 1) -> None:
        """Take notice of further values."""
        self.nodes += nodes
        if self.nodes > NODES:
            raise YamlError(f"The document has more than {NODES} values, with what its aliases repeat.")

    def step(self, lines: int = 1) -> None:
        """Take notice of lines looked at."""
        self._steps += lines
        if self._steps > STEPS:
            raise YamlError("The document nests too much for its length.")

    @contextmanager
    def level(self) -> Iterator[None]:
        """Go one level down, within the limit."""
        if self._depth >= DEPTH:
            raise YamlError(f"The document nests more than {DEPTH} levels.")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def alias(self, name: str) -> object:
        """Return the value of an anchor."""
        if name not in self.anchors:
            known = "refers to itself" if name in self.unfinished else "does not exist"
            raise YamlError(f"The anchor of an alias {known}.")
        value, nodes = self.anchors[name]
        self.count(nodes)
        return value

    def anchor(self, name: str, value: object, before: int) -> None:
        """Remember a value; `before` is how many nodes there were before it."""
        self.anchors[name] = (value, max(1, self.nodes - before))


def alias_name(text: str) -> str:
    """
    Return the name that an alias refers to, with the comment behind it cut off as Symfony does.

    >>> alias_name("*base # as above"), alias_name("*base")
    ('base', 'base')
    """
    hash_at = text.find("#")
    if hash_at < 0:
        return text[1:]
    return text[1 : hash_at - 1] if hash_at > 1 else text[1:-1]


def as_mapping(value: dict[str, object] | list[object]) -> dict[str, object]:
    """Return a sequence as what PHP sees in it: a mapping with its places as keys."""
    if isinstance(value, dict):
        return value
    return {str(place): item for place, item in enumerate(value)}
