"""What reports and the page of a rule say of the places that an extension writes to, and of its standing."""

import re

import pytest
from msgspec.structs import replace

from audit.detectors import KINDS
from audit.knowledge import load_rules
from audit.model.rules import WritePath
from audit.render import html
from audit.render.rules import STANDINGS, page, to_type
from tests.render.samples import advice, finding, minimal, place

RULES = {rule.id: rule for rule in load_rules(KINDS)}
WRITING = [rule for rule in RULES.values() if rule.write_paths]


@pytest.fixture
def document():
    paths = (
        WritePath(path="wp-content/et-cache", link="./uploads/et-cache"),
        WritePath(path="wp-content/x", constant="define( 'X', 'y' );"),
        WritePath(path="wp-content/<z>"),
    )
    rule = advice("a", status="manual fix", write_paths=paths, alternatives=("New Relic", "Pingdom"))
    report = replace(minimal(), findings=(finding(rule, place("a", 1, "b")),))
    return re.sub(r"<wbr>|\s+", " ", html.render(report)).replace("/ ", "/")


def test_a_report_has_the_command_for_each_link_and_the_line_for_each_constant(document):
    assert '<code class="line copy">ln -s ./uploads/et-cache wp-content/et-cache</code>' in document
    assert "define( &#39;X&#39;, &#39;y&#39; );" in document
    assert "&lt;z&gt;" in document


def test_a_report_says_how_it_stands_on_the_platform_and_what_serves_instead(document):
    assert "On the platform: works after a fix by hand." in document
    assert "Instead: New Relic or Pingdom." in document


def test_a_path_with_a_space_is_quoted():
    assert to_type(WritePath(path="my cache", link="./uploads/my cache")) == (
        "ln -s './uploads/my cache' 'my cache'"
    )


def test_the_page_of_a_rule_has_the_same():
    told = page(RULES["big-file-uploads"])
    assert "      ln -s ./uploads/private/bfu-temp wp-content/bfu-temp\n" in told
    assert f"{STANDINGS['manual fix']} (manual fix)" in told


def test_the_page_of_a_rule_without_such_places_does_not_speak_of_them():
    told = page(RULES["php-session"])
    assert "Where it writes" not in told
    assert "Instead" not in told


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.write_paths], ids=lambda rule: rule.id
)
def test_a_link_leads_into_the_files_folder(rule):
    for write in rule.write_paths:
        if write.link is not None:
            folder = write.path.split("/")[:-1]
            for part in write.link.split("/"):
                folder = folder[:-1] if part == ".." else folder + [part] * (part != ".")
            assert folder[:2] == ["wp-content", "uploads"] or folder[0] == "sites"
