"""Repositories that no git made: damaged, hostile, or only a few files of one."""

import hashlib
import os
import struct
import zlib

import pytest

from audit.collectors.places import Places
from audit.collectors.repository import files as repository_files
from audit.collectors.repository.index import data_folder
from audit.collectors.repository.reading import find_repositories
from audit.model.code import Repository, Versioned
from audit.model.facts import Problem
from audit.parsers.git_index import parse_index
from audit.sources.directory import Directory
from audit.sources.tree import Listing

HEAD = {".git/HEAD": "ref: refs/heads/main\n"}


def _facts(place):
    tree = Directory(place)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    return list(find_repositories(tree.place, listing, Places(listing, [])))


def _repository(place) -> Repository:
    return next(fact for fact in _facts(place) if isinstance(fact, Repository))


def _said(place, state):
    return [
        (fact.location.path, fact.detail)
        for fact in _facts(place)
        if isinstance(fact, Versioned) and fact.state == state
    ]


def _index(*entries) -> bytes:
    """Return an index of version 2 that tracks these paths, modes and objects."""
    data = struct.pack(">4sII", b"DIRC", 2, len(entries))
    for path, mode, sha in sorted(entries):
        entry = struct.pack(">10I20sH", 0, 0, 0, 0, 0, 0, mode, 0, 0, 0, sha, min(len(path), 0xFFF)) + path
        data += entry + b"\0" * (8 - len(entry) % 8)
    return data + hashlib.sha1(data, usedforsecurity=False).digest()


def _blob(content: bytes) -> bytes:
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).digest()


def _loose(kind: bytes, content: bytes) -> tuple[str, bytes]:
    whole = b"%b %d\0%b" % (kind, len(content), content)
    name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
    return f".git/objects/{name[:2]}/{name[2:]}", zlib.compress(whole)


def test_a_folder_without_git_has_no_repository(folder):
    assert _facts(folder({"a.php": ""})) == []


def test_an_empty_folder_called_git_is_no_repository(folder):
    assert _facts(folder({"a.php": "", ".git/keep": ""})) == []


def test_a_repository_without_a_commit_is_one(folder):
    found = _repository(folder({**HEAD, "a.php": ""}))
    assert (found.head, found.branch, found.tracked, found.untracked, found.unread) == (
        None,
        "main",
        0,
        1,
        (),
    )


def test_remotes_are_told_without_logins(folder):
    config = '[remote "origin"]\n url = https://joe:secret@example.org/a.git?token=secret\n'
    found = _repository(folder({**HEAD, ".git/config": config}))
    assert found.remotes == ("example.org/a.git",)


def test_submodules_are_told_without_logins_and_whether_they_are_here(folder):
    place = folder(
        {
            **HEAD,
            ".git/index": _index((b"here", 0o160000, b"a" * 20), (b"lost", 0o160000, b"b" * 20)),
            ".gitmodules": '[submodule "x"]\n\tpath = here\n\turl = https://joe:secret@example.org/x\n',
            "here/a.php": "",
        }
    )
    assert _said(place, "submodule") == [("here", "example.org/x")]
    assert _said(place, "submodule-missing") == [("lost", "")]


@pytest.mark.parametrize("kind", ["objectformat = sha256", "refstorage = reftable"])
def test_a_form_that_is_not_known_is_said(folder, kind):
    config = f"[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{kind}\n"
    [problem] = _repository(folder({**HEAD, ".git/config": config})).unread
    assert kind.rpartition(" ")[2] in problem


@pytest.mark.parametrize("kind", ["objectformat = sha1", "refstorage = files"])
def test_the_usual_form_is_read(folder, kind):
    config = f"[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{kind}\n"
    assert not _repository(folder({**HEAD, ".git/config": config})).unread


def test_a_repository_inside_of_another_is_named(folder):
    place = folder({**HEAD, "wp-content/plugins/x/.git/HEAD": "ref: refs/heads/main", "wp-content/a.php": ""})
    assert _said(place, "nested") == [("wp-content/plugins/x", "")]


