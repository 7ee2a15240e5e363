"""What a sheet of the workbook is: columns, rows, and cells that lead somewhere."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from audit.model.inventory import SourceName
from audit.model.report import Report

Form = Literal["text", "code", "number", "mebibytes", "hours", "severity", "install"]


class Link(NamedTuple):
    """A cell that leads to a page of the web."""

    url: str


class Jump(NamedTuple):
    """A cell that leads to a row of another sheet; the first below the heads is 0."""

    text: str | int
    sheet: str
    row: int


Cell = str | int | float | Link | Jump | None  # None: not known, or nothing
Row = Sequence[Cell]


class Column(NamedTuple):
    """A column of a sheet; the width is in characters."""

    title: str
    width: int
    form: Form = "text"


class Sheet(NamedTuple):
    """A sheet: a list with a row for each of something."""

    name: str
    about: str  # what a row is
    columns: tuple[Column, ...]
    rows: Callable[[Report], Iterable[Row]]
    needs: tuple[SourceName, ...] = ()  # the sources without which having no rows means nothing
    none: str = "None was found."


def mebibytes(size: int | None) -> float | None:
    """
    Return a size as a sheet has it, so that columns can be sorted and added up.

    >>> mebibytes(1536 * 1024), mebibytes(None)
    (1.5, None)
    """
    return None if size is None else size / 1024**2
