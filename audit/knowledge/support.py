"""How long releases are supported, out of their table."""

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args

import msgspec

from audit.errors import KnowledgeError
from audit.model.support import Product, Releases
from audit.resources import KNOWLEDGE

_FILE = "data/releases.toml"


def load_support(folder: Path = KNOWLEDGE) -> tuple[Releases, ...]:
    """Return the releases of each product. Raises KnowledgeError with all mistakes at once."""
    if not (folder / _FILE).is_file():
        return ()
    try:
        raw = tomllib.loads((folder / _FILE).read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{_FILE}: not TOML: {error}") from error
    known: tuple[str, ...] = get_args(Product)
    mistakes = [f"{_FILE}: {key}: expected {', '.join(known)}" for key in raw if key not in known]
    found = []
    for product in known:
        if product not in raw:
            continue
        table = raw[product]
        given = {"product": product, **table} if isinstance(table, dict) else table
        try:
            releases = msgspec.convert(given, Releases)
        except msgspec.ValidationError as error:
            mistakes.append(f"{_FILE}: {product}: {error}")
            continue
        mistakes += (f"{_FILE}: {product}: {mistake}" for mistake in _wrong(releases))
        found.append(releases)
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(found)


def _wrong(releases: Releases) -> Iterator[str]:
    numbers = []
    for one in releases.branches:
        parts = one.branch.split(".")
        if not all(part.isascii() and part.isdecimal() for part in parts):
            yield f'branch: "{one.branch}" is not made of numbers with dots between them'
            return
        numbers.append(tuple(map(int, parts)))
        if one.latest is not None and not one.latest.startswith(f"{one.branch}."):
            yield f"{one.branch}: latest: {one.latest} is of another branch"
        days = (one.active_until, one.security_until)
        if any(day is not None and day < one.released for day in days):
            yield f"{one.branch}: its support ends before it was released"
    if any(newer <= older for newer, older in pairwise(numbers)):
        yield "branches: they stand newest first, each once"
