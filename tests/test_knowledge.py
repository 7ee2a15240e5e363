"""The loader of rules and platforms: every mistake is named by file, rule and key."""

import pytest

from audit.detectors import KINDS
from audit.errors import AuditError, KnowledgeError
from audit.knowledge import load, load_platforms, load_rules
from audit.model.rules import CodeWatch
from tests.conftest import lay

PLATFORM = """
name = "Test host"
about = "For tests."
cms = ["wordpress"]
traits.strict = "Nothing works."
[limits.file-size]
value = 10
unit = "bytes"
means = "the largest file"
source = { url = "https://example.org", reviewed = 2026-01-01 }
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
concerns = ["strict"]
next_step = "remove"
scope = "customer"
source = { url = "https://example.org", reviewed = 2026-01-01 }
when.code = { call = ["exec"] }
[[rule.example]]
matches = true
files."a.php" = "<?php exec('x');"
[[rule.example]]
matches = false
files."a.php" = "<?php // exec('x');"
"""


@pytest.fixture
def knowledge(tmp_path):
    def make(rule: str = RULE, **more: str):
        return lay(tmp_path, {"platforms/test.toml": PLATFORM, "rules/x/a.toml": rule, **more})

    return make


def test_a_right_rule_is_loaded_with_its_detector(knowledge):
    [rule] = load_rules(KINDS, knowledge())
    assert (rule.id, rule.when.call, rule.effort.once) == ("a-rule", ("exec",), 0.0)


def test_only_rules_of_the_platforms_traits_are_loaded(knowledge):
    other = PLATFORM.replace("strict", "lenient")
    folder = knowledge(**{"platforms/other.toml": other})
    assert len(load("test", KINDS, folder).rules) == 1
    assert load("other", KINDS, folder).rules == ()


def test_what_rules_ask_for_is_watched(knowledge):
    [code] = load("test", KINDS, knowledge()).watch.code
    assert code == CodeWatch(calls=frozenset({"exec"}))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'severity = "major"',
            'severity = "bad"',
            'rules/x/a.toml: rule "a-rule": severity: Invalid enum value',
        ),
        ('category = "code"', 'category = "code"\ncolour = "red"', "unknown field `colour`"),
        ('why = "It does not work."\n', "", "missing required field `why`"),
        ("when.code", "when.voodoo", "when: takes exactly one of al"),
        ('["exec"] }', '["exec"], colour = 1 }', "when.code: keys: Object contains unknown field `colour`"),
        ('call = ["exec"]', "call = []", "when.code: keys: name what is looked for: call, class, server"),
        ('["exec"]', '"exec"', "when.code: call: Expected `array`, got `str`"),
        ('["strict"]', '["mild"]', "concerns: no platform has the trait mild"),
        ("reviewed = 2026-01-01", 'reviewed = "soon"', "source.reviewed: Invalid RFC3339 encoded date"),
        ("matches = false", "matches = true", "example: one with matches = false is missing"),
        ("[[rule]]", "[rule]", "rule: write [[rule]], not [rule]"),
        ("[[rule]]", "surprise = 1\n[[rule]]", "surprise: a file of rules has [[rule]] only"),
        ('id = "a-rule"', 'id = "a-rule', "not TOML"),
    ],
)
def test_a_mistake_is_named_by_file_rule_and_key(knowledge, old, new, said):
    assert old in RULE
    with pytest.raises(KnowledgeError) as raised:
        load_rules(KINDS, knowledge(RULE.replace(old, new, 1)))
    assert said in str(raised.value)
    assert "a.toml" in str(raised.value)


def test_all_mistakes_of_one_rule_are_told(knowledge):
    broken = (
        RULE.replace('"major"', '"bad"').replace('"high"', "7").replace('why = "It does not work."\n', "")
    )
    with pytest.raises(KnowledgeError) as raised:
        load_rules(KINDS, knowledge(broken))
    told = str(raised.value).splitlines()
    assert [line.split(": ")[2] for line in told] == ["keys", "severity", "confidence"]


def test_a_file_whose_rules_are_no_tables_is_refused(knowledge):
    with pytest.raises(KnowledgeError, match=r"rules/x/a.toml: rule: write \[\[rule\]\]"):
        load_rules(KINDS, knowledge("rule = [1]"))


def test_an_id_that_is_taken_is_refused(knowledge):
    with pytest.raises(KnowledgeError, match=r"rules/x/b.toml: rule \"a-rule\": id: rules/x/a.toml has"):
        load_rules(KINDS, knowledge(**{"rules/x/b.toml": RULE}))


def test_all_mistakes_are_told_at_once(knowledge):
    folder = knowledge(
        RULE.replace('"major"', '"bad"'), **{"rules/x/b.toml": RULE.replace('"high"', '"sure"')}
    )
    with pytest.raises(KnowledgeError) as raised:
        load_rules(KINDS, folder)
    assert len(str(raised.value).splitlines()) == 2


@pytest.mark.parametrize(
    "when",
    [
        'extension = { slug = ["a"], versions = "old" }',
        'extension = { slug = ["a"], named = "(" }',
        'setting = { constant = "A", option = "B" }',
        'setting = { constant = "A", equals = 1, matches = "x" }',
        'core = { cms = "wordpress" }',
        'core = { cms = "joomla", versions = "<5" }',
        "file = {}",
        "table = {}",
        'routine = { kind = ["cursor"] }',
    ],
)
def test_a_condition_that_cannot_be_is_refused(knowledge, when):
    with pytest.raises(KnowledgeError, match="when"):
        load_rules(KINDS, knowledge(RULE.replace('code = { call = ["exec"] }', when)))


def test_a_limit_that_the_platform_lacks_is_named(knowledge):
    rule = RULE.replace('code = { call = ["exec"] }', 'file = { over = "weight" }')
    with pytest.raises(KnowledgeError, match=r"test.toml: no limit is called 'weight'; rule \"a-rule\""):
        load("test", KINDS, knowledge(rule))


def test_a_platform_that_is_not_known_is_the_users_mistake(knowledge):
    with pytest.raises(AuditError, match='"mars" is no platform that is known here; these are: test'):
        load("mars", KINDS, knowledge())


def test_a_mistake_in_a_platform_is_named(knowledge):
    folder = knowledge(**{"platforms/test.toml": PLATFORM.replace('"bytes"', '"stones"')})
    with pytest.raises(KnowledgeError, match=r"platforms/test.toml: limits\[...\].unit: Invalid enum"):
        load_platforms(folder)
