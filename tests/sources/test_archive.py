"""Archives as trees: what holds of each kind."""

import io
import lzma
import pickle
import random
import tarfile
import zipfile
from contextlib import closing

import pytest
import zstandard

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.archive import is_archive, member_blob, open_archive
from audit.sources.archive_tree import take
from audit.sources.blobs import Raw, disk_blob
from audit.sources.tree import FILE_LIMIT, Entry, File
from tests.archives import blob, contents, daf, entries, got, opened, piped, problems, tarred, wpress, zipped

FILES = {
    "wp-config.php": b"<?php define( 'DB_NAME', 'shop' );",
    "wp-content/plugins/a/a.php": b"<?php /* Plugin Name: A */" * 100,
    "wp-content/uploads/photo.jpg": random.Random(1).randbytes(700_000),
    "empty.txt": b"",
}
TAR = tarred(*FILES.items())
KINDS = {
    "zip": zipped(FILES),
    "zip, stored": zipped(FILES, zipfile.ZIP_STORED),
    "zip, bzip2": zipped(FILES, zipfile.ZIP_BZIP2),
    "zip, lzma": zipped(FILES, zipfile.ZIP_LZMA),
    "tar": TAR,
    "tar of GNU": tarred(*FILES.items(), form=tarfile.GNU_FORMAT),
    "tar.gz": tarred(*FILES.items(), mode="w:gz"),
    "tar.bz2": tarred(*FILES.items(), mode="w:bz2"),
    "tar.xz": tarred(*FILES.items(), mode="w:xz"),
    "tar.lzma": lzma.compress(TAR, lzma.FORMAT_ALONE),
    "tar.zst": zstandard.compress(TAR),
    "daf": daf(FILES),
    "daf 5": daf(FILES, 1),
    "daf 5, not packed": daf(FILES, 0),
}
WPRESS = {
    "wpress": wpress(FILES),
    "wpress before 7": wpress(FILES, newer=False),
    "wpress, gzip": wpress(FILES, "gzip"),
    "wpress, bzip2": wpress(FILES, "bzip2"),
}
ALL = KINDS | WPRESS
each = pytest.mark.parametrize("data", ALL.values(), ids=ALL)


@each
def test_all_files_are_there_with_their_bytes(data):
    found = contents(opened(data))
    found.pop("package.json", None)
    assert found == FILES


@each
def test_nothing_is_told_of_an_archive_that_is_whole(data):
    assert problems(opened(data)) == []


@pytest.mark.parametrize("data", KINDS.values(), ids=KINDS)
def test_folders_are_listed_that_only_names_tell_of_and_sizes_of_all_files(data):
    found = entries(opened(data))
    found.pop("d", None)
    assert found == {
        "empty.txt": Entry("file", 0),
        "wp-config.php": Entry("file", 34),
        "wp-content": Entry("folder"),
        "wp-content/plugins": Entry("folder"),
        "wp-content/plugins/a": Entry("folder"),
        "wp-content/plugins/a/a.php": Entry("file", 2600),
        "wp-content/uploads": Entry("folder"),
        "wp-content/uploads/photo.jpg": Entry("file", 700_000),
    }


@each
def test_of_a_long_file_the_head_is_read_and_that_is_told(data):
    tree = opened(data)
    photo = FILES["wp-content/uploads/photo.jpg"]
    assert tree.read("wp-content/uploads/photo.jpg", 1000) == File(
        "wp-content/uploads/photo.jpg", photo[:1000], cut=True
    )
    assert got(tree, "wp-content/uploads/photo.jpg", 700_000).cut is False


@each
def test_files_are_read_in_any_order_and_again(data):
    tree = opened(data)
    order = [*FILES, *reversed(FILES), *FILES]
    assert [got(tree, path).data for path in order] == [FILES[path] for path in order]


@each
def test_files_are_told_in_their_order_in_the_archive(data):
    tree = opened(data)
    assert sorted(FILES, key=tree.rank) == list(FILES)


@each
def test_a_file_is_read_in_pieces(data):
    with closing(opened(data).open("wp-content/uploads/photo.jpg")) as file:
        assert in_pieces(file, 4093) == FILES["wp-content/uploads/photo.jpg"]


@each
def test_several_files_are_open_at_once(data):
    tree = opened(data)
    with (
        closing(tree.open("wp-content/uploads/photo.jpg")) as one,
        closing(tree.open("wp-config.php")) as two,
    ):
        start = take(one, 1000)
        assert take(two, 1000) == FILES["wp-config.php"]
        assert got(tree, "wp-content/plugins/a/a.php").data == FILES["wp-content/plugins/a/a.php"]
        assert start + in_pieces(one, 50_000) == FILES["wp-content/uploads/photo.jpg"]


@each
def test_another_process_reads_the_same(data):
    tree = opened(data)
    list(tree.walk())
    there = pickle.loads(pickle.dumps(tree))  # noqa: S301 - what this test pickled itself
    assert contents(there) == contents(tree)


@each
def test_a_member_is_a_blob_that_another_process_opens_without_the_index(data):
    tree = opened(data)
    sent = pickle.dumps(member_blob(tree, "wp-content/plugins/a/a.php"))
    assert len(sent) < len(data) + 2000
    member = pickle.loads(sent)  # noqa: S301 - as above
    assert member.name == "wp-content/plugins/a/a.php"
    with closing(member.open()) as file:
        assert in_pieces(file, 1000) == FILES["wp-content/plugins/a/a.php"]


