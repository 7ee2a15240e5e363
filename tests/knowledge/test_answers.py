"""A file of answers is read as it is meant, and all mistakes in it are named."""

import random
from contextlib import suppress

import pytest

from audit.errors import AuditError
from audit.knowledge.answers import answered_ids, read_answers
from audit.model.questions import Answer, KnownQuestion

ASKED = (
    KnownQuestion(id="which", topic="a", text="Which?", why=".", choices=("this", "that")),
    KnownQuestion(id="when", topic="a", text="When?", why=".", kind="date"),
    KnownQuestion(id="many", topic="a", text="How many?", why=".", kind="number"),
    KnownQuestion(id="who", topic="a", text="Who?", why="."),
)


def read(text):
    return read_answers(text.encode(), "a.toml", ASKED)


def mistakes(text):
    with pytest.raises(AuditError) as error:
        read(text)
    return str(error.value).splitlines()


@pytest.mark.parametrize(
    ("question", "written", "answer"),
    [
        ("which", '"this"', "this"),
        ("which", '"not known"', "not known"),
        ("when", '"2026-12-31"', "2026-12-31"),
        ("when", "2026-12-31", "2026-12-31"),
        ("when", "2026-12-31T10:00:00Z", "2026-12-31"),
        ("many", "250000", "250000"),
        ("many", "0.5", "0.5"),
        ("many", "0", "0"),
        ("who", '"  Ann  "', "Ann"),
        ("who", '"""Ann\nand Bo"""', "Ann\nand Bo"),
    ],
)
def test_an_answer_is_read_as_text(question, written, answer):
    assert read(f'[[answer]]\nid = "{question}"\nanswer = {written}') == (Answer(id=question, answer=answer),)


def test_what_is_left_empty_is_no_answer():
    assert read('[[answer]]\nid = "which"\nanswer = ""\n[[answer]]\nid = "many"\n') == ()


def test_a_note_alone_is_kept():
    found = read('[[answer]]\nid = "which"\nanswer = ""\nnote = "Ask Bo."')
    assert found == (Answer(id="which", answer=None, note="Ask Bo."),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "wich"\nanswer = "this"', "answer 1 (wich): id: no question is called so"),
        ('id = "which"\nanswer = "thus"', 'answer: expected one of "this", "that", "not known"'),
        ('id = "which"\nanswer = true', "answer 1 (which): answer: expected one of"),
        ('id = "many"\nanswer = "12"', "expected a number, without quotation marks"),
        ('id = "many"\nanswer = true', "expected a number"),
        ('id = "many"\nanswer = nan', "expected a number"),
        ('id = "many"\nanswer = -1', "expected a number"),
        ('id = "when"\nanswer = "soon"', 'expected a day, as "2026-12-31"'),
        ('id = "who"\nanswer = ["Ann"]', "expected a text, in quotation marks"),
        ('id = "who"\nanswer = "a\\u0007"', "characters that cannot be shown"),
        ('id = "who"\nanswer = "' + "a" * 5000 + '"', "longer than 4,000 characters"),
        ('id = "who"\nnote = 5', "note: expected a text"),
        ('id = "who"\nreply = "Ann"', "reply: expected id, answer or note"),
        ("id = 5", "answer 1: id: expected the id of a question"),
        ('answer = "this"', "answer 1: id: expected the id of a question"),
    ],
)
def test_a_mistake_is_named_by_its_question(text, said):
    found = mistakes(f"[[answer]]\n{text}")
    assert len(found) == 1
    assert said in found[0]
    assert found[0].startswith("a.toml: ")


def test_all_mistakes_are_named_at_once():
    one = '[[answer]]\nid = "which"\nanswer = "thus"\n'
    found = mistakes(f'{one}{one}[[answer]]\nid = "x"\n[other]\n')
    assert [line.split(": ", 1)[1] for line in found] == [
        "other: a file of answers has [[answer]] only",
        'answer 1 (which): answer: expected one of "this", "that", "not known"',
        "answer 2 (which): id: it was answered before",
        "answer 3 (x): id: no question is called so",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"answer = ",
        b"\xff\xfe",
        b"a = " + b"[" * 100_000,
        b"a = " + b"9" * 6000,
        b"#" * (1024 * 1024 + 1),
        b"\0",
    ],
    ids=["cut", "no-utf-8", "deep", "digits", "large", "nul"],
)
def test_a_file_that_cannot_be_read_says_so(data):
    with pytest.raises(AuditError, match=r"a\.toml: "):
        read_answers(data, "a.toml", ASKED)


def test_one_table_in_place_of_a_list_says_how_to_write_it():
    assert mistakes('[answer]\nid = "which"') == ["a.toml: answer: write [[answer]] before each"]


def test_a_mark_of_an_editor_at_the_start_is_passed_over():
    data = b'\xef\xbb\xbf[[answer]]\r\nid = "which"\r\nanswer = "this"\r\n'
    assert read_answers(data, "a.toml", ASKED)[0].answer == "this"
    assert answered_ids(data) == {"which"}


def test_whatever_is_written_is_read_or_refused():
    chance = random.Random(8)
    good = b'[[answer]]\nid = "which"\nanswer = "this"\nnote = "n"\n[[answer]]\nid = "many"\nanswer = 5\n'
    for _ in range(3000):
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(AuditError):
            assert len(read_answers(bytes(data), "a.toml", ASKED)) <= 2
