"""The questions of a kick-off: whole, right, and covering what only an answer tells."""

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from audit.detectors import KINDS
from audit.errors import KnowledgeError
from audit.knowledge import load_rules
from audit.knowledge.platforms import load_platforms
from audit.knowledge.questions import load_questions
from audit.knowledge.transfer import load_transfer
from audit.model.questions import SeenName
from audit.plan.questions_seen import MEASURES
from audit.resources import KNOWLEDGE

KNOWN = load_questions()
RULES = {rule.id for rule in load_rules(KINDS)}
FACTS = {
    line.split("\t")[0] for line in (Path(__file__).parent / "facts.tsv").read_text("utf-8").splitlines()
}
ASKED = {
    fact["id"]
    for fact in tomllib.loads((KNOWLEDGE / "uncovered.toml").read_text("utf-8"))["fact"]
    if fact["reason"] == "question"
}
TRAITS = {trait for platform in load_platforms() for trait in platform.traits}
GOOD = """
[[topic]]
id = "a"
title = "A"

[[question]]
id = "one"
topic = "a"
text = "Which?"
why = "It matters."
"""


def load(folder, text):
    (folder / "questions.toml").write_text(text, "utf-8")
    return load_questions(folder)


def test_each_of_the_nineteen_topics_has_a_question():
    assert len(KNOWN.topics) == 19
    assert {topic.id for topic in KNOWN.topics} == {question.topic for question in KNOWN.questions}


@pytest.mark.parametrize("question", KNOWN.questions, ids=lambda question: question.id)
def test_a_question_names_only_what_there_is(question):
    assert {rule for rules in question.settles.values() for rule in rules} | {*question.found} <= RULES
    assert set(question.covers) <= FACTS
    assert set(question.concerns) <= TRAITS
    assert question.text.rstrip(")").endswith(("?", "."))
    assert question.why.endswith(".")


def test_each_fact_that_is_a_question_has_one():
    covered = {fact for question in KNOWN.questions for fact in question.covers}
    assert ASKED - covered == set()


def test_everything_that_can_be_seen_has_a_measure():
    assert set(get_args(SeenName)) == set(MEASURES)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "[[question]]\nid = 'one'\ntopic = 'a'\ntext = '?'\nwhy = '.'\n",
            "question one: it stands there twice",
        ),
        (
            "[[question]]\nid = 'b'\ntopic = 'no'\ntext = '?'\nwhy = '.'\n",
            "question b: topic: there is no no",
        ),
        ("[[question]]\nid = 'b'\ntopic = 'a'\ntext = '?'\n", "question b: keys: Object missing"),
        (
            "[[question]]\nid='b'\ntopic='a'\ntext='?'\nwhy='.'\nchoices=['x']\nsettles={y=['r']}",
            "settles: no choice is y",
        ),
        ("[[question]]\nid='b'\ntopic='a'\ntext='?'\nwhy='.'\nchoices=['not known']", "always one"),
        ("[[question]]\nid='b'\ntopic='a'\ntext='?'\nwhy='.'\nseen=['moods']", "question b: seen[0]"),
        ("[question]\n", "not TOML"),
        ("[more]\n", "more: expected [[topic]] or [[question]]"),
    ],
)
def test_a_mistake_is_named(tmp_path, wrong, said):
    with pytest.raises(KnowledgeError) as error:
        load(tmp_path, GOOD + wrong)
    assert said in str(error.value)


def test_all_mistakes_are_named_at_once(tmp_path):
    bad = "[[question]]\nid = 'B'\ntopic = 'a'\ntext = '?'\nwhy = '.'\n"
    with pytest.raises(KnowledgeError) as error:
        load(tmp_path, GOOD + bad + "[[topic]]\nid = 'c'\n")
    assert len(str(error.value).splitlines()) == 2


def test_a_folder_without_questions_has_none(tmp_path):
    assert load_questions(tmp_path).questions == ()
    assert load_transfer(tmp_path) is None


def test_classes_of_sizes_grow(tmp_path):
    size = "[[size]]\nwhat = 'files'\nname = 'small'\nup_to = {}\npack = [1.0, 2.0]\nload = [1.0, 2.0]\n"
    (tmp_path / "transfer.toml").write_text("estimate = 'x'\n" + size.format(9) + size.format(5), "utf-8")
    with pytest.raises(KnowledgeError, match="files must grow"):
        load_transfer(tmp_path)


def test_each_way_of_importing_names_a_limit_of_some_platform():
    known = load_transfer()
    limits = {limit for platform in load_platforms() for limit in platform.limits}
    assert known is not None
    assert {way.limit for way in known.ways} <= limits
