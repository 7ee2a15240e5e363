"""What the README says to type works, and what it promises is so."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audit.detectors import KINDS
from audit.knowledge import load
from tests.conftest import CORE, lay

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
LINES = [line.split("  #")[0].strip() for block in BLOCKS for line in block.splitlines() if line.strip()]
SAMPLE = ROOT / "tests" / "sample"
_PARTS = {"standard": "every", "premium": "premium", "out-of-scope": "none"}


def test_the_set_up_is_two_commands():
    assert LINES[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_the_makefile_knows_what_the_readme_says(line):
    done = subprocess.run([*shlex.split(line), "-n"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("moveready ")])
def test_a_command_of_the_readme_runs(line, tmp_path):
    shutil.copytree(SAMPLE / "site", tmp_path / "site")
    packed = subprocess.run(["gzip", "-c", SAMPLE / "site.sql"], check=True, capture_output=True).stdout
    (tmp_path / "site.sql.gz").write_bytes(packed)
    for task in (
        "init -q",
        "add .",
        "-c user.name=x -c user.email=x@example.org commit -qm one",
        "tag 6.8.1",
    ):
        subprocess.run(["git", "-C", lay(tmp_path / "wordpress", CORE), *task.split()], check=True)
    words = shlex.split(line)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "audit", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == (1 if "--fail-on" in words else 0), done.stderr
    assert "Traceback" not in done.stderr


def test_the_pictures_are_there():
    for picture in re.findall(r"!\[[^]]*]\(([^)]+)\)", README):
        assert (ROOT / picture).is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_what_click_gives(shell):
    assert f"_MOVEREADY_COMPLETE={shell}_source" in README or f"`{shell}_source`" in README
    code = "from audit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"_MOVEREADY_COMPLETE": f"{shell}_source", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "moveready" in done.stdout


def test_the_lines_for_python_do_what_they_say(tmp_path):
    [lines] = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    shutil.copytree(SAMPLE / "site", tmp_path / "site")
    packed = subprocess.run(["gzip", "-c", SAMPLE / "site.sql"], check=True, capture_output=True).stdout
    (tmp_path / "site.sql.gz").write_bytes(packed)
    more = "assert page.startswith('<!DOCTYPE html>')\n"
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-W", "error::DeprecationWarning", "-c", lines + more]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "major" in done.stdout


def test_the_scope_of_a_migration_is_told_as_the_platform_file_has_it():
    told = README.partition("## What a managed migration does")[2].partition("\n## ")[0]
    rows = [line for line in told.splitlines() if line.startswith("| ") and not line.startswith("| in a ")]
    assert "\n".join(rows) == "\n".join(_scope())


def _scope():
    """Yield a row for each line of the scope: what it is, and the sentence that a report has about it."""
    migration = load("pantheon", KINDS).platform.migration
    assert migration
    for line in migration.scope:
        if line.part in _PARTS:
            said = line.yes or line.unknown or "Its findings, each with place and hours."
            for written, shown in ((" ({count})", ""), ("{count}", "N"), ("{names}.", "…"), ("{names}", "…")):
                said = said.replace(written, shown)
            yield f"| {_PARTS[line.part]} | {line.title} | {said} |"
