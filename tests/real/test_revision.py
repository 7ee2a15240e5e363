"""A commit holds the files that git says it holds."""

import hashlib
import os
import pickle
import random
import subprocess

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.revision import Revision
from audit.sources.tree import File, Listing, shown
from tests.real.conftest import program
from tests.real.git_repositories import NEUTRAL, Git, make

pytestmark = pytest.mark.real

SEEDS = range(25)


@pytest.fixture(scope="module", autouse=True)
def git():
    return program("git", "git")


def files(tree):
    """Return kind, size and content of all that lies in a commit, as we read it."""
    items = list(tree.walk())
    listing = Listing(item for item in items if not isinstance(item, Problem))
    found = {path: entry for path, entry in listing.entries() if entry.kind != "folder"}
    return {path: (entry, tree.read(path)) for path, entry in found.items()}


def truth(git, revision):
    """Return mode, object and size of all that lies in a commit, as git says."""
    lines = git("ls-tree", "-r", "-l", "-z", revision).split("\0")[:-1]
    split = (line.split("\t", 1) for line in lines)
    return {shown(name): about.split()[::2] + about.split()[3:] for about, name in split}


def digest(data, form="sha1"):
    return hashlib.new(form, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def assert_same(tree, git, revision, form="sha1"):
    ours, theirs = files(tree), truth(git, revision)
    assert ours
    assert set(ours) == set(theirs)
    for path, (mode, name, size) in theirs.items():
        entry, read = ours[path]
        if mode == "120000":
            assert entry.kind == "link"
            assert digest(os.fsencode(entry.target), form) == name
        elif mode == "160000":
            assert entry.kind == "other"
        else:
            assert isinstance(read, File)
            assert (entry.kind, entry.size, read.cut) == ("file", int(size), False)
            assert digest(read.data, form) == name
            with tree.open(path) as file:
                assert digest(file.read(), form) == name


def commit(git, files, message="more"):
    for name, content in files.items():
        path = git.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git("add", "-A", "-f")
    git("commit", "-q", "-m", message)


def new(place, *words):
    place.mkdir(parents=True)
    git = Git(place)
    git("init", "-q", "-b", "main", *words)
    return git


@pytest.mark.parametrize("seed", SEEDS)
def test_every_branch_and_tag_holds_what_git_lists(seed, tmp_path):
    git = make(tmp_path / "site", seed)
    for name in ["HEAD", *git("for-each-ref", "--format=%(refname)").split()]:
        if git("rev-parse", "-q", "--verify", name, ok=False) and git("ls-tree", name):
            assert_same(Revision(str(git.place), name), git, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_names_and_steps_lead_where_git_goes(seed, tmp_path):
    git = make(tmp_path / "site", seed)
    names = ["HEAD", "@", *git("for-each-ref", "--format=%(refname:short)").split()]
    names += git("rev-list", "--all", "--abbrev-commit", "--abbrev=7").split()
    names += (
        git("rev-list", "--all").split() + git("describe", "--always", "--all", "--long", ok=False).split()
    )
    steps = ["", "~", "~1", "~3", "^", "^2", "^^", "^0", "^{}", "^{commit}", "^{tree}", "~1^2", "^2~1"]
    for text in (name + step for name in names for step in steps):
        theirs = git("rev-parse", "-q", "--verify", f"{text}^{{tree}}", ok=False).strip()
        try:
            ours = Revision(str(git.place), text)
        except AuditError:
            assert not theirs, text
            continue
        assert ours._top.hex() == theirs, text
        if ours.commit:
            assert ours.commit == git("rev-parse", f"{text}^{{commit}}").strip()


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_loose_and_packed_objects_of_both_forms_are_read(form, tmp_path):
    git = new(tmp_path / "site", f"--object-format={form}")
    for number in range(6):
        commit(git, {f"a/{number}.php": f"<?php // {number}\n" * 50, "same.txt": "x\n" * (900 + number)})
    git("tag", "-a", "-m", "one", "v1", "HEAD~2")
    assert_same(Revision(str(git.place), "v1"), git, "v1", form)
    git("gc", "-q")
    assert_same(Revision(str(git.place), "main~1"), git, "main~1", form)
    short = git("rev-parse", "--short=8", "HEAD~3").strip()
    assert Revision(str(git.place), short).commit == git("rev-parse", "HEAD~3").strip()


def test_an_index_of_the_first_version_is_read(tmp_path):
    git = new(tmp_path / "site")
    for number in range(4):
        commit(git, {"a.php": f"{number}\n" * 500, f"b{number}": ""})
    git("-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d")
    assert_same(Revision(str(git.place), "HEAD"), git, "HEAD")


def test_every_shape_of_a_repository_gives_the_same(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {"index.php": "<?php", "web/a.php": "a"})
    commit(git, {"web/a.php": "b"})
    git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    git("worktree", "add", "-q", "../linked", "HEAD~1")
    for place in ("site", "site/.git", "bare.git", "linked", "site/.git/worktrees/linked"):
        assert_same(Revision(str(tmp_path / place), "main"), git, "main")
    assert_same(Revision(str(tmp_path / "linked"), "HEAD"), git, "HEAD~1")


def test_a_submodule_is_told_and_is_a_repository_itself(tmp_path):
    inner, git = new(tmp_path / "inner"), new(tmp_path / "site")
    commit(inner, {"plugin.php": "<?php"})
    commit(git, {"index.php": "<?php"})
    git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.place), "sub")
    commit(git, {})
    tree = Revision(str(git.place), "HEAD")
    assert_same(tree, git, "HEAD")
    problems = [item for item in tree.walk() if isinstance(item, Problem)]
    assert [(one.location.path, one.kind, one.hides) for one in problems] == [("sub", "submodule", True)]
    assert_same(Revision(str(git.place / "sub"), "HEAD"), inner, "HEAD")


