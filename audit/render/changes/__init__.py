"""What writes the changes between two reports down: one function for each format."""

from collections.abc import Callable, Mapping
from importlib import import_module

import msgspec

from audit.model.changes import Changes


def _lazily(module: str) -> Callable[[Changes], str]:
    def render(changes: Changes) -> str:
        document: str = import_module(f"audit.render.changes.{module}").render(changes)
        return document

    return render


def _json(changes: Changes) -> str:
    return msgspec.json.format(msgspec.json.encode(changes), indent=2).decode() + "\n"


FORMATS: Mapping[str, Callable[[Changes], str]] = {
    "text": _lazily("text"),
    "json": _json,
    "html": _lazily("html"),
}
