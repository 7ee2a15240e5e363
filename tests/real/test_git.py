"""What is said of a repository is what git says of it."""

import hashlib
import random
from itertools import product
from pathlib import Path

import pytest

from audit.collectors.places import Places
from audit.collectors.repository import work as repository_work
from audit.collectors.repository.files import Disk, Loose, Tracking, Untracked
from audit.collectors.repository.history import large_files, walk
from audit.collectors.repository.index import EMPTY, read_index
from audit.collectors.repository.reading import find_repositories
from audit.model.code import Repository, Versioned
from audit.model.facts import Problem
from audit.sources.directory import Directory
from audit.sources.git import GitFolder, History
from audit.sources.tree import Listing
from tests.real.conftest import program
from tests.real.git_repositories import Git, make, told

pytestmark = pytest.mark.real

SEEDS = range(40)
_CHANGES = {"modified", "missing", "staged", "conflict"}


@pytest.fixture(scope="module", autouse=True)
def git():
    return program("git", "git")


def _facts(place: Path):
    tree = Directory(place)
    listing = Listing(item for item in tree.walk() if not isinstance(item, Problem))
    return list(find_repositories(tree.place, listing, Places(listing, []))), listing


def _repository(facts) -> Repository:
    return next(fact for fact in facts if isinstance(fact, Repository))


@pytest.mark.parametrize("seed", SEEDS)
def test_status_and_history_are_as_git_has_them(seed, tmp_path, monkeypatch):
    monkeypatch.setattr(repository_work, "_PLACES", 10_000)
    repository = make(tmp_path / "site", seed)
    facts, _ = _facts(repository.place)
    truth, found = told(repository), _repository(facts)
    changed = {fact.location.path for fact in facts if isinstance(fact, Versioned) and fact.state in _CHANGES}
    assert changed == truth.changed
    assert found.unread == ()
    assert (found.commits or 0, found.branches, found.tags) == (truth.commits, truth.branches, truth.tags)
    assert set(found.unmerged) == truth.unmerged
    assert found.untracked == len([name for name in truth.untracked if not name.endswith("/")])


@pytest.mark.parametrize("seed", SEEDS)
def test_ignored_and_untracked_files_are_those_of_git(seed, tmp_path):
    repository = make(tmp_path / "site", seed)
    truth = told(repository)
    _, listing = _facts(repository.place)
    folder = GitFolder(str(repository.place), str(repository.place))
    index = read_index(folder.read("index", 1 << 20) or EMPTY)
    exclude = (folder.read("info/exclude") or b"").decode()
    any_case = "true" in repository("config", "--type=bool", "core.ignorecase", ok=False)
    walk_ = Untracked(
        listing,
        "",
        index.tracking,
        Disk(
            lambda path: (repository.place / path).read_text("utf-8"),
            lambda path: (repository.place / path / ".git/HEAD").exists(),
        ),
        any_case=any_case,
    )
    found = list(walk_.find(exclude))
    assert {one.path for one in found if isinstance(one, Loose) and one.group.state == "untracked"} == {
        name for name in truth.untracked if not name.endswith("/")
    }
    assert {one.path for one in found if isinstance(one, Loose) and one.group.state == "ignored"} == {
        name for name in truth.ignored if not name.endswith("/")
    }
    assert index.tracking.files | index.tracking.gitlinks == truth.tracked


