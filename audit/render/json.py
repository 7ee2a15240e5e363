"""The report as JSON, and the schema of that."""

from collections.abc import Iterator
from typing import Any

import msgspec

from audit.model.report import Report


def render(report: Report) -> Iterator[bytes]:
    """Yield the whole report bit by bit: at once it may take more room than all that it was made of."""
    mark = b"{"
    for name, key in zip(report.__struct_fields__, report.__struct_encode_fields__, strict=True):
        yield b'%b\n  "%b": ' % (mark, key.encode())
        yield from _items(getattr(report, name))
        mark = b","
    yield b"\n}\n"


def _items(value: object) -> Iterator[bytes]:
    if not isinstance(value, tuple) or not value:
        yield _formatted(value, depth=1)
        return
    mark = b"["
    for item in value:
        yield b"%b\n    %b" % (mark, _formatted(item, depth=2))
        mark = b","
    yield b"\n  ]"


def _formatted(value: object, *, depth: int) -> bytes:
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return text.replace(b"\n", b"\n" + b"  " * depth)  # a line end within a string is written as \n


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "moveready report",
        **msgspec.json.schema(Report),
    }