def test_a_git_file_that_names_somebody_elses_repository_is_refused(tmp_path):
    other = new(tmp_path / "other")
    commit(other, {"secret.php": "<?php"})
    (tmp_path / "site").mkdir()
    (tmp_path / "site/.git").write_text(f"gitdir: {other.place}/.git\n")
    with pytest.raises(AuditError, match="does not name this folder in return"):
        Revision(str(tmp_path / "site"), "HEAD")


def test_borrowed_objects_are_read_inside_of_the_tree_only(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {"a.php": "<?php"})
    git("clone", "-q", "--shared", "--bare", ".", "inner.git")
    with pytest.raises(AuditError, match="lies outside"):
        Revision(str(git.place / "inner.git"), "HEAD")
    lone = tmp_path / "lone.git"
    git("clone", "-q", "--bare", ".", str(lone))
    (lone / "objects").rename(lone / "moved")
    (lone / "objects/info").mkdir(parents=True)
    (lone / "objects/info/alternates").write_text("../moved\n")
    assert_same(Revision(str(lone), "HEAD"), git, "HEAD")


def test_a_shallow_clone_says_where_its_history_ends(tmp_path):
    git = new(tmp_path / "site")
    for number in range(4):
        commit(git, {"a.php": str(number)})
    git("clone", "-q", "--depth=2", f"file://{git.place}", str(tmp_path / "shallow"))
    assert_same(Revision(str(tmp_path / "shallow"), "HEAD~1"), git, "HEAD~1")
    with pytest.raises(AuditError, match="shallow clone"):
        Revision(str(tmp_path / "shallow"), "HEAD~2")


def test_what_a_partial_clone_lacks_is_told_once_and_where_it_is_read(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {f"{number}.php": str(number) for number in range(20)})
    git("config", "uploadpack.allowFilter", "true")
    git("clone", "-q", "--bare", "--filter=blob:none", f"file://{git.place}", str(tmp_path / "part.git"))
    tree = Revision(str(tmp_path / "part.git"), "HEAD")
    [problem] = [item for item in tree.walk() if isinstance(item, Problem)]
    assert problem.hides
    assert "0.php" in problem.text
    assert "15 more" in problem.text
    assert isinstance(tree.read("3.php"), Problem)


def test_names_are_shown_and_folders_of_their_bytes_are_read(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {os.fsdecode(b"caf\xe9/\xffx.php"): "<?php", "a\nb": "1", "ü/é.txt": "2"})
    tree = Revision(str(git.place), "HEAD")
    assert_same(tree, git, "HEAD")
    assert "caf\\xe9/\\xffx.php" in files(tree)


