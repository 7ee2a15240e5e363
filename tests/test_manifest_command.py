"""The command that makes files of releases."""

import subprocess

import pytest
from click.testing import CliRunner

from audit.cli import commands
from audit.knowledge.manifests import read_manifest


@pytest.fixture
def clone(folder):
    """Return a clone with one release."""
    top = folder({"wp-includes/version.php": "<?php", "index.php": "<?php"})
    for words in (
        "init -q",
        "add .",
        "-c user.name=x -c user.email=x@example.org commit -qm one",
        "tag 6.8.1",
    ):
        subprocess.run(["git", "-C", top, *words.split()], check=True)
    return top


def test_it_makes_a_file_and_says_how_many_releases_it_has(clone, tmp_path):
    target = tmp_path / "x.tsv.gz"
    run = CliRunner().invoke(commands, ["manifest", str(clone), "-o", str(target)])
    assert run.output == f"Wrote {target} (releases: 1, new: 1)\n"
    assert read_manifest(target).releases == ("6.8.1",)


def test_releases_of_another_product_are_left_out(clone, tmp_path):
    wish = ["manifest", str(clone), "-o", str(tmp_path / "x.tsv.gz"), "--product", "drupal"]
    run = CliRunner().invoke(commands, wish)
    assert "is a release of WordPress or Drupal" in str(run.exception)


def test_a_folder_that_is_not_there_is_refused(clone, tmp_path):
    run = CliRunner().invoke(commands, ["manifest", str(clone), "-o", str(tmp_path / "no" / "x.tsv.gz")])
    assert run.exit_code == 2
    assert "there is no folder" in run.output
