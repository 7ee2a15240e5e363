"""Exports of All-in-One WP Migration, and archives of Duplicator, as their plugins write them."""

import json
import struct

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources.archive import is_archive, member_blob
from audit.sources.tree import Entry, File
from tests.archives import contents, daf, entries, got, opened, problems, refused, wpress

FILES = {"database.sql": b"-- dump\n" * 200_000, "plugins/a/a.php": b"<?php", "themes/b/style.css": b""}


def test_the_folder_of_a_member_is_told_beside_its_name():
    assert set(contents(opened(wpress(FILES)))) == {"package.json", *FILES}


@pytest.mark.parametrize("packing", ["gzip", "bzip2"])
def test_a_packed_export_is_unpacked_piece_by_piece(packing):
    tree = opened(wpress(FILES, packing))
    assert got(tree, "database.sql").data == FILES["database.sql"]
    assert json.loads(got(tree, "package.json").data)["Compression"]["Type"] == packing
    assert entries(tree)["database.sql"] == Entry("file")  # nobody tells its size


def test_an_encrypted_export_is_told_once_and_its_names_are_listed():
    tree = opened(wpress(FILES, encrypted=True))
    assert problems(tree) == [(".", "encrypted")]
    assert refused(tree, "database.sql").kind == "encrypted"
    assert set(FILES) < set(entries(tree))
    assert isinstance(tree.read("package.json"), File)
    with pytest.raises(AuditError, match="password"):
        member_blob(tree, "database.sql").open()


def test_an_export_without_its_closing_block_is_told():
    data = wpress(FILES)
    for end in (4377, 5000):
        tree = opened(data[:-end])
        assert got(tree, "database.sql").data == FILES["database.sql"]
        assert problems(tree) == [(".", "truncated")]


def test_an_export_that_is_cut_in_a_file_keeps_what_is_there():
    tree = opened(wpress(FILES)[:100_000])
    file = got(tree, "database.sql")
    assert file.cut
    assert FILES["database.sql"].startswith(file.data)
    assert problems(tree) == [(".", "truncated")]


def test_a_wrong_checksum_is_told():
    data = wpress(FILES).replace(b"<?php", b"<?PHP")
    assert refused(opened(data), "plugins/a/a.php").kind == "damaged"


def test_a_damaged_header_ends_the_export_and_is_told():
    data = bytearray(wpress(FILES))
    data[data.index(b"a.php") + 255] = ord("x")
    tree = opened(bytes(data))
    assert problems(tree) == [(".", "damaged")]
    assert "database.sql" in contents(tree)


@pytest.mark.parametrize("about", [b"[1]", b"{", b"[" * 100_000, b'{"Compression": "gzip"}', b"\xff"])
def test_a_description_that_makes_no_sense_ends_no_scan(about):
    assert contents(opened(wpress({"package.json": about, "a.php": b"<?php"})))["a.php"] == b"<?php"


def test_a_piece_that_is_longer_than_its_file_is_told():
    data = wpress({"a.php": b"<?php echo 1;" * 9}, "gzip")
    size = data.rindex(
        b"\0\0\0", 0, data.index(b"\x78\xda") if b"\x78\xda" in data else data.index(b"\x78\x9c")
    )
    hurt = data[:size] + struct.pack(">L", 7) + data[size + 4 :]
    assert isinstance(opened(hurt).read("a.php"), Problem)


def test_an_archive_of_duplicator_has_files_and_folders():
    for flags in (None, 0, 1):
        tree = opened(daf(FILES, flags))
        assert contents(tree) == FILES
        assert entries(tree)["d"] == Entry("folder")


def test_an_encrypted_archive_of_duplicator_is_told_once():
    tree = opened(daf(FILES, 3))
    assert problems(tree) == [(".", "encrypted")]
    assert refused(tree, "plugins/a/a.php").kind == "encrypted"


def test_an_archive_of_duplicator_that_is_cut_is_told():
    data = daf(FILES)
    tree = opened(data[: data.index(b"plugins/a/a.php") - 60])
    assert contents(tree) == {"database.sql": FILES["database.sql"]}
    assert problems(tree) == [(".", "truncated")]


def test_text_that_begins_with_a_name_is_no_export():
    assert not is_archive(b"package.json\n".ljust(5000))
    assert not is_archive(bytes(5000))
