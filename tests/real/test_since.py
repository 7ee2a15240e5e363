"""--since: what a change did not touch is known, as git tells what changed."""

import json
import os
import random
import shutil
import subprocess
from xml.etree import ElementTree as ET

import pytest

from audit.acceptance.unchanged import Unchanged
from audit.model.facts import Location
from audit.model.rules import Evidence
from audit.sources.directory import Directory
from tests.command import run
from tests.conftest import CORE, lay

pytestmark = pytest.mark.real

PLUGIN = "<?php\n/* Plugin Name: {} */\n{}\n"
OLD = {"wp-content/plugins/old/old.php": PLUGIN.format("Old", "session_start();")}
NEW = {"wp-content/plugins/new/new.php": PLUGIN.format("New", "session_start();")}


@pytest.fixture
def git(tmp_path):
    """Return what runs git in a new repository that holds a WordPress with an old problem."""
    place = tmp_path / "repo"

    def call(*words):
        identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        command = ["git", "-C", str(place), "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | identity)
        return done.stdout

    lay(place, {**CORE, **OLD})
    call("init", "-q", "-b", "main")
    save(call)
    return call


def save(git):
    git("add", "-A")
    git("commit", "-qm", "x")


def news(folder, *words):
    """Return the paths of places that are news, and what the run ended with."""
    done = run("scan", folder, *words, "--format", "json")
    assert not done.error
    told = json.loads(done.output)
    found = {
        place["location"]["path"]
        for finding in told["findings"]
        for place in finding["places"]
        if not place.get("accepted")
    }
    return found, done.exit_code, told


def test_only_what_a_change_brought_fails(git, tmp_path):
    folder = tmp_path / "repo"
    assert news(folder, "--since", "HEAD", "--fail-on-new", "note")[:2] == (set(), 0)
    lay(folder, NEW)
    for _ in range(2):  # not yet committed, and committed
        found, code, told = news(
            folder, "--since", "main~0" if _ == 0 else "HEAD~1", "--fail-on-new", "major"
        )
        assert (found - {"wp-content/plugins/new"}, code) == (set(NEW), 1)
        assert told["acceptance"]["unchanged"] >= 1
        assert {one["slug"] for one in told["extensions"] if one["kind"] == "plugin"} == {"old", "new"}
        save(git) if _ == 0 else None


def test_a_file_that_moved_is_no_news_and_one_that_changed_is(git, tmp_path):
    folder = tmp_path / "repo"
    git("mv", "wp-content/plugins/old", "wp-content/plugins/older")
    save(git)
    assert news(folder, "--since", "HEAD~1")[0] == set()
    path = folder / "wp-content/plugins/older/old.php"
    path.write_text(path.read_text() + "// more\n")
    save(git)
    assert news(folder, "--since", "HEAD~2")[0] == {"wp-content/plugins/older/old.php"}


def test_a_copy_of_a_known_problem_is_news(git, tmp_path):
    folder = tmp_path / "repo"
    shutil.copytree(folder / "wp-content/plugins/old", folder / "wp-content/plugins/copy")
    save(git)
    assert news(folder, "--since", "HEAD~1")[0] >= {"wp-content/plugins/copy/old.php"}


def test_a_folder_counts_where_a_commit_changed_what_is_below(git, tmp_path):
    folder = tmp_path / "repo"
    place, top = (Evidence(Location(path), "x") for path in ("wp-content/plugins", "."))
    lay(folder, {"ignored.log": ""})
    same = Unchanged(Directory(folder), str(folder), "HEAD")
    assert (same.holds(place), same.holds(top)) == (True, True)
    lay(folder, NEW)
    save(git)
    same = Unchanged(Directory(folder), str(folder), "HEAD~1")
    assert (same.holds(place), same.holds(top)) == (False, False)
    assert not same.holds(Evidence(Location("wp-content/plugins/new"), "x"))
    (folder / "index.php").unlink(missing_ok=True)
    lay(folder, {"more.txt": "1"})
    save(git)
    (folder / "more.txt").unlink()
    assert not Unchanged(Directory(folder), str(folder), "HEAD").holds(top)


def test_a_site_below_the_top_of_its_repository(git, tmp_path):
    (tmp_path / "repo/web").mkdir()
    for path in list((tmp_path / "repo").iterdir()):
        if path.name not in {".git", "web"}:
            shutil.move(path, tmp_path / "repo/web")
    save(git)
    lay(tmp_path / "repo/web", NEW)
    assert news(tmp_path / "repo/web", "--since", "HEAD")[0] == set(NEW)


@pytest.mark.parametrize("seed", range(20))
def test_files_are_told_as_git_tells_them(git, tmp_path, seed):
    folder, chance = tmp_path / "repo", random.Random(seed)
    names = [f"{a}/{b}.txt" for a in "abc" for b in "defg"]
    lay(folder, {name: chance.choice(["1\n", "2\n", "3\n", f"{name}\n"]) * 9 for name in names})
    save(git)
    for name in chance.sample(names, 7):
        path = folder / name
        if chance.random() < 0.3:
            path.unlink()
        elif chance.random() < 0.5:
            path.rename(path.with_name(f"moved-{path.name}"))
        else:
            path.write_text(chance.choice(["4\n", "5\r\n", f"{name} \n"]) * 9)
    git("add", "-A")
    status = git("diff", "--cached", "--name-only", "--diff-filter=AM", "--no-renames", "HEAD").split()
    before = {line.split("\t")[1]: line.split()[2] for line in git("ls-tree", "-r", "HEAD").splitlines()}
    now = {line.split("\t")[1]: line.split()[1] for line in git("ls-files", "-s").splitlines()}
    gone = {before[name] for name in before.keys() - now.keys()}
    changed = {name for name in status if name in before or now[name] not in gone}
    same = Unchanged(Directory(folder), str(folder), "HEAD")
    told = {name for name in now if not same.holds(Evidence(Location(name), "x"))}
    assert told == changed


@pytest.mark.usefixtures("git")
def test_a_database_is_no_part_of_a_change(tmp_path):
    same = Unchanged(Directory(tmp_path / "repo"), str(tmp_path / "repo"), "HEAD")
    assert same.holds(Evidence(Location("site.sql", table="wp_options"), "x"))


@pytest.mark.parametrize(("revision", "said"), [("nowhere", "nowhere"), ("", ""), ("HEAD~99", "HEAD~99")])
@pytest.mark.usefixtures("git")
def test_a_commit_that_is_not_there_is_an_error(tmp_path, revision, said):
    done = run("scan", tmp_path / "repo", "--since", revision, "--fail-on-new", "note")
    assert (done.exit_code, said in done.error) == (2, True)


def test_a_folder_without_a_repository_is_an_error(tmp_path):
    done = run("scan", lay(tmp_path / "site", {**CORE, **OLD}), "--since", "HEAD")
    assert (done.exit_code, "no git repository" in done.error) == (2, True)


def test_a_detached_head_and_a_shallow_clone(git, tmp_path):
    lay(tmp_path / "repo", NEW)
    save(git)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{tmp_path}/repo", str(clone)], check=True)
    assert run("scan", clone, "--since", "HEAD~1").exit_code == 2
    assert news(clone, "--since", "HEAD")[0] == set()
    git("checkout", "-q", "--detach", "HEAD")
    assert news(tmp_path / "repo", "--since", "HEAD~1")[0] == set(NEW)


@pytest.mark.usefixtures("git")
def test_a_baseline_run_fails_on_the_new_problem_alone(tmp_path):
    folder, baseline = tmp_path / "repo", tmp_path / "baseline.json"
    assert run("baseline", folder, "-o", baseline).exit_code == 0
    quiet = run("scan", folder, "--baseline", baseline, "--fail-on-new", "note")
    lay(
        folder,
        {**NEW, "moveready.toml": '[[suppress]]\nrule = "htaccess"\nreason = "r"\nuntil = 2020-01-01\n'},
    )
    outputs = [f"sarif={tmp_path}/a.sarif", f"junit={tmp_path}/a.xml", f"json={tmp_path}/a.json"]
    words = [word for output in outputs for word in ("-o", output)]
    loud = run("scan", folder, "--baseline", baseline, "--fail-on-new", "major", *words)
    assert (quiet.exit_code, loud.exit_code) == (0, 1)
    results = json.loads((tmp_path / "a.sarif").read_text())["runs"][0]["results"]
    is_new = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for one in results
        if one["baselineState"] == "new" and one["ruleId"] == "php-session"
    }
    assert is_new == set(NEW)
    failed = ET.parse(tmp_path / "a.xml").iter("failure")  # noqa: S314 - we wrote it
    told = [one.get("message") for one in failed if "session_start" in str(one.text)]
    assert len(told) == 1
    assert str(told[0]).startswith("1 place: wp-content/plugins/new/new.php")
    (suppression,) = json.loads((tmp_path / "a.json").read_text())["acceptance"]["suppressions"]
    assert suppression["state"] == "expired"
