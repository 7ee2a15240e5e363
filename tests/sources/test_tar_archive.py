"""Tars of all sorts, and what is wrong with some."""

import io
import random
import tarfile
from contextlib import closing
from functools import partial

import pytest

from audit.model.facts import Problem
from audit.sources import archive_marks
from audit.sources.archive import open_archive
from audit.sources.archive_members import Budget, held
from audit.sources.archive_sparse import Sparse
from audit.sources.archive_tree import take
from audit.sources.blobs import Blob
from audit.sources.tree import Entry
from tests.archives import blob, contents, entries, got, opened, problems, special, tarred

LONG = random.Random(2).randbytes(3_000_000)


class Counted(io.BytesIO):
    """A file that counts what is read of it."""

    read_bytes = 0

    def read(self, size=-1, /):
        data = super().read(size)
        Counted.read_bytes += len(data)
        return data


def counted(data: bytes) -> Blob:
    Counted.read_bytes = 0
    return Blob("x", partial(Counted, data), len(data))


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_long_targets_are_read(form):
    name, target = f"{'folder/' * 14}{'n' * 90}.php", "t" * (99 if form == tarfile.USTAR_FORMAT else 500)
    tree = opened(tarred((name, b"<?php"), special("l", tarfile.SYMTYPE, target), form=form))
    assert contents(tree) == {name: b"<?php"}
    assert entries(tree)["l"] == Entry("link", target=target)


def test_folders_of_the_oldest_tars_end_with_a_slash():
    info = tarfile.TarInfo("old/")
    info.type = tarfile.AREGTYPE
    assert entries(opened(tarred(info, form=tarfile.USTAR_FORMAT))) == {"old": Entry("folder")}


def test_a_tar_without_its_closing_blocks_is_told():
    data = tarred(("a.php", b"<?php"), form=tarfile.USTAR_FORMAT)
    tree = opened(data[:1024])
    assert contents(tree) == {"a.php": b"<?php"}
    assert problems(tree) == [(".", "truncated")]


def test_a_damaged_header_costs_one_file():
    data = bytearray(tarred(("a.php", b"a"), ("b.php", b"b"), ("c.php", b"c"), form=tarfile.USTAR_FORMAT))
    data[1024 + 10] ^= 1
    tree = opened(bytes(data))
    assert contents(tree) == {"a.php": b"a", "c.php": b"c"}
    assert problems(tree) == [(".", "damaged")]


def test_what_follows_the_end_is_told():
    one = tarred(("a.php", b"a"))
    tree = opened(one + one)
    assert contents(tree) == {"a.php": b"a"}
    assert problems(tree) == [(".", "trailing-data")]


def test_the_first_part_of_a_file_in_another_volume_is_told():
    info = tarfile.TarInfo("begun.sql")
    info.type = b"M"
    assert (".", "volume-missing") in problems(opened(tarred(info, ("a.php", b"a"), form=tarfile.GNU_FORMAT)))


def test_a_size_beyond_all_systems_ends_no_scan():
    info = tarfile.TarInfo("a.php")
    info.size = 1 << 80
    tree = opened(info.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert {kind for _, kind in problems(tree)} == {"damaged"}


def test_headers_without_end_are_not_gathered():
    info = tarfile.TarInfo("a.php")
    info.pax_headers = {f"key{number}": "x" * 1000 for number in range(900)}
    data = info.tobuf(tarfile.PAX_FORMAT)
    assert contents(opened(data + bytes(1024))) == {"a.php": b""}


def test_what_installs_are_known_by_is_read_again_without_unpacking_again():
    members = [("long.bin", LONG), ("wp-config.php", b"<?php 1;"), ("a/style.css", b"/*\n" + bytes(100_000))]
    file = counted(tarred(*members, ("end.bin", LONG), mode="w:bz2"))
    tree = open_archive(file)
    list(tree.walk())
    Counted.read_bytes = 0
    assert got(tree, "wp-config.php").data == b"<?php 1;"
    assert got(tree, "a/style.css", 8192).data == members[2][1][:8192]
    assert Counted.read_bytes == 0
    assert got(tree, "a/style.css").data == members[2][1]


def test_files_in_their_order_are_unpacked_once():
    names = [f"{number}.bin" for number in range(40)]
    file = counted(tarred(*((name, LONG[:200_000]) for name in names), mode="w:bz2"))
    tree = open_archive(file)
    list(tree.walk())
    Counted.read_bytes = 0
    assert all(got(tree, name).data == LONG[:200_000] for name in sorted(names, key=tree.rank))
    assert Counted.read_bytes < 1.2 * (file.size or 0)


def test_marks_make_the_way_into_a_packed_tar_short(monkeypatch):
    monkeypatch.setattr(archive_marks, "_DISTANCE", 100_000)
    names = [f"{number}.bin" for number in range(40)]
    file = counted(tarred(*((name, LONG[:200_000]) for name in names), mode="w:gz"))
    tree = open_archive(file)
    list(tree.walk())
    Counted.read_bytes = 0
    assert all(got(tree, name).data == LONG[:200_000] for name in reversed(names))
    assert Counted.read_bytes < 6 * (file.size or 0)  # without marks twenty times as much as there is


def test_marks_are_never_more_than_their_number(monkeypatch):
    monkeypatch.setattr(archive_marks, "_DISTANCE", 1)
    monkeypatch.setattr(archive_marks, "_MOST", 4)
    marks = archive_marks.Marks(blob(tarred(("a.bin", LONG), mode="w:gz")))
    file = marks.start()
    while file.read(10_000):
        pass
    file.close()
    assert len(marks._marks) <= 4


def test_a_file_with_holes_has_zeros_there():
    file = Sparse(held(b"abcdef"), ((3, 2), (10, 0), (12, 4)), 20, Budget(100))
    assert take(file, 100) == b"\0\0\0ab\0\0\0\0\0\0\0cdef\0\0\0\0"


def test_a_file_that_is_nearly_all_hole_is_not_read_without_end():
    info = tarfile.TarInfo("a.php")
    info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(1 << 50)}
    info.size = 512
    data = info.tobuf(tarfile.PAX_FORMAT) + b"1\n1125899906842623\n1\n".ljust(512, b"\0") + bytes(1024)
    tree = opened(data)
    assert entries(tree) == {"a.php": Entry("file", 1 << 50)}
    assert not isinstance(tree.read("a.php", 1000), Problem)
    with closing(tree.open("a.php")) as file:
        total = sum(len(piece) for piece in iter(lambda: file.read(1 << 20), b""))
    assert total <= 1 << 30
