"""What writes a report down: one function for each format, from the report alone."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import NamedTuple

from audit.model.report import Report

Document = str | bytes | Iterable[bytes]  # bit by bit where it may be large


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
    "sarif": Format(_lazily("sarif"), (".sarif", ".sarif.json"), "SARIF 2.1.0, for code scanning"),
    "junit": Format(_lazily("junit"), (".junit.xml",), "JUnit's XML: findings as tests that fail"),
    "checkstyle": Format(_lazily("checkstyle"), (".checkstyle.xml",), "Checkstyle's XML"),
    "gitlab": Format(
        _lazily("gitlab"),
        (".codequality.json", "gl-code-quality-report.json"),
        "GitLab's Code Quality report",
    ),
    "github": Format(_lazily("github"), (".annotations.txt",), "GitHub's annotations, to be printed"),
    "github-summary": Format(_lazily("github_summary"), (".summary.md",), "the summary of a job on GitHub"),
    "xlsx": Format(_lazily("xlsx"), (".xlsx",), "the inventory as a workbook"),
    "csv": Format(_lazily("csv"), (".csv",), "the findings as one list, a row for each place"),
    "markdown": Format(_lazily("markdown"), (".md",), "the findings for a ticket"),
    "cyclonedx": Format(
        _lazily("cyclonedx"), (".cdx.json", "bom.json"), "CycloneDX 1.6, the bill of materials"
    ),
}
