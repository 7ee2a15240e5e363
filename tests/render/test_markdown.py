"""The ticket: what a reader of it sees, that it stays short, and that no text of a site is more than that."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from audit.model.facts import Location
from audit.model.plan import Decision, Hours, Package, Question, Reason
from audit.model.rules import Accepted, Evidence
from audit.render.markdown import code, prose, render
from tests.render.hostile import LONG, NAMES, hostile
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
OURS = {"h1", "h2", "h3", "p", "ul", "li", "strong", "code", "a"}
TRICKS = (
    *NAMES,
    *(
        "# head",
        "- item",
        "1. item",
        "1) item",
        "> quote",
        "+ item",
        "---",
        "===",
        "```\ncode",
        "~~~",
        "    code",
    ),
    *(
        "**bold**",
        "_a_",
        "~~gone~~",
        "`tick",
        "``",
        "[x](javascript:y)",
        "![i](http://x/y.png)",
        "[x]: http://y",
    ),
    *(
        "<b>b</b>",
        "<!-- c -->",
        "<http://x.example>",
        "&lt;b&gt;",
        "&#60;",
        "a|b",
        "\\<b>",
        "\\",
        "$x$",
        "[^1]",
    ),
)


class Seen(HTMLParser):
    """What a reader of the rendered ticket gets: tags, addresses and text."""

    def __init__(self, text):
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.pieces: list[str] = []
        self.feed(MarkdownIt("gfm-like", {"linkify": False}).render(text))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data):
        self.pieces.append(data)

    @property
    def text(self):
        return " ".join("".join(self.pieces).split())


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_it_fits_into_a_ticket_and_has_only_the_markup_that_it_means(sample):
    document = render(sample())
    seen = Seen(document)
    assert len(document) < 32_767
    assert set(seen.tags) <= OURS
    assert all(link.startswith("https://") for link in seen.links)
    assert document.isprintable() or set(filter(lambda char: not char.isprintable(), document)) <= {
        "\n",
        "\u200b",
    }


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.__name__)
def test_its_parts_are_there_in_their_order_and_no_other_heads(sample):
    heads = re.findall(r"(?m)^##? .*", render(sample()))
    assert heads[0].startswith("# Site inventory for the move to Pantheon: ")
    asked = [head for head in heads if head.startswith("## Questions: ")]
    assert len(asked) == bool(sample().plan.questions)
    assert heads[1:] == ["## Findings", *asked, "## What was not looked at"]


@pytest.mark.parametrize("text", TRICKS)
def test_no_text_of_a_plan_is_more_than_a_text(text):
    told = Reason(text=text)
    question = Question(id=text, topic=text, text=text, why=text, seen=(text, text), choices=(text,))
    report = replace(
        minimal(),
        plan=replace(
            minimal().plan,
            decision=Decision(outcome="unknown", sentence=text, reasons=(told,)),
            package=Package(name="standard", reasons=(told,), items=()),
            questions=(question,),
        ),
        sites=(replace(minimal().sites[0], url=f"https://{text}"),),
    )
    document = render(report)
    assert set(Seen(document).tags) <= OURS
    assert Seen(document).links == []
    assert re.findall(r"(?m)^##? \w+", document) == ["# Site", "## Findings", "## Questions", "## What"]


@pytest.mark.parametrize("text", TRICKS)
def test_prose_is_shown_as_it_is(text):
    seen = Seen(f"- {prose(text)}")
    assert seen.tags == ["ul", "li"]
    plain = " ".join(prose_of(text).split())
    assert seen.text.replace("\u200b", "") == plain


@pytest.mark.parametrize("text", TRICKS)
def test_code_is_shown_as_it_is(text):
    seen = Seen(f"- {code(text)}: x")
    assert seen.tags == ["ul", "li", "code"]
    assert seen.text == f"{' '.join(prose_of(text, 120).split())}: x"


def prose_of(text, longest=300):
    """Return a text as a reader should see it, whatever is cut or hidden."""
    cut = text.strip() if longest == 300 else text
    cut = cut if len(cut) <= longest else f"{cut[: longest - 1]}…"
    return "".join(char if char.isprintable() else " " if char.isspace() else "�" for char in cut)


def test_nobody_is_called_and_no_other_ticket():
    assert "@kim" not in prose("ask @kim")
    assert "#12" not in prose("see #12")
    assert prose("kick-off at 5 #, a@ b") == "kick-off at 5 #, a@ b"


def test_ours_stays_readable_without_a_renderer():
    assert "Install the Native PHP Sessions plugin; it keeps sessions in the database." in render(rich())


def test_a_finding_has_its_remedy_its_first_places_and_how_many_more():
    told = Seen(render(rich())).text
    assert "Major: Code keeps visitors in PHP sessions" in told
    assert "What to do: Install the Native PHP Sessions plugin" in told
    assert "legacy-shop/includes/class-shop-3.php:30: session_start() and 9 more places" in told


def test_the_worst_stands_first():
    order = re.findall(r"(?m)^### (\w+):", render(rich()))
    assert order == ["Blocker"] * 2 + ["Major"] * 3 + ["Minor"] * 2 + ["Note"]


def test_a_source_that_is_no_page_of_the_web_is_no_link():
    assert "](<" in render(rich())
    assert "](<" not in render(hostile())


def test_many_findings_are_folded_to_titles_and_then_to_a_count():
    many = [finding(advice(f"rule-{n}", "minor"), place(LONG, 1, LONG)) for n in range(900)]
    told = render(replace(minimal(), findings=tuple(many)))
    shown = told.count("\n### Minor: ")
    titles = told.count("\n- minor: ")
    assert shown > 15
    assert titles > 50
    assert f"### {900 - shown} more findings" in told
    assert f"- and {900 - shown - titles} more findings" in told


def test_what_is_accepted_stands_last_and_says_so():
    known = Evidence(Location("a.php", 1), "known", accepted=Accepted(by="baseline"))
    told = render(replace(minimal(), findings=(finding(advice("a"), known, place("b.php", 2, "new")),)))
    assert told.index("`b.php:2`: `new`\n") < told.index("`a.php:1`: `known` (accepted: baseline)")


def test_it_has_verdict_package_hours_and_open_questions():
    report = rich()
    plan = replace(
        report.plan,
        decision=Decision(outcome="after-work", sentence="It can move.", reasons=(Reason(text="Mail."),)),
        package=Package(name="premium", reasons=(Reason(text="A network."),), items=()),
        total=Hours(10.0, 20.0),
        questions=(
            Question(id="dns", topic="DNS", text="Who?", why="TTL", seen=("a.example",)),
            Question(id="cdn", topic="CDN", text="Which?", why="TTL", answer="none"),
        ),
    )
    told = Seen(render(replace(report, plan=plan))).text
    assert "It can move. Mail." in told
    assert "Package: Premium managed migration A network." in told
    assert "Work: 10 to 20 hours in all" in told
    assert "Questions: 1 of 2 open DNS: Who? Seen: a.example." in told
    assert "Which?" not in told


def test_a_site_without_findings_is_not_called_clean_and_its_gaps_are_told():
    told = Seen(render(replace(tree_only(), findings=()))).text
    assert "Nothing was found in what was looked at." in told
    assert "Database, absent: No database dump was given." in told


def test_where_all_was_read_that_is_said():
    assert "every check had what it needs to look at." in render(minimal())


def test_two_runs_are_the_same():
    assert render(hostile()) == render(hostile())
