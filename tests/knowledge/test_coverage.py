"""Every fact that was collected is a check, or a reason says why it is none."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from audit.detectors import KINDS
from audit.knowledge import load_rules
from audit.resources import KNOWLEDGE

REASONS = {"not-visible", "question", "superseded", "process"}
MOST_UNCOVERED = 0.15


class Fact(NamedTuple):
    id: str
    collection: str
    severity: str
    topic: str


FACTS = [
    Fact(*line.split("\t"))
    for line in (Path(__file__).parent / "facts.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
COVERED = {fact for rule in load_rules(KINDS) for fact in rule.covers}
UNCOVERED = {
    table["id"]: table for table in tomllib.loads((KNOWLEDGE / "uncovered.toml").read_text("utf-8"))["fact"]
}


def test_all_collections_are_there_whole():
    assert Counter(fact.collection for fact in FACTS) == {
        "wordpress-known": 181,
        "drupal-known": 80,
        "wordpress-platform": 147,
        "platform": 290,
    }


def test_each_fact_is_covered_or_has_a_reason_and_not_both():
    ids = {fact.id for fact in FACTS}
    assert ids - COVERED - UNCOVERED.keys() == set()
    assert COVERED & UNCOVERED.keys() == set()
    assert (COVERED | UNCOVERED.keys()) - ids == set()


@pytest.mark.parametrize("table", UNCOVERED.values(), ids=UNCOVERED)
def test_what_is_not_covered_says_why(table):
    assert table.keys() == {"id", "reason", "why"}
    assert table["reason"] in REASONS
    assert len(table["why"]) > 15
    assert table["why"].endswith(".")


def test_few_facts_are_not_covered():
    assert len(UNCOVERED) <= MOST_UNCOVERED * len(FACTS)


def test_what_a_scanner_could_see_and_is_bad_is_covered():
    bad = {fact.id for fact in FACTS if fact.severity in {"blocker", "major"}}
    reasons = {UNCOVERED[name]["reason"] for name in bad & UNCOVERED.keys()}
    assert reasons <= {"not-visible", "question", "superseded"}
