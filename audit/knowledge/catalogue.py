"""What is known of common extensions and services, to tell whose is what."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from audit.errors import KnowledgeError
from audit.knowledge.languages import load_languages
from audit.knowledge.manifests import load_cores
from audit.knowledge.php import load_php
from audit.knowledge.support import load_support
from audit.knowledge.tables import load_tables
from audit.knowledge.toml import convert, said, tables
from audit.model.catalogue import Catalogue, KnownExtension, KnownService
from audit.model.facts import Cms
from audit.resources import KNOWLEDGE

_CATALOGUES: dict[Cms, str] = {
    "wordpress": "data/wordpress-plugins.jsonl",
    "drupal": "data/drupal-projects.jsonl",
}
_SERVICES = "data/services.toml"


def load_catalogue(folder: Path = KNOWLEDGE) -> Catalogue:
    """Return what is known of common extensions and services. Raises KnowledgeError with all mistakes."""
    mistakes: list[str] = []
    extensions = {cms: tuple(_extensions(folder, file, mistakes)) for cms, file in _CATALOGUES.items()}
    services = []
    path = folder / _SERVICES
    for index, raw in enumerate(tables(path, _SERVICES, "service", mistakes) if path.is_file() else (), 1):
        try:
            services.append(convert(raw, KnownService, f"{_SERVICES}: service {index}"))
        except KnowledgeError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return Catalogue(
        extensions,
        tuple(services),
        php=load_php(folder),
        languages=load_languages(folder),
        cores=load_cores(),
        tables=load_tables(folder),
        support=partial(load_support, folder),
    )


def _extensions(folder: Path, file: str, mistakes: list[str]) -> Iterator[KnownExtension]:
    """Yield the extensions of a file with one in each line, sorted, so that a change is one line's."""
    path = folder / file
    decode = msgspec.json.Decoder(KnownExtension).decode
    last = ""
    for number, line in enumerate(path.read_bytes().splitlines() if path.is_file() else (), 1):
        try:
            known = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            mistakes.append(f"{file}: line {number}: {said(error)}")
            continue
        if known.slug <= last:
            mistakes.append(f'{file}: line {number}: slug: "{known.slug}" must stand before "{last}", once')
        last = known.slug
        yield known
