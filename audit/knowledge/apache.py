"""The directives of Apache, what is told of them and what is stock, out of their tables."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, cast, get_args

import msgspec

from audit.errors import KnowledgeError
from audit.model.rules import DirectivesThere
from audit.parsers.apache.classes import Kind, ServerClass, ServerKnowledge
from audit.parsers.apache.known import Count, Known
from audit.parsers.apache.stock import Block
from audit.resources import KNOWLEDGE

_FILE = "data/apache-directives.tsv"
_CLASSES_FILE = "data/server-classes.toml"
_BLOCKS_FILE = "data/server-blocks.toml"
_COUNTS = frozenset(get_args(Count))
_OUTCOMES = frozenset({"ignorable", "moves-to", "lost"})
_PLACES = {"htaccess": True, "server": False}

_AS_ANYWHERE: Mapping[str, DirectivesThere] = MappingProxyType({})

T = TypeVar("T")


class _Class(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    outcome: str
    why: str
    place: str | None = None
    directives: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


class _Classes(msgspec.Struct, forbid_unknown_fields=True):
    class_: tuple[_Class, ...] = msgspec.field(name="class")


class _Block(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    anchors: tuple[str, ...]
    units: tuple[str, ...]


class _Blocks(msgspec.Struct, forbid_unknown_fields=True):
    block: tuple[_Block, ...]


def load_server(
    folder: Path = KNOWLEDGE,
    ini: Mapping[str, str] | None = None,
    there: Mapping[str, DirectivesThere] = _AS_ANYWHERE,
) -> ServerKnowledge:
    """
    Return all that is known of directives, with what the platform says of their classes.

    ini are the platform's values of PHP's settings. Raises KnowledgeError where a table is wrong.
    """
    classes, blocks = _table(folder, _CLASSES_FILE, _Classes), _table(folder, _BLOCKS_FILE, _Blocks)
    if unknown := there.keys() - {one.id for one in classes.class_}:
        raise KnowledgeError(f"directives: no class of directives is called {', '.join(sorted(unknown))}")
    found: dict[str, ServerClass] = {}
    owners: dict[str, str] = {}
    for general in classes.class_:
        one = _there(general, there.get(general.id))
        if one.outcome not in _OUTCOMES or (one.place is None) is (one.outcome == "moves-to"):
            raise KnowledgeError(f"{_CLASSES_FILE}: {one.id}: ignorable, lost, or moves-to with a place")
        for name in (*one.directives, *one.modules, *one.settings):
            if name in owners:
                raise KnowledgeError(f"{_CLASSES_FILE}: {one.id}: {name} is {owners[name]}'s already")
            owners[name] = one.id
        found[one.id] = ServerClass(
            one.id, cast("Kind", one.outcome), one.why, one.place, one.directives, one.modules, one.settings
        )
    stock = (
        Block(one.name, frozenset(one.anchors), frozenset(one.anchors + one.units)) for one in blocks.block
    )
    return ServerKnowledge(load_directives(folder), found, tuple(stock), ini or {})


def _there(general: _Class, said: DirectivesThere | None) -> _Class:
    """Return a class as it is on the platform."""
    if said is None:
        return general
    outcome = said.outcome or general.outcome
    place = said.place or general.place if outcome == "moves-to" else None
    return msgspec.structs.replace(general, outcome=outcome, place=place, why=said.why or general.why)


def _table(folder: Path, name: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads((folder / name).read_text("utf-8")), kind)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{name}: {error}") from error


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
