"""The workbook, read again by another library: what it says, where it leads, what it must not do."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import openpyxl  # type: ignore[import-untyped]  # it has no types
import pytest
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.plan import Decision, HostUse, Hours, Package, Question, Reason, Replacement, Step, Transfer
from audit.model.rules import Evidence
from audit.render import html, xlsx
from audit.render.list_words import STEPS
from audit.render.xlsx import SHEETS, render
from tests.render.hostile import HIDDEN, LONG, NAMES, hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import (
    MARK,
    advice,
    dump_only,
    empty,
    finding,
    huge,
    minimal,
    place,
    planned,
    rich,
    tree_only,
)

EVERY = (rich, planned, network, drupal, mixed, minimal, empty, dump_only, tree_only, drupal_tree, hostile)
FORMULAS = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "{=1}", "http://x.example", "12", "_x0041_")


def book_of(report):
    return openpyxl.load_workbook(io.BytesIO(render(report)))


def rows_of(report, name):
    """Return the rows of a sheet by the titles of its columns."""
    head, *rows = book_of(report)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def links_of(page):
    return [cell.hyperlink for row in page.iter_rows() for cell in row if cell.hyperlink]


def parts_of(report):
    with zipfile.ZipFile(io.BytesIO(render(report))) as book:
        return {name: book.read(name) for name in book.namelist()}


def with_text(text):
    rule = advice("a", title=text, why=text, remedy=text)
    return replace(minimal(), findings=(finding(rule, Evidence(Location(text, 1), text)),))


def with_plan(report):
    plan = replace(
        report.plan,
        decision=Decision(outcome="after-work", sentence="It can move.", reasons=(Reason(text="Mail."),)),
        package=Package(name="premium", reasons=(), items=(), bought=Hours(4.0, 8.0)),
        total=Hours(10.0, 20.0),
        steps=(
            Step(
                phase="before",
                doer="customer",
                next_step="remove",
                title="Remove it",
                detail="Now",
                hours=Hours(1.0, 2.0),
            ),
        ),
        questions=(Question(id="dns", topic="DNS", text="Who?", why="TTL", seen=("a", "b"), answer="=us"),),
        transfer=Transfer(
            sizes=(),
            hosts=(HostUse(host="a.example", role="primary"),),
            replacements=(
                Replacement(search="http://a.example", replace="x", mentions=7, tables=(("posts", 7),)),
            ),
        ),
    )
    return replace(report, plan=plan)


@pytest.fixture(scope="module", params=EVERY, ids=lambda sample: sample.__name__)
def each(request):
    """Return a report and its workbook."""
    return request.param(), book_of(request.param())


def test_each_sheet_is_there_with_heads_that_stay_filters_and_widths(each):
    _, book = each
    assert book.sheetnames == ["Summary", *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        page = book[sheet.name]
        assert [cell.value for cell in page[1]] == [column.title for column in sheet.columns]
        assert page.freeze_panes in {"B2", "C2"}
        assert page.auto_filter.ref.startswith("A1:")
        assert page.column_dimensions["A"].width >= 8


def test_no_list_is_shorter_than_that_of_the_report(each):
    report, book = each
    lists = {
        "Sites": report.sites,
        "Extensions": report.extensions,
        "Findings": report.findings,
        "Places": [place for found in report.findings for place in found.places],
        "Redirects": report.redirects,
        "Tables": report.tables,
    }
    for name, items in lists.items():
        assert book[name].max_row == 1 + max(len(items), 1)


def test_no_cell_is_a_formula_and_none_is_too_long(each):
    _, book = each
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert max(len(cell.value) for cell in cells if isinstance(cell.value, str)) <= 32_767


def test_every_link_leads_to_a_cell_that_is_there_or_to_the_web(each):
    _, book = each
    links = [link for page in book for link in links_of(page)]
    assert links
    for link in links:
        if link.location:
            name, row = link.location.strip("'").split("'!A")
            assert int(row) <= max(book[name].max_row, 2)
        else:
            assert link.target.startswith("https://")


def test_all_of_its_parts_are_well_formed(each):
    report, _ = each
    for text in parts_of(report).values():
        ET.fromstring(text)  # noqa: S314 - our own document


def test_nothing_in_it_leaves_the_workbook_or_runs(each):
    report, _ = each
    names = "\n".join(parts_of(report))
    assert not re.search(r"externalLink|vbaProject|activeX|connections|embeddings", names)
    assert not [name for name, text in parts_of(report).items() if b"<f>" in text]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_more_is_a_text(text):
    book = book_of(with_text(text))
    cell = book["Findings"]["B2"]
    assert (cell.value.replace("_x005F_x0041_", "_x0041_"), cell.data_type) == (text, "s")
    assert cell.hyperlink is None


def test_what_nobody_sees_is_shown_as_such():
    told = rows_of(with_text(HIDDEN), "Findings")[0]["Finding"]
    assert told == "abc�gnp.exe��[31m� �rtl "


def test_a_cell_that_was_cut_says_so():
    told = rows_of(with_text(LONG * 4), "Findings")[0]["Finding"]
    assert len(told) == 32_767
    assert told.endswith("… [cut: 40,000 characters in all]")


def test_a_sheet_that_has_no_room_for_all_says_how_many_are_left(monkeypatch):
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 5)
    page = book_of(rich())["Places"]
    left = sum(len(found.places) for found in rich().findings) - 5
    assert page.max_row == 7
    assert page["A7"].value == f"{left} more have no room in this sheet; the JSON report has them."
    assert page.auto_filter.ref == "A1:J6"


def test_links_beyond_what_excel_takes_are_texts(monkeypatch):
    monkeypatch.setattr(xlsx, "_MOST_LINKS", 3)
    page = book_of(rich())["Places"]
    assert len(links_of(page)) == 3
    assert page["B6"].value == page["B5"].value == "Code keeps visitors in PHP sessions"


def test_places_lead_to_their_finding_and_back():
    book = book_of(rich())
    for row in book["Findings"].iter_rows(min_row=2):
        target = row[3].hyperlink.location.partition("!")[2]
        back = book["Places"][target.replace("A", "B")]
        assert back.value == row[1].value
        assert back.hyperlink.location == f"'Findings'!A{row[1].row}"


def test_the_worst_stands_first_in_its_colour():
    page = book_of(rich())["Findings"]
    assert page["A2"].value == "blocker"
    assert page["A2"].font.color.rgb == "FFB3261E"
    assert page["A9"].value == "note"


def test_a_source_is_a_link_only_if_it_is_of_the_web():
    assert book_of(rich())["Findings"]["O2"].hyperlink.target.startswith("https://docs.pantheon.io/")
    assert [row[14].hyperlink for row in book_of(hostile())["Findings"].iter_rows(min_row=2)] == [None] * len(
        NAMES
    )


def test_numbers_are_numbers_so_that_they_can_be_sorted_and_added_up():
    row = rows_of(rich(), "Tables")[0]
    assert row["Size, MiB"] * 1024**2 == rich().tables[0].bytes
    assert rows_of(rich(), "Findings")[2]["Places"] == 12
    assert sum(row["Hours"] for row in rows_of(rich(), "Findings")) == sum(
        one.hours for one in rich().findings
    )


def test_an_empty_sheet_says_whether_anybody_could_look():
    assert rows_of(minimal(), "Redirects")[0]["From"] == "None was found."
    told = rows_of(tree_only(), "Tables")[0]["Table"]
    assert told == "None was found. Not all was there to look at: No database dump was given."


def test_what_was_not_looked_at_is_all_there():
    rows = rows_of(rich(), "Not looked at")
    told = [row["Kind"] for row in rows]
    assert told.count("Not read") == len(rich().coverage.problems)
    assert told.count("Assessed in part") == len(rich().unassessed)
    assert [row["If it holds"] for row in rows if row["Rules"] == "shell-command"] == ["blocker"]


def test_the_summary_has_the_plan_and_leads_to_the_sheets():
    page = book_of(with_plan(rich()))["Summary"]
    told = {row[0].value: row[1].value for row in page.iter_rows()}
    assert told["Package"] == "Premium managed migration"
    assert told["Because"] == "Mail."
    assert told["Extra hours to order"] == "4 to 8 hours"
    assert told["Work in all"] == "10 to 20 hours (our estimate)"
    assert told["Findings"] == "8 rows, each a finding, the worst first; hours are our estimates"


def test_steps_questions_hosts_and_replacements_have_sheets():
    report = with_plan(rich())
    assert rows_of(report, "Steps")[0]["When"] == "Before the move"
    assert rows_of(report, "Questions")[0]["Answer"] == "=us"
    assert rows_of(report, "Questions")[0]["What the scan saw"] == "a\nb"
    assert rows_of(report, "Hosts")[0]["What it is"] == "Address of the site"
    assert rows_of(report, "Search and replace")[0]["Tables"] == "posts: 7"


@pytest.mark.parametrize("text", [*NAMES, *FORMULAS])
def test_no_text_of_a_plan_is_more_than_a_text(text):
    plan = with_plan(rich()).plan
    step, question = plan.steps[0], plan.questions[0]
    report = replace(
        minimal(),
        plan=replace(
            plan,
            decision=Decision(outcome="unknown", sentence=text),
            steps=(replace(step, title=text, detail=text, install=text, rule=text),),
            questions=(replace(question, topic=text, text=text, seen=(text,), answer=text),),
            transfer=Transfer(sizes=(), hosts=(HostUse(host=text, role="alias", install=text),)),
        ),
    )
    cells = [cell for page in book_of(report) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink.location for cell in cells if cell.hyperlink)


def test_a_site_of_many_and_an_extension_on_some_are_told():
    rows = {row["Slug"]: row for row in rows_of(network(), "Extensions")}
    assert rows["revslider"]["State"] == "Active, but missing on disk"
    assert any((row["Sites"] or "").startswith("1") for row in rows.values())
    assert {row["Origin"] for row in rows.values()} >= {"Contrib", "Premium", "Custom", "Not known"}


def test_the_last_row_of_a_large_site_is_there():
    book = book_of(huge())
    for name in ("Sites", "Extensions", "Tables", "Places"):
        assert any(MARK in str(value) for row in book[name].iter_rows(values_only=True) for value in row)


def test_two_runs_are_the_same_bytes_and_the_date_is_that_of_the_report():
    report = replace(rich(), made="2026-11-23T09:00:00Z")
    assert render(report) == render(report)
    assert b"2026-11-23T09:00:00Z" in parts_of(report)["docProps/core.xml"]
    assert b"1980-01-01" in parts_of(replace(report, made=None))["docProps/core.xml"]


def test_nothing_is_written_to_a_temporary_folder(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert render(rich())


def test_next_steps_are_called_as_in_the_document():
    assert html._STEPS == STEPS


def test_a_finding_without_a_place_has_no_link():
    found = replace(finding(advice("a"), place("a.php", 1, "x")), places=())
    assert rows_of(replace(minimal(), findings=(found,)), "Findings")[0]["Places"] == 0
