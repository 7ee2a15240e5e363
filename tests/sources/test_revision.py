"""Commits that no git made: damaged, hostile, or without end; and what is said where there is none."""

import hashlib
import struct
import zlib

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources import revision as revisions
from audit.sources.revision import Revision
from audit.sources.tree import File

PACK, INDEX = ".git/objects/pack/pack-1.pack", ".git/objects/pack/pack-1.idx"


class Repository:
    """Files of a repository, made object by object."""

    def __init__(self):
        self.files: dict[str, str | bytes] = {
            ".git/HEAD": "ref: refs/heads/main\n",
            ".git/objects/info/x": "",
        }

    def loose(self, kind, content):
        """Add an object and return its name."""
        whole = b"%b %d\0%b" % (kind, len(content), content)
        sha = hashlib.sha1(whole, usedforsecurity=False).digest()
        self.files[f".git/objects/{sha.hex()[:2]}/{sha.hex()[2:]}"] = zlib.compress(whole)
        return sha

    def tree(self, *entries):
        """Add a folder of names with their modes and objects."""
        return self.loose(b"tree", b"".join(b"%b %b\0%b" % (mode, name, sha) for name, mode, sha in entries))

    def commit(self, tree, name="main", parents=()):
        """Add a commit and a branch for it."""
        lines = [f"tree {tree.hex()}", *(f"parent {one.hex()}" for one in parents), "author x", "", "text"]
        sha = self.loose(b"commit", "\n".join(lines).encode())
        self.files[f".git/refs/heads/{name}"] = f"{sha.hex()}\n"
        return sha

    def blob(self, content=b"<?php"):
        """Add a file."""
        return self.loose(b"blob", content)


@pytest.fixture
def repository():
    return Repository()


def look(tree):
    """Return the folders of a walk, and its problems."""
    items = list(tree.walk())
    problems = [item for item in items if isinstance(item, Problem)]
    return dict(item for item in items if not isinstance(item, Problem)), problems


def opened(folder, repository, name="main"):
    return Revision(str(folder(repository.files)), name)


def test_a_folder_called_git_is_listed_and_not_entered(folder, repository):
    blob = repository.blob()
    inner = repository.tree((b"hooks", b"100755", blob))
    repository.commit(repository.tree((b".git", b"40000", inner), (b"a.php", b"100644", blob)))
    folders, problems = look(opened(folder, repository))
    assert set(folders) == {""}
    assert set(folders[""]) == {".git", "a.php"}
    assert problems == []


def test_names_that_lead_elsewhere_are_left_out_and_said(folder, repository):
    blob = repository.blob()
    inner = repository.tree((b"x.php", b"100644", blob))
    entries = [(b"..", b"40000", inner), (b".", b"40000", inner), (b"a", b"100644", blob)]
    repository.commit(repository.tree(*entries))
    tree = opened(folder, repository)
    folders, problems = look(tree)
    assert folders == {"": folders[""]}
    assert [one.kind for one in problems] == ["unreadable", "unreadable"]
    assert isinstance(tree.read("../x.php"), Problem)


def test_of_two_entries_of_one_name_the_first_counts(folder, repository):
    one, two = repository.blob(b"1"), repository.blob(b"22")
    repository.commit(repository.tree((b"a", b"100644", one), (b"a", b"100644", two)))
    tree = opened(folder, repository)
    folders, problems = look(tree)
    assert folders[""]["a"].size == 1
    assert tree.read("a") == File("a", b"1")
    assert len(problems) == 1


def test_a_few_objects_that_stand_for_millions_of_names_are_cut_short(folder, repository, monkeypatch):
    monkeypatch.setattr(revisions, "_ENTRIES", 5000)
    tree = repository.tree(*((b"%d" % number, b"100644", repository.blob()) for number in range(10)))
    for _ in range(12):
        tree = repository.tree(*((b"%d" % number, b"40000", tree) for number in range(10)))
    repository.commit(tree)
    folders, problems = look(opened(folder, repository))
    assert sum(map(len, folders.values())) <= 5000
    assert [one.kind for one in problems] == ["too-many"]


def test_folders_without_end_are_not_followed(folder, repository):
    tree = repository.tree((b"a.php", b"100644", repository.blob()))
    for _ in range(3000):
        tree = repository.tree((b"dd", b"40000", tree))
    repository.commit(tree)
    folders, [problem] = look(opened(folder, repository))
    assert len(folders) < 1400
    assert "too deep" in problem.text


def test_more_than_any_real_repository_holds_is_not_unpacked(folder, repository, monkeypatch):
    monkeypatch.setattr("audit.sources.revision_repository._WORK", 5_000_000)
    blob = repository.blob(bytes(2_000_000))
    repository.commit(repository.tree(*((b"%d" % number, b"100644", blob) for number in range(9))))
    tree = opened(folder, repository)
    read = [tree.read(str(number)) for number in range(9)]
    assert isinstance(read[0], File)
    assert isinstance(read[8], Problem)
    assert "real repository" in read[8].text


def test_a_damaged_file_is_a_problem_and_the_others_are_read(folder, repository):
    bad, good = repository.blob(b"bad" * 99), repository.blob(b"good")
    name = f".git/objects/{bad.hex()[:2]}/{bad.hex()[2:]}"
    repository.files[name] = repository.files[name][:-8]
    repository.commit(repository.tree((b"bad", b"100644", bad), (b"good", b"100644", good)))
    tree = opened(folder, repository)
    assert isinstance(tree.read("bad"), Problem)
    assert tree.read("good") == File("good", b"good")
    with pytest.raises(OSError, match="damaged"), tree.open("bad") as file:
        file.read(1000)


