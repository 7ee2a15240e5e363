"""Zips of all sorts, and what is wrong with some."""

import bz2
import io
import stat
import struct
import zipfile
import zlib

import pytest

from audit.errors import AuditError
from audit.model.facts import Problem
from audit.sources import archive_members
from audit.sources.tree import Entry
from tests.archives import contents, entries, got, listing, opened, problems, refused, zipped

FILES = {"a.php": b"<?php echo 1;" * 50, "b/c.php": b"<?php"}


def member(name: bytes, data: bytes = b"<?php", **told: int) -> tuple[bytes, bytes]:
    """Return the header with the bytes, and the record but for its offset, saying whatever is told."""
    system, flags, method, attributes = (
        told.get(key, 0) for key in ("system", "flags", "method", "attributes")
    )
    sizes = (
        told.get("checksum", zlib.crc32(data)),
        told.get("packed", len(data)),
        told.get("size", len(data)),
    )
    own = (
        struct.pack("<4s3H4s3L2H", b"PK\x03\x04", 20, flags, method, b"", *sizes, len(name), 0) + name + data
    )
    record = struct.pack("<4sBB3H4s", b"PK\x01\x02", 20, system, 20, flags, method, b"")
    record += struct.pack("<3L5HL", *sizes, len(name), 0, 0, 0, 0, attributes)
    return own, record


def joined(*members: tuple[bytes, bytes, bytes], offsets: tuple[int, ...] = (), disk: int = 0) -> bytes:
    """Return a zip of headers and records."""
    archive, records = b"", b""
    for number, (name, own, record) in enumerate(members):
        records += record + struct.pack("<L", offsets[number] if offsets else len(archive)) + name
        archive += own
    count = len(members)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", disk, disk, count, count, len(records), len(archive), 0)
    return archive + records + end


def single(name: bytes, data: bytes = b"<?php", **told: int) -> bytes:
    return joined((name, *member(name, data, **told)))


def streamed(files: dict[str, bytes]) -> bytes:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return pipe.data


def test_a_zip_without_its_list_is_read_by_the_headers_of_its_members():
    for data in (zipped(FILES), streamed(FILES)):
        tree = opened(data[: data.index(b"PK\x01\x02")])
        assert contents(tree) == FILES
        assert problems(tree) == [(".", "truncated")]


def test_of_a_zip_that_is_cut_in_a_file_the_rest_of_it_is_read():
    data = zipped({"a.php": b"<?php", "long.php": bytes(range(256)) * 1000}, zipfile.ZIP_STORED)
    tree = opened(data[:10_000])
    file = got(tree, "long.php")
    assert contents(tree)["a.php"] == b"<?php"
    assert file.cut
    assert (bytes(range(256)) * 1000).startswith(file.data)


def test_bytes_before_and_behind_a_zip_do_no_harm():
    data = zipped(FILES)
    assert contents(opened(data + b"\nmore")) == FILES
    assert contents(opened(b"#!/bin/sh\nexec unzip $0\n" + data)) == FILES
    start = data.index(b"PK\x05\x06")
    comment = data[: start + 20] + struct.pack("<H", 30) + b"PK\x05\x06 is how it ends".ljust(30)
    assert contents(opened(comment)) == FILES


def test_a_zip_that_counts_in_64_bits_is_read(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 100)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    assert contents(opened(zipped(FILES))) == FILES


def test_links_and_devices_are_told_by_their_attributes():
    link = (b"l", *member(b"l", b"a.php", system=3, attributes=(stat.S_IFLNK | 0o777) << 16))
    pipe = (b"p", *member(b"p", b"", system=3, attributes=stat.S_IFIFO << 16))
    tree = opened(joined(link, pipe, (b"a.php", *member(b"a.php"))))
    assert entries(tree) == {
        "a.php": Entry("file", 5),
        "l": Entry("link", target="a.php"),
        "p": Entry("other"),
    }
    assert listing(tree).resolve("l") == "a.php"