@pytest.mark.parametrize("kind", ["zip, stored", "tar", "wpress"])
def test_a_member_that_is_not_packed_can_be_sought_in(kind):
    with closing(member_blob(opened(ALL[kind]), "wp-content/uploads/photo.jpg").open()) as file:
        file.seek(500_000)
        assert take(file, 10) == FILES["wp-content/uploads/photo.jpg"][500_000:500_010]


@pytest.mark.parametrize("kind", ["zip", "tar.gz", "wpress, gzip", "daf"])
def test_a_member_that_is_packed_refuses_to_be_sought_in(kind):
    member = member_blob(opened(ALL[kind]), "wp-content/uploads/photo.jpg")
    with closing(member.open()) as file, pytest.raises(io.UnsupportedOperation):
        file.seek(500_000)


@each
def test_what_is_not_there_cannot_be_read(data):
    tree = opened(data)
    assert isinstance(tree.read("nothing.php"), Problem)
    assert isinstance(tree.read("../beside.php"), Problem)
    assert isinstance(tree.read("wp-content"), Problem)
    with pytest.raises(AuditError):
        tree.open("nothing.php")
    with pytest.raises(AuditError):
        member_blob(tree, "wp-content")


@each
def test_an_archive_that_is_cut_keeps_what_is_before_the_cut_and_tells_it(data):
    for cut in (1, 700, len(data) // 2):
        tree = opened(data[: len(data) - cut]) if is_archive(data[:-cut]) else None
        if tree is None:
            continue
        found = contents(tree)
        bad = [path for path, bytes_ in found.items() if path in FILES and FILES[path] != bytes_]
        told = problems(tree)
        unread = [path for path in FILES if isinstance(tree.read(path), Problem)]
        assert told or unread or data[-cut:] == bytes(cut)
        assert all(FILES[path].startswith(found[path]) and got(tree, path).cut for path in bad)


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind not in {"tar.bz2", "tar.xz", "tar.lzma"}])
def test_of_half_an_archive_the_first_file_is_read(kind):
    data = ALL[kind]
    tree = opened(data[: len(data) // 2])
    assert tree.read("wp-config.php") == File("wp-config.php", FILES["wp-config.php"])
    assert {kind for _, kind in problems(tree)} & {"truncated", "damaged", "damaged-archive"}


@pytest.mark.parametrize(
    "kind",
    [
        "zip",
        "zip, stored",
        "zip, bzip2",
        "zip, lzma",
        "tar.gz",
        "tar.bz2",
        "tar.xz",
        "wpress",
        "wpress, gzip",
    ],
)
def test_what_a_checksum_guards_is_never_taken_for_whole_when_it_is_damaged(kind):
    chance = random.Random(7)
    for _ in range(40):
        hurt = bytearray(ALL[kind])
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
        if not is_archive(bytes(hurt)):
            continue
        tree = opened(bytes(hurt))
        told, found = problems(tree), contents(tree)
        assert told or all(found.get(path) in {None, data} for path, data in FILES.items())


def test_a_plain_tar_inside_something_packed_is_read_from_its_start_on():
    tree = open_archive(piped(TAR))
    assert tree.is_sequential
    assert contents(tree) == FILES
    assert got(tree, "wp-config.php").data == FILES["wp-config.php"]


def test_an_archive_in_an_archive_is_a_file_of_it_until_it_is_opened():
    tree = opened(tarred(("homedir.tar", TAR), mode="w:gz"))
    assert entries(tree) == {"homedir.tar": Entry("file", len(TAR))}
    assert contents(open_archive(member_blob(tree, "homedir.tar"))) == FILES


def test_a_zip_in_a_packed_archive_is_refused_with_what_to_do():
    tree = opened(tarred(("plugins.zip", KINDS["zip"]), mode="w:gz"))
    with pytest.raises(AuditError, match=r"plugins\.zip .*Unpack the outer one"):
        open_archive(member_blob(tree, "plugins.zip"))


def test_a_zip_in_a_tar_or_stored_in_a_zip_is_opened_where_it_lies():
    for outer in (tarred(("in.zip", KINDS["zip"])), zipped({"in.zip": KINDS["zip"]}, zipfile.ZIP_STORED)):
        assert contents(open_archive(member_blob(opened(outer), "in.zip"))) == FILES


@each
def test_content_tells_an_archive(data):
    assert is_archive(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(10240),
        b"-- MySQL dump 10.13\n" * 50,
        b"<?php echo 1;",
        b"PK",
        b"SQLite format 3\0" + bytes(600),
    ],
)
def test_what_is_no_archive_is_refused(data):
    assert not is_archive(data)
    with pytest.raises(AuditError, match=r"site\.tar "):
        open_archive(blob(data, "site.tar"))


def test_a_packed_dump_is_no_archive():
    with pytest.raises(AuditError, match="no tar in it"):
        opened(zstandard.compress(b"-- MySQL dump\n" * 100))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"JPA\x13", "Akeeba"),
        (b"070701", "cpio"),
    ],
)
def test_other_archives_are_called_by_their_name(head, name):
    with pytest.raises(AuditError, match=name):
        opened(head + bytes(600))


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(AuditError, match="could not be read"):
        open_archive(disk_blob(str(tmp_path / "gone.zip")))


def test_only_as_much_of_a_file_is_read_as_is_allowed():
    tree = opened(zipped({"long.php": bytes(FILE_LIMIT + 1), "exact.php": bytes(FILE_LIMIT)}))
    assert tree.read("long.php") == File("long.php", bytes(FILE_LIMIT), cut=True)
    assert tree.read("exact.php") == File("exact.php", bytes(FILE_LIMIT))


def in_pieces(file: Raw, size: int) -> bytes:
    return b"".join(iter(lambda: file.read(size), b""))
