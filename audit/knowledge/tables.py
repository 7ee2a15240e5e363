"""What tables are for by their names, out of their table."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from audit.errors import KnowledgeError
from audit.model.database import KnownPurpose, KnownTables, NamedTables
from audit.resources import KNOWLEDGE

_FILE = "data/tables.toml"
_NAME = re.compile(r"[a-z0-9_*-]+")
_SHORTEST = 3  # letters beside a *; fewer would take in what is others'
_MOST_STARS = 2


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    purpose: tuple[KnownPurpose, ...]
    names: tuple[NamedTables, ...]


def load_tables(folder: Path = KNOWLEDGE) -> KnownTables:
    """Return what is known of tables. Raises KnowledgeError with all mistakes at once."""
    if not (folder / _FILE).is_file():
        return KnownTables()
    try:
        raw = tomllib.loads((folder / _FILE).read_text("utf-8"))
        table = msgspec.convert(raw, _Table)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{_FILE}: {error}") from error
    if mistakes := [*_wrong_purposes(table), *_wrong_names(table)]:
        raise KnowledgeError("\n".join(f"{_FILE}: {mistake}" for mistake in mistakes))
    return KnownTables(purposes=table.purpose, names=table.names)


def _wrong_purposes(table: _Table) -> Iterator[str]:
    seen: set[str] = set()
    for one in table.purpose:
        if one.name in seen:
            yield f"purpose {one.name}: it stands there already"
        seen.add(one.name)
    for number, named in enumerate(table.names, 1):
        if named.purpose not in seen:
            yield f"names {number}: purpose: there is no {named.purpose}"


def _wrong_names(table: _Table) -> Iterator[str]:
    owners: dict[tuple[str | None, str], int] = {}
    for number, named in enumerate(table.names, 1):
        if not named.tables:
            yield f"names {number}: tables: there are none"
        if not named.source:
            yield f"names {number}: source: say where it is from"
        for name in named.tables:
            stars = name.count("*")
            if not _NAME.fullmatch(name):
                yield f'names {number}: "{name}" is no name in lower case'
            elif stars > _MOST_STARS or (stars and len(re.sub(r"[*_]", "", name)) < _SHORTEST):
                yield f'names {number}: "{name}" has too many * or too little beside them'
            if (named.cms, name) in owners:
                yield f'names {number}: "{name}" stands in names {owners[named.cms, name]} already'
            owners[named.cms, name] = number
