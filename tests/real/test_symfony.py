"""YAML and constraints of versions, compared with what Symfony's Yaml and Composer's Semver make of them."""

import base64
import json
import re
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from audit.collectors.drupal.discovery_versions import satisfies
from audit.parsers.yaml import Dialect, Tagged, YamlError, parse_yaml
from tests.real.conftest import missing
from tests.real.constraints import drawn
from tests.real.yaml_documents import Document

pytestmark = pytest.mark.real

SCRIPT = Path(__file__).parent / "symfony.php"
LIBRARIES = Path("/usr/share/php")
DOCUMENTS, PAIRS = 12_000, 12_000
REFUSED = "refused"
# Debian's Symfony 5.4 has by now what 6.4.12 brought; no Drupal came with it.
FIVE = Dialect(5, recent=True, gaps=True)
# Semver 3.4, which came with Drupal 10.2, takes one number more behind a date than Debian's 3.3.
DATED = re.compile(r"\d{4}(?:[.:-]?\d{2}){1,6}(?:[.:-]?\d{1,3}){2}")
DEPTH_OF_OURS, DEPTH_OF_SYMFONY = 64, 128


def ask(php, task, questions):
    command = [php, "-d", "display_errors=stderr", "-d", "memory_limit=1G", str(SCRIPT), task]
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    answer = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.fixture(scope="module")
def yaml(php):
    """Return what reads documents as Symfony does; each comes with whether its own tags are allowed."""
    if not (LIBRARIES / "Symfony/Component/Yaml/autoload.php").is_file():
        missing("Symfony's Yaml", "php-symfony-yaml")

    def read(documents):
        asked = [(base64.b64encode(data).decode(), tags) for data, tags in documents]
        return [of_symfony(answer) for answer in ask(php, "yaml", asked)]

    return read


@pytest.fixture(scope="module")
def semver(php):
    """Return what judges pairs of a version and a constraint as Composer does."""
    if not (LIBRARIES / "Composer/Semver/autoload.php").is_file():
        missing("Composer's Semver", "php-composer-semver")
    return lambda pairs: [
        REFUSED if isinstance(answer, list) else answer for answer in ask(php, "semver", pairs)
    ]


def of_symfony(answer) -> Any:
    told: Any = answer
    match answer:
        case ["error", _]:
            told = REFUSED
        case ["list", *items]:
            told = ["list", *map(of_symfony, items)]
        case ["map", *pairs]:
            told = ["map", *[[shown(base64.b64decode(key)), of_symfony(value)] for key, value in pairs]]
        case ["tag", tag, value]:
            told = ["tag", tag, of_symfony(value)]
        case ["str", text]:
            told = ["str", shown(base64.b64decode(text))]
        case ["float", bits]:
            told = ["float", repr(struct.unpack(">d", bytes.fromhex(bits))[0])]
    return told


def of_ours(value) -> Any:
    told: Any = [type(value).__name__, repr(value)]
    match value:
        case Tagged():
            told = ["tag", value.tag, of_ours(value.value)]
        case dict() if list(value) != [str(place) for place in range(len(value))]:
            told = ["map", *[[shown(key.encode()), of_ours(item)] for key, item in value.items()]]
        case dict() | list():  # PHP does not tell {0: a} from [a]
            told = ["list", *map(of_ours, value.values() if isinstance(value, dict) else value)]
        case str():
            told = ["str", shown(value.encode())]
        case bool():
            told = ["bool", value]
        case None:
            told = ["null"]
    return told


def shown(text):
    """Return bytes as text; what is no UTF-8, as !!binary and escapes can give it, is one sign."""
    return re.sub("\ufffd+", "\ufffd", text.decode(errors="replace"))


def read(data, *, tags):
    try:
        return of_ours(parse_yaml(data, FIVE._replace(tags=tags)))
    except YamlError:
        return REFUSED


def judge(version, constraint):
    try:
        return satisfies(version, constraint)
    except ValueError:
        return REFUSED


@pytest.fixture(scope="module")
def documents(yaml):
    """Return each generated document, what we read and what Symfony reads."""
    asked = [(Document(seed).data, seed % 2 == 0) for seed in range(DOCUMENTS)]
    return [
        (data, read(data, tags=tags), answer) for (data, tags), answer in zip(asked, yaml(asked), strict=True)
    ]


def test_each_document_is_read_as_symfony_reads_it(documents):
    assert [found for found in documents if found[1] != found[2]] == []


def test_many_documents_are_good_and_many_are_bad(documents):
    refused = sum(answer == REFUSED for _, _, answer in documents)
    assert DOCUMENTS // 4 < refused < DOCUMENTS * 3 // 4


def test_each_constraint_is_satisfied_as_composer_says(semver):
    pairs = [pair for pair in map(drawn, range(PAIRS)) if not any(DATED.search(text) for text in pair)]
    answers = semver(pairs)
    assert len(pairs) > PAIRS * 0.95
    assert min(map(answers.count, (True, False, REFUSED))) > PAIRS // 10
    asked = zip(pairs, answers, strict=True)
    assert [(pair, answer) for pair, answer in asked if judge(*pair) != answer] == []


@pytest.mark.parametrize("opening", ["- ", "["])
def test_we_follow_symfony_down_to_our_own_limit(yaml, opening):
    depths = (DEPTH_OF_OURS - 2, DEPTH_OF_OURS + 2, DEPTH_OF_SYMFONY + 2)
    nested = [opening.encode() * depth + b"a" + b"]" * depth * (opening == "[") for depth in depths]
    good, deep, deeper = yaml([(data, False) for data in nested])
    assert [read(data, tags=False) for data in nested] == [good, REFUSED, REFUSED]
    assert deep != REFUSED
    assert deeper == REFUSED
