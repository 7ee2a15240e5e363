"""The parameters that a site of a Drupal 8 or later sets in its services.yml."""

import re
from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.model.facts import Fact, Location, Setting
from audit.parsers.yaml import YamlError, parse_yaml
from audit.sources.tree import File, unread

_FOLDER = re.compile(r"sites/[^/]+/")
_NAME = "services.yml"
_LIMIT = 64 * 1024  # bytes of a file
_DEEPEST = 4  # keys in one another
_MOST = 200  # values of a file
_LONGEST = 200  # characters of a name

_Keys = tuple[str, ...]


def ask_parameters(ground: Ground, files: list[Named]) -> Iterator[Ask]:
    """Ask for the services.yml in the folder of a site: the settings that Drupal starts with load it."""
    if ground.root is None or not _FOLDER.fullmatch(ground.seen_as):
        return
    for file in files:
        if file.low == _NAME:
            yield Ask(ground.inside(file.name), partial(read_parameters, root=ground.root), _LIMIT)


def read_parameters(file: File, *, root: str) -> Iterator[Fact]:
    """Yield each parameter that is a number, or is true or false; of texts only that they are set."""
    try:
        document = parse_yaml(file.data)
    except YamlError:
        text = "This is no YAML that can be read, so the parameters that it sets are not known."
        yield unread(file.path, "unreadable-yaml", text, hides=False)
        return
    told = document.get("parameters") if isinstance(document, dict) else None
    for number, (keys, value) in enumerate(_values(told)):
        if number == _MOST:
            return
        is_shown = isinstance(value, bool | int | float)
        yield Setting(
            location=Location(file.path),
            install=root,
            kind="parameter",
            name=".".join(keys)[:_LONGEST],
            value=value if isinstance(value, bool | int | float) else None,
            state="literal" if is_shown or value is None else "withheld",
        )


def _values(document: object) -> Iterator[tuple[_Keys, object]]:
    """Yield the values with the keys that lead to them, in the order of the file; lists are left out."""
    waiting: list[tuple[_Keys, object]] = [((), document)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict):
            if len(keys) < _DEEPEST:
                waiting += reversed([((*keys, str(key)), inner) for key, inner in value.items()])
        elif keys and not isinstance(value, list):
            yield keys, value
