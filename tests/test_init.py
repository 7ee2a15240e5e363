"""`moveready init`, the workflows that it writes, the action and the hook: each runs as it is written."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.command import run
from tests.conftest import lay

ROOT = Path(__file__).parent.parent
FORGES = {
    "github": ".github/workflows/moveready.yml",
    "gitlab": "moveready.gitlab-ci.yml",
    "bitbucket": "moveready.bitbucket-pipelines.yml",
}
SHOP = {"wp-content/plugins/shop/shop.php": "<?php\n/* Plugin Name: Shop */\nsession_start();\n"}
NEW = {"wp-content/plugins/new/new.php": "<?php\n/* Plugin Name: New */\nsession_start();\n"}


@pytest.fixture
def shell(tmp_path):
    """Return what runs lines as a forge does, in a folder, with moveready and without a network."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "pip").write_text("#!/bin/sh\n")
    (tools / "moveready").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m audit "$@"\n')
    for tool in tools.iterdir():
        tool.chmod(0o700)

    def call(lines, folder, **environment):
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", lines],
            cwd=folder,
            env={"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return call


def scripts(forge, text):
    """Return the lines that a workflow runs, as its forge would."""
    told = yaml.safe_load(text)
    if forge == "github":
        return "\n".join(step["run"] for step in told["jobs"]["audit"]["steps"] if "run" in step)
    if forge == "gitlab":
        return "\n".join(told["moveready"]["script"])
    return "\n".join(told["pipelines"]["default"][0]["step"]["script"])


@pytest.mark.parametrize("forge", FORGES)
def test_what_is_written_passes_today_and_fails_on_what_is_new(site, shell, tmp_path, forge):
    folder = site(SHOP)
    assert run("init", folder, "--forge", forge).exit_code == 0
    lines = scripts(forge, (folder / FORGES[forge]).read_text())
    summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    first = shell(lines, folder, **summary)
    assert first.returncode == 0, first.stderr
    assert not re.search(r"unexpected|Traceback", first.stderr)
    lay(folder, NEW)
    again = shell(lines, folder, **summary)
    assert again.returncode == 1, again.stderr
    told = [
        path.read_text() for pattern in ("*.sarif", "*.json", "**/*.xml") for path in folder.glob(pattern)
    ]
    assert any("new.php" in text for text in told)


@pytest.mark.parametrize(
    ("files", "forge"),
    [
        ({".gitlab-ci.yml": ""}, "gitlab"),
        ({"bitbucket-pipelines.yml": ""}, "bitbucket"),
        ({".git/config": '[remote "origin"]\n\turl = git@gitlab.com:a/b.git\n'}, "gitlab"),
        ({".git/config": '[remote "origin"]\n\turl = https://github.com/a/b\n'}, "github"),
        ({}, "github"),
    ],
)
def test_the_repository_tells_its_forge(site, files, forge):
    folder = site({**SHOP, **files})
    assert run("init", folder).exit_code == 0
    assert (folder / FORGES[forge]).is_file()


@pytest.mark.parametrize("name", ["moveready.toml", "moveready-baseline.json", FORGES["github"]])
def test_a_file_that_is_there_is_left_and_nothing_is_written(site, name):
    folder = site({**SHOP, name: "own"})
    done = run("init", folder, "--forge", "github")
    assert (done.exit_code, (folder / name).read_text()) == (2, "own")
    assert (
        sum(
            (folder / one).exists() for one in ("moveready.toml", "moveready-baseline.json", FORGES["github"])
        )
        == 1
    )


def test_a_folder_that_leads_out_of_the_repository_is_not_written_to(site, tmp_path):
    folder = site(SHOP)
    (tmp_path / "elsewhere").mkdir()
    (folder / ".github").symlink_to(tmp_path / "elsewhere")
    assert run("init", folder, "--forge", "github").exit_code == 2
    assert not list((tmp_path / "elsewhere").rglob("*.yml"))


def test_the_configuration_is_one(site):
    folder = site(SHOP)
    run("init", folder)
    told = run("config", folder).output
    assert 'fail-on-new = "major"  # moveready.toml' in told
    assert "moveready-baseline.json" in told


def action():
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def variables(**given):
    """Return the environment of the action's step, with the inputs as GitHub fills them in."""
    told = action()
    values = {name: one["default"] for name, one in told["inputs"].items()} | given
    step = told["runs"]["steps"][-1]
    assert "${{" not in step["run"]
    return {
        name: values[text.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, text in step["env"].items()
    }


@pytest.mark.parametrize(
    ("given", "code"), [({}, 0), ({"fail-on": "note"}, 1), ({"fail-on-new": "note", "since": "HEAD"}, 0)]
)
def test_the_steps_of_the_action_run(site, shell, tmp_path, given, code):
    folder = site({**SHOP, "a folder/x": ""})
    for words in ("init -q", "add .", "-c user.name=x -c user.email=x@example.org commit -qm one"):
        subprocess.run(["git", "-C", folder, *words.split()], check=True)
    steps = [step["run"] for step in action()["runs"]["steps"] if "run" in step]
    summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"), "GITHUB_ACTION_PATH": str(ROOT)}
    done = shell("\n".join(steps), folder, **summary, **variables(**given))
    assert done.returncode == code, done.stderr
    assert "::" in done.stdout
    assert (folder / "moveready.sarif").is_file()
    assert (tmp_path / "summary.md").stat().st_size > 0


def test_an_input_is_no_command(site, shell, tmp_path):
    steps = action()["runs"]["steps"][-1]["run"]
    given = variables(path="$(touch owned); `touch owned`", **{"fail-on": "major"})
    done = shell(steps, site(SHOP), GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), **given)
    assert done.returncode == 2
    assert not list(tmp_path.rglob("owned"))


def test_the_hook_fails_on_what_a_commit_would_bring(site, shell):
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    folder = site(SHOP)
    for words in ("init -q", "add .", "-c user.name=x -c user.email=x@example.org commit -qm one"):
        subprocess.run(["git", "-C", folder, *words.split()], check=True)
    entry = shlex.join(shlex.split(hook["entry"]))
    assert shell(entry, folder).returncode == 0
    lay(folder, NEW)
    assert shell(entry, folder).returncode == 1
