"""Names that archives must not be trusted with."""

import random
import tarfile
import tracemalloc

import pytest

from audit.model.facts import Problem
from audit.sources import archive_index
from audit.sources.archive_index import Index
from audit.sources.tree import Entry
from tests.archives import contents, entries, listing, opened, problems, special, tarred, wpress, zipped

PACK = {"zip": zipped, "tar": lambda files: tarred(*files.items()), "wpress": wpress}
each = pytest.mark.parametrize("pack", PACK.values(), ids=PACK)


def found(pack, *names):
    tree = opened(pack(dict.fromkeys(names, b"<?php")))
    read = {path: data for path, data in contents(tree).items() if path != "package.json"}
    return sorted(read), problems(tree)


@each
def test_a_name_that_leads_out_is_not_read_and_told(pack):
    names, told = found(pack, "../../etc/passwd", "a/../../b.php", "wp-content/../../x.php", "ok.php")
    assert names == ["ok.php"]
    assert [kind for _, kind in told] == ["outside-name"] * 3


@each
def test_a_name_from_the_root_of_a_disk_lies_in_the_archive(pack):
    names, told = found(pack, "/var/www/a.php", "C:/inetpub/b.php", "./c.php", "d//e/./f.php")
    assert names == ["c.php", "d/e/f.php", "inetpub/b.php", "var/www/a.php"]
    assert {kind for _, kind in told} == {"absolute-name"}


@each
def test_names_that_differ_in_case_are_two_files(pack):
    assert found(pack, "Readme.md", "README.md") == (["README.md", "Readme.md"], [])


@each
def test_git_data_is_not_walked_but_its_folder_is_there(pack):
    tree = opened(pack({".git/objects/ab/cd": b"x", "wp-content/.svn/entries": b"x", "a.php": b""}))
    assert [path for path in entries(tree) if path != "package.json"] == [
        ".git",
        "a.php",
        "wp-content",
        "wp-content/.svn",
    ]
    assert list(listing(tree).folders()) == ["", "wp-content"]


@each
def test_a_folder_wins_over_a_file_of_its_name(pack):
    names, told = found(pack, "a", "a/b.php", "c/d.php", "c")
    assert names == ["a/b.php", "c/d.php"]
    assert told == [("a", "duplicate-name"), ("c", "duplicate-name")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_a_name_that_occurs_twice_the_last_one_is_read():
    tree = opened(tarred(("z.php", b"z"), ("a.php", b"old"), ("b.php", b""), ("a.php", b"newer")))
    assert contents(tree) == {"a.php": b"newer", "b.php": b"", "z.php": b"z"}
    assert problems(tree) == [("a.php", "duplicate-name")]


def test_names_that_are_no_utf8_are_shown_escaped():
    tree = opened(tarred(("caf\udce9/\udcff\n.php", b"<?php"), form=tarfile.GNU_FORMAT))
    assert contents(tree) == {"caf\\xe9/\\xff\\n.php": b"<?php"}


def test_a_path_beyond_all_systems_is_told():
    names, told = found(PACK["tar"], "a/" * 3000 + "b.php", "c.php")
    assert names == ["c.php"]
    assert [kind for _, kind in told] == ["unreadable"]


def test_links_are_noted_and_never_followed():
    tree = opened(
        tarred(
            ("releases/1/index.php", b"<?php"),
            special("current", tarfile.SYMTYPE, "releases/1"),
            special("out", tarfile.SYMTYPE, "../../etc"),
            special("root", tarfile.SYMTYPE, "/etc"),
        )
    )
    names = listing(tree)
    assert names.resolve("current/index.php") == "releases/1/index.php"
    assert (names.resolve("out/passwd"), names.resolve("root/passwd")) == (None, None)
    assert isinstance(tree.read("current"), Problem)


def test_a_member_below_a_link_lies_in_a_folder_of_that_name():
    tree = opened(tarred(special("a", tarfile.SYMTYPE, "/etc"), ("a/cron.d", b"x")))
    assert contents(tree) == {"a/cron.d": b"x"}
    assert problems(tree) == [("a", "duplicate-name")]


def test_a_second_name_of_a_file_has_its_bytes():
    members: list[tuple[str, bytes] | tarfile.TarInfo] = [
        ("a.php", b"<?php"),
        special("b/c.php", tarfile.LNKTYPE, "a.php"),
        special("d", tarfile.LNKTYPE, "b/c.php"),
    ]
    for mode in ("w", "w:gz"):
        tree = opened(tarred(*members, mode=mode))
        assert contents(tree) == {"a.php": b"<?php", "b/c.php": b"<?php", "d": b"<?php"}
        assert entries(tree)["b/c.php"] == Entry("file", 5)


def test_a_second_name_of_nothing_is_told():
    tree = opened(
        tarred(special("b.php", tarfile.LNKTYPE, "gone.php"), special("c", tarfile.LNKTYPE, "../x"))
    )
    assert problems(tree) == [("b.php", "dangling-link"), ("../x", "outside-name"), ("c", "dangling-link")]


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_devices_and_pipes_are_no_files(kind):
    tree = opened(tarred(special("odd.php", kind)))
    assert entries(tree) == {"odd.php": Entry("other")}
    assert isinstance(tree.read("odd.php"), Problem)


def test_of_very_many_problems_the_number_is_told():
    told = problems(opened(tarred(*((f"../{number}", b"") for number in range(1000)))))
    assert len(told) == 21


def test_a_name_that_is_empty_is_told_and_a_folder_without_one_is_the_top():
    index = Index()
    index.add("", Entry("file", 1), 1)
    index.add("./", Entry("folder"))
    assert [problem.kind for problem in index.problems()] == ["no-name"]


def test_memory_for_names_has_an_end_that_is_told(monkeypatch):
    monkeypatch.setattr(archive_index, "_ROOM", 16 << 20)
    index = Index()
    tracemalloc.start()
    for number in range(4000):
        index.add(f"{number}/" + "/".join("abcdefgh" * 2 for _ in range(200)), Entry("file", 1), number)
        if index.is_full:
            break
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert index.is_full
    assert held < 32 << 20
    assert [problem.kind for problem in index.problems()] == ["too-many"]


@pytest.mark.parametrize("loose", [1, 2, 3, 7])
@pytest.mark.parametrize("seed", range(20))
def test_names_that_were_packed_are_taken_as_those_that_were_not(loose, seed, monkeypatch):
    chance = random.Random(seed)
    members = [
        ("/".join(chance.choices("abcd", k=chance.randint(1, 4))), chance.choice(("file", "file", "folder")))
        for _ in range(200)
    ]
    links = [tuple("/".join(chance.choices("abcd", k=2)) for _ in range(2)) for _ in range(3)]
    assert _told(members, links) == _told(
        members, links, lambda: monkeypatch.setattr(archive_index, "_LOOSE", loose)
    )


def _told(members, links, prepare=lambda: None):
    prepare()
    index = Index()
    for number, (name, kind) in enumerate(members):
        index.add(name, Entry(kind, number) if kind == "file" else Entry(kind), number)
    for link in links:
        index.link(*link)
    listed = [(folder, list(names.items())) for folder, names in index.folders()]
    places = {name: index.place(name) for name, _ in members}
    return listed, places, list(index.problems())
