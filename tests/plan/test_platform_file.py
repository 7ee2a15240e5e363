"""What platform files say of migrations: whole, of one mind with rules and code, and checked when read."""

from pathlib import Path
from typing import get_args

import pytest

from audit.detectors import KINDS
from audit.errors import KnowledgeError
from audit.knowledge import load
from audit.knowledge.platforms import load_platform
from audit.model.migration import MeasureName, ValueName
from audit.plan.case import claims
from audit.plan.measures import MEASURES
from audit.plan.values import VALUES
from tests.plan.cases import MIGRATION

FILE = (Path(__file__).parents[2] / "knowledge" / "platforms" / "pantheon.toml").read_text("utf-8")
PARTS = {
    "included": {"standard"},
    "known-fix": {"standard"},
    "premium": {"premium"},
    "customer": {"customer", "standard", "bought", "out-of-scope"},
    "out-of-scope": {"out-of-scope", "bought", "standard"},
}


@pytest.fixture(scope="module")
def rules():
    return load("pantheon", KINDS).rules


def line_of(rule):
    named = [line for line in MIGRATION.scope if rule.id in line.claim.rules]
    kind = [line for line in MIGRATION.scope if claims(line.claim, rule)]
    return next(iter(named + kind), None)


def test_each_finding_belongs_on_a_line_of_a_part_that_its_scope_allows(rules):
    for rule in rules:
        line = line_of(rule)
        if rule.scope != "platform-does-it":
            assert line is not None, rule.id
            assert line.part in PARTS[rule.scope], (rule.id, line.id)


def test_each_rule_that_the_file_names_is_there(rules):
    named = [rule for line in MIGRATION.scope for rule in line.claim.rules]
    named += [rule for one in MIGRATION.companions for rule in one.rules]
    named += [*MIGRATION.repository.rules, *MIGRATION.removed.rules]
    assert set(named) - {rule.id for rule in rules} == set()


def test_no_rule_is_named_on_two_lines():
    named = [rule for line in MIGRATION.scope for rule in line.claim.rules]
    assert len(named) == len(set(named))


def test_each_measure_and_value_that_a_file_may_name_is_there():
    assert set(MEASURES) == set(get_args(MeasureName))
    assert set(VALUES) == set(get_args(ValueName))


def test_each_measure_and_value_is_used():
    used = {line.measure for line in MIGRATION.scope} | {step.measure for step in MIGRATION.steps}
    assert used == set(get_args(MeasureName))
    values = {line.value for file in MIGRATION.files for line in file.lines}
    assert values | {file.value for file in MIGRATION.files} == set(get_args(ValueName))


def test_the_six_options_of_a_premium_migration_are_there():
    options = [line.id for line in MIGRATION.scope if line.part == "premium"]
    assert options == [
        "extra-hours",
        "custom-upstream",
        "blogs-dir",
        "extra-resync",
        "performance-report",
        "cron-module",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('measure = "handed-in"', 'measure = "guessed"', "measure"),
        ('yes = "Looked at: {names}."', 'yes = "Looked at: {what}."', '"{what}" is no field of a text'),
        ('id = "resync"', 'id = "transfer"', "ids are there twice: transfer"),
        ("medium = [0.5, 1.5], ", "", "spread says nothing of medium"),
        ('value = "php-version"', 'value = "php"', "value"),
        ('{ text = "api_version: 1"', '{ text = "api_version: {one}"', '"{one}" is no field of a text'),
        ('part = "standard"', 'part = "free"', "part"),
        ("[migration.words]", "[migration.words]\nwhat = 1", "what"),
    ],
)
def test_a_mistake_is_named(folder, old, new, said):
    assert old in FILE
    with pytest.raises(KnowledgeError) as raised:
        load_platform("pantheon", folder({"platforms/pantheon.toml": FILE.replace(old, new, 1)}))
    assert "platforms/pantheon.toml: migration" in str(raised.value)
    assert said in str(raised.value)
