"""The parser of .htaccess files beside Apache itself: whether it answers 500 to a line or a file."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from audit.knowledge.apache import load_directives
from audit.parsers.apache.lines import parse
from tests.real import apache_lines
from tests.real.apache import USUAL, Server, running, served_folder

pytestmark = pytest.mark.real

_CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "cases" / "htaccess" / "cases.json").read_text("utf-8")
)["cases"]
_KNOWN = load_directives()
_FRESH = int(os.environ.get("MOVEREADY_SEED") or SystemRandom().randrange(1 << 30))
# What Apache says where a file is wrong, and not where a request of it fails later.
_REFUSAL = re.compile(r"\.htaccess(?::[0-9]+)?: (?P<why>.*)")


class _Judge:
    """An Apache that is asked whether it takes a file."""

    def __init__(self, server: Server, root: Path) -> None:
        self._server = server
        self._root = root
        (root / "page").write_text("x")

    def refusal(self, data: bytes) -> str | None:
        """Return why Apache refuses a .htaccess; None: it takes it."""
        (self._root / ".htaccess").write_bytes(data)
        log = self._server.home / "error.log"
        start = log.stat().st_size
        answer = self._server.get("/page")
        if answer.status != 500:
            return None
        with log.open("rb") as file:
            file.seek(start)
            found = _REFUSAL.search(file.read().decode("utf-8", "replace"))
        return None if found is None else found["why"]

    def disagreement(self, data: bytes) -> str | None:
        """Return how the parser and Apache differ over a file; None: they do not, or only Apache can tell."""
        theirs, ours = self.refusal(data), parse(data, directives=_KNOWN)
        if bool(ours.errors) == bool(theirs) or (ours.unsure and not ours.errors):
            return None
        return f"{data!r}\n  Apache: {theirs}\n  parser: {[error.text for error in ours.errors]}"


@pytest.fixture(scope="module")
def apache() -> Iterator[_Judge]:
    with (
        served_folder() as root,
        running(root, modules=(*USUAL, "actions", "include", "auth_digest")) as server,
    ):
        yield _Judge(server, root)


@pytest.mark.parametrize("seed", [1, 2, _FRESH])
def test_apache_refuses_the_lines_that_the_parser_calls_wrong(apache, seed):
    chance = Random(seed)
    found = [apache.disagreement(apache_lines.ended_line(chance)) for _ in range(2500)]
    assert [one for one in found if one] == [], f"seed {seed}"


@pytest.mark.parametrize("seed", [3, 4, _FRESH])
def test_apache_refuses_the_files_that_the_parser_calls_wrong(apache, seed):
    chance = Random(seed)
    found = [apache.disagreement(apache_lines.file(chance)) for _ in range(1500)]
    assert [one for one in found if one] == [], f"seed {seed}"


def test_lines_are_about_as_often_right_as_wrong_and_few_are_left_open():
    chance = Random(5)
    found = [parse(apache_lines.ended_line(chance), directives=_KNOWN) for _ in range(2000)]
    assert 0.3 < sum(bool(one.errors) for one in found) / 2000 < 0.7
    assert sum(bool(one.unsure) for one in found) / 2000 < 0.03


@pytest.mark.parametrize("data", apache_lines.ODD_ENDS)
def test_lines_end_and_go_on_as_apache_has_it(apache, data):
    assert apache.disagreement(data) is None


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["id"])
def test_a_recorded_case_is_broken_where_apache_says_so(apache, case):
    data = (case["htaccess"] or "").encode()
    found = apache.disagreement(data)
    # Without mod_php Apache refuses these, while hosts that have it take them.
    assert found is None or "php_" in case["htaccess"]


def test_every_directive_of_the_table_that_apache_has_is_taken_where_it_says(apache):
    wrong = []
    for known in _KNOWN.values():
        if known.name.startswith("<") or known.name.endswith("*"):
            continue
        why = apache.refusal(f"{known.name} x\n".encode()) or ""
        if "Invalid command" not in why and known.htaccess == ("not allowed here" in why):
            wrong.append(f"{known.name}: {why}")
    assert wrong == []


def test_the_number_of_words_that_a_directive_takes_is_apaches(apache):
    wrong = []
    for known in _KNOWN.values():
        if not known.htaccess or known.words == "raw" or known.name.endswith("*"):
            continue
        for count in range(4):
            theirs = apache.refusal(f"{known.name}{' x' * count}\n".encode()) or ""
            if "Invalid command" in theirs:
                break
            data = f"{known.name}{' x' * count}\n".encode()
            is_counted = "argument" in theirs and ("takes" in theirs or "requires" in theirs)
            ours = [error.text for error in parse(data, directives=_KNOWN).errors]
            if is_counted and not ours:
                wrong.append(f"{data!r}: {theirs} / {ours}")
    assert wrong == []
