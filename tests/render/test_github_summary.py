"""The summary of a job: what is news, within what GitHub takes, and no text of the site is Markdown."""

import re

import pytest
from markdown_it import MarkdownIt

from audit.render.github_summary import render
from tests.render.forge_reports import EVERY, judged, scanned, spot, unread
from tests.render.hostile import hostile
from tests.render.samples import advice, finding, minimal

READER = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def tokens(text):
    """Return all pieces of a page, as a reader of Markdown sees them."""
    for token in READER.parse(text):
        yield token
        yield from token.children or ()


def said(text):
    """Return the words of a page."""
    return "\n".join(token.content for token in tokens(text) if token.type == "text")


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_no_page_is_more_than_github_takes(build):
    assert len(render(build()).encode()) < 1024 * 1024


@pytest.mark.parametrize("build", EVERY.values(), ids=EVERY)
def test_every_row_of_the_table_has_its_cells(build):
    rows = [line for line in render(build()).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} <= {6}


def test_no_text_of_a_site_is_markup():
    page = render(hostile())
    kinds = {token.type for token in tokens(page)}
    assert not kinds & {"html_block", "html_inline", "image", "code_inline", "fence"}
    assert not [token for token in tokens(page) if token.type == "link_open"]
    assert "<script>alert(1)</script>" in said(page)


def test_a_finding_is_told_with_remedy_places_and_source():
    page = render(scanned(finding(advice("r"), *(spot("a_b.php", line, "x") for line in range(1, 9)))))
    words = said(page)
    assert "Remedy of r." in words
    assert "a_b.php:1 x" in words
    assert "and 3 more places" in words
    assert "(https://docs.pantheon.io/guides/platform-considerations)" in page


def test_what_is_accepted_is_left_out_and_counted():
    words = said(render(judged()))
    assert "Title of php-session" in words
    assert "Title of php-mail" not in words
    assert "2 places accepted: 1 by the baseline baseline.json, 1 by suppressions." in words
    assert "Nothing is found any more at 1 place of the baseline." in words


def test_what_was_not_read_or_assessed_is_told():
    words = said(render(unread()))
    assert "No news in what was looked at" in words
    assert "a.php: It could not be opened." in words
    assert "check could not be made, or not wholly" in words


def test_a_site_without_findings_has_a_page():
    assert "Move to Pantheon: nothing" in said(render(minimal()))


def test_a_page_that_grows_too_large_is_cut_with_a_word():
    many = [finding(advice(f"r{n}", why="w" * 300), spot("a.php", 1, "x" * 300)) for n in range(2000)]
    page = render(scanned(*many))
    assert len(page.encode()) < 1024 * 1024
    assert "left out; the other formats have all" in page.splitlines()[-1]
