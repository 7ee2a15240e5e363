"""The files by which a site tells a managed host how to run it: which to read, and what they set."""

from collections.abc import Iterator
from functools import partial

from audit.collectors.asks import Ask
from audit.collectors.grounds import Ground, Named
from audit.model.facts import Fact, Location
from audit.model.hosts import HostSetting
from audit.parsers.privacy import without_secrets
from audit.parsers.yaml import YamlError, parse_yaml
from audit.sources.tree import File, unread

_NAMES = frozenset({"pantheon.upstream.yml", "pantheon.yml"})
_LIMIT = 64 * 1024  # bytes of a file
_DEEPEST = 6  # keys in one another
_MOST = 500  # values of a file
_LONGEST = 200  # characters of a value

_Keys = tuple[str, ...]


def ask_host_settings(ground: Ground, files: list[Named]) -> Iterator[Ask]:
    """Ask for the files of a folder; what extensions and libraries bring along tells no host anything."""
    if ground.core or ground.vendored or ground.uploads or ground.is_extension:
        return
    for file in files:
        if file.low in _NAMES:
            reader = partial(read_host_settings, root=ground.root, seen_as=ground.seen_as + file.name)
            yield Ask(ground.inside(file.name), reader, _LIMIT)


def read_host_settings(file: File, *, root: str | None, seen_as: str) -> Iterator[Fact]:
    """Yield each value that a file sets."""
    try:
        values = list(_values(parse_yaml(file.data)))
    except YamlError:
        text = "This is no YAML that can be read, so what it tells the host is not known."
        yield unread(file.path, "unreadable-yaml", text, hides=False)
        return
    for keys, value in values[:_MOST]:
        yield HostSetting(
            location=Location(file.path),
            install=root,
            file=file.path.rpartition("/")[2].lower(),
            key=".".join(keys)[:_LONGEST],
            value=without_secrets(value)[:_LONGEST],
            seen_as=seen_as,
        )


def _values(document: object) -> Iterator[tuple[_Keys, str]]:
    """Yield the values with the keys that lead to them, in the order of the file."""
    waiting: list[tuple[_Keys, object]] = [((), document)]
    while waiting:
        keys, value = waiting.pop()
        if isinstance(value, dict) and len(keys) < _DEEPEST:
            waiting += reversed([((*keys, str(key)), inner) for key, inner in value.items()])
        elif isinstance(value, list):
            waiting += reversed([(keys, inner) for inner in value if not isinstance(inner, list)])
        elif isinstance(value, bool):
            yield keys, "true" if value else "false"
        elif isinstance(value, str | int | float):
            yield keys, str(value)