def test_attributes_filters_and_configuration_change_nothing(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {"a.php": "1\n$Id$\n", "b.php": "2", "c.dat": "version https://git-lfs.github.com/spec/v1\n"})
    commit(git, {".gitattributes": "a.php ident eol=crlf\nb.php export-ignore\nc.dat filter=touch\n"})
    mark = tmp_path / "ran"
    git("config", "filter.touch.smudge", f"touch {mark}")
    git("config", "core.fsmonitor", f"touch {mark}")
    git("config", "core.pager", f"touch {mark}")
    mark.unlink(missing_ok=True)
    assert_same(Revision(str(git.place), "HEAD"), git, "HEAD")
    mark.unlink(missing_ok=True)
    files(Revision(str(git.place), "HEAD"))
    assert not mark.exists()


def test_reftable_is_refused_with_what_to_do(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {"a.php": "1"})
    git("config", "core.repositoryFormatVersion", "1")
    with (git.place / ".git/config").open("a") as file:
        file.write("[extensions]\n\trefStorage = reftable\n")
    with pytest.raises(AuditError, match="ref-format=files"):
        Revision(str(git.place), "HEAD")


def test_large_files_are_read_in_pieces_wherever_they_are_and_however_they_are_told(tmp_path):
    chance = random.Random(3)
    lines = [b"INSERT INTO `t` VALUES (%d,'%x');\n" % (n, chance.getrandbits(200)) for n in range(330_000)]
    first = b"".join(lines)
    lines[1000] = b"-- changed\n"
    lines[200_000:200_500] = [b"-- new\n"] * 300
    second = b"-- header\n" + b"".join(lines)
    git = new(tmp_path / "site")
    commit(git, {"dump.sql": first})
    commit(git, {"dump.sql": second})
    for packed in (False, True):
        if packed:
            git("repack", "-q", "-a", "-d", "-f", "--window=5")
            assert _changes(git) >= 1
        for revision, content in (("HEAD", second), ("HEAD~1", first)):
            tree = Revision(str(git.place), revision)
            _assert_reads(tree, "dump.sql", content, chance)


def _changes(git):
    """Return how many large files the pack tells as changes of others."""
    indexes = map(str, git.place.glob(".git/objects/pack/*.idx"))
    lines = (line.split() for line in git("verify-pack", "-v", *indexes).splitlines())
    return sum(len(words) == 7 and words[1] == "blob" for words in lines)


def _assert_reads(tree, path, content, chance):
    cut = tree.read(path, 1 << 20)
    assert isinstance(cut, File)
    assert cut.cut
    assert cut.data == content[: 1 << 20]
    with tree.open(path) as file:
        whole = hashlib.sha256()
        while piece := file.read(1 << 16):
            whole.update(piece)
        assert whole.digest() == hashlib.sha256(content).digest()
        for _ in range(60):
            at = chance.randrange(len(content))
            file.seek(at)
            assert file.read(70_000) == content[at : at + 70_000]


def test_a_tree_is_sent_to_another_process_and_reads_on(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {"a/b/c.php": "<?php"})
    tree = pickle.loads(pickle.dumps(Revision(str(git.place), "HEAD")))  # noqa: S301 - our own
    assert_same(tree, git, "HEAD")
    assert tree.label == f"{git.place}@HEAD"


def test_files_read_by_rank_lie_in_the_order_of_the_pack(tmp_path):
    git = new(tmp_path / "site")
    commit(git, {f"{number}.php": f"{number}\n" * 40 for number in range(30)})
    git("gc", "-q")
    tree = Revision(str(git.place), "HEAD")
    index = next(git.place.glob(".git/objects/pack/*.idx")).read_bytes()
    shown_ = subprocess.run(
        ["git", "show-index"], input=index, capture_output=True, env={**os.environ, **NEUTRAL}, check=True
    )
    order = [
        line.split()[1].decode()
        for line in sorted(shown_.stdout.splitlines(), key=lambda one: int(one.split()[0]))
    ]
    names = {path: name for path, (_, name, _) in truth(git, "HEAD").items()}
    ours = [names[path] for path in sorted(names, key=tree.rank)]
    assert ours == [name for name in order if name in ours]