def test_a_folder_that_is_not_there_is_said_and_the_others_are_listed(folder, repository):
    inner = repository.tree((b"x", b"100644", repository.blob()))
    repository.commit(repository.tree((b"a", b"40000", b"\1" * 20), (b"b", b"40000", inner)))
    folders, [problem] = look(opened(folder, repository))
    assert set(folders) == {"", "b"}
    assert (problem.location.path, problem.hides) == ("a", True)


def test_links_are_noted_and_lead_nowhere(folder, repository):
    link = repository.blob(b"/etc/passwd")
    repository.commit(repository.tree((b"l", b"120000", link)))
    tree = opened(folder, repository)
    folders, _ = look(tree)
    assert (folders[""]["l"].kind, folders[""]["l"].target) == ("link", "/etc/passwd")
    assert isinstance(tree.read("l"), Problem)
    assert isinstance(tree.read("l/x"), Problem)
    with pytest.raises(OSError, match="no file"):
        tree.open("l")


def test_a_file_is_cut_where_it_is_asked_to_be(folder, repository):
    repository.commit(repository.tree((b"a", b"100644", repository.blob(b"12345"))))
    tree = opened(folder, repository)
    assert tree.read("a", 3) == File("a", b"123", cut=True)
    assert tree.read("a", 5) == File("a", b"12345")


def test_a_change_of_itself_is_damaged_and_no_endless_work(folder, repository):
    sha = b"\7" * 20
    head = bytes([7 << 4 | 5]) + sha  # a change, five bytes long, of the object that is called so
    pack = b"PACK" + struct.pack(">II", 2, 1) + head + zlib.compress(b"\1\1\1\1\1") + bytes(20)
    fan = b"".join(struct.pack(">I", int(number >= 7)) for number in range(256))
    index = b"\377tOc" + struct.pack(">I", 2) + fan + sha + bytes(4) + struct.pack(">I", 12) + bytes(40)
    repository.files |= {PACK: pack, INDEX: index}
    repository.commit(repository.tree((b"a", b"100644", sha)))
    tree = opened(folder, repository)
    assert isinstance(tree.read("a"), Problem)
    with pytest.raises(OSError, match="damaged"):
        tree.open("a")


def test_a_revision_that_is_not_there_names_those_that_are_close(folder, repository):
    tree = repository.tree((b"a", b"100644", repository.blob()))
    for name in ("main", "staging", "feature/shop"):
        repository.commit(tree, name)
    sha = repository.commit(tree, "x")
    repository.files[".git/refs/remotes/origin/release"] = sha.hex()
    place = str(folder(repository.files))
    for wrong, right in (("stagin", "staging"), ("shop", "feature/shop"), ("release", "origin/release")):
        with pytest.raises(AuditError, match=f"Do you mean .*{right}"):
            Revision(place, wrong)
    with pytest.raises(AuditError, match="There is feature/shop, main, "):
        Revision(place, "qqqqqqqqq")


@pytest.mark.parametrize(
    "text", ["main@{1}", "main:web", "a..b", ":/text", "main^{/fix}", "", "main^x", "main~x"]
)
def test_what_is_no_commit_says_what_to_write(folder, repository, text):
    repository.commit(repository.tree((b"a", b"100644", repository.blob())))
    with pytest.raises(AuditError):
        opened(folder, repository, text)


def test_further_back_than_the_first_commit_is_said(folder, repository):
    repository.commit(repository.tree((b"a", b"100644", repository.blob())))
    with pytest.raises(AuditError, match="no commit before it"):
        opened(folder, repository, "main~3")


def test_a_folder_that_is_no_repository_says_what_to_name(folder, repository, tmp_path):
    repository.commit(repository.tree())
    top = folder({**repository.files, "web/index.php": ""})
    with pytest.raises(AuditError, match=f"lies in the repository {top}"):
        Revision(str(top / "web"), "main")
    with pytest.raises(AuditError, match="Name the folder that holds"):
        Revision(str(tmp_path), "main")
    with pytest.raises(AuditError, match="does not exist"):
        Revision(str(tmp_path / "nowhere"), "main")


@pytest.mark.parametrize(
    "name", ["../../secret", "refs/../../x", "/etc/passwd", "a\0b", "\udcff", "x" * 9000]
)
def test_a_name_never_leads_out_of_the_repository(folder, repository, name):
    repository.commit(repository.tree())
    repository.files["secret"] = "1" * 40
    with pytest.raises(AuditError, match=r"has no revision|cannot be used as a revision"):
        opened(folder, repository, name)


def test_a_branch_that_stands_for_itself_is_no_endless_work(folder, repository):
    repository.commit(repository.tree())
    repository.files[".git/refs/heads/ring"] = "ref: refs/heads/ring\n"
    with pytest.raises(AuditError, match="has no revision ring"):
        opened(folder, repository, "ring")


def test_a_link_in_place_of_the_repository_is_not_followed(folder, repository, tmp_path):
    repository.commit(repository.tree())
    top = folder(repository.files)
    (tmp_path / "site").mkdir()
    (tmp_path / "site/.git").symlink_to(top / ".git")
    with pytest.raises(AuditError, match="link"):
        Revision(str(tmp_path / "site"), "main")
