"""What lies where, without opening anything."""

import os

import pytest

from audit.sources.directory import Directory
from audit.sources.tree import Entry, Listing


@pytest.fixture
def walked(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    for name, size in (("a/x.php", 5), ("a/b/none", 0), ("a/b/caf\xe9 中", 70_000), ("top", 5)):
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "a" / "link").symlink_to("b/none")
    (tmp_path / "inside").symlink_to("a/b")
    (tmp_path / "nowhere").symlink_to("gone")
    os.mkfifo(tmp_path / "pipe")

    def walk(*, sizes):
        return [item for item in Directory(tmp_path, sizes=sizes).walk() if isinstance(item, tuple)]

    return walk


@pytest.mark.parametrize("sizes", [True, False])
def test_a_listing_tells_what_was_walked_and_no_less(walked, sizes):
    folders = walked(sizes=sizes)
    listing = Listing(folders)
    assert [(folder, listing.folder(folder)) for folder in listing.folders()] == folders
    assert [list(listing.folder(folder)) for folder, _ in folders] == [list(names) for _, names in folders]
    paths = [
        (f"{folder}/{name}".lstrip("/"), entry) for folder, names in folders for name, entry in names.items()
    ]
    assert list(listing.entries()) == paths


def test_a_folder_is_the_same_by_whatever_way_it_is_reached(walked):
    listing = Listing(walked(sizes=True))
    assert (
        listing.folder("inside")
        == listing.folder("a/b")
        == {"caf\xe9 中": Entry("file", 70_000), "none": Entry("file", 0)}
    )
    assert (
        listing.folder("")
        != listing.folder("empty")
        == listing.folder("nowhere")
        == listing.folder("gone")
        == {}
    )


def test_folders_below_are_told_in_their_order(walked):
    assert list(Listing(walked(sizes=True)).folders_below("")) == ["", "a", "a/b", "empty"]
    assert list(Listing(walked(sizes=False)).folders_below("a")) == ["a", "a/b"]
    assert list(Listing(walked(sizes=True)).folders_below("inside")) == []


def test_an_empty_file_is_a_file(walked):
    listing = Listing(walked(sizes=True))
    assert listing.is_file("a/b/none")
    assert listing.is_file("a/link")
    assert listing.is_file("inside/none")
    assert not listing.is_file("pipe")
    assert not listing.is_file("nowhere")


def test_a_listing_of_nothing_holds_nothing():
    listing = Listing([])
    assert listing.folder("") == {}
    assert list(listing.entries()) == []
    assert list(listing.folders_below("")) == []