@pytest.mark.parametrize(
    ("name", "told", "shown"),
    [
        ("Größe.php".encode(), {"flags": 0x800}, "Größe.php"),
        ("Größe.php".encode(), {"system": 3}, "Größe.php"),
        ("Größe.php".encode("cp437"), {}, "Größe.php"),
        (b"caf\xe9.php", {"system": 3}, "caf\\xe9.php"),
        (b"wp-content\\a.php", {}, "wp-content/a.php"),
        (b"wp-content\\a.php", {"system": 3}, "wp-content\\a.php"),
    ],
)
def test_names_are_read_as_what_wrote_them_meant(name, told, shown):
    assert contents(opened(single(name, **told))) == {shown: b"<?php"}


def test_an_encrypted_file_is_told_and_not_read():
    tree = opened(joined(*((name, *member(name, flags=1)) for name in (b"a.php", b"b.php"))))
    assert problems(tree) == [(".", "encrypted")]
    assert refused(tree, "a.php").kind == "encrypted"
    assert sorted(entries(tree)) == ["a.php", "b.php"]


def test_packing_that_is_not_supported_is_told_by_its_name():
    tree = opened(single(b"a.php", method=9))
    assert problems(tree) == [("a.php", "unsupported-packing")]
    assert "Deflate64" in refused(tree, "a.php").text


@pytest.mark.parametrize("told", [{"checksum": 7}, {"size": 4}, {"size": 6}, {"packed": 3}])
def test_a_file_that_is_not_as_the_list_says_is_told(told):
    assert refused(opened(single(b"a.php", **told)), "a.php").kind == "damaged"


def test_a_file_that_is_longer_than_its_list_says_is_read_no_further():
    packed = zlib.compress(bytes(1 << 20))[2:-4]
    tree = opened(single(b"a.php", packed, method=8, size=10))
    assert refused(tree, "a.php").kind == "damaged"


def test_files_that_overlap_are_not_read():
    names = (b"a.php", b"b.php", b"c.php")
    tree = opened(joined(*((name, *member(name)) for name in names), offsets=(0, 0, 80)))
    assert problems(tree) == [(".", "overlapping")]
    assert [refused(tree, name).kind for name in ("a.php", "b.php")] == ["overlapping"] * 2
    assert contents(tree) == {"c.php": b"<?php"}


def test_a_part_of_a_split_zip_is_refused():
    with pytest.raises(AuditError, match="split into several"):
        opened(joined((b"a.php", *member(b"a.php")), disk=2))
    with pytest.raises(AuditError, match="split into several"):
        opened(b"PK\x07\x08" + zipped(FILES)[:100])


def test_a_list_that_ends_too_early_is_told():
    data = zipped(FILES)
    second = data.rindex(b"PK\x01\x02")
    tree = opened(data[:second] + b"XX" + data[second + 2 :])
    assert contents(tree) == {"a.php": FILES["a.php"]}
    assert problems(tree) == [(".", "damaged")]


def test_sizes_beyond_all_systems_end_no_scan():
    extra = struct.pack("<2HQ", 1, 8, 1 << 63)
    name, data = b"a.php", zipped({"a.php": b"<?php"})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    record = bytearray(data[start:end])
    record[20:24], record[30:32] = b"\xff" * 4, struct.pack("<H", len(extra))
    whole = (
        data[:start]
        + record
        + extra
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(record) + 12, start, 0)
    )
    assert problems(opened(whole)) == [(".", "damaged")]
    assert name in whole


def test_what_unpacks_to_far_too_much_is_told_and_ends(monkeypatch):
    monkeypatch.setattr(archive_members, "_FREE", 1 << 20)
    zeros = bytes(30 << 20)
    tree = opened(
        single(b"a.php", bz2.compress(zeros), method=12, size=len(zeros), checksum=zlib.crc32(zeros))
    )
    assert problems(tree) == [(".", "zip-bomb")]
    assert isinstance(tree.read("a.php"), Problem)
