"""The compiled rules are the rules, and are used only as long as they are current."""

import pytest
from msgspec.structs import replace

from audit.detectors import KINDS
from audit.errors import KnowledgeError
from audit.knowledge import load_rules
from audit.knowledge.compiled import PLACE, compile_rules, compiled_rules
from audit.knowledge.hostile import endless_patterns
from audit.parsers.patterns import compiled_patterns
from audit.resources import KNOWLEDGE
from tests.conftest import lay
from tests.test_knowledge import PLATFORM, RULE


@pytest.fixture
def folder(tmp_path):
    folder = lay(tmp_path / "knowledge", {"platforms/test.toml": PLATFORM, "rules/x/a.toml": RULE, PLACE: ""})
    compile_rules(folder)
    return folder


def test_what_is_compiled_here_is_current():
    assert compiled_rules(KNOWLEDGE) is not None, "run: make knowledge"


def test_compiled_rules_are_the_rules_without_their_examples():
    written = load_rules(KINDS, proven=True)
    assert [replace(rule, examples=()) for rule in written] == load_rules(KINDS)


@pytest.mark.parametrize("change", ["rules/x/a.toml", "rules/x/b.toml", "rules/y.toml"])
def test_a_rule_that_was_changed_or_joined_counts_at_once(folder, change):
    text = RULE.replace("Something is there", "Something else") if change.endswith("a.toml") else RULE
    lay(folder, {change: text.replace('"a-rule"', '"b-rule"')})
    assert compiled_rules(folder) is None
    assert {rule.id for rule in load_rules(KINDS, folder)} >= {"b-rule"}


def test_a_compiled_file_that_is_damaged_is_passed_over(folder):
    lay(folder, {PLACE: (folder / PLACE).read_text("utf-8")[:50]})
    assert [len(rule.examples) for rule in load_rules(KINDS, folder)] == [2]


def test_patterns_that_keep_a_computer_busy_are_found_among_others():
    patterns = [r"^acquia_[a-z]+$", r"^(a+)+$", r"(?i)\bwp[ -]?engine\b", r"(x|xx)*y"]
    assert endless_patterns(patterns) == [r"^(a+)+$", r"(x|xx)*y"]


def test_our_own_patterns_come_to_an_end():
    load_rules(KINDS)
    assert endless_patterns(sorted(compiled_patterns())) == []


def test_such_a_pattern_in_rules_of_others_is_refused(tmp_path):
    rule = RULE.replace('["exec"] }', '["exec"], text = "^(a+)+$" }').replace('"strict"', '"git-deploys"')
    with pytest.raises(KnowledgeError, match="when: some texts keep this pattern busy"):
        load_rules(KINDS, more=[lay(tmp_path, {"rules/a.toml": rule})])
