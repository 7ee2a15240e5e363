"""Nothing that a repository names is run, though git itself would run each of it."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.collectors.places import Places
from audit.collectors.repository.reading import find_repositories
from audit.model.code import Repository
from audit.model.facts import Problem
from audit.sources.directory import Directory
from audit.sources.tree import Listing
from tests.real.conftest import program
from tests.real.git_repositories import NEUTRAL, Git

pytestmark = pytest.mark.real

Plant = Callable[[Git, str], None]
Trigger = tuple[str, ...]


@pytest.fixture(scope="module", autouse=True)
def git():
    return program("git", "git")


def _configured(*names: str) -> Plant:
    def plant(git: Git, payload: str) -> None:
        for name in names:
            git("config", name, payload)

    return plant


def _hook(name: str) -> Plant:
    def plant(git: Git, payload: str) -> None:
        _script(git.place / ".git/hooks" / name, payload)

    return plant


def _hooks_path(git: Git, payload: str) -> None:
    _script(git.place / "elsewhere/post-checkout", payload)
    git("config", "core.hooksPath", str(git.place / "elsewhere"))


def _filter(kind: str) -> Plant:
    def plant(git: Git, payload: str) -> None:
        git("config", f"filter.evil.{kind}", payload)
        git("config", "filter.evil.required", "false")
        (git.place / ".gitattributes").write_text("*.php filter=evil\n")
        (git.place / "a.php").write_text("<?PHP\n")

    return plant


def _attributes_file(git: Git, payload: str) -> None:
    (git.place / "attributes").write_text("*.php filter=evil\n")
    git("config", "core.attributesFile", str(git.place / "attributes"))
    git("config", "filter.evil.clean", payload)
    (git.place / "a.php").write_text("<?PHP\n")


def _diff(key: str) -> Plant:
    def plant(git: Git, payload: str) -> None:
        git("config", f"diff.evil.{key}", payload)
        (git.place / ".gitattributes").write_text("*.php diff=evil\n")
        (git.place / "a.php").write_text("<?PHP\n")

    return plant


def _external_diff(git: Git, payload: str) -> None:
    git("config", "diff.external", payload)
    (git.place / "a.php").write_text("<?PHP\n")


def _included(git: Git, payload: str) -> None:
    (git.place / "more.config").write_text(f'[core]\n\tfsmonitor = "{payload}"\n')
    git("config", "include.path", str(git.place / "more.config"))


def _included_if(git: Git, payload: str) -> None:
    (git.place / "more.config").write_text(f'[core]\n\tfsmonitor = "{payload}"\n')
    git("config", f"includeIf.gitdir:{git.place}/.path", str(git.place / "more.config"))


def _worktree_config(git: Git, payload: str) -> None:
    git("config", "extensions.worktreeConfig", "true")
    (git.place / ".git/config.worktree").write_text(f'[core]\n\tfsmonitor = "{payload}"\n')


def _remote_helper(git: Git, payload: str) -> None:
    git("config", "protocol.ext.allow", "always")
    git("config", "remote.origin.url", f"ext::{payload} x")


def _upload_pack(git: Git, payload: str) -> None:
    git("config", "remote.origin.url", str(git.place))
    git("config", "remote.origin.uploadpack", payload)


def _promisor(git: Git, payload: str) -> None:
    _remote_helper(git, payload)
    git("config", "extensions.partialClone", "origin")
    git("config", "core.repositoryFormatVersion", "1")
    git("config", "remote.origin.promisor", "true")
    _lose_a_blob(git)


def _lose_a_blob(git: Git) -> None:
    blob = git("rev-parse", "HEAD:a.php").strip()
    (git.place / ".git/objects" / blob[:2] / blob[2:]).unlink()


def _ssh(git: Git, payload: str) -> None:
    git("config", "core.sshCommand", payload)
    git("config", "remote.origin.url", "ssh://example.invalid/x")


def _proxy(git: Git, payload: str) -> None:
    git("config", "core.gitProxy", payload)
    git("config", "remote.origin.url", "git://example.invalid/x")


def _credential(git: Git, payload: str) -> None:
    git("config", "credential.helper", payload)


def _alias(git: Git, payload: str) -> None:
    git("config", "alias.look", f"!{payload}")


def _editor(git: Git, payload: str) -> None:
    git("config", "core.editor", payload)


def _gpg(git: Git, payload: str) -> None:
    git("config", "gpg.program", payload)
    git("config", "commit.gpgSign", "true")


def _pager(git: Git, payload: str) -> None:
    git("config", "core.pager", payload)


def _submodule_update(git: Git, payload: str) -> None:
    inner = Git(git.place / "inner")
    inner.place.mkdir()
    inner("init", "-q", "-b", "main")
    inner("commit", "-q", "--allow-empty", "-m", "inner")
    sha = inner("rev-parse", "HEAD").strip()
    git("update-index", "--add", "--cacheinfo", f"160000,{sha},inner")
    (git.place / ".gitmodules").write_text('[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n')
    git("submodule", "init", ok=False)
    git("config", "submodule.inner.url", "./inner")
    git("config", "submodule.inner.update", f"!{payload}")
    inner("commit", "-q", "--allow-empty", "-m", "later")


def _nested_fsmonitor(git: Git, payload: str) -> None:
    _submodule_update(git, payload)
    Git(git.place / "inner")("config", "core.fsmonitor", payload)


PLANTS: dict[str, tuple[Plant, Trigger]] = {
    "fsmonitor": (_configured("core.fsmonitor"), ("status",)),
    "include": (_included, ("status",)),
    "include-if": (_included_if, ("status",)),
    "worktree-config": (_worktree_config, ("status",)),
    "nested-fsmonitor": (_nested_fsmonitor, ("status",)),
    "clean": (_filter("clean"), ("status",)),
    "smudge": (_filter("smudge"), ("checkout", "-f", "HEAD", "--", "a.php")),
    "process": (_filter("process"), ("status",)),
    "attributes-file": (_attributes_file, ("status",)),
    "diff-external": (_external_diff, ("diff",)),
    "diff-command": (_diff("command"), ("diff",)),
    "textconv": (_diff("textconv"), ("diff",)),
    "post-index-change": (_hook("post-index-change"), ("add", "a.php")),
    "pre-commit": (_hook("pre-commit"), ("commit", "--allow-empty", "-m", "x")),
    "post-checkout": (_hook("post-checkout"), ("checkout", "-q", "-b", "other")),
    "hooks-path": (_hooks_path, ("checkout", "-q", "-b", "other")),
    "remote-helper": (_remote_helper, ("fetch", "origin")),
    "upload-pack": (_upload_pack, ("fetch", "origin")),
    "promisor": (_promisor, ("cat-file", "-p", "HEAD:a.php")),
    "ssh-command": (_ssh, ("fetch", "origin")),
    "git-proxy": (_proxy, ("fetch", "origin")),
    "credential-helper": (_credential, ("credential", "fill")),
    "alias": (_alias, ("look",)),
    "editor": (_editor, ("commit", "--allow-empty")),
    "gpg": (_gpg, ("commit", "--allow-empty", "-m", "x")),
    "pager": (_pager, ("--paginate", "log")),
    "submodule-update": (_submodule_update, ("submodule", "update")),
}


def _script(path: Path, command: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def planted(tmp_path):
    """Return what plants a payload, and the file that the payload makes when it runs."""
    marker = tmp_path / "ran"
    payload = tmp_path / "payload"
    payload.write_text(f"#!/bin/sh\n: > {marker}\ncat 2>/dev/null </dev/null\nexit 1\n")
    payload.chmod(0o755)

    def plant(how: Plant) -> tuple[Git, Path]:
        git = Git(tmp_path / "site")
        git.place.mkdir()
        git("init", "-q", "-b", "main")
        (git.place / "a.php").write_text("<?php\n")
        git("add", "-A")
        git("commit", "-q", "-m", "first")
        how(git, str(payload))
        marker.unlink(missing_ok=True)
        return git, marker

    return plant


def _read(place: Path) -> list[Repository]:
    tree = Directory(place)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    facts = list(find_repositories(tree.place, listing, Places(listing, [])))
    return [fact for fact in facts if isinstance(fact, Repository)]


def _trigger(git: Git, words: Trigger) -> None:
    terminal = {"TERM": "xterm", "GIT_ASKPASS": "/bin/true"}
    subprocess.run(
        ["git", "-C", str(git.place), *words],
        env={"PATH": os.environ["PATH"], **NEUTRAL, **terminal},
        input=b"protocol=https\nhost=example.invalid\n\n",
        capture_output=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_command_runs_under_git_and_never_here(name, planted):
    how, trigger = PLANTS[name]
    git, marker = planted(how)
    [found] = _read(git.place)
    assert found.head is not None
    assert not marker.exists()
    if trigger[0] == "--paginate":
        pytest.importorskip("pty").spawn(
            ["git", "-C", str(git.place), *trigger], lambda fd: os.read(fd, 1024)
        )
    else:
        _trigger(git, trigger)
    assert marker.exists(), "the payload was never live"


def test_no_program_at_all_is_started(planted, tmp_path):
    git, _ = planted(_configured("core.fsmonitor"))
    seen = tmp_path / "seen"
    _script(tmp_path / "bin/git", f"/bin/sh -c ': > {seen}'")
    code = (
        "import sys; started = []\n"
        "def hook(event, args):\n"
        "    if event in 'os.exec os.posix_spawn os.system os.fork subprocess.Popen'.split():\n"
        "        started.append((event, args[:1]))\n"
        "sys.addaudithook(hook)\n"
        "from tests.real.test_git_payloads import _read\n"
        "from pathlib import Path\n"
        f"[found] = _read(Path({str(git.place)!r}))\n"
        "assert found.head\n"
        "print([one for one in started if one != ('subprocess.Popen', ('/dev/null',))])"
    )
    root = Path(__file__).parents[2]
    poison = dict.fromkeys(("GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"), "/nonexistent")
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, **poison, "PATH": path},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    assert not seen.exists()
    subprocess.run(["git"], env={"PATH": path}, check=False)
    assert seen.exists(), "git would not have been seen"