def test_repositories_side_by_side_are_each_told(folder):
    place = folder({"a/.git/HEAD": "ref: refs/heads/main", "b/.git/HEAD": "ref: refs/heads/main"})
    assert [fact.location.path for fact in _facts(place) if isinstance(fact, Repository)] == ["a", "b"]


def test_ignored_code_is_named_by_its_topmost_folder_and_pattern(folder):
    place = folder({**HEAD, ".gitignore": "vendor/\n*.jpg\n", "vendor/a/b.php": "", "c.jpg": ""})
    assert _said(place, "ignored") == [("vendor", ".gitignore:1: vendor/")]


def test_tracked_uploads_are_counted_by_folder(folder):
    paths = (b"wp-content/uploads/2020/a.jpg", b"wp-content/uploads/b.jpg", b"wp-content/uploads/.gitkeep")
    place = folder({**HEAD, ".git/index": _index(*((path, 0o100644, b"a" * 20) for path in paths))})
    [found] = [fact for fact in _facts(place) if isinstance(fact, Versioned) and fact.state == "data"]
    assert (found.location.path, found.files) == ("wp-content/uploads", 2)


@pytest.mark.parametrize(
    "name",
    ".gitkeep .keep .gitignore .gitattributes .htaccess index.php index.html readme.txt README.md".split(),
)
def test_a_file_that_keeps_a_folder_is_no_data(name):
    assert data_folder(f"wp-content/uploads/{name}") is None


@pytest.mark.parametrize(
    "folder",
    [
        *(
            f"wp-content/{name}"
            for name in (
                "uploads blogs.dir cache upgrade updraft ai1wm-backups backups backup-db wflogs".split()
            )
        ),
        "sites/default/files",
        "sites/default/private",
        "wp-content/themes/x/node_modules",
        "bower_components",
        "a/.sass-cache",
    ],
)
def test_these_folders_hold_no_code(folder):
    assert data_folder(f"{folder}/a/b.php") == folder


@pytest.mark.parametrize(
    "suffix", "php inc module install theme profile engine phtml twig tpl js mjs css".split()
)
def test_what_a_site_cannot_do_without_is_code(folder, suffix):
    place = folder({**HEAD, ".gitignore": "built/\n", f"built/a.{suffix}": ""})
    assert _said(place, "ignored") == [("built", ".gitignore:1: built/")]


@pytest.mark.parametrize(
    "path", ["wp-content/themes/x/a.php", "wp-content/uploads/.gitkeep", "sites/all/files.php"]
)
def test_code_and_what_keeps_a_folder_is_no_data(path):
    assert data_folder(path) is None


def test_other_line_ends_are_no_change(folder):
    place = folder(
        {
            **HEAD,
            ".git/index": _index(
                (b"a.php", 0o100644, _blob(b"<?php\n1\n")), (b"b.php", 0o100644, _blob(b"<?php\n2\n"))
            ),
            "a.php": b"<?php\r\n1\r\n",
            "b.php": b"<?php\r\n3\r\n",
        }
    )
    assert _said(place, "modified") == [("b.php", "")]
    assert _repository(place).line_ends == 1


def test_content_that_git_lfs_has_elsewhere_is_named(folder):
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 12345\n"
    index = bytearray(_index((b"a.mov", 0o100644, _blob(pointer))))
    index[12 + 36 : 12 + 40] = len(pointer).to_bytes(4, "big")
    place = folder(
        {**HEAD, ".git/index": bytes(index), ".gitattributes": "*.mov filter=lfs -text\n", "a.mov": pointer}
    )
    assert _said(place, "lfs-pointer") == [("a.mov", "")]
    assert _repository(place).lfs == ("*.mov",)


def test_content_that_git_lfs_has_brought_is_held_against_its_pointer(folder):
    content, other = b"film" * 100, b"FILM" * 100
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:%b\nsize 400\n" % (
        hashlib.sha256(content).hexdigest().encode()
    )
    name, packed = _loose(b"blob", pointer)
    index = _index((b"a.mov", 0o100644, _blob(pointer)), (b"b.mov", 0o100644, _blob(pointer)))
    attributes = {".gitattributes": "*.mov filter=lfs\n"}
    place = folder(
        {**HEAD, **attributes, ".git/index": index, name: packed, "a.mov": content, "b.mov": other}
    )
    assert _said(place, "modified") == [("b.mov", "")]


