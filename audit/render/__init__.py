"""What writes a report down: one function for each format, from the report alone."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import NamedTuple

from audit.model.report import Report

Document = str | bytes


class Format(NamedTuple):
    """A way to write a report down."""

    render: Callable[[Report], Document]
    suffixes: tuple[str, ...] = ()  # of files that are so where nobody says otherwise; the longest counts
    about: str = ""


def _lazily(module: str) -> Callable[[Report], Document]:
    """Return the render() of a module, which is imported when it is called: many need heavy libraries."""

    def render(report: Report) -> Document:
        document: Document = import_module(f"audit.render.{module}").render(report)
        return document

    return render


FORMATS: Mapping[str, Format] = {
    "html": Format(_lazily("html"), (".html", ".htm"), "the site inventory to hand in"),
    "json": Format(_lazily("json"), (".json",), "all of the report, for programs"),
    "text": Format(_lazily("text"), (".txt",), "the summary that a terminal shows"),
}
