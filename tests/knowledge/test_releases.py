"""Releases from the tags of a clone, with git itself as the judge of what its files are called."""

import os
import subprocess

import pytest

from audit.errors import AuditError
from audit.knowledge.manifests import read_manifest
from audit.knowledge.releases import extend_manifest

CORE = {
    "index.php": "<?php\n",
    "wp-config-pantheon.php": "<?php // not of the core\n",
    "wp-content/index.php": "<?php // not of the core\n",
    "wp-includes/version.php": "<?php // 1\n",
    "wp-includes/crlf.txt": "a\r\nb\r\n",
    "wp-admin/admin.php": "<?php\n",
}


def git(place, *words):
    run = subprocess.run(
        ["git", "-C", place, "-c", "user.name=x", "-c", "user.email=x@example.org", *words],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"},
    )
    return run.stdout


@pytest.fixture
def clone(folder):
    """Return a repository with two releases and a tag that is none."""
    top = folder(CORE)
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "one")
    git(top, "tag", "6.8.0")
    (top / "wp-includes" / "version.php").write_text("<?php // 2\n", "utf-8")
    (top / "wp-admin" / "link.php").symlink_to("admin.php")
    git(top, "add", ".")
    git(top, "commit", "-qm", "two")
    git(top, "tag", "-a", "6.8.1", "-m", "two")
    git(top, "tag", "6.9-beta1")
    return top


def ids(place, tag):
    lines = git(place, "ls-tree", "-r", tag).splitlines()
    named = (line.split("\t") for line in lines if not line.startswith("120000"))
    return {path: (told.split()[2][:16],) for told, path in named if path != "wp-config-pantheon.php"}


def without_content(files):
    return {path: hashes for path, hashes in files.items() if not path.startswith("wp-content")}


def test_the_files_of_each_release_have_the_ids_that_git_gives_them(clone, tmp_path):
    assert extend_manifest(str(clone), tmp_path / "x.tsv.gz", None, "*") == (2, 2)
    manifest = read_manifest(tmp_path / "x.tsv.gz")
    assert manifest.releases == ("6.8", "6.8.1")
    assert [manifest.at(number) for number in (0, 1)] == [
        without_content(ids(clone, tag)) for tag in ("6.8.0", "6.8.1")
    ]


def test_a_bare_and_packed_clone_says_the_same(clone, tmp_path):
    git(clone, "clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    git(tmp_path / "bare.git", "gc", "-q")
    extend_manifest(str(clone), tmp_path / "a.tsv.gz", None, "*")
    extend_manifest(str(tmp_path / "bare.git"), tmp_path / "b.tsv.gz", None, "*")
    assert (tmp_path / "a.tsv.gz").read_bytes() == (tmp_path / "b.tsv.gz").read_bytes()


def test_releases_are_added_to_those_that_are_there(clone, tmp_path):
    extend_manifest(str(clone), tmp_path / "whole.tsv.gz", None, "*")
    assert extend_manifest(str(clone), tmp_path / "x.tsv.gz", "wordpress", "6.8.1") == (1, 1)
    assert extend_manifest(str(clone), tmp_path / "x.tsv.gz", "wordpress", "6.8.*") == (1, 2)
    assert (tmp_path / "x.tsv.gz").read_bytes() == (tmp_path / "whole.tsv.gz").read_bytes()


def test_nothing_that_a_repository_names_is_run(clone, tmp_path):
    trap = f"touch {tmp_path}/ran"
    config = clone / ".git" / "config"
    config.write_text(
        f"[core]\n fsmonitor = {trap}\n hooksPath = {tmp_path}/hooks\n sshCommand = {trap}\n"
        f'[filter "x"]\n clean = {trap}\n smudge = {trap}\n process = {trap}\n'
        f'[diff "x"]\n textconv = {trap}\n',
        "utf-8",
    )
    (clone / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n", "utf-8")
    (tmp_path / "hooks").mkdir()
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (tmp_path / "hooks" / hook).write_text(f"#!/bin/sh\n{trap}\n", "utf-8")
        (tmp_path / "hooks" / hook).chmod(0o755)
    extend_manifest(str(clone), tmp_path / "x.tsv.gz", None, "*")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("core", "path"),
    [
        ({"core/lib/Drupal.php": "x", "index.php": "y"}, "lib/Drupal.php"),
        ({"lib/Drupal.php": "x", "core.services.yml": "y"}, "lib/Drupal.php"),
        ({"includes/common.inc": "x", "modules/a/a.module": "y", "sites/x.php": "z"}, "includes/common.inc"),
    ],
)
def test_a_drupal_is_known_by_its_folders(folder, tmp_path, core, path):
    top = folder(core)
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "one")
    git(top, "tag", "7.0")
    extend_manifest(str(top), tmp_path / "x.tsv.gz", "drupal", "*")
    found = read_manifest(tmp_path / "x.tsv.gz").paths
    assert path in found
    assert "sites/x.php" not in found


def test_a_folder_that_is_no_clone_is_named(tmp_path):
    with pytest.raises(AuditError, match="It is no git repository"):
        extend_manifest(str(tmp_path), tmp_path / "x.tsv.gz", None, "*")


def test_tags_that_fit_nothing_write_nothing(clone, tmp_path):
    with pytest.raises(AuditError, match='no tag that fits "7'):
        extend_manifest(str(clone), tmp_path / "x.tsv.gz", None, "7.*")
    assert not (tmp_path / "x.tsv.gz").exists()


def test_objects_that_are_not_here_are_told_as_such(clone, tmp_path):
    tree = git(clone, "rev-parse", "6.8.1:wp-includes").strip()
    (clone / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(AuditError, match="shallow, partial or damaged"):
        extend_manifest(str(clone), tmp_path / "x.tsv.gz", None, "*")