def test_a_file_under_another_filter_is_not_compared_and_that_is_said(folder):
    index = _index((b"a.php", 0o100644, _blob(b"x")))
    place = folder({**HEAD, ".git/index": index, ".gitattributes": "*.php filter=crypt\n", "a.php": "y"})
    assert _said(place, "modified") == []
    assert "1 files could not be compared" in _repository(place).unread[0]


def test_a_git_folder_that_is_a_link_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/HEAD").write_text("ref: refs/heads/secret")
    place = folder({"a.php": ""})
    (place / ".git").symlink_to(tmp_path / "elsewhere")
    found = _repository(place)
    assert (found.branch, found.unread) == (None, ("It is a link, and links are not followed here.",))


@pytest.mark.parametrize("target", ["{}/elsewhere", "../elsewhere", "/dev", "\0", "x" * 3000])
def test_a_git_file_that_names_a_folder_outside_is_not_followed(target, folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/HEAD").write_text("ref: refs/heads/secret")
    found = _repository(folder({".git": f"gitdir: {target.format(tmp_path)}\n", "a.php": ""}))
    assert found.branch is None
    assert found.unread[0].startswith("It names a folder that is not here")


def test_a_git_file_that_names_a_folder_inside_is_followed(folder):
    place = folder(
        {"site/.git": "gitdir: ../store\n", "store/HEAD": "ref: refs/heads/main", "site/a.php": ""}
    )
    assert _repository(place).branch == "main"


def test_a_commondir_outside_is_not_followed(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    found = _repository(folder({**HEAD, ".git/commondir": str(tmp_path / "elsewhere")}))
    assert found.unread[0].startswith("Its common part lies outside")


@pytest.mark.parametrize("name", ["config", "HEAD", "index", "packed-refs", "info/exclude", "shallow"])
@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "noise", "huge"])
def test_a_part_that_is_not_what_it_should_be_ends_nothing(name, kind, folder):
    place = folder({**HEAD, "a.php": "", ".git/info/x": ""})
    path = place / ".git" / name
    path.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "noise":
        path.write_bytes(bytes(range(256)) * 10)
    else:
        with path.open("wb") as file:
            file.truncate(1 << 34)
    found = _repository(place)
    assert found.unread or kind == "noise"


def test_an_object_that_claims_to_be_huge_is_not_unpacked(folder):
    bomb = zlib.compress(b"tree %d\0" % (1 << 40) + b"\0" * (1 << 20))
    name = "ab" + "c" * 38
    commit, packed = _loose(
        b"commit", b"tree %b\nauthor a <a> 0 +0000\ncommitter a <a> 0 +0000\n\n" % name.encode()
    )
    sha = commit[13:].replace("/", "")
    place = folder(
        {
            **HEAD,
            ".git/refs/heads/main": sha,
            commit: packed,
            f".git/objects/ab/{'c' * 38}": bomb,
            ".git/index": _index((b"a.php", 0o100644, b"a" * 20)),
        }
    )
    found = _repository(place)
    assert (found.head, found.commits) == (sha, 1)
    assert "Not all folders of the last commit could be read." in found.unread


def test_more_patterns_than_can_be_tried_are_said(folder, monkeypatch):
    monkeypatch.setattr(repository_files, "_LOOKS", 10)
    found = _repository(folder({**HEAD, ".gitignore": "a*\n" * 9, "b.php": "", "c.php": ""}))
    assert "What it ignores could not be told" in found.unread[0]


def test_an_index_that_unfolds_without_end_is_refused():
    entry = struct.pack(">10I20sH", 0, 0, 0, 0, 0, 0, 0o100644, 0, 0, 0, b"a" * 20, 0xFFF)
    data = struct.pack(">4sII", b"DIRC", 4, 5000) + entry + b"\0" + b"a" * 10_000 + b"\0"
    data += (entry + b"\0" + b"a\0") * 4999
    with pytest.raises(ValueError, match="unfolds"):
        list(parse_index(data))
