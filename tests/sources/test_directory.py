"""The walk over a folder, and what it may not do."""

import os
import pickle
import socket
from pathlib import Path

from audit.model.facts import Problem
from audit.sources.directory import Directory
from audit.sources.tree import FILE_LIMIT, Entry, File, Listing
from tests.conftest import ANY_BYTES


def listing(path: Path) -> Listing:
    return Listing(item for item in Directory(path).walk() if not isinstance(item, Problem))


def problems(path: Path) -> list[Problem]:
    return [item for item in Directory(path).walk() if isinstance(item, Problem)]


def test_every_entry_is_listed_with_its_kind_and_size(folder):
    top = folder({"a/b.php": "12345", "c.txt": ""})
    (top / "link").symlink_to("c.txt")
    assert dict(listing(top).entries()) == {
        "a": Entry("folder"),
        "a/b.php": Entry("file", 5),
        "c.txt": Entry("file", 0),
        "link": Entry("link", target="c.txt"),
    }


def test_a_link_is_never_followed_out_of_the_tree(folder, tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "x.php").write_text("<?php")
    top = folder({"a.php": ""})
    (top / "out").symlink_to(tmp_path / "secret")
    found = listing(top)
    assert found.resolve("out/x.php") is None
    assert not any("x.php" in path for path, _ in found.entries())


def test_an_absolute_link_inside_the_tree_is_followed(folder):
    top = folder({"shared/plugin.php": "<?php"})
    (top / "link").symlink_to(top / "shared")
    assert listing(top).resolve("link/plugin.php") == "shared/plugin.php"


def test_links_in_a_circle_lead_nowhere(folder):
    top = folder({"x": ""})
    (top / "a").symlink_to("b")
    (top / "b").symlink_to("a")
    assert listing(top).resolve("a/c") is None


def test_a_file_that_is_swapped_for_a_link_is_not_read(folder, tmp_path):
    (tmp_path / "secret").write_text("secret")
    top = folder({"x": ""})
    (top / "swapped").symlink_to(tmp_path / "secret")
    assert isinstance(Directory(top).read("swapped"), Problem)


def test_a_pipe_does_not_stop_the_scan(folder):
    top = folder({"x": ""})
    os.mkfifo(top / "pipe.php")
    assert dict(listing(top).entries())["pipe.php"].kind == "other"
    assert isinstance(Directory(top).read("pipe.php"), Problem)


def test_a_socket_is_no_file(folder, monkeypatch):
    top = folder({"x": ""})
    monkeypatch.chdir(top)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("s.php")
        assert dict(listing(top).entries())["s.php"].kind == "other"


def test_of_a_long_file_the_head_is_read_and_that_is_told(folder):
    top = folder({"long.php": b"x" * (FILE_LIMIT + 10), "exact.php": b"x" * FILE_LIMIT})
    tree = Directory(top)
    assert tree.read("long.php") == File("long.php", b"x" * FILE_LIMIT, cut=True)
    assert tree.read("exact.php") == File("exact.php", b"x" * FILE_LIMIT, cut=False)


@ANY_BYTES
def test_names_that_are_no_utf8_are_listed_and_read(folder):
    top = folder({"x": ""})
    odd = top / os.fsdecode(b"caf\xe9")
    odd.mkdir()
    (odd / os.fsdecode(b"\xff\n.php")).write_bytes(b"<?php")
    (odd / "a.php").write_bytes(b"<?php 1;")
    tree = Directory(top)
    found = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    assert [path for path, _ in found.entries()] == [
        "caf\\xe9",
        "x",
        "caf\\xe9/\\xff\\n.php",
        "caf\\xe9/a.php",
    ]
    assert tree.read("caf\\xe9/\\xff\\n.php") == File("caf\\xe9/\\xff\\n.php", b"<?php")
    assert tree.read("caf\\xe9/a.php") == File("caf\\xe9/a.php", b"<?php 1;")


def test_git_data_is_not_walked(folder):
    top = folder({".git/objects/x": "", "a.php": ""})
    assert [path for path, _ in listing(top).entries()] == [".git", "a.php"]


def test_without_sizes_nothing_is_asked_of_a_file(folder, monkeypatch):
    top = folder({"a.php": "12345"})
    monkeypatch.setattr(os, "stat", None)
    found = Listing(item for item in Directory(top, sizes=False).walk() if not isinstance(item, Problem))
    assert dict(found.entries()) == {"a.php": Entry("file")}


def test_small_files_of_one_size_share_what_is_told_of_them(folder):
    walk = Directory(folder({"a.php": "12345", "b/c.php": "54321"})).walk()
    folders = dict(item for item in walk if isinstance(item, tuple))
    assert folders[""]["a.php"] is folders["b"]["c.php"]


def test_where_a_tree_lies_on_disk_is_known(folder, tmp_path):
    top = folder({"a.php": ""})
    (tmp_path / "link").symlink_to(top)
    assert Directory(tmp_path / "link").place == os.path.realpath(top)


@ANY_BYTES
def test_of_two_names_that_are_shown_alike_one_is_read_and_the_other_told(folder):
    top = folder({"a\n.php": "newline", "a\\n.php": "backslash", "a\n/b.php": ""})
    (top / "a\\n").write_text("a file")
    tree = Directory(top)
    found = list(tree.walk())
    assert [item.location.path for item in found if isinstance(item, Problem)] == ["a\\n", "a\\n.php"]
    assert isinstance(tree.read("a\\n.php"), File)


def test_a_link_that_leads_to_the_folder_itself_is_relative(folder):
    top = folder({"a/b.php": ""})
    (top / "a/up").symlink_to(top)
    assert listing(top).resolve("a/up/a/b.php") == "a/b.php"


def test_a_folder_without_permission_is_a_problem(closed):
    top = closed({"closed/a.php": "", "b.php": ""}, ("closed",))
    assert [problem.location.path for problem in problems(top)] == ["closed"]
    assert listing(top).is_file("b.php")


def test_a_file_without_permission_is_a_problem(closed):
    top = closed({"a.php": "<?php"}, ("a.php",))
    assert isinstance(Directory(top).read("a.php"), Problem)


def test_a_tree_that_was_walked_can_be_sent_to_another_process(tmp_path):
    (tmp_path / "a.php").write_text("<?php")
    (tmp_path / "b").symlink_to("a.php")
    tree = Directory(tmp_path)
    [entries] = [found[1] for found in tree.walk() if isinstance(found, tuple)]
    sent = pickle.loads(pickle.dumps((tree, entries)))  # noqa: S301 - made here
    assert sent[0].read("a.php") == tree.read("a.php")
    assert sent[1] == entries