@pytest.mark.parametrize("seed", SEEDS)
def test_every_object_has_the_size_and_content_that_git_says(seed, tmp_path):
    repository = make(tmp_path / "site", seed)
    objects = GitFolder(str(repository.place), str(repository.place)).objects()
    listed = repository(
        "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    )
    truth = {tuple(line.split()) for line in listed.splitlines()}
    found = {(one.sha.hex(), one.kind.decode(), str(one.size)) for one in objects.above(-1)}
    assert found == truth
    for name, kind, size in truth:
        content = objects.read(bytes.fromhex(name))
        assert content is not None
        assert (content[0].decode(), len(content[1])) == (kind, int(size))
        assert (
            hashlib.sha1(f"{kind} {size}\0".encode() + content[1], usedforsecurity=False).hexdigest() == name
        )
    objects.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_largest_files_of_the_history_are_those_of_git(seed, tmp_path):
    repository = make(tmp_path / "site", seed)
    folder = GitFolder(str(repository.place), str(repository.place))
    objects, refs = folder.objects(), folder.refs()
    head, _ = folder.head(refs)
    tips = [bytes.fromhex(sha) for sha in (*refs.values(), *([head] if head else ()))]
    found = list(large_files(objects, walk(History(objects), tips), above=50))
    objects.close()
    reachable = repository("rev-list", "--objects", "--no-object-names", "--all", "HEAD", ok=False)
    sizes = repository("cat-file", "--batch-check=%(objecttype) %(objectsize) %(objectname)", text=reachable)
    blobs = [line.split()[1:] for line in sizes.splitlines() if line.startswith("blob ")]
    truth = sorted(((-int(size), name) for size, name in blobs if int(size) > 50))[:20]
    assert [(-one.size, one.sha.hex()) for one in found] == truth
    for one in found:
        assert one.path is not None
        log = repository(
            "log", "--all", "--format=", "--name-only", "-z", f"--find-object={one.sha.hex()}", "-m"
        )
        assert one.path.decode() in log.split("\0")


@pytest.mark.parametrize("seed", range(3))
def test_the_size_of_the_objects_is_that_of_git(seed, tmp_path):
    repository = make(tmp_path / "site", seed)
    repository("gc", "-q", "--prune=now")
    found = _repository(_facts(repository.place)[0])
    lines = dict(line.split(": ") for line in repository("count-objects", "-v").splitlines())
    packs = sum(path.stat().st_size for path in repository.place.glob(".git/objects/pack/pack-*"))
    assert int(lines["count"]) == 0
    assert found.bytes == packs
    assert 0 <= found.bytes // 1024 - int(lines["size-pack"]) <= 8  # git leaves out the reverse index


def test_a_pattern_ignores_what_git_says_that_it_ignores(tmp_path):
    chance = random.Random(7)
    repository = Git(tmp_path)
    repository("init", "-q")
    names = ["a", "b.c", "ab", "a-b", "[", "]", "x\\y", "*", "A", "é", "a b", "c ", "abc.php", "]x", "^"]
    for path in product(names, names, names[:6]):
        (tmp_path / "/".join(path[:2])).mkdir(parents=True, exist_ok=True)
        (tmp_path / "/".join(path)).touch()
    tracking = Tracking.of(frozenset(), frozenset())
    listing = _facts(tmp_path)[1]
    pieces = [
        "a",
        "b",
        "c",
        ".",
        "*",
        "**",
        "?",
        "/",
        "/",
        "**/",
        "/**",
        "[a-c]",
        "[!a]",
        "[^a-]",
        "[]]",
        "[]-a]",
    ]
    pieces += [
        "\\",
        "\\*",
        "\\\\",
        "[[:alpha:]]",
        "[[:punct:]b]",
        "[\\]]",
        "[a",
        "-",
        " ",
        "!",
        "é",
        "[--a]",
        "[[]",
    ]
    for _ in range(400):
        pattern = "".join(chance.choices(pieces, k=chance.randint(1, 6)))
        (tmp_path / ".git/info/exclude").write_text(pattern, "utf-8")
        truth = repository.names("ls-files", "-o", "-i", "--exclude-standard", "-z")
        walk_ = Untracked(listing, "", tracking, Disk(lambda _: "", lambda _: False), any_case=False)
        found = {
            one.path for one in walk_.find(pattern) if isinstance(one, Loose) and one.group.state == "ignored"
        }
        assert found == truth, pattern


@pytest.mark.parametrize("seed", range(60))
def test_damaged_parts_of_a_repository_end_nothing(seed, tmp_path):
    repository = make(tmp_path / "site", seed)
    chance = random.Random(seed)
    repository("gc", "-q")
    paths = sorted((repository.place / ".git").rglob("*"))
    files = [path for path in paths if path.is_file() and path.stat().st_size]
    for path in chance.sample(files, len(files) // 2):
        data = bytearray(path.read_bytes())
        for _ in range(chance.randint(1, 8)):
            if data:
                data[chance.randrange(len(data))] = chance.randrange(256)
        path.chmod(0o644)
        path.write_bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else data)
    assert isinstance(_repository(_facts(repository.place)[0]), Repository)
