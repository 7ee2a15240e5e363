"""The report as JSON, and the schema of that."""

from typing import Any

import msgspec

from audit.model.report import Report


def render(report: Report) -> str:
    """Return the whole report."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "moveready report",
        **msgspec.json.schema(Report),
    }
