"""Noted files, tallies and links that lead nowhere."""

from audit.model.facts import NotedFile, Problem, Tally
from audit.model.rules import Watch
from tests.collectors.files.found import found


def facts(path, kind, **watch):
    return found(path, kind, Watch(**watch))


def test_files_are_noted_as_seen_from_their_install(folder):
    top = folder({"web/wp-includes/version.php": "<?php $wp_version = '6';", "web/wp-content/debug.log": "x"})
    [noted] = facts(top, NotedFile, files=frozenset({"wp-content/debug.log"}))
    assert (noted.location.path, noted.seen_as, noted.size) == (
        "web/wp-content/debug.log",
        "wp-content/debug.log",
        1,
    )


def test_content_under_another_name_is_seen_as_usual(site):
    config = "<?php define('WP_CONTENT_DIR', __DIR__ . '/content');"
    top = site({"wp-config.php": config, "content/debug.log": ""})
    [noted] = facts(top, NotedFile, files=frozenset({"wp-content/debug.log"}))
    assert noted.location.path == "content/debug.log"


def test_files_over_the_smallest_size_are_noted(site):
    top = site({"a.bin": "x" * 200, "b.bin": "x" * 100})
    assert [noted.size for noted in facts(top, NotedFile, over=frozenset({100, 1000}))] == [200]


def test_folders_are_tallied_with_all_below_them(site):
    top = site({"wp-content/uploads/2024/a.jpg": "12345", "wp-content/uploads/b.jpg": "1"})
    [uploads] = [tally for tally in facts(top, Tally) if tally.location.path == "wp-content/uploads"]
    assert (uploads.files, uploads.bytes) == (2, 6)


def test_a_dangling_link_is_a_problem_that_hides_nothing(site):
    top = site({"wp-content/x": ""})
    (top / "wp-content/db.php").symlink_to("../gone/db.php")
    [problem] = facts(top, Problem)
    assert (problem.kind, problem.hides, problem.location.path) == (
        "dangling-link",
        False,
        "wp-content/db.php",
    )


def test_a_link_out_of_the_tree_is_a_problem_that_hides_something(site):
    top = site({"wp-content/x": ""})
    (top / "wp-content/uploads").symlink_to("/srv/shared/uploads")
    [problem] = facts(top, Problem)
    assert (problem.kind, problem.hides) == ("outside-link", True)
    assert "/srv/shared/uploads" in problem.text
