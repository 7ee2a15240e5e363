"""Examples that a rule has without writing any."""

import pytest

from audit.detectors import KINDS
from audit.errors import KnowledgeError
from audit.knowledge import examples_of, load_rules
from tests.conftest import lay

PLATFORM = """
name = "Test host"
about = "For tests."
cms = ["wordpress"]
traits.strict = "Nothing works."
"""

RULE = """
[[rule]]
id = "a-rule"
title = "Something is there"
why = "It does not work."
remedy = "Remove it."
severity = "major"
confidence = "high"
category = "code"
cms = ["wordpress"]
concerns = ["strict"]
next_step = "remove"
scope = "customer"
source = { url = "https://example.org", reviewed = 2026-01-01 }
when.extension = { slug = ["db.php"], kind = "drop-in" }
"""

NAMED = RULE.replace('"drop-in"', '"drop-in", named = "hyper"')
MATCHING = (
    '[[rule.example]]\nmatches = true\nfiles."wp-content/db.php" = "<?php /* Plugin Name: HyperDB */"\n'
)
MISS = '[[rule.example]]\nmatches = false\nfiles."wp-content/db.php" = "<?php"\n'


@pytest.fixture
def loaded(tmp_path):
    def load(rule):
        return load_rules(KINDS, lay(tmp_path, {"platforms/test.toml": PLATFORM, "rules/a.toml": rule}))

    return load


def test_a_rule_on_a_slug_needs_no_examples(loaded):
    [rule] = loaded(RULE)
    assert rule.examples == ()
    assert {example.matches for example in examples_of(rule)} == {True, False}


def test_what_a_rule_writes_itself_comes_first(loaded):
    [rule] = loaded(RULE + MISS)
    assert [example.matches for example in examples_of(rule)] == [False, True, False]


def test_a_pattern_of_names_that_nobody_knows_a_name_for_needs_examples(loaded):
    with pytest.raises(KnowledgeError, match="matches = true is missing"):
        loaded(NAMED)
    with pytest.raises(KnowledgeError, match="matches = false is missing"):
        loaded(NAMED + MATCHING)
    assert loaded(NAMED + MATCHING + MISS)


def test_a_rule_on_anything_else_needs_examples(loaded):
    with pytest.raises(KnowledgeError, match="matches = true is missing"):
        loaded(RULE.replace('extension = { slug = ["db.php"], kind = "drop-in" }', 'file = { path = ["a"] }'))
