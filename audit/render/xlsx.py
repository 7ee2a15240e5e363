"""The inventory as a workbook: a summary, and a sheet for each list with filters and links."""

import datetime as dt
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # as above

from audit.model.report import Report
from audit.model.rules import Severity
from audit.render.list_words import subject
from audit.render.markdown_text import web_address
from audit.render.places import printable
from audit.render.xlsx_cells import Cell, Form, Jump, Link, Row, Sheet
from audit.render.xlsx_findings import FINDINGS, OPEN, PLAN, QUESTIONS
from audit.render.xlsx_inventory import INVENTORY, SERVER
from audit.render.xlsx_summary import Line, lines
from audit.render.xlsx_transfer import SHEETS as TRANSFER

SHEETS: tuple[Sheet, ...] = (*INVENTORY, *FINDINGS, *PLAN, *SERVER, *TRANSFER, QUESTIONS, OPEN)

_MOST_ROWS = 100_000  # of a sheet: a tenth of Excel's limit, as they are kept in memory until all are there
_MOST_LINKS = 60_000  # of a sheet; Excel takes 65,530, and calls a file with more broken
_LONGEST = 32_767  # characters of a cell
_LONGEST_LINK = 2000
_SUMMARY = "Summary"
_UNDATED = "1980-01-01T00:00:00Z"
_OPTIONS = {
    "in_memory": True,  # any other way, what is a customer's lies in files of a temporary folder meanwhile
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_COLOURS: dict[Severity, tuple[str, str]] = {  # of the letters and of the ground, as in the HTML report
    "blocker": ("#b3261e", "#fdeeec"),
    "major": ("#96480a", "#fdf3e4"),
    "minor": ("#2a5a9c", "#edf3fb"),
    "note": ("#56606b", "#f1f3f5"),
}
_TOP = {"valign": "top", "text_wrap": True}
_FORMS: dict[Form, dict[str, object]] = {
    "text": _TOP,
    "code": _TOP | {"font_name": "Consolas", "font_size": 10},
    "number": {"valign": "top", "num_format": "#,##0"},
    "mebibytes": {"valign": "top", "num_format": "#,##0.00"},
    "hours": {"valign": "top", "num_format": "#,##0.00"},
    "severity": _TOP,
    "install": _TOP | {"font_name": "Consolas", "font_size": 10},
}


def render(report: Report) -> bytes:
    """
    Return the workbook. Nothing in it is a formula, and the same report gives the same bytes.

    What a sheet has no room for is told in its last row, and a cell that was cut says so.
    """
    file = BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        made = (
            dt.datetime.fromisoformat(report.made) if report.made else dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
        )
        title = f"Site inventory: {printable(subject(report), 200)}"
        book.set_properties({"title": title, "author": report.tool.name, "created": made})
        _Writer(book).write(report)
    return file.getvalue()


class _Writer:
    """Writes the sheets of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._forms = {form: book.add_format(how) for form, how in _FORMS.items()}
        self._link = book.add_format(_TOP | {"font_color": "#0b5a6f", "underline": 1})
        self._head = book.add_format({"bold": True, "bg_color": "#0b5a6f", "font_color": "#ffffff", **_TOP})
        self._title = book.add_format({"bold": True, "font_size": 16})
        self._part = book.add_format({"bold": True, "font_size": 12, "bottom": 1})
        self._label = book.add_format({"bold": True, **_TOP})
        self._severities: dict[tuple[str, str], xlsxwriter.format.Format] = {
            ("severity", name): book.add_format(
                {"bold": True, "font_color": ink, "bg_color": ground, "valign": "top"}
            )
            for name, (ink, ground) in _COLOURS.items()
        }

    def write(self, report: Report) -> None:
        """Write them: the summary first, though it is known last how many rows the others have."""
        summary = self._book.add_worksheet(_SUMMARY)
        told = {sheet.name: (sheet, self._list(sheet, report)) for sheet in SHEETS}
        self._summary(summary, lines(report, told))

    def _summary(self, page: Worksheet, told: Iterator[Line]) -> None:
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 110)
        page.hide_gridlines(2)
        for number, line in enumerate(told):
            if line.style == "severity":
                self._cell(page, number, 0, line.label, "severity")
            else:
                how = {"title": self._title, "head": self._part}.get(line.style, self._label)
                page.write_string(number, 0, _fitting(line.label), how)
            if line.style == "title" and isinstance(line.text, str):
                page.write_string(number, 1, _fitting(line.text), self._title)
            else:
                self._cell(page, number, 1, line.text, "text")

    def _list(self, sheet: Sheet, report: Report) -> int:
        """Write a sheet, and return how many rows it has."""
        page = self._book.add_worksheet(sheet.name)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
            page.write_string(0, place, column.title, self._head)
        page.freeze_panes(1, 2 if sheet.columns[0].width + sheet.columns[1].width <= 60 else 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        rows = iter(sheet.rows(report))
        count = links = 0
        for row in islice(rows, _MOST_ROWS):
            count += 1
            links = self._row(page, count, sheet, row, links)
        left = sum(1 for _ in rows)
        page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
        if left:
            text = f"{left:,} more have no room in this sheet; the JSON report has them."
            page.write_string(count + 1, 0, text, self._label)
        if not count:
            page.write_string(1, 0, _fitting(_nothing(sheet, report)), self._label)
        return count + left

    def _row(self, page: Worksheet, number: int, sheet: Sheet, row: Row, links: int) -> int:
        for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            is_link = isinstance(cell, Link | Jump)
            links += is_link
            plain = _told(cell) if links > _MOST_LINKS else cell
            self._cell(page, number, place, plain, column.form)
        return links

    def _cell(self, page: Worksheet, row: int, place: int, cell: Cell, form: Form) -> None:
        """Write a cell as what it is: the library would guess what a text is."""
        if cell is None or (form == "install" and cell == "."):  # the scanned folder itself needs no name
            return
        text = _fitting(str(_told(cell)))
        if isinstance(cell, Jump):
            page.write_url(row, place, f"internal:'{cell.sheet}'!A{cell.row + 2}", self._link, text)
            if isinstance(cell.text, int):  # the link stays, and the column can be sorted
                page.write_number(row, place, cell.text, self._link)
        elif isinstance(cell, Link) and len(cell.url) <= _LONGEST_LINK and web_address(cell.url):
            page.write_url(row, place, cell.url, self._link, text)
        elif isinstance(cell, int | float):
            page.write_number(row, place, cell, self._forms[form])
        else:
            page.write_string(row, place, text, self._severities.get((form, text)) or self._forms[form])


def _nothing(sheet: Sheet, report: Report) -> str:
    """Return why a sheet is empty: nothing is there, or nobody could look."""
    sources = [one for one in report.coverage.sources if one.name in sheet.needs]
    reasons = dict.fromkeys(one.reason for one in sources if one.state != "complete")
    told = ["Not all was there to look at:", *reasons] if reasons else []
    return " ".join([sheet.none, *told])


def _told(cell: Cell) -> str | int | float | None:
    """Return what a cell says, without where it leads."""
    if isinstance(cell, Link):
        return cell.url
    return cell.text if isinstance(cell, Jump) else cell


def _fitting(text: str) -> str:
    r"""
    Return a text as a cell may have it: lines without what nobody sees, cut with a note where they are long.

    >>> _fitting("a\nb\x00c"), len(_fitting("x" * 40_000)), _fitting("x" * 40_000)[-35:]
    ('a\nb�c', 32767, 'xx… [cut: 40,000 characters in all]')
    """
    shown = "\n".join(printable(line, len(line)) for line in text.split("\n"))
    if len(shown) <= _LONGEST:
        return shown
    note = f"… [cut: {len(text):,} characters in all]"
    return shown[: _LONGEST - len(note)] + note
