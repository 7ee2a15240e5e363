"""Calls and backticks, compared with what PHP's own tokenizer finds in all PHP of Debian's packages."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from audit.parsers.php.calls import backticks, calls
from audit.parsers.php.file import PhpFile
from tests.real.php_packages import php_files

pytestmark = pytest.mark.real

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "php"
WATCHED = json.loads((CASES / "expected.json").read_text())["watched"]
# Fewer files than this are not all of WordPress; with further packages unpacked there are far more.
MANY = 10_000 if "MOVEREADY_PHP_CODE" in os.environ else 500


def ask_php(php, files):
    request = json.dumps({"watched": WATCHED, "files": [str(path) for path in files]})
    options = ["-d", "short_open_tag=0", "-d", "memory_limit=1G"]
    command = [php, *options, str(HERE / "php_calls.php")]
    answer = subprocess.run(command, input=request, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in answer.stdout.splitlines()]


def ask_us(path):
    file = PhpFile(path.read_bytes())
    found = [[call.name, call.line, call.offset] for call in calls(file, frozenset(WATCHED))]
    return {"calls": found, "backticks": backticks(file)}


def assert_same(php, files):
    answers = ask_php(php, files)
    assert len(answers) == len(files)
    wrong = {
        path: (ours, theirs)
        for path, theirs in zip(files, answers, strict=True)
        if (ours := ask_us(path)) != theirs
    }
    assert not wrong


def test_php_agrees_on_every_call_in_debians_packages(php):
    files = php_files()
    assert len(files) > MANY
    assert_same(php, files)


def test_php_agrees_on_the_recorded_cases(php):
    assert_same(php, sorted(CASES.glob("*.php")))


def test_php_agrees_on_each_case_wherever_it_is_cut_off(php, tmp_path):
    files = []
    for case in CASES.glob("*.php"):
        source = case.read_bytes()
        for end in range(len(source)):
            files.append(tmp_path / f"{case.stem}-{end}.php")
            files[-1].write_bytes(source[:end])
    assert_same(php, files)
