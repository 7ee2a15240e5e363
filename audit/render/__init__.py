"""What writes a report down: one function for each format, from the report alone."""

from collections.abc import Callable, Mapping

from audit.model.report import Report
from audit.render import html, json, text

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "html": html.render,
    "json": json.render,
    "text": text.render,
}
