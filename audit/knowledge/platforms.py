"""The platforms that sites move to, a file for each."""

from collections.abc import Sequence
from pathlib import Path

from audit.errors import AuditError, KnowledgeError
from audit.knowledge.toml import convert, parse
from audit.model.rules import Platform
from audit.resources import KNOWLEDGE


def load_platforms(folder: Path = KNOWLEDGE, more: Sequence[Path] = ()) -> list[Platform]:
    """Return all platforms, by id."""
    return [load_platform(name, folder, more) for name in sorted(_files(folder, more))]


def load_platform(name: str, folder: Path = KNOWLEDGE, more: Sequence[Path] = ()) -> Platform:
    """Return a platform. Raises AuditError for one that is not known, KnowledgeError for a mistake in it."""
    files = _files(folder, more)
    if name not in files:
        known = ", ".join(sorted(files))
        raise AuditError(f'"{name}" is no platform that is known here; these are: {known}.')
    file = f"platforms/{name}.toml"
    platform = convert({"id": name, **parse(files[name], file)}, Platform, file)
    if platform.id != name:
        raise KnowledgeError(f"{file}: id: expected {name}, as the file is called")
    return platform


def _files(folder: Path, more: Sequence[Path]) -> dict[str, Path]:
    """Return the file of each platform; one in a further folder takes the place of an earlier one."""
    return {path.stem: path for place in (folder, *more) for path in (place / "platforms").glob("*.toml")}
