"""Trees made of trees."""

import pickle

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.archive import member_blob
from audit.sources.archive_tree import take
from audit.sources.directory import Directory
from audit.sources.mounted import Below, Mounted
from audit.sources.tree import Entry, File
from tests.archives import contents, entries, got, listing, opened, problems, refused, special, tarred, zipped

CODE = {"index.php": b"<?php", "wp-content/plugins/a/a.php": b"<?php // a"}
UPLOADS = {"2024/photo.jpg": b"photo", "index.html": b""}


def joined():
    trees = {"": opened(zipped(CODE)), "wp-content/uploads": opened(tarred(*UPLOADS.items(), mode="w:gz"))}
    return Mounted("site", trees)


def test_each_tree_lies_below_its_folder():
    assert contents(joined()) == CODE | {f"wp-content/uploads/{name}": data for name, data in UPLOADS.items()}


def test_folders_on_the_way_are_made_and_all_are_sorted():
    assert list(entries(joined())) == [
        "index.php",
        "wp-content",
        "wp-content/plugins",
        "wp-content/uploads",
        "wp-content/plugins/a",
        "wp-content/plugins/a/a.php",
        "wp-content/uploads/2024",
        "wp-content/uploads/index.html",
        "wp-content/uploads/2024/photo.jpg",
    ]


def test_it_is_listed_as_a_folder_with_the_same_files_would_be(folder):
    files = CODE | {f"wp-content/uploads/{name}": data for name, data in UPLOADS.items()}
    assert list(listing(joined()).entries()) == list(listing(Directory(folder(files))).entries())


def test_files_are_read_without_a_walk_before():
    assert joined().read("wp-content/uploads/2024/photo.jpg") == File(
        "wp-content/uploads/2024/photo.jpg", b"photo"
    )


def test_one_tree_after_the_other_is_read():
    tree = joined()
    ranks = [
        tree.rank(name)
        for name in ("index.php", "wp-content/plugins/a/a.php", "wp-content/uploads/index.html")
    ]
    assert ranks == sorted(ranks)
    assert tree.is_sequential


def test_several_parts_share_a_folder_and_the_last_one_wins():
    parts = [
        ("", opened(zipped(CODE))),
        ("wp-content/", opened(zipped({"plugins/a/a.php": b"new", "plugins/b.php": b""}))),
    ]
    tree = Mounted("site", parts)
    assert contents(tree) == {**CODE, "wp-content/plugins/a/a.php": b"new", "wp-content/plugins/b.php": b""}
    assert problems(tree) == [("wp-content/plugins/a/a.php", "duplicate-name")]


def test_a_folder_of_one_part_wins_over_a_file_or_a_link_of_another():
    link = opened(tarred(special("wp-content/uploads", b"2", "/mnt/uploads"), ("a", b"")))
    tree = Mounted(
        "site", [("", link), ("wp-content/uploads", opened(zipped(UPLOADS))), ("a", opened(zipped(UPLOADS)))]
    )
    assert set(contents(tree)) == {f"{top}/{name}" for top in ("wp-content/uploads", "a") for name in UPLOADS}
    assert sorted(problems(tree)) == [("a", "duplicate-name"), ("wp-content/uploads", "duplicate-name")]
    late = Mounted("site", [("wp-content/uploads", opened(zipped(UPLOADS))), ("", link)])
    assert ("wp-content/uploads", "duplicate-name") in problems(late)
    assert "wp-content/uploads/index.html" in contents(late)


def test_of_very_many_names_that_occur_twice_the_number_is_told():
    part = zipped({f"{number}.php": b"" for number in range(300)})
    assert len(problems(Mounted("site", [("", opened(part)), ("", opened(part))]))) == 21


def test_problems_are_told_where_they_lie_in_the_whole():
    part = opened(tarred(("a.php", b""), ("a.php", b"")))
    assert problems(Mounted("site", {"x/y": part})) == [("x/y/a.php", "duplicate-name")]
    cut = opened(tarred(("a.php", b"1"))[:1024])
    assert problems(Mounted("site", {"x": cut})) == [("x", "truncated")]
    assert refused(Mounted("site", {"x": cut}), "x/gone.php").location.path == "x/gone.php"


def test_what_lies_beside_the_top_is_asked_of_the_tree_at_the_top(folder):
    top = folder({"wp-config.php": "<?php", "public/index.php": "<?php"}) / "public"
    tree = Mounted("site", {"": Directory(top), "files": opened(zipped(UPLOADS))})
    assert tree.read("../wp-config.php") == File("../wp-config.php", b"<?php")
    assert tree.place == str(top)
    assert isinstance(Mounted("site", {"files": Directory(top)}).read("../wp-config.php"), Problem)


def test_what_is_in_no_part_cannot_be_read():
    assert isinstance(joined().read("gone/a.php"), Problem)
    with pytest.raises(AuditError):
        joined().open("gone/a.php")


def test_a_folder_of_a_tree_is_a_tree():
    tree = Below(opened(zipped({f"site/public/{name}": data for name, data in CODE.items()})), "site/public/")
    assert contents(tree) == CODE
    assert tree.label == "x/site/public"


def test_beside_a_folder_of_a_tree_lie_its_other_files(folder):
    inner = {"site/wp-config.php": b"<?php", "site/public/index.php": b""}
    for whole in (opened(zipped(inner)), Directory(folder(inner))):
        tree = Below(whole, "site/public")
        assert tree.read("../wp-config.php") == File("../wp-config.php", b"<?php")
        assert isinstance(tree.read("../gone.php"), Problem)


def test_of_the_whole_and_of_the_folder_problems_are_told_of_others_not():
    members = [("site/a.php", b""), ("site/a.php", b""), ("b.php", b""), ("b.php", b"")]
    cut = opened(tarred(*members, form=1)[: 4 * 512])
    assert problems(Below(cut, "site")) == [("a.php", "duplicate-name"), (".", "truncated")]


def test_files_of_trees_of_trees_are_blobs(folder):
    directory = Directory(folder({"a/b.sql": "SELECT 1"}))
    tree = Mounted(
        "set", {"in": Below(directory, "a"), "zip": Below(opened(zipped({"x/c.sql": b"SELECT 2"})), "x")}
    )
    for path, data in {"in/b.sql": b"SELECT 1", "zip/c.sql": b"SELECT 2"}.items():
        member = pickle.loads(pickle.dumps(member_blob(tree, path)))  # noqa: S301 - what this test pickled
        file = member.open()
        assert (member.name, member.size, take(file, 100)) == (path, 8, data)
        file.close()


def test_another_process_reads_the_same():
    tree = Below(joined(), "wp-content")
    listing(tree)
    there = pickle.loads(pickle.dumps(tree))  # noqa: S301 - as above
    assert got(there, "uploads/2024/photo.jpg").data == b"photo"
    assert contents(there) == contents(tree)
    assert entries(there)["uploads"] == Entry("folder")


def test_what_is_wrong_with_one_of_several_archives_names_it():
    cut = opened(zipped(CODE)[:-30])
    found = Mounted("site", {"": opened(zipped(CODE)), "wp-content/uploads": cut}).walk()
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.location.path == "wp-content/uploads"
    assert problem.text.startswith(f"{cut.label}: ")


def test_what_is_wrong_with_a_file_whose_name_begins_with_a_dot_keeps_its_name():
    twice = tarred((".htaccess", b"1"), (".htaccess", b"2"))
    assert problems(Mounted("site", {"": opened(twice)})) == [(".htaccess", "duplicate-name")]
