"""Attributes that .gitattributes gives to paths, as far as they change what git keeps of a file."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from audit.parsers.git_ignore import Pattern, parse_pattern

_KEPT = frozenset({"filter", "ident", "working-tree-encoding"})  # what git keeps differs from what is on disk


class Attributes(NamedTuple):
    """A line of a .gitattributes."""

    pattern: Pattern
    values: Mapping[str, str | None]  # None: unset, by "-name" or "!name"


def parse_attributes(text: str) -> Iterator[Attributes]:
    r"""
    Yield the lines that name an attribute which changes content.

    >>> [(one.pattern.text, one.values) for one in parse_attributes("*.php text\n*.psd filter=lfs -text\n")]
    [('*.psd', {'filter': 'lfs'})]
    >>> [one.values for one in parse_attributes("[attr]big filter=lfs\n*.mov big\na.mov -filter ident\n")]
    [{'filter': 'lfs'}, {'filter': None, 'ident': ''}]
    """
    macros: dict[str, dict[str, str | None]] = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        values: dict[str, str | None] = {}
        for word in words[1:]:
            values |= macros.get(word, {})
            name, _, value = word.partition("=")
            if name.lstrip("-!") in _KEPT:
                values[name.lstrip("-!")] = None if name[0] in "-!" else value
        if words[0].startswith("[attr]"):
            macros[words[0][6:]] = values
        elif values and not words[0].startswith("!"):
            pattern = parse_pattern(words[0].strip('"'), number)
            if pattern.parts and not pattern.folders:
                yield Attributes(pattern, values)
