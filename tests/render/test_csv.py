"""The findings as one list: what a spreadsheet and a program read of it."""

import csv
import io

import pytest
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.rules import Accepted, Evidence
from audit.render.csv import COLUMNS, render
from tests.render.hostile import LONG, hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import (
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

EVERY = (
    rich,
    planned,
    network,
    drupal,
    mixed,
    minimal,
    empty,
    dump_only,
    tree_only,
    drupal_tree,
    hostile,
    huge,
)
FORMULAS = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "\n=1", "\uff1d1", "\x00=1")


def read(report):
    text = render(report).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def with_text(text):
    rule = advice(text, title=text, why=text, remedy=text, category=text)
    spot = Evidence(Location(text, 1, table=text), text, doubt=text)
    return replace(minimal(), findings=(finding(rule, spot, install=text),))


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_each_place_and_each_gap_has_a_row_of_all_columns(sample):
    report = sample()
    rows = read(report)
    assert all(tuple(row) == COLUMNS for row in rows)
    places = sum(len(found.places) for found in report.findings)
    assert sum(row["Kind"] == "finding" for row in rows) == places
    assert sum(row["Kind"] == "not read" for row in rows) == len(report.coverage.problems)
    open_checks = {rule for row in rows if row["Kind"] == "not assessed" for rule in row["Rule"].split(", ")}
    assert len(open_checks) >= bool(report.unassessed)


def test_it_is_what_rfc_4180_says_with_the_mark_that_excel_needs():
    document = render(rich())
    assert document.startswith(b"\xef\xbb\xbfKind,Severity,")
    assert document.count(b"\n") == document.count(b"\r\n")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula_does(text):
    row = read(with_text(text))[0]
    assert not [cell for cell in row.values() if cell.strip()[:1] in set("=+-@\uff1d")]


def test_no_formula_stands_behind_the_semicolon_at_which_some_spreadsheets_split():
    row = read(with_text("a; =1"))[0]
    assert row["Finding"] == "a;' =1"


def test_a_number_stays_a_number():
    row = read(replace(minimal(), findings=(finding(advice("a"), place("a.php", 7, "x"), hours=1.5),)))[0]
    assert (row["Line"], row["Hours"]) == ("7", "1.5")


def test_hours_add_up():
    total = sum(float(row["Hours"]) for row in read(rich()) if row["Hours"])
    assert total == sum(found.hours for found in rich().findings)


def test_the_worst_stands_first():
    told = [row["Severity"] for row in read(rich()) if row["Kind"] == "finding"]
    order = ["blocker", "major", "minor", "note"]
    assert told == sorted(told, key=order.index)


def test_what_is_accepted_says_so():
    spot = Evidence(Location("a.php", 1), "x", accepted=Accepted(by="suppression", reason="Goes in May."))
    row = read(replace(minimal(), findings=(finding(advice("a"), spot),)))[0]
    assert row["Accepted"] == "Goes in May."


def test_a_text_of_any_length_fits_a_cell_and_a_line():
    row = read(with_text("a\nb" + LONG * 5))[0]
    assert row["Finding"].startswith("a b")
    assert len(row["Finding"]) == 32_000
    assert row["Finding"].endswith("…")


def test_a_site_without_findings_still_says_what_was_not_looked_at():
    assert [row["Kind"] for row in read(replace(rich(), findings=()))].count("not assessed") == 2


def test_the_same_report_gives_the_same_bytes():
    assert render(hostile()) == render(hostile())
