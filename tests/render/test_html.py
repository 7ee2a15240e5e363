"""The HTML report: all of a report is in it, nothing else speaks from it, and it is well-formed."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from time import perf_counter

import pytest
from msgspec.structs import replace

from audit.render.html import render
from audit.resources import TEMPLATES
from tests.render.hostile import HIDDEN, LONG, SCRIPT, hostile
from tests.render.sample_drupal import drupal, drupal_tree, mixed
from tests.render.sample_network import network
from tests.render.samples import (
    MARK,
    advice,
    crowded,
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

POOR = (minimal, empty, dump_only, tree_only, drupal_tree)
EVERY = {build.__name__: build for build in (rich, planned, network, drupal, mixed, *POOR, hostile, huge)}
VOID = {"meta", "link", "br", "wbr", "img", "input", "hr"}


class Page(HTMLParser):
    """A document taken apart: its tags with their attributes, its text, and what is not closed in turn."""

    def __init__(self, text):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.pieces: list[str] = []
        self.title = ""
        self.style = ""
        self.script = ""
        self.feed(text)
        self.close()
        self.text = " ".join("".join(self.pieces).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if self.open[-1:] == ["style"]:
            self.style += data
        elif self.open[-1:] == ["script"]:
            self.script += data
        else:
            self.pieces.append(data)
        if self.open[-1:] == ["title"]:
            self.title += data

    def of(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    def values(self, attribute):
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


@pytest.fixture(scope="module", params=EVERY)
def each(request):
    """Return a report and its page."""
    report = EVERY[request.param]()
    return report, Page(render(report))


@pytest.fixture(scope="module")
def page():
    return Page(render(rich()))


def shown(text):
    """Return a text as it stands in a page: blanks in one, what is hidden made visible."""
    seen = re.sub(
        "[\x00-\x08\x0e-\x1f\x80-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]",
        lambda c: f"[U+{ord(c[0]):04X}]",
        text,
    )
    return " ".join(seen.split())


def address(site):
    return re.sub("^https?://", "", site.url or site.hosts[0])


def assert_shown(page, *texts):
    assert [text for text in texts if shown(str(text)) not in page.text] == []


def test_the_title_fits_a_window(each):
    assert len("Site inventory for ") < len(each[1].title) <= 70


def test_every_tag_is_closed_in_its_turn(each):
    _, page = each
    assert (page.open, page.unbalanced) == ([], [])


def test_every_finding_is_shown_with_its_advice_and_all_its_places(each):
    report, page = each
    for found in report.findings:
        rule = found.rule
        assert_shown(page, rule.id, rule.title, rule.why, rule.remedy, f"reviewed {rule.source.reviewed}")
        assert_shown(
            page, *(spot.location.path for spot in found.places), *(spot.text for spot in found.places)
        )


def test_every_part_of_the_inventory_is_shown(each):
    report, page = each
    assert_shown(page, *(item.file for item in report.extensions), *(item.name for item in report.extensions))
    assert_shown(page, *(table.name for table in report.tables), *(item.name for item in report.routines))
    assert_shown(page, *(address(site) for site in report.sites if site.url or site.hosts))
    assert_shown(page, *(site.title for site in report.sites if site.title))
    assert_shown(page, *(item.name for item in report.settings))
    assert_shown(page, *(item.location.path for item in (*report.files[1:], *report.noted_files)))


def test_all_that_the_code_needs_and_holds_is_shown(each):
    report, page = each
    assert_shown(page, *(item.location.path for item in (*report.binaries, *report.processes)))
    assert_shown(page, *(item.location.path for item in (*report.core_files, *report.versioned)))
    assert_shown(page, *(item.location.path for item in (*report.extremes, *report.odd_names)))
    assert_shown(page, *(item.location.path for item in (*report.links, *report.code_in_files)))
    assert_shown(page, *(item.location.path for item in (*report.secrets, *report.second_installs)))
    assert_shown(page, *(language.name for language in report.languages))
    if report.php:
        assert_shown(page, *(need.name for need in report.php.extensions))
        assert_shown(page, *(need.name for need in report.php.programs if need.name))
        found = (*report.php.obstacles, *report.php.doubts)
        assert_shown(page, *(broken.symbol for one in found for broken in one.breaks))


def test_everything_that_was_not_looked_at_is_shown(each):
    report, page = each
    assert_shown(
        page, *(item.rule for item in report.unassessed), *(item.title for item in report.unassessed)
    )
    assert_shown(page, *(item.reason for item in report.unassessed))
    assert_shown(page, *(item.location.path for item in report.coverage.problems))
    assert_shown(page, *(item.text for item in report.coverage.problems))
    assert_shown(page, *(source.reason for source in report.coverage.sources))


def test_nothing_is_fetched_and_nothing_runs_but_its_own_script(each):
    _, page = each
    names = {tag for tag, _ in page.tags}
    assert not names & {"img", "iframe", "object", "embed", "link", "form", "base", "audio", "video"}
    assert page.of("script") == [{}]
    assert page.script == (TEMPLATES / "report.js").read_text("utf-8")
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not attributes & {"src", "srcset", "style", "action", "ping", "background", "poster"}
    assert not [name for name in attributes if name.startswith("on")]


def test_only_documented_sources_and_its_own_parts_are_linked(each):
    report, page = each
    rules = [found.rule for found in report.findings]
    known = {rule.source.url for rule in rules} | {rule.docs for rule in rules}
    if report.plan.package:
        known |= {item.source for item in report.plan.package.items}
    if report.plan.transfer:
        known |= {way.source for way in report.plan.transfer.ways}
    ids = page.values("id")
    for target in page.values("href"):
        is_own = target.startswith("#") and target[1:] in ids
        assert is_own or (target in known and target.startswith("https://")), target


def test_ids_are_unique(each):
    _, page = each
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if re.search(r"[^\w-]", name)]


def test_headings_leave_out_no_level(each):
    _, page = each
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_says_what_it_holds(each):
    _, page = each
    assert len(page.of("caption")) == len(page.of("table"))
    assert {attrs.get("scope") for attrs in page.of("th")} == {"col", "row"}


def test_the_policy_allows_the_stylesheet_and_the_script_and_nothing_else(page):
    policy = next(meta["content"] for meta in page.of("meta") if "http-equiv" in meta)
    style, script = (
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (page.style, page.script)
    )
    own = f"style-src {style}; script-src {script}"
    assert policy == f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def test_no_referrer_is_sent(page):
    assert {"name": "referrer", "content": "no-referrer"} in page.of("meta")
    assert all("noreferrer" in link["rel"] for link in page.of("a") if link["href"].startswith("http"))


def test_names_are_text_whatever_they_say():
    text = render(hostile())
    assert text.count("<script") == 1
    assert "{{ 7 * 7 }}" in text
    assert not set(HIDDEN) & set(text) & set("\u202e\x00\x1b\ud800\u2067\x85")
    assert_shown(Page(text), SCRIPT, LONG, HIDDEN)


def test_it_can_be_encoded_whatever_the_names(each):
    report, _ = each
    assert render(report).encode("utf-8")


def test_the_verdict_counts_what_stands_in_the_way(page):
    assert_shown(page, "Not ready for Pantheon yet: 2 problems stand in the way of going live.")
    assert_shown(page, "3 checks of 118 are open", "3 places could not be read")


def test_without_blockers_and_gaps_it_can_move_after_the_changes():
    report = replace(minimal(), findings=(finding(advice("x"), place("a.php", 1, "x()")),))
    assert_shown(Page(render(report)), "It can move to Pantheon once 1 thing is changed.")


def test_without_findings_it_does_not_say_that_all_is_well():
    text = Page(render(minimal())).text
    assert "Nothing was found in what was looked at." in text
    assert "clean" not in text


def test_an_empty_part_says_why_it_is_empty():
    assert_shown(Page(render(tree_only())), "No database dump was given. So its tables are not known.")
    assert_shown(
        Page(render(dump_only())), "No folder with the site's code was given. So the number and size"
    )


def test_a_plugin_that_is_active_but_missing_stands_out(page):
    assert_shown(page, "1 plugin is active, but missing on disk revslider/revslider.php")


def test_secrets_are_named_but_not_shown(page):
    assert_shown(
        page, "DB_PASSWORD set, not shown", "WP_MEMORY_LIMIT decided at run time only under a condition"
    )


def test_a_finding_of_several_installs_has_an_address_in_each():
    ids = Page(render(tree_only())).values("id")
    assert {"finding-php-session-blog", "finding-php-session-shop"} <= set(ids)


def test_findings_of_equal_names_keep_addresses_of_their_own():
    one, two = finding(advice("a-b"), place("a", 1, "x")), finding(advice("a b"), place("a", 1, "x"))
    ids = Page(render(replace(minimal(), findings=(one, two, two)))).values("id")
    assert [name for name in ids if name.startswith("finding-")] == [
        *("finding-a-b", "finding-a-b-2", "finding-a-b-3")
    ]


def test_the_same_report_gives_the_same_document():
    assert render(rich()) == render(rich())


def test_thousands_of_rows_are_written_in_seconds():
    report = huge()
    start = perf_counter()
    text = render(report)
    assert perf_counter() - start < 10
    assert text.count(MARK) >= 5
    assert len(text) < 10_000_000


def test_five_thousand_findings_of_five_hundred_sites_fit_into_five_megabytes():
    assert len(render(crowded()).encode()) < 5 * 1024**2
