"""Debian's WordPress, which Debian patches, against what the releases of WordPress hold."""

import shutil

import pytest

from audit.collectors.asks import read_all
from audit.collectors.integrity.judgement import judge_cores
from audit.collectors.integrity.plan import ask_core, plan_core
from audit.collectors.wordpress.install import find_wordpress
from audit.knowledge.manifests import load_cores
from audit.model.code import CoreCheck, CoreFile
from audit.model.facts import Install, Problem
from audit.sources.directory import Directory
from audit.sources.tree import Listing

pytestmark = pytest.mark.real


def judged(top):
    """Return how a core compares, and the files that differ with their state."""
    tree = Directory(top)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    (install,) = (fact for fact in find_wordpress(tree, listing, frozenset()) if isinstance(fact, Install))
    plan = plan_core(listing, install, load_cores())
    assert plan is not None
    check, *files = judge_cores([plan], read_all(tree, ask_core(plan), 1, lambda _: None))
    assert isinstance(check, CoreCheck)
    return install, check, {(one.seen_as, one.state) for one in files if isinstance(one, CoreFile)}


@pytest.fixture
def core(wordpress_source, tmp_path):
    """Return a copy of it that may be changed; Debian's links to other packages stay links."""
    return shutil.copytree(
        wordpress_source, tmp_path / "wordpress", symlinks=True, ignore=shutil.ignore_patterns("wp-content")
    )


def test_debians_core_is_the_release_that_it_says_with_debians_few_patches(wordpress_source):
    install, check, files = judged(wordpress_source)
    assert (check.state, check.matched) == ("changed", (install.version,))
    assert check.files > 2000
    assert 0 < check.modified < 20
    assert {state for _, state in files} == {"modified"}
    assert ("wp-admin/update-core.php", "modified") in files  # Debian's package does the updates


def test_three_changes_to_it_are_found_and_nothing_else(core):
    before = judged(core)[2]
    with (core / "wp-includes" / "load.php").open("a", encoding="utf-8") as file:
        file.write("\n")
    (core / "wp-includes" / "cron.php").unlink()
    (core / "wp-admin" / "wp-cache.php").write_text("<?php", "utf-8")
    assert judged(core)[2] - before == {
        ("wp-includes/load.php", "modified"),
        ("wp-includes/cron.php", "missing"),
        ("wp-admin/wp-cache.php", "unknown"),
    }


def test_the_same_core_is_known_without_its_version(core):
    version = core / "wp-includes" / "version.php"
    stated = judged(core)[0].version
    version.write_text("<?php // hidden\n$wp_version = getenv( 'X' );\n", "utf-8")
    install, check, _ = judged(core)
    assert (install.version, check.matched) == (None, (stated,))


def test_a_transfer_as_text_is_no_change(core):
    before = judged(core)[1]
    for path in core.rglob("*.php"):
        if not path.is_symlink():
            path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    after = judged(core)[1]
    assert after.modified == before.modified
    assert after.line_ends > 800
