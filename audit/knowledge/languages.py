"""The languages that code is written in, out of their table."""

import tomllib
from pathlib import Path

import msgspec

from audit.errors import KnowledgeError
from audit.model.languages import KnownLanguage
from audit.resources import KNOWLEDGE

_FILE = "data/languages.toml"


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    language: tuple[KnownLanguage, ...]


def load_languages(folder: Path = KNOWLEDGE) -> tuple[KnownLanguage, ...]:
    """Return the known languages. Raises KnowledgeError where the table is wrong or names a suffix twice."""
    if not (folder / _FILE).is_file():
        return ()
    try:
        raw = tomllib.loads((folder / _FILE).read_text("utf-8"))
        languages = msgspec.convert(raw, _Table).language
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{_FILE}: {error}") from error
    owners: dict[str, str] = {}
    for language in languages:
        for name in (*language.suffixes, *language.drupal, *(f"/{name}" for name in language.files)):
            if name in owners:
                raise KnowledgeError(f"{_FILE}: {language.name}: {name} is {owners[name]}'s already")
            owners[name] = language.name
    return languages
