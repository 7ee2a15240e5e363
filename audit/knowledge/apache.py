"""The directives of Apache, out of their table."""

from pathlib import Path
from typing import cast, get_args

from audit.errors import KnowledgeError
from audit.parsers.apache.known import Count, Known
from audit.resources import KNOWLEDGE

_FILE = "data/apache-directives.tsv"
_COUNTS = frozenset(get_args(Count))
_PLACES = {"htaccess": True, "server": False}


def load_directives(folder: Path = KNOWLEDGE) -> dict[str, Known]:
    """Return the directives by name in lower case. Raises KnowledgeError with all mistakes at once."""
    if not (folder / _FILE).is_file():
        return {}
    found: dict[str, Known] = {}
    mistakes = []
    for number, line in enumerate((folder / _FILE).read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != len(Known._fields) or fields[2] not in _PLACES or fields[3] not in _COUNTS:
            mistakes.append(f"{_FILE}: line {number}: name, module, htaccess or server, words")
            continue
        name, module, place, count = fields
        if name.lower() in found:
            mistakes.append(f"{_FILE}: line {number}: {name} stands there already")
        found[name.lower()] = Known(name, module, _PLACES[place], cast("Count", count))
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return found
