"""TOML files as typed values; every mistake is named by file and key."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit.errors import KnowledgeError

T = TypeVar("T")


def parse(path: Path, where: str) -> dict[str, Any]:
    """Return what is in a file. Raises KnowledgeError where it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise KnowledgeError(f"{where}: not TOML: {error}") from error
    except OSError as error:
        raise KnowledgeError(f"{where}: could not be read: {error.strerror}") from error


def tables(path: Path, file: str, kind: str, mistakes: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the tables of a file that has only [[kind]]; what is wrong joins the mistakes."""
    try:
        content = parse(path, file)
    except KnowledgeError as mistake:
        mistakes.append(str(mistake))
        return
    mistakes += [f"{file}: {key}: a file of {kind}s has [[{kind}]] only" for key in content if key != kind]
    found = content.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        mistakes.append(f"{file}: {kind}: write [[{kind}]], not [{kind}]")
        return
    yield from found


def convert(raw: object, kind: type[T], where: str) -> T:
    """Return a table as a struct. Raises KnowledgeError with all mistakes, a line each with its key."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        told = (
            list(_mistakes(raw, kind)) if isinstance(raw, dict) and issubclass(kind, msgspec.Struct) else []
        )
        lines = told or [said(error)]  # of several keys that are right one by one, all at once may be wrong
        raise KnowledgeError("\n".join(f"{where}: {line}" for line in lines)) from error


def _mistakes(raw: dict[str, Any], kind: type[msgspec.Struct]) -> Iterator[str]:
    """Yield what is wrong with each key; msgspec itself ends at the first."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in raw.keys() - fields.keys():
        yield f"keys: Object contains unknown field `{key}`"
    for name, field in fields.items():
        if name not in raw:
            if field.required:
                yield f"keys: Object missing required field `{name}`"
            continue
        try:
            msgspec.convert(raw[name], field.type)
        except msgspec.ValidationError as error:
            key, _, message = said(error).partition(": ")
            yield f"{name}{'' if key == 'keys' else key if key[0] == '[' else f'.{key}'}: {message}"


def said(error: Exception) -> str:
    """Return what is wrong, behind the key that it is wrong in."""
    message, _, key = str(error).partition(" - at `$")
    return f"{key.rstrip('`').lstrip('.') or 'keys'}: {message}"
