"""The reader of serialised values against PHP's unserialize() and WordPress' is_serialized()."""

import base64
import json
import random
import struct
import subprocess
from pathlib import Path

import pytest

from audit.parsers.serialized import SerializedError, is_damaged, looks_serialized, unserialize

pytestmark = pytest.mark.real

SCRIPT = Path(__file__).with_name("unserialize.php")


@pytest.fixture
def ask(php):
    """Return what asks our PHP script and gives its answers, one for each text if there are any."""

    def run(*task, texts=()):
        lines = b"".join(base64.b64encode(text) + b"\n" for text in texts)
        done = subprocess.run([php, "-n", SCRIPT, *task], input=lines, stdout=subprocess.PIPE, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


def value_of(told):
    """Return the value that the script wrote down."""
    if isinstance(told, list):
        return dict(zip(map(value_of, told[::2]), map(value_of, told[1::2]), strict=True))
    if not isinstance(told, str):
        return told
    if told[0] == "i":
        return int(told[1:])
    content = bytes.fromhex(told[1:])
    return struct.unpack(">d", content)[0] if told[0] == "d" else content.decode("utf-8", "replace")


def mutated(texts, times, pieces, seed=8):
    """Yield each text with a few bytes replaced, several times."""
    chance = random.Random(seed)
    for text in texts:
        for _ in range(times):
            start = chance.randrange(len(text) + 1)
            yield text[:start] + chance.choice(pieces) + text[start + chance.randint(0, 3) :]


def is_part(part, whole):
    """Tell whether a value has nothing that the whole does not have."""
    if isinstance(part, dict):
        return all(key in whole and is_part(value, whole[key]) for key, value in part.items())
    return part is None or repr(part) == repr(whole)


@pytest.fixture
def texts(ask):
    return [base64.b64decode(text) for text, _ in ask("make", "500")]


def test_what_php_serialised_is_read_as_php_reads_it(ask):
    pairs = [(base64.b64decode(text), told) for text, told in ask("make", "3000")]
    wrong = [text for text, told in pairs if repr(unserialize(text)) != repr(value_of(told))]
    assert len(pairs) == 3000
    assert wrong == []
    assert not any(is_damaged(text) for text, _ in pairs)


@pytest.mark.parametrize("how", ["longer", "shorter", "accents", "characters", "counts"])
def test_what_php_refuses_after_a_careless_change_is_read_as_it_was_meant(ask, how):
    pairs = [(base64.b64decode(text), told) for text, told in ask("damage", "2000", how)]
    wrong = [text for text, told in pairs if repr(unserialize(text)) != repr(value_of(told))]
    assert len(pairs) > 200
    assert wrong == []
    assert all(is_damaged(text) for text, _ in pairs)


def test_a_mutated_text_is_damaged_where_php_refuses_it_and_else_read_as_php_reads_it(ask, texts):
    pieces = [b"", b"1", b"}", b'";', b"x", b"N;", b"{"]
    # PHP knows which enums there are, and the script does not notice that the whole contains itself.
    changed = [text for text in mutated(texts, 10, pieces) if b"E:" not in text and b"R:1;" not in text]
    assert len(changed) > 3000
    for text, told in zip(changed, ask("read", texts=changed), strict=True):
        try:
            value, damaged = unserialize(text), is_damaged(text)
        except SerializedError:
            assert told == "refused", text
            continue
        assert damaged == (told == "refused"), text
        assert damaged or repr(value) == repr(value_of(told)), text


def test_of_a_cut_text_nothing_is_read_that_is_not_in_the_whole(texts):
    chance = random.Random(8)
    # A Branch has two properties of one name, of which the last counts; a string `";i:0;` looks like two.
    unclear = (b"Branch", b'"";i:0;"')
    arrays = [text for text in texts if text[:2] == b"a:" and not any(part in text for part in unclear)]
    assert len(arrays) > 100
    for text in arrays:
        cut = text[: chance.randrange(5, len(text))]
        assert is_part(unserialize(cut), unserialize(text)), cut


def test_what_looks_serialised_is_what_wordpress_takes_for_it(ask, texts, wordpress_source):
    short = [bytes(pair) + b":1;" for pair in zip(b"abdisOENCR" * 9, b":; \n:::" * 9, strict=False)]
    changed = [
        *texts,
        *short,
        *mutated([text[:12] + text[-3:] for text in texts] + short, 10, [b"", b":", b" \n", b"9"]),
    ]
    answers = ask("is_serialized", wordpress_source / "wp-includes/functions.php", texts=changed)
    assert [looks_serialized(text) for text in changed] == answers
    assert len(changed) > 4000
    assert answers.count(False) > 500
