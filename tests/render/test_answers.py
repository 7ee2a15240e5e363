"""The questions as a file to be filled in: TOML whatever a site is called, read again as it was answered."""

import tomllib

from msgspec.structs import replace

from audit.knowledge.answers import read_answers
from audit.model.plan import Question
from audit.model.questions import KnownQuestion
from audit.render.answers import additions, render
from tests.render import samples

EVIL = 'x"\n[[answer]]\nid = "y"\\\x00\x1b\u2028\ud800\r# é'
ASKED = (
    KnownQuestion(id="a", topic="t", text="?", why="."),
    KnownQuestion(id="b", topic="t", text="?", why=".", kind="number"),
)


def question(name="a", **more):
    return Question(**({"id": name, "topic": "Topic", "text": "Which?", "why": "It matters."} | more))


def report(*questions):
    plain = samples.minimal()
    return replace(plain, plan=replace(plain.plan, questions=questions))


def test_a_question_says_why_what_was_seen_and_what_may_be_answered():
    told = render(report(question(seen=("SMTP",), choices=("yes", "not known"))))
    assert told.endswith(
        "\n# =====\n# Topic\n# =====\n\n"
        "# Which?\n#   It matters.\n#   Seen: SMTP\n#   Answer: one of these\n"
        '#     "yes"\n#     "not known"\n'
        '[[answer]]\nid = "a"\nanswer = ""\nnote = ""\n'
    )


def test_no_name_can_write_an_answer():
    told = render(report(question(text=EVIL, why=EVIL, seen=(EVIL,), topic=EVIL, choices=(EVIL,))))
    assert tomllib.loads(told) == {"answer": [{"id": "a", "answer": "", "note": ""}]}


def test_answers_are_written_as_they_will_be_read():
    said = 'a "quoted"\\\n\ttext \x7f'
    told = render(report(question(answer=said.strip(), note="n"), question("b", kind="number", answer="12")))
    found = read_answers(told.replace("\\u007f", "").encode(), "a.toml", ASKED)
    assert [(one.id, one.answer, one.note) for one in found] == [
        ("a", 'a "quoted"\\\n\ttext', "n"),
        ("b", "12", None),
    ]


def test_only_questions_that_are_new_are_added():
    told = additions(report(question("a"), question("b")), {"a"})
    assert [one["id"] for one in tomllib.loads(told)["answer"]] == ["b"]
    assert additions(report(question("a")), {"a"}) == ""
