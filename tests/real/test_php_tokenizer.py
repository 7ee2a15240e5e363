"""Calls and backticks, compared with what PHP's own tokenizer finds in all PHP of this machine's packages."""

import json
import subprocess
from pathlib import Path

import pytest

from audit.parsers.php import backticks, calls

pytestmark = pytest.mark.real

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "php"
WATCHED = json.loads((CASES / "expected.json").read_text())["watched"]
MANY = 500  # Fewer files than this are not all of WordPress.


def ask_php(php, files):
    request = json.dumps({"watched": WATCHED, "files": [str(path) for path in files]})
    options = ["-d", "short_open_tag=0", "-d", "memory_limit=1G"]
    command = [php, *options, str(HERE / "php_calls.php")]
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def ask_us(path):
    source = path.read_bytes()
    found = [[call.name, call.line, call.offset] for call in calls(source, frozenset(WATCHED))]
    return {"calls": found, "backticks": backticks(source)}


def assert_same(php, files):
    answers = ask_php(php, files)
    assert len(answers) == len(files)
    assert {path: ask_us(path) for path in files} == dict(zip(files, answers, strict=True))


def test_php_agrees_on_every_call_in_the_packages_of_this_machine(php, wordpress_source):
    folders = [wordpress_source, *Path("/usr/share").glob("php*")]
    files = sorted(path for folder in folders for path in folder.rglob("*.php") if path.is_file())
    assert len(files) > MANY
    assert_same(php, files)


def test_php_agrees_on_the_lines_of_the_recorded_cases(php):
    assert_same(php, sorted(CASES.glob("*.php")))


def test_php_agrees_on_each_case_wherever_it_is_cut_off(php, tmp_path):
    files = []
    for case in CASES.glob("*.php"):
        source = case.read_bytes()
        for end in range(len(source)):
            files.append(tmp_path / f"{case.stem}-{end}.php")
            files[-1].write_bytes(source[:end])
    assert_same(php, files)
