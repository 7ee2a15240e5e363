"""The releases of cores, from files of one line for each path; only those that are asked for are read."""

import gzip
import tomllib
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from pathlib import Path

import msgspec

from audit.errors import AuditError, KnowledgeError
from audit.model.facts import Cms
from audit.model.manifests import Cores, CoreShape, Manifest
from audit.resources import KNOWLEDGE

_FOLDER = KNOWLEDGE / "data" / "cores"
_SHAPES = "shapes.toml"
_SUFFIX = ".tsv.gz"
_HEAD = "releases\t"


class _Shapes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    core: tuple[CoreShape, ...]


def load_cores() -> Cores:
    """Return what is known of cores: nothing of it is read before it is asked for."""
    return Cores(core_shapes, load_manifest)


def core_shapes(cms: Cms, version: str | None) -> tuple[CoreShape, ...]:
    """Return the shapes that fit a version, all those of the CMS where it is not known."""
    major = None if version is None else version.partition(".")[0]
    return tuple(
        shape
        for shape in _load_shapes()
        if shape.cms == cms and (major is None or shape.major in (None, major))
    )


def load_manifest(shape: CoreShape) -> Manifest:
    """Return the releases of a core. Raises KnowledgeError for a file that is damaged."""
    return _load(shape.manifest)


def parse_manifest(text: str, name: str) -> Manifest:
    r"""
    Return the releases that a text tells of. Raises KnowledgeError for what is no such text.

    >>> parse_manifest("# why\nreleases\t6.0 6.1\na.php\t1d3e52db4a68f2a9 0-1\n", "x").releases
    ('6.0', '6.1')
    """
    lines = text.splitlines()
    start = sum(1 for _ in takewhile(lambda line: line.startswith("#"), lines))
    if start == len(lines) or not lines[start].startswith(_HEAD):
        raise KnowledgeError(
            f'{name}: the first line that is no comment must begin with "releases" and a tab'
        )
    releases = tuple(lines[start].removeprefix(_HEAD).split(" "))
    try:
        files = dict(line.split("\t", 1) for line in lines[start + 1 :])
    except ValueError as error:
        raise KnowledgeError(f"{name}: each line must have a path, a tab, and contents") from error
    return Manifest(releases, files)


def write_manifest(manifest: Manifest, path: Path, about: tuple[str, ...] = ()) -> None:
    """
    Write releases so that they can be read again, the same bytes for the same releases, whole or not at all.

    Raises AuditError where they cannot be written.
    """
    text = "\n".join((*(f"# {line}" for line in about), *_lines(manifest))) + "\n"
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise AuditError(f"{path} could not be written: {error.strerror}.") from error


def read_manifest(path: Path) -> Manifest:
    """Return the releases in a file. Raises KnowledgeError where it cannot be read."""
    try:
        text = gzip.decompress(path.read_bytes()).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.name}: not a file of releases: {error}") from error
    return parse_manifest(text, path.name)


def _lines(manifest: Manifest) -> Iterator[str]:
    yield _HEAD + " ".join(manifest.releases)
    for path in sorted(manifest.paths):
        contents = sorted(manifest.contents(path), key=lambda content: (content.spans, content.hash))
        yield "\t".join((path, *(f"{one.hash} {','.join(map(_span, one.spans))}" for one in contents)))


def _span(span: tuple[int, int]) -> str:
    first, last = span
    return str(first) if first == last else f"{first}-{last}"


@lru_cache(maxsize=1)
def _load_shapes() -> tuple[CoreShape, ...]:
    try:
        return msgspec.convert(tomllib.loads((_FOLDER / _SHAPES).read_text("utf-8")), _Shapes).core
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"data/cores/{_SHAPES}: {error}") from error


@lru_cache(maxsize=2)  # a tree seldom has more than two cores of different kinds, and each takes memory
def _load(name: str) -> Manifest:
    return read_manifest(_FOLDER / f"{name}{_SUFFIX}")
